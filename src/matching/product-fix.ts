import type { Claim } from '#advisories'
import { inVersionRange, type VersionRange } from '#identity/products'
import type { Laid, RecordVerdict } from './product-record.ts'

type Interval = VersionRange['intervals'][number]

/**
 * The runs of an affected product as rows of an index would give them, each ending where a version is named that mends it. A run's end
 * names none where nobody wrote it, as that of `2.0.x`, and where the record says of the same product that it is affected too: then the
 * run goes on to the end of that one.
 */
export function hitsOf({ laid, names, all }: RecordVerdict): Claim['hits'] {
  const { range, place, claim } = laid.statement
  if (range === undefined) return []
  const runs = runsOf(laid, names, all)
  return range.intervals.map(interval => ({
    ordinal: place.ordinal,
    kind: 'range',
    interval: mendedAt(lastOf({ interval, text: claim.versions?.text ?? '' }, runs), interval),
    text: '',
  }))
}

/** The beginning of a run with the end of the last that takes it on, where that is an end that somebody wrote. */
function mendedAt({ interval: { to, toIncluded }, text }: Run, { from, fromIncluded }: Interval): Interval {
  const isNamed = to !== undefined && (toIncluded || isWritten(to, text))
  return {
    ...(from !== undefined && { from }),
    ...(fromIncluded !== undefined && { fromIncluded }),
    ...(isNamed && { to }),
    ...(isNamed && toIncluded !== undefined && { toIncluded }),
  }
}

/**
 * Whether each word of a version stands in a text as it is, and not as the beginning of another or of a wildcard. In vers it may be
 * encoded; others may stand between (`SP9 Security Patch 1`).
 */
function isWritten(version: string, text: string): boolean {
  return [version, encodeURIComponent(version)].some(one => one.split(' ').every(word => standsIn(word, text)))
}

function standsIn(word: string, text: string): boolean {
  const plain = word.replaceAll(/[^\w\s]/g, '\\$&')
  return new RegExp(`(?<![^\\W_]|\\.)v?${plain}(?![^\\W_]|\\.[\\w*])`, 'i').test(text)
}

/** A run of versions, and the words that it was read from. */
interface Run {
  interval: Interval
  text: string
}

/** All that a record says is affected of the same product by the same vulnerabilities. */
function runsOf({ product }: Laid, names: readonly string[], all: readonly Laid[]): Run[] {
  const isAbout = (told: readonly string[]) =>
    told.length === 0 || names.length === 0 || told.some(name => names.includes(name))
  return all.flatMap(({ product: { key }, statement: { claim, range } }) => {
    const isAffected = claim.said.some(
      ({ status, vulnerabilities }) => status === 'affected' && isAbout(vulnerabilities),
    )
    if (key !== product.key || !isAffected) return []
    return (range?.intervals ?? []).map(interval => ({ interval, text: claim.versions?.text ?? '' }))
  })
}

/** The run that one ends with, as far as others take it on. */
function lastOf(run: Run, runs: readonly Run[]): Run {
  let last = run
  for (let rest = runs.length; rest > 0 && namesEnd(last); rest--) {
    const end = last.interval.to!
    const next = runs.find(
      ({ interval }) => inVersionRange({ intervals: [interval], all: false, unclear: [] }, end).says === 'in',
    )
    if (next === undefined) return last
    last = next
  }
  return last
}

const namesEnd = ({ interval: { to, toIncluded } }: Run) => to !== undefined && !toIncluded
