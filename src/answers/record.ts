import { z } from 'zod'
import { canonicalJson, digest, showTime } from '#base'
import type { Read, Scope } from '#ledger'
import { forever, type LotRunAt, type LotSoftware, lotById, shared, softwareOfLot, type WholeLot } from '#lots'
import { assetsShown } from './detail-store.ts'
import { type BillNamed, billsNamed, findingsOf, type LotFindings, whereMade } from './record-store.ts'
import { type FoundIn, foundIn, mostEach } from './record-where-store.ts'

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
      in: z
        .array(
          z.object({
            componentId: z.number(),
            name: z.string(),
            version: text,
            assets: z.number(),
            assetIds: z.array(z.string()),
          }),
        )
        .describe(`the first ${mostEach} components that have it, each with the first ${mostEach} assets that run it`),
    }),
  ),
})

/** The contract `millcert-lot-record/1`. */
export const recordGiven = z.object({
  schema: z.literal('millcert-lot-record/1'),
  siteId: z.string(),
  site: z.object({ code: z.string(), name: z.string(), timeZone: z.string() }),
  id: z.string(),
  number: z.string(),
  product: text,
  quantity: z.number().nullable(),
  unit: text,
  status: text,
  simulated: z.boolean(),
  madeFrom: z.string(),
  madeUntil: text,
  runs: z.array(
    z.object({
      path: text.describe('of the place, or of the asset where the lot was made on one'),
      name: text,
      kind: text.describe('of the place: line, cell, …; `asset` for an asset'),
      assetId: text,
      from: z.string(),
      until: text,
    }),
  ),
  shipments: z.number(),
  shipped: z.array(z.object({ customer: text, delivery: text, shippedAt: text, quantity: z.number().nullable() })),
  assets: z.array(
    z.object({
      assetId: z.string(),
      tag: text,
      name: text,
      path: z.string(),
      level: z.number().nullable(),
      vendor: text,
      product: text,
      software: z.array(
        z.object({
          bill: z.string(),
          subject: text,
          version: text,
          components: z.number(),
          part: text,
          since: z.string().describe('since when it ran on the asset'),
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
  digest: z.string().describe('sha256 of the record without this member, as canonical JSON (RFC 8785)'),
})

export type LotRecord = z.infer<typeof recordGiven>

const mostListed = 200

/** When a lot was decided on, by default when it was made; and the later time it is held against, by default now. Milliseconds since 1970 UTC. */
export interface RecordTimes {
  now: number
  decided: number | undefined
  known: number | undefined
}

/** The record of a lot; undefined where there is none within the scope. Asked with the same times it is the same, as long as nobody changed the lot. */
export async function recordOf(
  db: Read,
  scope: Scope,
  id: string,
  { now, decided, known }: RecordTimes,
): Promise<LotRecord | undefined> {
  const lot = await lotById(db, scope, id)
  if (lot === undefined) return undefined
  const atThen = decided ?? lot.madeUntil ?? now
  const [was, is, where] = await Promise.all([side(db, lot, atThen), side(db, lot, known), whereMade(db, lot)])
  const before = new Set(was.found.first.map(({ vulnerability }) => vulnerability))
  const record = {
    schema: 'millcert-lot-record/1' as const,
    ...{ siteId: lot.siteId, site: where.site, id: lot.id, number: lot.number, product: lot.product },
    ...{ quantity: lot.quantity, unit: lot.unit, status: lot.status, simulated: lot.simulated },
    ...{ madeFrom: showTime(lot.madeFrom), madeUntil: shown(lot.madeUntil) },
    runs: lot.runs.map(({ placeId, assetId, from, until }) => {
      const { path = null, name = null, kind = null } = where.spots.get(assetId ?? placeId ?? '') ?? {}
      return { path, name, kind, assetId, from: showTime(from), until: shown(until) }
    }),
    shipments: lot.shipments,
    shipped: lot.shipped.map(({ shippedAt, ...shipment }) => ({ ...shipment, shippedAt: shown(shippedAt) })),
    assets: await assetsOf(db, lot, is.software),
    knownThen: shownSide(was, atThen),
    knownNow: shownSide(is, known ?? now),
    came: is.found.first.map(({ vulnerability }) => vulnerability).filter(one => !before.has(one)),
  }
  return { ...record, digest: digest(canonicalJson(record)) }
}

const shown = (at: number | null) => (at === null ? null : showTime(at))

interface Side {
  software: LotSoftware[]
  found: LotFindings
  /** By vulnerability, of those that are listed. */
  where: ReadonlyMap<string, FoundIn[]>
}

async function side(db: Read, lot: WholeLot, known: number | undefined): Promise<Side> {
  const software = await softwareOfLot(db, lot.siteId, lot.id, known)
  const ids = [...new Set(software.flatMap(({ deploymentId }) => deploymentId ?? []))]
  const found = await findingsOf(db, ids, known, 10_000)
  const listed = found.first.slice(0, mostListed).map(({ vulnerability }) => vulnerability)
  const where = Map.groupBy(await foundIn(db, ids, listed, known), ({ vulnerability }) => vulnerability)
  return { software, found, where }
}

function shownSide({ software, found, where }: Side, known: number): LotRecord['knownNow'] {
  const assets = Map.groupBy(software, ({ assetId }) => assetId)
  return {
    known: showTime(known),
    assets: assets.size,
    bills: new Set(software.flatMap(({ bomId }) => bomId ?? [])).size,
    unknown: [...assets.values()].filter(rows => rows.every(({ bomId }) => bomId === null)).length,
    affected: found.affected,
    undecided: found.undecided,
    // Member by member: the digest is of what is given, and of nothing beside it.
    first: found.first.slice(0, mostListed).map(({ vulnerability, affected, severity, kev, components, assets }) => ({
      ...{ vulnerability, verdict: affected ? 'affected' : 'undecided', severity, kev, components, assets },
      in: (where.get(vulnerability) ?? []).map(({ vulnerability: _, ...component }) => component),
    })),
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
    const {
      tag = null,
      name = null,
      path = '',
      level = null,
      vendor = null,
      product = null,
    } = assets.get(`${lot.siteId} ${assetId}`) ?? {}
    const ran = rows.flatMap(row => softwareShown(row, lot.runs[row.run - 1], bills))
    return { assetId, tag, name, path, level, vendor, product, software: ran }
  }).sort((a, b) => (a.path < b.path ? -1 : 1))
}

function softwareShown(
  { bomId, part, from, until, recordedAt }: LotSoftware,
  run: LotRunAt | undefined,
  bills: ReadonlyMap<number, BillNamed>,
): LotRecord['assets'][number]['software'] {
  const bill = bomId === null ? undefined : bills.get(bomId)
  const both = run && from !== null ? shared(run, { from, until }) : undefined
  if (bill === undefined || both === undefined || from === null) return []
  const { digest, subject, version, components } = bill
  const end = both.until === null || both.until === forever ? null : showTime(both.until)
  return [
    {
      ...{ bill: digest, subject, version, components, part, since: showTime(from) },
      from: showTime(both.from),
      until: end,
      recordedAt: showTime(recordedAt ?? 0),
    },
  ]
}
