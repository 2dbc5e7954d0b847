import type { z } from 'zod'
import { showTime } from '#base'
import type { Read, Scope } from '#ledger'
import { type AfterComponent, componentsIn, findingsIn, type ToldMatch, toldOfFindings } from './asset-finding-store.ts'
import type { componentsGiven, findingsGiven, lotsGiven } from './asset-given.ts'
import { lotsOfAsset } from './asset-lot-store.ts'
import { shownTime, spotsOf, wholeOf } from './asset-story.ts'
import { componentsShown } from './detail-store.ts'
import { type Because, becauseWords } from './doubts.ts'
import { placeOf } from './page-place.ts'
import type { Moment } from './reach-store.ts'
import { type AssetState, stateOf } from './state.ts'

/** What is asked of a long list of an asset. */
export interface ListAsked {
  id: string
  moment: Moment
  after?: string | undefined
  limit: number
}

const mostNamed = 5
const mostAdvisories = 20

/** A page of what is wrong with what runs on an asset and in it, or may be: affected before undecided, the most urgent first. */
export async function findingList(
  db: Read,
  scope: Scope,
  { id, moment, verdict, after, limit }: ListAsked & { verdict?: string | undefined },
): Promise<z.infer<typeof findingsGiven>> {
  const { bills } = await wholeOf(db, scope, id, moment)
  const place = placeOf(after, ['number', 'number', 'string'])
  const asked = { known: moment.known, verdict, after: place, limit: limit + 1 }
  const found = await findingsIn(db, bills, asked)
  const page = found.slice(0, limit)
  const told = await toldOfFindings(
    db,
    bills,
    page.map(({ vulnerability }) => vulnerability),
    moment.known,
  )
  const named = await componentsShown(db, [...new Set(told.map(({ componentId }) => componentId))])
  const byName = Map.groupBy(told, ({ vulnerability }) => vulnerability)
  const last = found.length > limit ? page.at(-1) : undefined
  return {
    rows: page.map(({ affected, urgency: _, since, components, ...finding }) => {
      const said = byName.get(finding.vulnerability) ?? []
      const ids = [...new Set(said.map(({ componentId }) => componentId))].slice(0, mostNamed)
      return {
        ...finding,
        verdict: affected ? 'affected' : 'undecided',
        since: showTime(since),
        ...reasonOf(said),
        components: ids.map(componentId => {
          const { name, version } = named.get(componentId) ?? { name: '', version: null }
          return { componentId, name, version }
        }),
        more: Math.max(0, components - ids.length),
      }
    }),
    ...(last && { next: JSON.stringify([last.affected ? 1 : 0, last.urgency, last.vulnerability]) }),
  }
}

/** Why, of what weighs most, and what can be done about it. */
function reasonOf(said: readonly ToldMatch[]) {
  const reasons = said.map(one => ({ ...one, why: JSON.parse(one.because) as Because }))
  const first = reasons[0]
  const open = reasons.filter(({ verdict }) => verdict === 'affected')
  const remediations = new Map(
    open.flatMap(({ why }) => why.remediations ?? []).map(one => [`${one.category}\n${one.text}`, one]),
  )
  const advisories = new Map(
    said.flatMap(({ record, source, url }) =>
      record === null ? [] : [[record, { name: record, source: source ?? '', url: url ?? '' }]],
    ),
  )
  return {
    confidence: first?.confidence ?? null,
    why: first === undefined ? '' : becauseWords(first.why),
    because: first?.why ?? null,
    settle: first?.why.settle ?? null,
    fixed: [...new Set(open.flatMap(({ why }) => why.fixed ?? []))].slice(0, 20),
    remediations: [...remediations.values()].slice(0, 20),
    advisories: [...advisories.values()].slice(0, mostAdvisories),
  }
}

/** A page of the components that run on an asset and in it, the worst first. */
export async function componentList(
  db: Read,
  scope: Scope,
  {
    id,
    moment,
    bill,
    assetId,
    state,
    text,
    after,
    limit,
  }: ListAsked & {
    bill?: string | undefined
    assetId?: string | undefined
    state?: AssetState | undefined
    text?: string | undefined
  },
): Promise<z.infer<typeof componentsGiven>> {
  const { life } = await wholeOf(db, scope, id, moment)
  const runs = life.filter(
    run =>
      run.holds &&
      run.kind === 'observed' &&
      (bill === undefined || run.digest === bill) &&
      (assetId === undefined || run.assetId === assetId),
  )
  const byBill = new Map(runs.toReversed().map(run => [run.bomId, run]))
  const place: AfterComponent | undefined = placeOf(after, ['number', 'number', 'number'])
  const asked = { known: moment.known, state, text, after: place, limit: limit + 1 }
  const found = await componentsIn(db, [...byBill.keys()], asked)
  const page = found.slice(0, limit)
  const last = found.length > limit ? page.at(-1) : undefined
  return {
    rows: page.map(({ weight, unjudged, ...row }) => {
      const { digest, assetId: on, part } = byBill.get(row.bomId)!
      return { ...row, digest, assetId: on, part, state: stateOf(weight), unjudged: unjudged !== 0 }
    }),
    ...(last && { next: JSON.stringify([last.weight, last.bomId, last.number]) }),
  }
}

/** A page of the lots that were made on an asset, the newest first. */
export async function lotList(
  db: Read,
  scope: Scope,
  { id, moment, after, limit }: ListAsked,
): Promise<z.infer<typeof lotsGiven>> {
  const whole = await wholeOf(db, scope, id, moment)
  const place = placeOf(after, ['number', 'string'])
  const found = await lotsOfAsset(db, spotsOf(whole), { until: moment.at, after: place, limit: limit + 1 })
  const page = found.slice(0, limit)
  const last = found.length > limit ? page.at(-1) : undefined
  return {
    rows: page.map(({ madeFrom, madeUntil, ...lot }) => ({
      siteId: whole.head.siteId,
      ...lot,
      madeFrom: showTime(madeFrom),
      madeUntil: shownTime(madeUntil),
    })),
    ...(last && { next: JSON.stringify([last.madeFrom, last.lotId]) }),
  }
}
