import { type Comparator, joined } from './interval-set.ts'
import { longestVersion } from './order.ts'
import { type Interval, inInterval } from './range.ts'
import { longestRange, mostParts, shownPiece } from './range-notation.ts'
import { decodedVersion, encodedVersion } from './vers-encoding.ts'
import { orderOfScheme } from './vers-scheme.ts'

/** A version range specifier, taken apart (vers-spec 1.1.0, core specification). */
export interface Vers {
  /** The type, lower case: `npm`. */
  scheme: string
  /** In the order of the versions; undefined for `*`: all versions or, of the type `none`, no version. */
  constraints: readonly VersConstraint[] | undefined
}

/** A version on the line of versions, and which side of it is meant. */
export interface VersConstraint {
  comparator: Comparator
  /** Decoded. */
  version: string
}

/** A text that is no vers: what is wrong with it, as the end of a sentence ("…: the constraints are missing"). */
export interface VersFault {
  fault: string
}

const head = /^vers:([a-z][a-z0-9.-]*)\/(.*)$/s

/**
 * Reads `vers:npm/>=1.0.0|<2.0.0`. The text must be canonical, as the specification asks: printable ASCII without blanks,
 * constraints in the order of their versions, each version once, comparators that pair. Versions that cannot be compared,
 * because the type is not known or they are none of it, are taken to stand in their order.
 *
 * `forgiving` takes what papers write beside that: blanks around constraints, `=` written out, encodings that are not needed,
 * constraints of the type `all`, constraints in any order, and comparators that do not pair.
 */
export function parseVers(text: string, forgiving = false): Vers | VersFault {
  if (text.length > longestRange) return { fault: `it is longer than ${longestRange} characters` }
  const stray = forgiving ? undefined : strayCharacter(text)
  if (stray !== undefined) return { fault: stray }
  const [, scheme, stated] = head.exec(forgiving ? text.trim() : text) ?? []
  if (scheme === undefined || stated === undefined) return { fault: 'it is not "vers:", a type in lower case, and "/"' }
  if (stated.trim() === '*') return { scheme, constraints: undefined }
  if (scheme === 'none' || (scheme === 'all' && !forgiving)) {
    return { fault: `behind the type "${scheme}" stands "*" alone` }
  }
  const pieces = stated.split('|', mostParts + 1)
  if (pieces.length > mostParts) return { fault: `it has more than ${mostParts} constraints` }
  const constraints: VersConstraint[] = []
  for (const piece of pieces) {
    const found = readConstraint(scheme, forgiving ? piece.trim() : piece, forgiving)
    if ('fault' in found) return found
    constraints.push(found)
  }
  if (forgiving) return { scheme, constraints: sorted(scheme, constraints) }
  const fault = orderFault(scheme, constraints) ?? pairingFault(constraints)
  return fault === undefined ? { scheme, constraints } : { fault }
}

function strayCharacter(text: string): string | undefined {
  const found = /[^\x21-\x7e]/.exec(text)
  if (found === null) return undefined
  return `character ${found.index + 1} is ${/\s/.test(found[0]) ? 'a blank' : 'no printable ASCII'}`
}

function readConstraint(scheme: string, piece: string, forgiving: boolean): VersConstraint | VersFault {
  if (piece === '') return { fault: 'a constraint is missing before or behind "|"' }
  const [, operator = '=', rest = ''] = /^([<>!]=|[<>]|=)?(.*)$/s.exec(piece)!
  if (piece.startsWith('=') && !forgiving) return { fault: `${shownPiece(piece)} writes out "="` }
  const found = decodedVersion(scheme, forgiving ? rest.trim() : rest, forgiving)
  if ('fault' in found) return found
  const { version } = found
  if (version === '') return { fault: `the version of ${shownPiece(piece)} is missing` }
  if (version.length > longestVersion) return { fault: `a version is longer than ${longestVersion} characters` }
  if (scheme === 'datetime' && orderOfScheme(scheme)?.compare(version, version) === undefined) {
    return { fault: `${shownPiece(version)} is no time as RFC 3339 writes it, with "T" and "Z"` }
  }
  return { comparator: operator as Comparator, version }
}

/** Why constraints are not in the one order of their versions; undefined when they are, as far as they can be compared. */
function orderFault(scheme: string, constraints: readonly VersConstraint[]): string | undefined {
  const order = orderOfScheme(scheme)
  const seen = new Set<string>()
  let last: string | undefined
  for (const { version } of constraints) {
    const sign = last === undefined ? -1 : order?.compare(last, version)
    if (seen.has(version) || sign === 0) return `the version ${shownPiece(version)} stands twice`
    if (sign !== undefined && sign > 0) return `${shownPiece(version)} stands behind a later version`
    seen.add(version)
    if (order?.compare(version, version) !== undefined) last = version
  }
  return undefined
}

