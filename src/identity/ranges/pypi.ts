import { within } from '../interval-set.ts'
import type { Interval } from '../range.ts'
import { type RangeFault, type RangeNotation, shownPiece } from '../range-notation.ts'
import { pep440 as order } from '../versions/pep440.ts'

/**
 * Version specifiers of Python (PEP 440, Version specifiers): `~=1.4.2`, `==1.1.*`, `!=1.5`, `>=1,<2`, `===1.0`; all of those
 * between commas must hold. As the PEP says, a version without a local label means all its local versions, `<2.0` leaves out the
 * pre-releases of 2.0, and `>1.0` its post releases.
 */
export const pypi: RangeNotation = {
  id: 'pypi',
  about: 'Version specifiers of Python (PEP 440)',
  order,
  read,
}

const specifier = /^\s*(===|~=|==|!=|<=|>=|<|>)\s*(v?\d[\w.!+-]*?)(\.\*)?\s*$/i

function read(text: string): Interval[] | RangeFault {
  const lists: Interval[][] = []
  for (const piece of text.trim() === '' ? [] : text.split(',')) {
    const [, operator, version, wild] = specifier.exec(piece) ?? []
    const parts = version === undefined ? undefined : partsOf(version)
    const runs = parts && (wild ? runsOfPrefix(operator!, parts) : runsOfVersion(operator!, parts))
    if (runs === undefined) return { fault: `${shownPiece(piece.trim())} is no version specifier` }
    lists.push(runs)
  }
  return within(order, lists)
}

/** A version, and its parts as far as specifiers look at them. */
interface Parts {
  text: string
  epoch: string
  release: readonly string[]
  /** With what is before the part in question: `1.0a1`, `1.0a1.post2`. */
  pre: boolean
  beforeDev: string
  dev: string | undefined
  beforePost: string
  post: string | undefined
  local: boolean
}

const grammar =
  /^(((v?(\d+!)?(\d+(?:\.\d+)*))([-_.]?(?:alpha|beta|preview|pre|rc|a|b|c)[-_.]?\d*)?)(?:(?:-(?=\d)|[-_.]?(?:post|rev|r)[-_.]?)(\d*))?)(?:[-_.]?dev[-_.]?(\d*))?(\+.+)?$/i

function partsOf(text: string): Parts | undefined {
  const found = grammar.exec(text)
  if (!found || order.compare(text, text) === undefined) return undefined
  const [, beforeDev, beforePost, , epoch = '', release, pre, post, dev, local] = found
  return {
    text,
    epoch,
    release: release!.split('.'),
    pre: pre !== undefined,
    beforeDev: beforeDev!,
    dev,
    beforePost: beforePost!,
    post,
    local: local !== undefined,
  }
}

function runsOfPrefix(operator: string, parts: Parts): Interval[] | undefined {
  if (parts.pre || parts.post !== undefined || parts.dev !== undefined || parts.local) return undefined
  const prefix = startingWith(parts, parts.release.length)
  return operator === '==' ? [prefix] : operator === '!=' ? outside(prefix) : undefined
}

function runsOfVersion(operator: string, parts: Parts): Interval[] | undefined {
  const { text, local, release } = parts
  const same = local ? { from: text, to: text, toIncluded: true } : { from: text, to: behindLocals(parts) }
  if (operator === '===') return [{ from: text, to: text, toIncluded: true }]
  if (operator === '==') return [same]
  if (operator === '!=') return outside(same)
  if (local) return undefined
  if (operator === '<=') return [{ to: behindLocals(parts) }]
  if (operator === '>=') return [{ from: text }]
  if (operator === '<') return earlier(parts)
  if (operator === '>') return later(parts)
  return release.length < 2 ? undefined : [{ from: text, to: startingWith(parts, release.length - 1).to }]
}

/** Every version whose release begins with that many numbers, the development releases of the first one too. */
function startingWith({ epoch, release }: Parts, kept: number): { from: string; to: string } {
  const first = release.slice(0, kept)
  const next = [...first.slice(0, -1), raised(first.at(-1)!)]
  return { from: `${epoch}${first.join('.')}.dev0`, to: `${epoch}${next.join('.')}.dev0` }
}

function raised(number: string): string {
  return String(BigInt(number === '' ? '0' : number) + 1n)
}

/** The first version behind a version and all its local ones. */
function behindLocals({ beforeDev, dev, beforePost, post }: Parts): string {
  if (dev !== undefined) return `${beforeDev}.dev${raised(dev)}`
  return `${beforePost}.post${post === undefined ? '0' : raised(post)}.dev0`
}

function outside({ from, to, toIncluded }: { from: string; to: string; toIncluded?: boolean }): Interval[] {
  return [{ to: from }, toIncluded ? { from: to, fromIncluded: false } : { from: to }]
}

/** `<V` takes a pre-release of V only where V is one itself. */
function earlier({ text, epoch, release, pre, dev, post, beforeDev }: Parts): Interval[] {
  if (pre || dev !== undefined) return [{ to: text }]
  const base = epoch + release.join('.')
  const below = { to: `${base}.dev0` }
  return post === undefined ? [below] : [below, { from: base, to: `${beforeDev}.dev0` }]
}

/** No project has more post releases of one version. */
const lastPost = '9'.repeat(12)

/** `>V` takes a post release of V only where V is one itself. */
function later(parts: Parts): Interval[] {
  const { text, epoch, release, pre, dev, post } = parts
  if (post !== undefined) return [{ from: behindLocals(parts) }]
  const base = epoch + release.join('.')
  const behind = { from: `${base}.post${lastPost}`, fromIncluded: false }
  return pre || dev !== undefined ? [{ from: text, fromIncluded: false, to: base, toIncluded: true }, behind] : [behind]
}
