import { z } from 'zod'
import { showTime } from '#base'
import type { Read, Scope } from '#ledger'
import { forever, type LotRunAt, type LotSoftware, lotById, shared, softwareOfLot, type WholeLot } from '#lots'
import { assetsShown } from './detail-store.ts'
import { billsNamed, findingsOf, type LotFindings } from './record-store.ts'

const text = z.string().nullable()

const findings = z.object({
  known: z.string().describe('with what was known at this time'),
  assets: z.number(),
  bills: z.number(),
  unknown: z.number().describe('assets of which nothing is known to have run'),
  affected: z.number().describe('vulnerabilities'),
  undecided: z.number(),
  first: z.array(
    z.object({
      vulnerability: z.string(),
      verdict: z.enum(['affected', 'undecided']),
      severity: z.string(),
      kev: z.boolean(),
      components: z.number(),
      assets: z.number(),
    }),
  ),
})

/** The contract `millcert-lot-record/1`. */
export const recordGiven = z.object({
  schema: z.literal('millcert-lot-record/1'),
  siteId: z.string(),
  id: z.string(),
  number: z.string(),
  product: text,
  status: text,
  simulated: z.boolean(),
  madeFrom: z.string(),
  madeUntil: text,
  shipments: z.number(),
  assets: z.array(
    z.object({
      assetId: z.string(),
      tag: text,
      name: text,
      path: z.string(),
      level: z.number().nullable(),
      software: z.array(
        z.object({
          bill: z.string(),
          subject: text,
          version: text,
          components: z.number(),
          part: text,
          from: z.string().describe('since when it ran while the lot was made'),
          until: text,
          recordedAt: z.string(),
        }),
      ),
    }),
  ),
  knownThen: findings,
  knownNow: findings,
  came: z.array(z.string()).describe('vulnerabilities known now and not then'),
})

export type LotRecord = z.infer<typeof recordGiven>

const mostListed = 200

/** The record of a lot; undefined where there is none within the scope. `decided`: when it was decided on, by default when it was made. */
export async function recordOf(
  db: Read,
  scope: Scope,
  id: string,
  now: number,
  decided?: number,
): Promise<LotRecord | undefined> {
  const lot = await lotById(db, scope, id)
  if (lot === undefined) return undefined
  const atThen = decided ?? lot.madeUntil ?? now
  const [was, is] = await Promise.all([side(db, lot, atThen), side(db, lot, undefined)])
  const before = new Set(was.found.first.map(({ vulnerability }) => vulnerability))
  return {
    schema: 'millcert-lot-record/1',
    ...{ siteId: lot.siteId, id: lot.id, number: lot.number, product: lot.product, status: lot.status },
    ...{ simulated: lot.simulated, madeFrom: showTime(lot.madeFrom), shipments: lot.shipments },
    madeUntil: lot.madeUntil === null ? null : showTime(lot.madeUntil),
    assets: await assetsOf(db, lot, is.software),
    knownThen: shownSide(was, atThen),
    knownNow: shownSide(is, now),
    came: is.found.first.map(({ vulnerability }) => vulnerability).filter(one => !before.has(one)),
  }
}

interface Side {
  software: LotSoftware[]
  found: LotFindings
}

async function side(db: Read, lot: WholeLot, known: number | undefined): Promise<Side> {
  const software = await softwareOfLot(db, lot.siteId, lot.id, known)
  const ids = [...new Set(software.flatMap(({ deploymentId }) => deploymentId ?? []))]
  return { software, found: await findingsOf(db, ids, known, 10_000) }
}

function shownSide({ software, found }: Side, known: number): LotRecord['knownNow'] {
  const assets = Map.groupBy(software, ({ assetId }) => assetId)
  return {
    known: showTime(known),
    assets: assets.size,
    bills: new Set(software.flatMap(({ bomId }) => bomId ?? [])).size,
    unknown: [...assets.values()].filter(rows => rows.every(({ bomId }) => bomId === null)).length,
    affected: found.affected,
    undecided: found.undecided,
    first: found.first
      .slice(0, mostListed)
      .map(({ affected, ...finding }) => ({ ...finding, verdict: affected ? 'affected' : 'undecided' })),
  }
}

async function assetsOf(db: Read, lot: WholeLot, software: readonly LotSoftware[]): Promise<LotRecord['assets']> {
  const byAsset = Map.groupBy(software, ({ assetId }) => assetId)
  const page = Array.from(byAsset.keys(), assetId => ({ siteId: lot.siteId, assetId, path: '', weight: 0 }))
  const [assets, bills] = await Promise.all([
    assetsShown(db, page),
    billsNamed(db, [...new Set(software.flatMap(({ bomId }) => bomId ?? []))]),
  ])
  return Array.from(byAsset, ([assetId, rows]) => {
    const asset = assets.get(`${lot.siteId} ${assetId}`)
    const about = {
      tag: asset?.tag ?? null,
      name: asset?.name ?? null,
      path: asset?.path ?? '',
      level: asset?.level ?? null,
    }
    return { assetId, ...about, software: rows.flatMap(row => softwareShown(row, lot.runs[row.run - 1], bills)) }
  }).sort((a, b) => (a.path < b.path ? -1 : 1))
}

function softwareShown(
  { bomId, part, from, until, recordedAt }: LotSoftware,
  run: LotRunAt | undefined,
  bills: Awaited<ReturnType<typeof billsNamed>>,
): LotRecord['assets'][number]['software'] {
  const bill = bomId === null ? undefined : bills.get(bomId)
  const both = run && from !== null ? shared(run, { from, until }) : undefined
  if (bill === undefined || both === undefined) return []
  const { digest, subject, version, components } = bill
  const end = both.until === null || both.until === forever ? null : showTime(both.until)
  return [
    {
      ...{ bill: digest, subject, version, components, part },
      from: showTime(both.from),
      until: end,
      recordedAt: showTime(recordedAt ?? 0),
    },
  ]
}
