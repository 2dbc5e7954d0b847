import { quoted } from '#base'
import { prefixedHash, showPurl } from '#identity'
import { gitLocation, withoutSecrets } from '../address.ts'
import { type Bom, type Component, component } from '../bom.ts'
import type { BomFormat, Head, Paper } from '../format.ts'
import { type GemSource, type GemSpec, gemfileLockFile } from '../gemfile-lock-file.ts'
import { type LockBill, lockBill, markOwn, noteMissing, put } from '../lock-bill.ts'
import { linesOf, machineText } from '../paper-text.ts'

/**
 * Bundler's `Gemfile.lock` (bundler.io, "Gemfile.lock"). Every gem of `GEM`, `GIT`, `PATH` and `PLUGIN SOURCE` is one component
 * whose ref is `name@version`, with its platform behind a dash where it is built for one. What lies in a `PATH` is the
 * maker's own. The subject depends on what `DEPENDENCIES` lists. Which gems are for development only is not written in it,
 * so nothing has a scope.
 */
export const gemfileLock: BomFormat = {
  id: 'gemfile-lock',
  label: 'Gemfile.lock',
  kind: 'lockfile',
  versions: [],
  takes: 'every gem with version, platform, source and checksum; the graph; gems of a path as own',
  leaves: 'requirements, the Ruby version, the list of platforms',
  names: /^(?:Gemfile|gems)\.(?:lock|locked)$/,
  sniff,
  read,
}

const headers = /^(?:GEM|GIT|PATH|PLUGIN SOURCE)[ \t]*\r?\n {2}[a-z]+:/m
const rest = /^PLATFORMS[ \t]*\r?\n {2}\S[\s\S]*^DEPENDENCIES[ \t]*\r?$/m

function sniff({ name, text }: Head): boolean {
  if (/^\s*[{[<]/.test(text)) return false
  return gemfileLock.names!.test(name) || headers.test(text) || rest.test(text)
}

interface Place {
  spec: GemSpec
  made: Component
}

function read(paper: Paper): Bom {
  const bill = lockBill(gemfileLock.id, paper)
  const { bom, notes } = bill
  const file = gemfileLockFile(linesOf(machineText(paper), paper), paper, notes)
  const places: Place[] = []
  const named = new Map<string, string[]>()
  for (const source of file.sources)
    for (const spec of source.specs) {
      const made = take(bill, source, spec, file.checksums)
      places.push({ spec, made })
      const others = named.get(spec.name)
      if (others) others.push(made.ref)
      else named.set(spec.name, [made.ref])
    }
  if (places.length === 0) notes.add('empty', 'no gem is listed')
  const edge = (from: Component, asked: readonly string[]) => {
    const on = new Set<string>()
    for (const name of asked) {
      const to = named.get(name)
      // Bundler is asked for and brings itself along.
      if (!to && name !== 'bundler') noteMissing(bill, name, from.name, from.at)
      // One gem for several platforms: so many are linked to; more, and the file is none of Bundler's.
      for (const ref of to?.slice(0, 32) ?? []) on.add(ref)
    }
    bom.dependencies.push({ ref: from.ref, on: [...on] })
  }
  edge(bom.subject!, file.asked)
  for (const { spec, made } of places) edge(made, spec.needs)
  return bom
}

function take(bill: LockBill, source: GemSource, spec: GemSpec, checksums: Map<string, string>): Component {
  const { notes, refs } = bill
  const { name, version, platform, at } = spec
  const built = version === undefined ? undefined : `${version}${platform === undefined ? '' : `-${platform}`}`
  const made = component(refs(built === undefined ? name : `${name}@${built}`), name, version)
  made.at = at
  if (version === undefined) notes.add('version-not-stated', `${quoted(name)} stands there without a version`, at)
  for (const text of (checksums.get(`${name} ${built}`) ?? '').split(',', 16).filter(one => one !== '')) {
    const hash = prefixedHash(text)
    if ('fault' in hash) notes.add('hash-broken', `checksum of ${quoted(name)}: ${hash.fault}`, at)
    else made.hashes = [...made.hashes, hash]
  }
  if (source.kind === 'PATH') return put(bill, markOwn(made))
  const qualifiers = originOf(source)
  if (qualifiers.has('vcs_url'))
    notes.add('not-from-registry', `${quoted(name)} comes from ${quoted(qualifiers.get('vcs_url'))}`, at)
  if (platform !== undefined) qualifiers.set('platform', platform)
  made.purl = showPurl({ type: 'gem', namespace: undefined, name, version, qualifiers, subpath: undefined })
  return put(bill, made)
}

function originOf({ kind, remotes, revision }: GemSource): Map<string, string> {
  const remote = remotes[0]
  if (remote === undefined || remotes.some(one => /^https?:\/\/(?:www\.)?rubygems\.org(?:\/|$)/.test(one)))
    return new Map()
  if (kind === 'GIT')
    return new Map([['vcs_url', gitLocation(revision === undefined ? remote : `${remote}#${revision}`)]])
  return new Map([['repository_url', withoutSecrets(remote)]])
}
