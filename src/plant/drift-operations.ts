import { z } from 'zod'
import { ask } from '#ledger'
import { idField, listOf, pageFields, present, shownPage, siteField, time, timeOf, written } from './asked.ts'
import { storedAsset } from './asset-store.ts'
import { driftOf, type Part } from './drift.ts'
import { type DriftRow, type DriftState, driftPage, driftStates, partsThen } from './drift-store.ts'
import { siteAsked } from './site-operations.ts'

const rowShown = z.object({
  siteId: z.string(),
  assetId: z.string(),
  tag: z.string().optional(),
  name: z.string().optional(),
  path: z.string(),
  state: z.enum(driftStates),
  extra: z.number().describe('bills seen and not approved'),
  missing: z.number().describe('bills approved and not seen'),
})

const partShown = z.object({ componentId: z.number(), name: z.string(), version: z.string().optional() })

const showRow = ({ tag, name, ...row }: DriftRow) => ({ ...row, ...present({ tag, name }) })
const showPart = ({ componentId, name, version }: Part) => ({ componentId, name, ...present({ version }) })

const asOfFields = {
  at: time.optional().describe('as it was then; now when left out'),
  knownAt: time.optional().describe('as far as it was known then; now when left out'),
}

export const drift = {
  list: ask({
    about: 'Lists assets on which something else was seen than what was approved',
    can: 'plant.read',
    takes: z.strictObject({
      siteId: siteField.optional(),
      path: written(1000).optional().describe('a place or asset: what stands there and below'),
      states: z
        .array(z.enum(driftStates))
        .min(1)
        .max(4)
        .default(['drifted', 'not-observed'])
        .describe('not-approved: something runs and nothing was approved'),
      ...asOfFields,
      ...pageFields,
    }),
    gives: listOf(rowShown),
    async run({ db, sites, now }, { siteId, at, knownAt, ...asked }) {
      const site = await siteAsked(db, sites, siteId)
      const asOf = { valid: timeOf(at) ?? timeOf(knownAt) ?? now(), recorded: timeOf(knownAt) }
      return shownPage(await driftPage(db, sites, { siteId: site, asOf, ...asked }), showRow)
    },
  }),
  show: ask({
    about: 'Shows which components of an asset differ from those approved for it',
    can: 'plant.read',
    takes: z.strictObject({ id: idField.describe('of the asset, or its tag'), ...asOfFields }),
    gives: z.object({
      assetId: z.string(),
      state: z.enum([...driftStates, 'unknown']).describe('unknown: nothing was seen and nothing approved'),
      missing: z.array(partShown).describe('approved and not seen'),
      extra: z.array(partShown).describe('seen and not approved'),
      changed: z.array(z.object({ approved: partShown, observed: partShown })).describe('seen in another version'),
    }),
    async run({ db, sites, now }, { id: called, at, knownAt }) {
      const asset = await storedAsset(db, sites, called)
      const { id } = asset
      const asOf = { valid: timeOf(at) ?? timeOf(knownAt) ?? now(), recorded: timeOf(knownAt) }
      const approved = await partsThen(db, asset.site_id, id, 'approved', asOf)
      const observed = await partsThen(db, asset.site_id, id, 'observed', asOf)
      const { missing, extra, changed } = driftOf(approved, observed)
      return {
        assetId: id,
        state: stateOf(approved, observed, missing.length + extra.length + changed.length),
        missing: missing.map(showPart),
        extra: extra.map(showPart),
        changed: changed.map(each => ({ approved: showPart(each.approved), observed: showPart(each.observed) })),
      }
    },
  }),
}

function stateOf(approved: readonly Part[], observed: readonly Part[], differences: number): DriftState | 'unknown' {
  if (approved.length === 0) return observed.length === 0 ? 'unknown' : 'not-approved'
  if (observed.length === 0) return 'not-observed'
  return differences > 0 ? 'drifted' : 'same'
}
