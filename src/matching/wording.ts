import { parted } from './end-of-life.ts'
import {
  anyVulnerability,
  type Because,
  type ComponentSeen,
  type FeedSeen,
  type Match,
  type Report,
  type Undecided,
  type VulnerabilitySeen,
} from './report.ts'

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
  const name = named(component)
  return component.version === undefined ? name : `${name} ${component.version}`
}

/** Vendor and name, or the name alone. Not encoded for any sink. */
export function named(component: ComponentSeen): string {
  const vendor = component.purl === undefined ? vendorOf(component) : undefined
  return vendor === undefined ? component.name : `${vendor} ${component.name}`
}

/**
 * Who supplies a component, without mail addresses. A package URL names its package whole: beside one, the word of a bill is mostly
 * that of who packed it, and no part of what the package is called.
 */
export function vendorOf({ vendor }: ComponentSeen): string | undefined {
  if (vendor === undefined || !vendor.includes('@')) return vendor
  const words = vendor
    .slice(0, 1000)
    .split(/\s+/)
    .filter(word => !word.includes('@'))
  return words.length === 0 ? undefined : words.join(' ')
}

/** What to move to, `2.7.0, 3.1.5`; where no version is known to be repaired, which is the last one affected: `after 3.8`. */
export function fixedWords({ fixed, lastAffected }: Pick<Match, 'fixed' | 'lastAffected'>): string | undefined {
  if (fixed.length > 0) return fixed.join(', ')
  return lastAffected === undefined ? undefined : `after ${lastAffected}`
}

/** A probability, 0 to 1, in per cent: rounded, but 100 only where it is certain. */
export function percent(probability: number, digits: number): string {
  const most = probability < 1 ? 100 - 10 ** -digits : 100
  return `${Math.min(probability * 100, most).toFixed(probability < 1 ? digits : 0)}%`
}

/**
 * Stale feeds that this input rests on, told by their notes: they are a gap in the answer. Others may be stale without harm to it
 * (a Debian feed for a Go project).
 */
export function staleFeeds(report: Report): FeedSeen[] {
  const noted = new Set(report.notes.filter(({ code }) => code === 'feed-stale').map(({ at }) => at))
  return report.database?.feeds.filter(feed => feed.stale && noted.has(feed.id)) ?? []
}

/** Ids of stale feeds that this input does not rest on. */
export function otherStaleFeeds(report: Report): string[] {
  const needed = new Set(staleFeeds(report))
  return report.database?.feeds.filter(feed => feed.stale && !needed.has(feed)).map(feed => feed.id) ?? []
}

/** The answer in one sentence, and how far it can be relied on. */
export interface Answer {
  /** Our words and figures only: nothing from outside stands in it. */
  text: string
  /** `no` when nothing could be looked up, `partly` when anything is undecided, stale, missing or unreadable. */
  checked: 'all' | 'partly' | 'no'
  /** All was checked and nothing found: only this may be shown in green. */
  clean: boolean
}

/** What a reader wants to know first. It is worded as an all-clear only when it is one. */
export function answer(report: Report): Answer {
  const { summary } = report
  const components = counted(summary.components, 'component')
  const gaps = gapsOf(report)
  const { flaws, ended } = parted(report.matches)
  const stopped = new Set(ended.map(match => componentKey(match.component))).size
  const aside = [
    ...(stopped > 0 ? [`${stopped} no longer maintained`] : []),
    ...(summary.suppressed > 0 ? [`${summary.suppressed} suppressed`] : []),
  ]
  const obstacle = obstacleOf(report)
  if (obstacle !== undefined)
    return { text: `Nothing was checked: ${[obstacle, ...gaps, ...aside].join('; ')}.`, checked: 'no', clean: false }
  const checked = gaps.length > 0 ? 'partly' : 'all'
  if (flaws.length > 0)
    return { text: `${[found(report, flaws), ...gaps, ...aside].join('; ')}.`, checked, clean: false }
  if (checked === 'partly') {
    const text = `No ${stopped > 0 ? 'match of a vulnerability' : 'match'} in ${[components, ...gaps, ...aside].join('; ')}: this is no all-clear.`
    return { text, checked, clean: false }
  }
  const text = `No known vulnerability at ${report.scannedAt} in ${[components, ...aside].join('; ')}.`
  return { text, checked, clean: stopped === 0 }
}

