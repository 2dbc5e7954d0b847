import { type TakenBack, takenBack } from '#advisories'
import { showTime } from '#base'
import { vendorNamed } from '#vendors'
import type { Answer } from './answer.ts'
import type { Asked, Told } from './asking.ts'
import { plantTime } from './calendar-words.ts'
import { type Counts, countsOf, stateOf } from './counts.ts'
import { type Because, gapDoubts, matchDoubts, openAssets } from './doubts.ts'
import { coverDoubts, type Doubt, type FeedsThen, feedDoubts, fileDoubts } from './feeds.ts'
import { questionText, understoodAs } from './question.ts'
import { rowsShown } from './rows.ts'
import { sentenceOf } from './sentence.ts'
import { leastOpen, verdictOf } from './weight.ts'

const shown = (at: number | null) => (at === null ? null : showTime(at))

/** The answer as it is given, from all that was read for it. */
export function answerOf(text: string, asked: Asked, told: Told, feeds: FeedsThen): Answer {
  const { question, moment } = asked
  const counts = countsOf(told.reach.places, told.sites, told.places, told.zones)
  const lots = lotsTold(told, question.kind === 'advisory' || question.kind === 'asset')
  const fix = fixesOf(told)
  const windows = windowsOf(told, counts)
  const vendor = vendorsOf(told)
  const doubts = adviceDoubts(asked, told, feeds)
  const open = openOf(question, told)
  // What was found nowhere may run where nobody knows what runs.
  const hides = open > 0 && (question.kind === 'advisory' || told.reach.places.length === 0)
  const sure = doubts.length === 0 && !hides && !isBlank(asked, told)
  const { chosen } = told.choice
  const back = takenBackBy(asked)
  const found = Math.max(
    told.choice.assets.length,
    told.choice.lots.length,
    told.choice.bills,
    chosen.by === 'components' ? chosen.ids.length : 0,
  )
  const first = windows[0]
  const sentence = sentenceOf({
    ...{ question, counts, feeds: feeds.shown, sure, open, found, advisories: told.choice.advisories.length },
    ...{ withdrawn: told.choice.withdrawn, takenBack: back, known: moment.known },
    lots: { ...lots, since: lots.since?.slice(0, 10) ?? null },
    fixed: fix.versions,
    otherwise: fix.remediations[0]?.category.replaceAll('_', ' '),
    vendors: [...new Set(vendor.map(({ name }) => name))],
    window: first && { line: first.path, when: first.inPlantTime },
  })
  return {
    schema: 'millcert-ask/1',
    question: text,
    understoodAs: understoodAs(question),
    asked: askedFor(asked, told, found),
    asOf: { at: showTime(moment.at), known: moment.known === undefined ? null : showTime(moment.known) },
    state: stateOf(counts, sure, told.choice.advisories.length > 0),
    sentence,
    counts: { ...counts, open },
    rows: rowsShown(told.page),
    ...(told.next && { next: afterText(told.next) }),
    ...{ lots, vendor, fix, windows },
    evidence: {
      advisories: [...told.advisories.map(advisoryShown), ...back.map(takenBackShown)].slice(0, 200),
      feeds: feeds.shown,
    },
    dontKnow: dontKnow(asked, told, doubts),
  }
}

/** What kind of question it was, as what it is asked again, and whether anything has its name. */
function askedFor({ question, laid }: Asked, { choice }: Told, found: number): Answer['asked'] {
  const known = question.kind === 'advisory' ? choice.advisories.length : found
  const file = laid !== undefined && laid.records.length > 0
  return { kind: question.kind, text: questionText(question), found: known > 0, ...(file && { file }) }
}

/** Assets that might run what is asked for; a vulnerability that no record names is looked for nowhere. */
function openOf(question: Asked['question'], { choice, gaps }: Told): number {
  const sought = question.kind === 'advisory' ? choice.advisories.length > 0 : !isNamedHere(question)
  return sought ? openAssets(gaps) : 0
}

/** What is not known because of the advisories there are. */
function adviceDoubts(asked: Asked, told: Told, feeds: FeedsThen): Doubt[] {
  return [
    ...feedDoubts(feeds, told.matchedWith?.digest, asked.moment.known),
    ...coverDoubts(told.uncovered),
    ...fileDoubts(notLoaded(asked, told)),
  ]
}

/** Of the advisories in the file that was asked with, those that are none of the loaded ones and were not laid for this answer. */
function notLoaded({ file = [], laid }: Asked, { advisories }: Told): string[] {
  if (laid) return []
  const loaded = new Set(advisories.map(({ name }) => name.toUpperCase()))
  return file.filter(id => !loaded.has(id))
}

/** Where the list goes on, as text; `afterOf` reads it. */
function afterText({ weight, path, siteId, assetId }: NonNullable<Told['next']>): string {
  return JSON.stringify([weight, path, siteId, assetId])
}

/** An asset or lot that is there, and of which nothing is known. */
function isBlank({ question }: Asked, { reach }: Told): boolean {
  return (question.kind === 'asset' || question.kind === 'lot') && reach.places.length === 0
}

/** Whether it is about something of this plant, so that what is not known of the rest hides nothing. */
function isNamedHere({ kind }: Asked['question']): boolean {
  return kind === 'asset' || kind === 'lot' || kind === 'digest'
}

function dontKnow({ question }: Asked, told: Told, doubts: readonly Doubt[]): Doubt[] {
  const gaps = isNamedHere(question) ? [] : gapDoubts(told.gaps)
  return [...doubts, ...matchDoubts(told.matches, told.components), ...gaps]
}

