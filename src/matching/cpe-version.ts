import { type CpeValue, type Interval, orders } from '#identity'

/*
 * Versions of products that CPE names. No scheme is stated, so they compare in the generic order (numbers, and words that mean the
 * same everywhere); the update of a name (`sp2`, `rc1`) places it before or behind its version. Whatever needs a guess is undefined.
 */

const { generic } = orders

/** Updates before the version itself, and behind it, beyond the words that the generic order knows. */
const before: ReadonlySet<string> = new Set([
  'a',
  'b',
  'cr',
  'ea',
  'm',
  'milestone',
  'tp',
  'preview',
  'beta',
  'alpha',
  'rc',
])
const behind: ReadonlySet<string> = new Set([
  ...['sp', 'service_pack', 'r', 'rev', 'u', 'update', 'hf', 'hotfix', 'cu', 'fp', 'ifix', 'mr', 'p', 'pl', 'patch'],
])

/** Whether a version with its update lies in a run; undefined when that cannot be told. */
export function inCpeRange(run: Interval, version: CpeValue, update: CpeValue): boolean | undefined {
  if (run.from === undefined && run.to === undefined) return true
  if (!isPlain(version)) return undefined
  const word = update.kind !== 'text' ? '' : isPlain(update) ? update.text : undefined
  if (word === undefined) return undefined
  // An end that surely leaves it out is enough, whatever the other one is.
  const low = run.from === undefined ? 1 : placed(version.text, word, run.from)
  if (low !== undefined && (low < 0 || (low === 0 && run.fromIncluded === false))) return false
  const high = run.to === undefined ? -1 : placed(version.text, word, run.to)
  if (high !== undefined && (high > 0 || (high === 0 && !run.toIncluded))) return false
  return low === undefined || high === undefined ? undefined : true
}

/** What is said of one product has most bounds in common, and is judged for one version after the other. */
const last = { version: '', update: '', bounds: new Map<string, number | undefined>() }

function placed(version: string, update: string, bound: string): number | undefined {
  if (last.version !== version || last.update !== update || last.bounds.size > 10_000) {
    last.version = version
    last.update = update
    last.bounds.clear()
  }
  if (last.bounds.has(bound)) return last.bounds.get(bound)
  const found = compareWithUpdate(version, update, bound)
  last.bounds.set(bound, found)
  return found
}

function isPlain(value: CpeValue): value is CpeValue & { kind: 'text' } {
  return value.kind === 'text' && value.before === 0 && value.behind === 0
}

/**
 * How a version with an update stands to a bound of a range: below 0, 0, above 0; undefined when nobody can tell. The update is empty
 * where there is none.
 */
export function compareWithUpdate(version: string, update: string, bound: string): number | undefined {
  if (update === '') return generic.compare(version, bound)
  const joined = generic.compare(`${version}-${update}`, bound)
  if (joined !== undefined) return joined
  const plain = generic.compare(version, bound)
  if (plain === undefined) return undefined
  // A bound with a word of its own has a place that only words of one kind can be laid against.
  const worded = /[a-z]/i.test(bound.slice(1))
  const word = /^([a-z_]+?)[._-]?\d*$/i.exec(update)?.[1]?.toLowerCase().replace(/_$/, '') ?? ''
  if (behind.has(word)) return plain >= 0 ? 1 : worded ? undefined : plain
  if (before.has(word)) return plain <= 0 ? -1 : worded ? undefined : plain
  return plain === 0 || worded ? undefined : plain
}