/** What could not be looked at, each in a few words. */
function gapsOf(report: Report): string[] {
  const stale = staleFeeds(report).length
  const missing = report.notes.filter(note => note.code === 'feed-missing').length
  const unreadable = report.notes.filter(note => note.code.endsWith('-unreadable')).length
  const { undecided } = report.summary
  return [
    ...(undecided > 0 ? [`${undecided} could not be decided`] : []),
    ...(stale > 0 ? [`${counted(stale, 'feed is', 'feeds are')} stale`] : []),
    ...(missing > 0 ? [`${counted(missing, 'ecosystem has', 'ecosystems have')} no advisories here`] : []),
    ...(unreadable > 0 ? [`${counted(unreadable, 'file')} could not be read`] : []),
  ]
}

function obstacleOf({ database, summary, matches }: Report): string | undefined {
  if (matches.length > 0) return undefined
  if (database === null)
    return `there is no advisory database to look ${counted(summary.components, 'component')} up in`
  if (summary.components === 0) return 'no component was found'
  return database.feeds.some(feed => feed.records > 0) ? undefined : 'the advisory database holds no records'
}

function found({ summary, matches: all }: Report, matches: readonly Match[]): string {
  const ids = new Set(matches.map(match => match.vulnerability.id)).size
  const hit = new Set(matches.map(match => componentKey(match.component))).size
  const { critical, high, medium, low } = summary
  const unknown = summary.unknown - (all.length - matches.length)
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
  ['purl+cycle', 'the version belongs to an ended release cycle'],
  ['name+version', 'malicious in'],
  ['cpe+range', 'the version lies in the range'],
  ['cpe+version', 'the advisory names the version'],
  ['cpe+name', 'the advisory names all versions'],
  ['cpe-looser', 'the CPE leaves open what the advisory wants'],
  ['cpe-condition', 'affected only beside what is not listed'],
  ['order-number+range', 'the order number is that of the advisory, the version lies in the range'],
  ['name+range', 'the name is that of the advisory, the version lies in the range'],
  ['name-spelling+range', 'the name is that of the advisory in another spelling, the version lies in the range'],
  ['family+range', 'one of a family that the advisory names, the version lies in the range'],
  ['product-ambiguous', 'several products have this name, and not all are affected'],
  ['product-possible', 'this may be the product of the advisory'],
  ['product-condition', 'the advisory wants more than product and version'],
  ['under-investigation', 'the maker is still looking into it'],
  ['name-line+range', 'the name is that of the advisory, the version lies in its line and range'],
  ['name-brand+range', 'the name is that of the advisory but for a brand, the version lies in the range'],
  ['name-variant+range', 'a variant of what the advisory names, the version lies in the range'],
  ['name-more+range', 'what the advisory names, in more words, the version lies in the range'],
  ['name-alias+range', 'another name of what the advisory names, the version lies in the range'],
  ['list+range', 'one of those that the advisory lists, the version lies in the range'],
  ['vendor-missing', 'no maker is stated'],
  ['version-not-comparable', "the version cannot be compared with the advisory's"],
  ['version-missing', 'no version is stated'],
  ['range-not-comparable', "the advisory's range cannot be read"],
  ['no-identity', 'no package URL is stated'],
  ['purl-malformed', 'the package URL cannot be read'],
  ['no-coordinates', 'no advisories are kept for this kind of package'],
  ['source-package-unknown', 'the source package is not stated'],
  ['release-not-covered', 'no advisories of this release are in the database'],
  ['maker-not-covered', 'no advisories of this maker are in the database'],
  ['feed-quarantined', 'the feed of the record is in quarantine'],
  ['component', 'the component could not be looked up'],
])

/** Every rule that has words. */
export const rulesInWords: readonly string[] = [...rules.keys()]

/** A rule in plain words; an unknown one as it is written. Not encoded for any sink. */
export function ruleWords(rule: string): string {
  return rules.get(rule) ?? rule
}

