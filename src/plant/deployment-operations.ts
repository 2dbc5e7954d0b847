import { z } from 'zod'
import { newId, Problem, showTime } from '#base'
import { act, ask, type Seen, type SiteId, type Write } from '#ledger'
import { idField, listOf, pageFields, present, shownPage, text, time, timeOf, written } from './asked.ts'
import { inFuture } from './asset-operations.ts'
import { deploymentShown, showDeployment } from './asset-shown.ts'
import { storedAsset } from './asset-store.ts'
import { baseline } from './baseline.ts'
import { type Deployment, type DeploymentKind, deploymentKinds } from './deployment.ts'
import { type Deployed, deploy, deploymentById, deploymentPage, keepDeployments } from './deployment-store.ts'
import { billExists } from './drift-store.ts'
import { people, type Strength } from './fact.ts'
import { replaceRows } from './replaced-store.ts'
import { notFound } from './site.ts'

const asOfFields = {
  at: time.optional().describe('what ran then; the whole history when left out'),
  knownAt: time.optional().describe('as far as it was known then; now when left out'),
}

const deploying = {
  assetId: idField.describe('id or tag of the asset'),
  bomId: z.coerce.number().int().min(0).describe('the bill of materials'),
  part: text.default('software').describe('what of the asset the bill is about: each part has its own line of time'),
  from: time.optional().describe('since when; now when left out'),
  until: time.optional().describe('until when; left out while it runs'),
  reason: written(2000).optional(),
}

const ending = {
  id: idField.describe('of the deployment'),
  until: time.optional().describe('now when left out; its start takes it back as if it had never been'),
  reason: written(2000).optional(),
}

const deployedShown = z.object({ added: z.array(deploymentShown), replaced: z.array(deploymentShown) })

export const deployments = {
  list: ask({
    about: 'Lists what ran on an asset and what should, now or at a time, as known now or then',
    can: 'plant.read',
    takes: z.strictObject({
      id: idField.describe('of the asset, or its tag'),
      kind: z.enum(deploymentKinds).optional(),
      ...asOfFields,
      ...pageFields,
    }),
    gives: listOf(deploymentShown),
    async run({ db, sites }, { id, kind, at, knownAt, ...page }) {
      const { site_id: siteId, id: assetId } = await storedAsset(db, sites, id)
      const valid = timeOf(at) ?? timeOf(knownAt)
      const asOf = valid === undefined ? undefined : { valid, recorded: timeOf(knownAt) }
      const found = await deploymentPage(db, siteId, { assetId, kind, asOf, ...page })
      return shownPage(found, showDeployment)
    },
  }),
  observe: act({
    about: 'Writes down that a bill of materials was seen to run on an asset',
    can: 'plant.write',
    takes: z.strictObject({
      ...deploying,
      confidence: z
        .enum(['guessed', 'stated', 'configured', 'observed-passively', 'observed-actively', 'confirmed'])
        .default('confirmed')
        .describe('how it is known'),
    }),
    gives: deployedShown,
    run: (world, input) => deployed(world, 'observed', input, input.confidence),
  }),
  approve: act({
    about: 'Approves a bill of materials for an asset: what should run on it',
    can: 'plant.approve',
    takes: z.strictObject(deploying),
    gives: deployedShown,
    run: (world, input) => deployed(world, 'approved', input, 'confirmed'),
  }),
  baseline,
  end: act({
    about: 'Ends what was seen to run on an asset',
    can: 'plant.write',
    takes: z.strictObject(ending),
    gives: deployedShown,
    async run(world, { id, until, reason }) {
      const { db } = world
      const old = await deploymentById(db, world.sites, id)
      const at = world.now()
      const end = timeOf(until) ?? at
      // Who may write what was seen may not withdraw what others approved.
      if (old.kind === 'approved') throw notFound('the deployment that was seen', id)
      return ended(world, old, end, at, reason)
    },
  }),
  withdraw: act({
    about: 'Withdraws an approval from a time on',
    can: 'plant.approve',
    takes: z.strictObject(ending),
    gives: deployedShown,
    async run(world, { id, until, reason }) {
      const old = await deploymentById(world.db, world.sites, id)
      if (old.kind !== 'approved') throw notFound('the approval', id)
      return ended(world, old, timeOf(until) ?? world.now(), world.now(), reason)
    },
  }),
}

type Deploying = z.infer<z.ZodObject<typeof deploying>>

async function deployed(
  world: Seen & { db: Write },
  kind: DeploymentKind,
  { assetId: called, bomId, part, from, until, reason }: Deploying,
  confidence: Strength,
) {
  const { db, actor } = world
  const asset = await storedAsset(db, world.sites, called)
  const assetId = asset.id
  if (!(await billExists(db, world.sites, bomId))) throw notFound('the bill', String(bomId))
  const at = world.now()
  const validFrom = timeOf(from) ?? at
  if (kind === 'observed' && validFrom > at) throw inFuture(from!)
  const validUntil = timeOf(until) ?? null
  if (validUntil !== null && validUntil <= validFrom) throw endsBefore(until!)
  const fresh = {
    ...{ assetId, bomId, kind, part, validFrom, validUntil, sourceId: people, confidence, saidBy: actor.id },
    ...present({ reason }),
  }
  const done = await deploy(db, asset.site_id, [fresh], at, () => newId('deployment', world))
  return told(done, asset.site_id, assetId, reason)
}

/** What stood until its end stands to another one, or was never. Throws `plant/changed` for what stands no more. */
async function ended(
  world: Seen & { db: Write },
  old: Deployment,
  end: number,
  at: number,
  reason: string | undefined,
) {
  const { db, actor } = world
  if (old.replacedAt !== null)
    throw new Problem('plant/changed', `Cannot end the deployment ${old.id}: it was corrected since`, {
      found: old.id,
      next: 'list the deployments of the asset again',
    })
  if (end > at && old.kind === 'observed') throw inFuture(showTime(end))
  if (old.validUntil !== null && end >= old.validUntil) throw endsBefore(showTime(end))
  await replaceRows(db, 'deployment', old.siteId, [old.id], null, at)
  const { importId: _, ...facts } = old
  const left: Deployment = {
    ...facts,
    id: newId('deployment', world),
    validUntil: end,
    recordedAt: at,
    saidBy: actor.id,
    ...present({ reason }),
  }
  const added = end > old.validFrom ? [left] : []
  await keepDeployments(db, added)
  return told({ added, replaced: [old] }, old.siteId, old.assetId, reason)
}

/** What deployments changed, as it is answered and written into the journal. */
function told({ added, replaced }: Deployed, siteId: SiteId, assetId: string, reason: string | undefined) {
  const out = { added: added.map(showDeployment), replaced: replaced.map(showDeployment) }
  if (added.length === 0 && replaced.length === 0) return { out }
  return { out, entry: { site: siteId, object: assetId, change: { ...out, reason: reason ?? null } } }
}

function endsBefore(found: string): Problem {
  return new Problem(
    'plant/bad-span',
    `Cannot take ${found} as the end: it must lie after the start and before a known end`,
    {
      found,
    },
  )
}
