import { showTime } from '#base'
import type { Row } from './answer.ts'
import { lineOf } from './counts.ts'
import type { AssetShown, ComponentShown, EntryShown, MatchShown, RunShown } from './detail-store.ts'
import type { Because } from './doubts.ts'
import type { PlaceShown, SiteShown } from './place-store.ts'
import type { AfterAsset } from './reach-store.ts'
import { type Sureness, type Verdict, verdictOf } from './weight.ts'

/** What was read for a page of assets. */
export interface PageRead {
  page: readonly AfterAsset[]
  assets: ReadonlyMap<string, AssetShown>
  placed: ReturnType<typeof componentsOf>
  components: ReadonlyMap<number, ComponentShown>
  matches: readonly MatchShown[]
  advisories: ReadonlyMap<number, string>
  sites: ReadonlyMap<string, SiteShown>
  places: ReadonlyMap<string, PlaceShown>
}

const mostComponents = 20
const mostFindings = 10

/** A component of an asset: in which bill that runs there it stands, and what is said of it. */
export interface Placed {
  run: RunShown
  entry: EntryShown
  weight: number
}

/** The components that are shown of each asset of a page, what weighs most first; by `siteId id`, with how many there are. */
export function componentsOf(
  runs: readonly RunShown[],
  entries: readonly EntryShown[],
  hits: ReadonlyMap<number, number>,
): Map<string, { shown: Placed[]; count: number }> {
  const byBill = Map.groupBy(entries, ({ bomId }) => bomId)
  const byAsset = Map.groupBy(runs, ({ siteId, assetId }) => `${siteId} ${assetId}`)
  return new Map(
    Array.from(byAsset, ([key, mine]) => {
      const all = mine.flatMap(run =>
        (byBill.get(run.bomId) ?? []).map(entry => ({ run, entry, weight: hits.get(entry.componentId) ?? 0 })),
      )
      all.sort((a, b) => b.weight - a.weight || a.entry.number - b.entry.number)
      return [key, { shown: all.slice(0, mostComponents), count: all.length }]
    }),
  )
}

/** The assets of a page with what runs on them and what is said of it, what is worst first. */
export function rowsShown(read: PageRead): Row[] {
  const findings = findingsOf(read)
  return read.page.flatMap(({ siteId, assetId, weight }) => {
    const asset = read.assets.get(`${siteId} ${assetId}`)
    if (asset === undefined) return []
    const { shown, count } = read.placed.get(`${siteId} ${assetId}`) ?? { shown: [], count: 0 }
    const { id: _, placeId, ...about } = asset
    const line = lineOf(siteId, placeId, read.places)
    return [
      {
        ...about,
        assetId,
        site: read.sites.get(siteId)?.code ?? '',
        line: line?.name ?? null,
        linePath: line?.path ?? null,
        ...verdictOf(weight),
        components: shown.flatMap(one => componentRow(one, read.components, findings)),
        more: count - shown.length,
      },
    ]
  })
}

type Findings = ReadonlyMap<number, Row['components'][number]['findings']>

function componentRow(
  { run, entry, weight }: Placed,
  components: ReadonlyMap<number, ComponentShown>,
  findings: Findings,
): Row['components'] {
  const component = components.get(entry.componentId)
  if (component === undefined) return []
  const { name, group, version, purl, supplier, orderNumber } = component
  return [
    {
      componentId: entry.componentId,
      name: group === null ? name : `${group}/${name}`,
      ...{ version, purl, supplier, orderNumber },
      ...verdictOf(weight),
      findings: findings.get(entry.componentId) ?? [],
      bill: run.digest,
      entry: entry.number,
      part: run.part,
      since: showTime(run.since),
      source: run.source,
      confidenceOfFact: run.confidence,
    },
  ]
}

const order: readonly string[] = ['affected', 'undecided', 'fixed', 'not_affected']

/** What is said of each component, a vulnerability once: what weighs most, with every record that speaks of it. */
function findingsOf({ matches, advisories }: Pick<PageRead, 'matches' | 'advisories'>): Findings {
  const sorted = [...matches].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))
  const byComponent = Map.groupBy(sorted, ({ componentId }) => componentId)
  return new Map(
    Array.from(byComponent, ([id, rows]) => [
      id,
      Array.from(
        Map.groupBy(rows, ({ vulnerability }) => vulnerability),
        ([vulnerability, [first, ...others]]) => ({
          vulnerability,
          verdict: first!.verdict as Verdict,
          ...(first!.confidence !== null && { confidence: first!.confidence as Sureness }),
          severity: first!.severity,
          advisories: [first!, ...others].flatMap(({ advisoryId }) => advisories.get(advisoryId) ?? []),
          because: JSON.parse(first!.because) as Because,
          knownSince: showTime(first!.since),
        }),
      ).slice(0, mostFindings),
    ]),
  )
}