/** A rule in words that may stand above what it groups: never its code. */
export function ruleHeading(rule: string): string {
  return rules.get(rule) ?? 'another reason'
}

/** Stands for the reason why the exit code says that something could not be decided. */
export const openNote = 'not-decided'

/** A range without what only programs read: `vers:all/<V3.1.4` is `<V3.1.4`. */
function rangeWords(range: string): string {
  const bare = range.replace(/^vers:[a-z0-9.-]+\//, '')
  return bare === '*' && range !== bare ? 'of all versions' : bare
}

/** Why an advisory's verdict is what it is, in one line. Not encoded for any sink. */
export function reason(because: Because): string {
  const parts = [ruleWords(because.rule)]
  if (because.range !== undefined) parts.push(` ${rangeWords(because.range)}`)
  if (because.identity !== undefined) parts.push(` of ${because.identity}`)
  if (because.found !== undefined) parts.push(`, found "${because.found}"`)
  if (because.wanted !== undefined) parts.push(`, wanted "${because.wanted}"`)
  if (because.how !== undefined) parts.push(`: ${because.how}`)
  if (because.by !== undefined) parts.push(`, said by ${because.by}`)
  if (because.confidence !== undefined && because.confidence !== 'exact') parts.push(` (${because.confidence} match)`)
  return parts.join('')
}

/** Why an entry is undecided: the first advisory's reason that could not be decided, else the component's own. */
export function becauseOf(one: Undecided): Because {
  return one.advisories.find(({ verdict }) => verdict === 'undecided')?.because ?? one.because ?? { rule: 'component' }
}

/** Whether a doubt is about one vulnerability, or about whatever there may be. */
export function isNamed(vulnerability: VulnerabilitySeen): boolean {
  return vulnerability.id !== anyVulnerability.id
}

/** What could not be decided for one reason, and by what it would be. Components in the order of the report. */
export interface Doubt {
  rule: string
  settle: string
  /** Entries of the report in this group. */
  count: number
  components: { component: ComponentSeen; ids: string[]; because: Because }[]
}

/** Undecided entries grouped by reason and by what settles them, groups of one reason together. */
export function doubtsOf(report: Report): Doubt[] {
  const groups = new Map<string, Map<string, Doubt>>()
  const seen = new Map<Doubt, Map<string, Doubt['components'][number]>>()
  for (const one of report.undecided) {
    const because = becauseOf(one)
    const { rule } = because
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
      entry = { component: one.component, ids: [], because }
      of.set(key, entry)
      group.components.push(entry)
    }
    if (isNamed(one.vulnerability)) entry.ids.push(one.vulnerability.id)
  }
  return [...groups.values()].flatMap(settles => [...settles.values()])
}

/** Notes without those that only repeat which feeds are stale: these are shown with their snapshots. */
export function otherNotes(report: Report): Report['notes'] {
  const stale = new Set(staleFeeds(report).map(feed => feed.id))
  return report.notes.filter(({ code, at }) => code !== 'feed-stale' || at === undefined || !stale.has(at))
}

/** Notes of one code together. */
export interface NoteGroup {
  code: string
  notes: Report['notes']
  /** How many they stand for, those too that a reader counted and did not keep. */
  count: number
}

/** Notes by code, in the order in which the codes first come. */
export function notesByCode(notes: Report['notes']): NoteGroup[] {
  return Array.from(
    Map.groupBy(notes, note => note.code),
    ([code, group]) => ({ code, notes: group, count: group.reduce((sum, note) => sum + countOf(note), 0) }),
  )
}

/** `and 3 more like these` is what a list of notes ends with when it is full. */
function countOf({ message, at }: Report['notes'][number]): number {
  const more = at === undefined ? /^and (\d{1,9}) more like these$/.exec(message) : null
  return more === null ? 1 : Number(more[1])
}

/** Where a note's matter stands, unless its message says so already. */
export function placeOfNote({ message, at }: Report['notes'][number]): string | undefined {
  return at === undefined || at === '' || message.includes(at) ? undefined : at
}
