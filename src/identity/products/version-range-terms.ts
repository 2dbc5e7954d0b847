import type { Comparator } from '../interval-set.ts'
import type { Interval } from '../range.ts'
import type { RangePiece } from './version-range-text.ts'

/** A comparator with its version, or two ends of a run. */
export interface Term {
  comparator: Comparator | 'run'
  version: string
  /** Of a run: its end, and whether that belongs to it. */
  to?: string
  toIncluded?: boolean
  /** Written without a comparator of its own. */
  bare: boolean
  /** Nothing but a blank stands between it and the one before. */
  beside?: boolean
  /** Runs that a text with a star in the middle means. */
  runs?: Interval[]
}

/** The comparators with their versions, in their order; undefined where one is missing or a word stands where none belongs. */
export function termsOf(pieces: readonly RangePiece[]): Term[] | undefined {
  const terms: Term[] = []
  let comparator: Comparator | undefined
  let apart = false
  for (let i = 0; i < pieces.length; i++) {
    const { kind, text, comparator: own } = pieces[i]!
    // "All versions of V5" are the line, "V5" alone is one version.
    const line = pieces[i - 1]?.kind === 'all' && kind === 'version'
    if (kind === 'separator' || kind === 'label' || kind === 'all') {
      if (comparator !== undefined && kind !== 'label') return undefined
      // "All versions, 2.0": nobody knows which of the two is meant.
      if (kind === 'separator') apart = true
      if (kind === 'all' && (i > 0 || pieces[i + 1]?.kind === 'separator')) return undefined
      continue
    }
    if (kind === 'comparator') {
      // "before < 2.0" says it twice; two that differ say nothing.
      if (comparator !== undefined && comparator !== own) return undefined
      comparator = own
      continue
    }
    if (kind !== 'version' && kind !== 'branch') return undefined
    const next = pieces[i + 1]
    const behind = next?.kind === 'behind' ? next.comparator : undefined
    const dash = next?.kind === 'dash'
    // "> 16 up to 26": the dash is the comparator of the second.
    const opened = dash && (comparator === '>' || comparator === '>=')
    const term =
      dash && !opened
        ? dashed(pieces[i]!, pieces[i + 2], comparator)
        : behind !== undefined && comparator !== undefined && comparator !== behind
          ? undefined
          : termOf(line && comparator === undefined && behind === undefined ? 'line' : kind, text, comparator ?? behind)
    if (!term) return undefined
    terms.push(terms.length > 0 && !apart ? { ...term, beside: true } : term)
    apart = false
    i += dash ? (opened ? 1 : 2) : behind === undefined ? 0 : 1
    comparator = opened ? '<=' : undefined
  }
  return comparator === undefined ? terms : undefined
}

/** "2.0 - 2.5", "2.0 through 2.x": both ends belong to it. */
function dashed(from: RangePiece, to: RangePiece | undefined, comparator: Comparator | undefined): Term | undefined {
  if (comparator !== undefined || to === undefined) return undefined
  const low = ends(from)
  const high = ends(to)
  if (!low || !high) return undefined
  return { comparator: 'run', version: low.from, to: high.to, toIncluded: high.toIncluded, bare: false }
}

/** The first version of a piece, and where it ends. */
function ends({ kind, text }: RangePiece): { from: string; to: string; toIncluded: boolean } | undefined {
  if (kind === 'version') return { from: text, to: text, toIncluded: true }
  return kind === 'branch' ? branchEnds(text) : undefined
}

/** `2.X`: from 2.0 until before 3; `2.3x`: from 2.30 until before 2.40. */
function branchEnds(text: string): { from: string; to: string; toIncluded: boolean } | undefined {
  const found = /^(?:v(?:ersion)?\.?\s?)?([a-z]?)((?:\d+\.)*)(\d+)([.-][x*]|x)/i.exec(text)
  if (!found) return undefined
  const [, lead, numbers, last, star] = found
  const base = `${lead}${numbers}`
  const next = String(BigInt(last!.slice(0, 400)) + 1n)
  const zero = star!.length === 1 && numbers !== '' ? '0' : ''
  return { from: `${base}${last}${zero}`, to: `${base}${next}${zero}`, toIncluded: false }
}

function termOf(kind: string, text: string, comparator: Comparator | undefined): Term | undefined {
  const bare = comparator === undefined
  if (kind === 'version') return { comparator: comparator ?? '=', version: text, bare }
  const middle = /^(?:v\.?\s?)?(\d+)\.x\.(\d+)$/i.exec(text)
  if (middle) return middleTerm(middle[1]!, middle[2]!, comparator)
  const found = branchEnds(kind === 'line' ? `${text}.x` : text)
  if (!found) return undefined
  switch (comparator) {
    case undefined:
    case '=':
      return { comparator: 'run', version: found.from, to: found.to, toIncluded: false, bare: false }
    case '<=':
      return { comparator: '<', version: found.to, bare: false }
    case '>':
      return { comparator: '>=', version: found.to, bare: false }
    case '!=':
      return undefined
    default:
      return { comparator, version: found.from, bare: false }
  }
}

/** `< V3.X.17`: before .17 in whatever line of 3 (Siemens S7-300: 3.2.17 for some, 3.3.17 for others of one advisory). */
function middleTerm(major: string, last: string, comparator: Comparator | undefined): Term | undefined {
  if (comparator !== '<' && comparator !== '<=') return undefined
  const runs: Interval[] = Array.from({ length: 100 }, (_, line) => ({
    ...(line > 0 && { from: `${major}.${line}` }),
    to: `${major}.${line}.${last}`,
    toIncluded: comparator === '<=',
  }))
  return { comparator, version: `${major}.99.${last}`, bare: false, runs }
}