function lotsTold({ lots: { counts, lots }, choice }: Told, weighed: boolean): Answer['lots'] {
  // Of what is asked for by name every lot that met it counts, whatever is said of it.
  const affected = counts.filter(({ weight }) => !weighed || weight > leastOpen)
  const undecided = weighed ? counts.filter(({ weight }) => weight === leastOpen) : []
  const sum = (list: typeof counts, pick: (one: (typeof counts)[number]) => number) =>
    list.reduce((total, one) => total + pick(one), 0)
  const since = Math.min(
    ...(choice.lots.length > 0 ? choice.lots.map(lot => lot.madeFrom) : affected.map(one => one.since)),
  )
  const only = new Set(choice.lots.map(({ id }) => id))
  const asked = choice.lots.filter(({ id }) => !lots.some(({ lotId }) => lotId === id))
  const rows = only.size === 0 ? lots : lots.filter(({ lotId }) => only.has(lotId))
  return {
    count: only.size === 0 ? sum(affected, one => one.lots) : only.size,
    shipped: only.size === 0 ? sum(affected, one => one.shipped) : choice.lots.filter(one => one.shipments > 0).length,
    since: Number.isFinite(since) ? showTime(since) : null,
    undecided: sum(undecided, one => one.lots),
    rows: [...rows, ...asked.map(({ id, ...lot }) => ({ ...lot, lotId: id, weight: 0 }))].map(lotRow),
  }
}

/** A lot as answers list it. */
export function lotRow(lot: Told['lots']['lots'][number]): Answer['lots']['rows'][number] {
  return {
    ...{ siteId: lot.siteId, lotId: lot.lotId, number: lot.number, product: lot.product, status: lot.status },
    ...{ simulated: lot.simulated, shipments: lot.shipments, verdict: verdictOf(lot.weight).verdict },
    madeFrom: showTime(lot.madeFrom),
    madeUntil: shown(lot.madeUntil),
  }
}

/** Versions that mend what is affected, and what else can be done, each once. */
function fixesOf({ matches, choice }: Told): Answer['fix'] {
  const versions = new Set<string>()
  const remediations = new Map<string, Answer['fix']['remediations'][number]>()
  const weighed = choice.chosen.by === 'vulnerabilities' || choice.chosen.by === 'advisories'
  for (const { verdict, because } of weighed ? matches : []) {
    if (verdict !== 'affected') continue
    const { fixed = [], remediations: advised = [] } = JSON.parse(because) as Because
    for (const version of fixed) versions.add(version)
    for (const one of advised) remediations.set(`${one.category}\n${one.text}`, one)
  }
  const rank = ({ category }: { category: string }) => (category === 'vendor_fix' ? 0 : 1)
  return {
    versions: [...versions].sort().slice(0, 20),
    remediations: [...remediations.values()].sort((a, b) => rank(a) - rank(b)).slice(0, 20),
  }
}

/** Whose the components are that are or may be affected; and who made the assets. */
function vendorsOf({ reach, components, vendors }: Told): Answer['vendor'] {
  const told = new Map<string, Answer['vendor'][number]>()
  const add = (text: string, of: 'component' | 'asset', assets?: number) => {
    const known = vendorNamed(text, vendors)
    const name = known?.name ?? text
    const before = told.get(`${of} ${name}`)
    const count = (before?.assets ?? 0) + (assets ?? 0)
    told.set(`${of} ${name}`, {
      name,
      vendorId: known?.vendorId ?? null,
      of,
      ...(assets !== undefined && { assets: count }),
    })
  }
  for (const { componentId, weight } of reach.hits) {
    const supplier = weight < leastOpen ? undefined : components.get(componentId)?.supplier
    if (supplier) add(supplier, 'component')
  }
  for (const { name, assets } of reach.vendors) if (name !== null) add(name, 'asset', assets)
  return [...told.values()]
    .sort((a, b) => (a.of === b.of ? (b.assets ?? 0) - (a.assets ?? 0) : a.of === 'component' ? -1 : 1))
    .slice(0, 50)
}

/** The next windows of lines on which something is or may be affected, and of what lies below or above them. */
function windowsOf({ windows, places, sites }: Told, { byLine }: Counts): Answer['windows'] {
  const wanted = Map.groupBy(
    byLine.filter(({ placeId }) => placeId !== null),
    ({ siteId }) => siteId,
  )
  const shown: Answer['windows'] = []
  for (const { siteId, placeId, name, startsAt, endsAt } of windows) {
    const path = places.get(`${siteId} ${placeId}`)?.path
    const near = (line: string) => path === line || path?.startsWith(`${line}/`) || line.startsWith(`${path}/`)
    if (path === undefined || !wanted.get(siteId)?.some(line => near(line.path))) continue
    const inPlantTime = plantTime(startsAt, sites.get(siteId)?.timeZone ?? 'UTC')
    shown.push({ siteId, placeId, path, name, startsAt: showTime(startsAt), endsAt: showTime(endsAt), inPlantTime })
    if (shown.length === mostWindows) break
  }
  return shown
}

const mostWindows = 20

function advisoryShown({ id: _, goneAt, published, modified, ...about }: Told['advisories'][number]) {
  return { ...about, published: shown(published), modified: shown(modified), withdrawn: shown(goneAt) }
}

/** What had the names that were asked for and was taken back, by the time that is asked about. */
function takenBackBy({ question, feeds, moment }: Asked): TakenBack[] {
  if (question.kind !== 'advisory') return []
  return takenBack(feeds, question.ids).filter(
    ({ at }) => at === null || moment.known === undefined || at <= moment.known,
  )
}

/** No more is kept of it than its name, whose it was, and when. */
function takenBackShown({ name, feed, at }: TakenBack): Answer['evidence']['advisories'][number] {
  return { name, source: feed, url: '', severity: 'unknown', published: null, modified: null, withdrawn: shown(at) }
}
