import type { Interval } from '#identity'

/** A reading of a version text: what `readVersionRange` answers, as far as it is judged here. */
export interface Reading {
  intervals: readonly Interval[]
  all: boolean
  unclear: readonly string[]
}

/** One way to read a text: the runs of versions and whether something is left that no version decides. */
export interface Meaning {
  kind: 'plain' | 'all' | 'unclear' | 'more-unclear' | 'if-unclear'
  intervals: readonly Interval[]
}

/** A line of version-range.labels.txt. */
export interface LabelledText {
  text: string
  /** The first is ours, the others are as careful. */
  meanings: readonly Meaning[]
  label: string
  range: boolean
}

/** The labelled texts; the notation is described at the head of the file. Throws on a line that does not keep to it. */
export function readVersionLabels(content: string): LabelledText[] {
  return content
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => {
      const [text, label, branch, ...rest] = line.split('\t')
      if (text === undefined || label === undefined || rest.length > 0 || !/^(?:range|version)$/.test(branch ?? ''))
        throw new Error(`not a labelled text: ${JSON.stringify(line)}`)
      return { text, label, meanings: label.split(' ; ').map(meaning), range: branch === 'range' }
    })
}

function meaning(label: string): Meaning {
  if (label === 'all' || label === 'unclear') return { kind: label, intervals: [] }
  const [, runs = '', tail] = /^(.*?)( \+ unclear| if unclear)?$/.exec(label) ?? []
  const kind = tail === undefined ? 'plain' : tail === ' + unclear' ? 'more-unclear' : 'if-unclear'
  return { kind, intervals: runs.split(' | ').map(run) }
}

function run(text: string): Interval {
  const parts = text.split(/ (?=[<>])/).map(part => /^(=|<=?|>=?)\s*(\S.*)$/.exec(part))
  const interval: Interval = {}
  for (const part of parts) {
    const [, mark, version] = part ?? []
    if (mark === undefined || version === undefined) throw new Error(`not a run of versions: ${JSON.stringify(text)}`)
    if (mark === '=' && parts.length === 1) return { from: version, to: version, toIncluded: true }
    if (mark === '=' || parts.length > 2) throw new Error(`not a run of versions: ${JSON.stringify(text)}`)
    if (mark.startsWith('>')) Object.assign(interval, { from: version, fromIncluded: mark === '>=' })
    else Object.assign(interval, { to: version, toIncluded: mark === '<=' })
  }
  return interval
}

/** A version without what means nothing: prefixes, brackets, underscores, blanks, case, a final `.0`, a final dot. */
export function bareVersion(text: string): string {
  const words = text.toLowerCase().replace(/[_()]/g, ' ').trim()
  return words
    .replace(/\b(?:firmware|fw|build|version)\b\.?/g, ' ')
    .replace(/^\s*(?:rev|v|r)\.?\s*(?=\d)/, '')
    .replace(/\bupd(?=\s*\d)/g, 'update')
    .replace(/\s+/g, '')
    .replace(/\.$/, '')
    .replace(/(?:\.0+)+$/, '')
}

/** One text for intervals that are the same: bare versions, sorted, a run that ends where the next begins joined to it. */
export function bareIntervals(intervals: readonly Interval[]): string {
  const runs = intervals.map(({ from, to, fromIncluded, toIncluded }) => ({
    low: from === undefined ? '' : `${fromIncluded === false ? '>' : '>='}${bareVersion(from)}`,
    high: to === undefined ? '' : `${toIncluded === true ? '<=' : '<'}${bareVersion(to)}`,
  }))
  const left = new Set(runs)
  for (const run of left) {
    const next = [...left].find(other => other !== run && run.high === `<${other.low.slice(2)}` && other.low[1] === '=')
    if (next === undefined) continue
    run.high = next.high
    left.delete(next)
    left.delete(run)
    left.add(run)
  }
  return [...left]
    .map(({ low, high }) => `${low} ${high}`.trim())
    .sort()
    .join(' | ')
}

/** Whether a reading is one of the meanings. A part that is called unclear may leave its runs away: that says less, not wrong. */
export function readsRight(labelled: LabelledText, reading: Reading): boolean {
  const runs = bareIntervals(reading.intervals)
  const open = reading.unclear.length > 0
  const all = reading.all || (reading.intervals.length > 0 && runs === '')
  return labelled.meanings.some(({ kind, intervals }) => {
    if (kind === 'all') return all && !open
    if (kind === 'unclear') return open && reading.intervals.length === 0
    const same = !all && runs === bareIntervals(intervals)
    return kind === 'plain' ? same && !open : open && (same || (!all && reading.intervals.length === 0))
  })
}
