import type { Bom, Component } from '#boms'
import { parsePurl } from '#identity'
import type { Pin } from './lock-finding.ts'
import type { LockPaper } from './lock-format.ts'

/** What a bill lists as pins: everything but the project's own parts and what comes with a language. */
export function pinsOf({ bom }: Pick<LockPaper, 'bom'>): Pin[] {
  return bom.components.flatMap(one => (isOwnPart(one) ? [] : [pinOf(one)]))
}

export function isOwnPart({ type }: Component): boolean {
  return type === 'application' || type === 'framework'
}

/** A component as a pin: where it comes from is said by its purl. */
export function pinOf(one: Component): Pin {
  const purl = one.purl === undefined ? undefined : parsePurl(one.purl)
  const qualifiers = purl && 'type' in purl ? purl.qualifiers : undefined
  const git = qualifiers?.get('vcs_url')
  const url = qualifiers?.get('download_url')
  return {
    name: one.group === undefined ? one.name : `${one.group}:${one.name}`,
    version: one.version,
    purl: one.purl,
    from: git !== undefined ? 'git' : url !== undefined ? 'url' : 'registry',
    address: git ?? url,
    commit: git === undefined ? undefined : commitOf(git),
    hashes: one.hashes,
    sums: [],
    at: one.at,
  }
}

/** It is of no registry at an origin, or of another one: asking there about it would tell its name to strangers. */
export function isElsewhere({ from, purl: text }: Pick<Pin, 'from' | 'purl'>, origin: string): boolean {
  const purl = text === undefined ? undefined : parsePurl(text)
  const own = purl && 'type' in purl ? purl.qualifiers?.get('repository_url') : undefined
  return from !== 'registry' || (own !== undefined && URL.parse(own)?.origin !== origin)
}

/** The whole commit of a git location (`git+https://…@commit`); a branch, a tag or the start of a commit is none. */
export function commitOf(location: string): string | undefined {
  return /@([0-9a-f]{40}|[0-9a-f]{64})(?:#|$)/i.exec(location)?.[1]?.toLowerCase()
}

/** Which bytes a pin means is fixed: by a hash, a sum, or a whole commit, which is one over all it holds. */
export function isAnchored(pin: Pin): boolean {
  return pin.hashes.length > 0 || pin.sums.length > 0 || pin.commit !== undefined
}

/** A pin names one version or one commit. */
export function isExact(pin: Pin): boolean {
  return pin.from === 'git' ? pin.commit !== undefined : pin.version !== undefined || isAnchored(pin)
}

/** Notes of a reader that say something of the lockfile was left out, so that nobody knows what it pins. */
const leftOut =
  /^(?:line-not-understood|entry-not-a-package|entry-not-an-object|entry-twice|name-not-stated|hash-broken|integrity-broken|hashes-not-told-apart|go-sum-line-not-understood)$/

export function notesOfLost(bom: Bom): { message: string; at: string | undefined }[] {
  return bom.notes.flatMap(({ code, message, at }) => (leftOut.test(code) ? [{ message, at }] : []))
}