/** Behind `>` stands `<`, behind anything else all but `<`; `!=` counts nowhere. */
function pairingFault(constraints: readonly VersConstraint[]): string | undefined {
  const kept = constraints.filter(({ comparator }) => comparator !== '!=')
  const wrong = kept.find((one, i) => i > 0 && opens(kept[i - 1]!) !== closes(one))
  return wrong && `${shownPiece(wrong.comparator + wrong.version)} does not pair with the constraint before it`
}

function opens({ comparator }: VersConstraint): boolean {
  return comparator.startsWith('>')
}

function closes({ comparator }: VersConstraint): boolean {
  return comparator.startsWith('<')
}

/** In the order of their versions, as they were where two cannot be compared. */
function sorted(scheme: string, constraints: readonly VersConstraint[]): readonly VersConstraint[] {
  const order = orderOfScheme(scheme)
  if (order === undefined || constraints.some(({ version }) => order.compare(version, version) === undefined)) {
    return constraints
  }
  return constraints.toSorted((a, b) => order.compare(a.version, b.version)!)
}

/** The canonical text. */
export function showVers({ scheme, constraints }: Vers): string {
  const shown = constraints?.map(
    ({ comparator, version }) => (comparator === '=' ? '' : comparator) + encodedVersion(version),
  )
  return `vers:${scheme}/${shown?.join('|') ?? '*'}`
}

/**
 * The runs of versions that a vers means, in their order. Undefined where a text read forgivingly has comparators that do not
 * pair (`>=1|>=2`): its author may have meant either.
 */
export function versIntervals({ scheme, constraints }: Vers): Interval[] | undefined {
  if (constraints === undefined) return scheme === 'none' ? [] : [{}]
  return pairingFault(constraints) === undefined ? runsBetween(constraints) : undefined
}

/** The runs of a vers as papers write it (`parseVers`, forgiving); undefined when it is none, or does not say which they are. */
export function statedIntervals(text: string): Interval[] | undefined {
  const vers = parseVers(text, true)
  return 'fault' in vers ? undefined : versIntervals(vers)
}

function runsBetween(constraints: readonly VersConstraint[]): Interval[] {
  const runs: Interval[] = []
  const first = constraints.find(({ comparator }) => comparator !== '!=')
  let open: Interval | undefined = first === undefined || closes(first) ? {} : undefined
  for (const { comparator, version } of constraints) {
    if (comparator === '=') runs.push({ from: version, to: version, toIncluded: true })
    else if (comparator === '>' || comparator === '>=') {
      open = comparator === '>' ? { from: version, fromIncluded: false } : { from: version }
    } else if (open !== undefined) {
      runs.push({ ...open, to: version, ...(comparator === '<=' && { toIncluded: true }) })
      open = comparator === '!=' ? { from: version, fromIncluded: false } : undefined
    }
  }
  return open === undefined ? runs : [...runs, open]
}

/** Whether a version lies in a vers; undefined when a comparison that decides it cannot be made. */
export function inVers(vers: Vers, version: string): boolean | undefined {
  if (vers.constraints === undefined) return vers.scheme !== 'none'
  const order = orderOfScheme(vers.scheme)
  const runs = versIntervals(vers)
  if (order === undefined || runs === undefined) {
    const named = vers.constraints.find(one => one.version === version)?.comparator
    return named === undefined ? undefined : named.endsWith('=') && named !== '!='
  }
  const answers = runs.map(run => inInterval(order, run, version))
  return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false
}

/**
 * The canonical vers of runs of versions (`readRange` gives such): joined, in their order, single versions between two runs as
 * `!=`. Runs without any version are `vers:none/*`. A fault when Millcert has no order for the type, or an end is none of its versions.
 */
export function versOf(scheme: string, intervals: readonly Interval[]): Vers | VersFault {
  const order = orderOfScheme(scheme)
  if (order === undefined) return { fault: `Millcert has no order for versions of ${shownPiece(scheme)}` }
  for (const end of intervals.flatMap(({ from, to }) => [from, to])) {
    if (end !== undefined && order.compare(end, end) === undefined) {
      return { fault: `${shownPiece(end)} is no version of ${order.about}` }
    }
  }
  const runs = joined(order, intervals)
  if (runs.length === 0) return { scheme: 'none', constraints: undefined }
  const touches = (earlier: Interval | undefined, later: Interval | undefined) =>
    earlier?.to !== undefined && later?.from !== undefined && order.compare(earlier.to, later.from) === 0
  const constraints = runs.flatMap((run, i): VersConstraint[] => {
    const { from, fromIncluded, to, toIncluded } = run
    if (from !== undefined && touches(run, run)) return [{ comparator: '=', version: from }]
    const low = from === undefined || touches(runs[i - 1], run) ? [] : [{ from, included: fromIncluded !== false }]
    const end = touches(run, runs[i + 1]) ? '!=' : toIncluded ? '<=' : '<'
    return [
      ...low.map(one => ({ comparator: one.included ? '>=' : '>', version: one.from }) as const),
      ...(to === undefined ? [] : [{ comparator: end, version: to } as const]),
    ]
  })
  return { scheme, constraints: constraints.length === 0 ? undefined : constraints }
}
