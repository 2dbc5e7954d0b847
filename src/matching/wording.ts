import type { Because, ComponentSeen, FeedSeen, Report, Undecided } from './report.ts'

/** `1 file`, `65 files`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

/** What makes two components of a report the same one: rows of an inventory stay apart by their ref. */
export function componentKey(component: ComponentSeen): string {
  return `${component.ref}\u0000${component.name}\u0000${component.version ?? ''}\u0000${component.purl ?? ''}`
}

/** How a component is called in one line, in its own words: vendor, name, version. Not encoded for any sink. */
export function called(component: ComponentSeen): string {
  const name = component.vendor === undefined ? component.name : `${component.vendor} ${component.name}`
  return component.version === undefined ? name : `${name} ${component.version}`
}

export function staleFeeds(report: Report): FeedSeen[] {
  return report.database?.feeds.filter(feed => feed.stale) ?? []
}

/**
 * The one sentence that answers, in our words and figures only (nothing from outside stands in it). `clean` is true only when
 * everything was really checked and nothing was found: it alone may be shown in green.
 */
export function answer(report: Report): { text: string; clean: boolean } {
  const { summary } = report
  const components = counted(summary.components, 'component')
  const stale = staleFeeds(report).length
  const doubts = [
    ...(summary.undecided > 0 ? [`${summary.undecided} could not be decided`] : []),
    ...(stale > 0 ? [`${counted(stale, 'feed is', 'feeds are')} stale`] : []),
  ]
  const aside = summary.suppressed > 0 ? [`${summary.suppressed} suppressed`] : []
  if (report.matches.length > 0) return { text: `${[found(report), ...doubts, ...aside].join('; ')}.`, clean: false }
  const unchecked =
    report.database === null
      ? `there is no advisory database to look ${components} up in`
      : summary.components === 0
        ? 'no component was found'
        : report.database.feeds.every(feed => feed.records === 0)
          ? 'the advisory database holds no records'
          : undefined
  if (unchecked !== undefined)
    return { text: `Nothing was checked: ${[unchecked, ...doubts, ...aside].join('; ')}.`, clean: false }
  if (doubts.length > 0)
    return {
      text: `No match in ${[components, ...doubts, ...aside].join('; ')}: this is no all-clear.`,
      clean: false,
    }
  return { text: `No known vulnerability at ${report.scannedAt} in ${[components, ...aside].join('; ')}.`, clean: true }
}

function found({ summary, matches }: Report): string {
  const ids = new Set(matches.map(match => match.vulnerability.id)).size
  const hit = new Set(matches.map(match => componentKey(match.component))).size
  const { critical, high, medium, low, unknown } = summary
  const none = matches.length - critical - high - medium - low - unknown
  const bands = [
    ...[`${critical} critical`, `${high} high`, `${medium} medium`, `${low} low`],
    ...[`${unknown} of unknown severity`, `${none} of no severity`],
  ].filter(text => /^[1-9]/.test(text))
  const more = [
    ...(summary.kev > 0 ? [`${summary.kev} known to be exploited`] : []),
    ...(summary.malicious > 0 ? [`${summary.malicious} malicious`] : []),
  ]
  const matched = ids === matches.length ? '' : `, ${matches.length} matches`
  const vulnerabilities = counted(ids, 'vulnerability', 'vulnerabilities')
  const where = `${hit} of ${counted(summary.components, 'component')}`
  return [`${vulnerabilities} in ${where}${matched}: ${bands.join(', ')}`, ...more].join('; ')
}

const rules: ReadonlyMap<string, string> = new Map([
  ['purl+range', 'the version lies in the range'],
  ['purl+version', 'the advisory names the version'],
  ['name+version', 'the advisory names the package and version as malicious'],
  ['version-not-comparable', "the version cannot be compared with the advisory's"],
  ['version-missing', 'no version is stated'],
  ['range-not-comparable', "the advisory's range cannot be read"],
  ['component', 'the component could not be looked up'],
])

/** A rule in plain words; an unknown one as it is written. Not encoded for any sink. */
export function ruleWords(rule: string): string {
  return rules.get(rule) ?? rule
}

/** Why an advisory's verdict is what it is, in one line. Not encoded for any sink. */
export function reason(because: Because): string {
  const parts = [ruleWords(because.rule)]
  if (because.range !== undefined) parts.push(` ${because.range}`)
  if (because.identity !== undefined) parts.push(` of ${because.identity}`)
  if (because.found !== undefined) parts.push(`, found "${because.found}"`)
  if (because.wanted !== undefined) parts.push(`, wanted "${because.wanted}"`)
  if (because.confidence !== undefined && because.confidence !== 'exact') parts.push(` (${because.confidence} match)`)
  return parts.join('')
}

/** The reason of an undecided entry: that of the first advisory that could not be decided, else the component itself. */
export function ruleOf(one: Undecided): string {
  return one.advisories.find(advisory => advisory.verdict === 'undecided')?.because.rule ?? 'component'
}

/** What could not be decided for one reason, and by what it would be. Components in the order of the report. */
export interface Doubt {
  rule: string
  settle: string
  /** Entries of the report in this group. */
  count: number
  components: { component: ComponentSeen; ids: string[]; because: Because | undefined }[]
}

/** Undecided entries grouped by reason and by what settles them, groups of one reason together. */
export function doubtsOf(report: Report): Doubt[] {
  const groups = new Map<string, Map<string, Doubt>>()
  const seen = new Map<Doubt, Map<string, Doubt['components'][number]>>()
  for (const one of report.undecided) {
    const rule = ruleOf(one)
    const settles = groups.get(rule) ?? new Map<string, Doubt>()
    groups.set(rule, settles)
    const group = settles.get(one.settle) ?? { rule, settle: one.settle, count: 0, components: [] }
    settles.set(one.settle, group)
    group.count++
    const of = seen.get(group) ?? new Map()
    seen.set(group, of)
    const key = componentKey(one.component)
    let entry = of.get(key)
    if (!entry) {
      const because = one.advisories.find(advisory => advisory.verdict === 'undecided')?.because
      entry = { component: one.component, ids: [], because }
      of.set(key, entry)
      group.components.push(entry)
    }
    if (one.vulnerability) entry.ids.push(one.vulnerability.id)
  }
  return [...groups.values()].flatMap(settles => [...settles.values()])
}

/** Notes of one code together, in the order in which the codes first come. */
export function notesByCode(notes: Report['notes']): Report['notes'][] {
  return [...Map.groupBy(notes, note => note.code).values()]
}
