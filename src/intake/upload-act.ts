import { z } from 'zod'
import { sharedDatabase } from '#advisories'
import { newId, showTime } from '#base'
import { type BomPart, bomStore, type ComingBom, comingBom, formatOfEmpty } from '#boms'
import { type Act, act, type Done, type Entry, type Preparing, type Seen, type SiteId, type Write } from '#ledger'
import { keptRules } from '#matching'
import type { DeploymentKind } from '#plant'
import { mostBytes } from './paper-kind.ts'
import { type SetAside, setAside, takeAway } from './set-aside.ts'
import { billTold, judgedTold } from './told.ts'
import { isKept, keepUpload, type ReadyBill, type Uploaded, type UploadWords } from './upload.ts'

/** Words that every paper is sent with. */
export const siteId = z.string().min(1).max(100).describe('the site that it comes from')
export const fileName = z
  .string()
  .min(1)
  .max(1000)
  .optional()
  .describe('the name of the file: some formats are told by it')
const time = z.iso.datetime({ offset: true })

export const billWords = {
  assetId: z.string().min(1).max(500).optional().describe('the asset that it is about: its id, tag or path'),
  part: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('what of the asset it is about; the name of its subject when left out'),
  validFrom: time.optional().describe('since when it is so; from now on when left out'),
  validUntil: time.optional().describe('until when it was so'),
}

/** What is known of what came in. */
export const judgedShown = z.strictObject({
  database: z
    .string()
    .nullable()
    .describe('the digest of the advisories; null where there are none, and nothing was judged'),
  components: z.int(),
  affected: z.int().nullable(),
  undecided: z.int().nullable(),
  unchecked: z.int().nullable().describe('of ecosystems that no feed speaks of'),
  waiting: z.int().describe('not judged yet'),
})

export const uploadShown = z.strictObject({
  id: z.int(),
  digest: z.string(),
  format: z.string(),
  isNew: z.boolean().describe('no bill had these bytes before'),
  changed: z.boolean().describe('anything is otherwise than before'),
  components: z.int(),
  newComponents: z.int(),
  notes: z.array(z.strictObject({ code: z.string(), message: z.string(), at: z.string().optional() })),
  deployment: z
    .strictObject({
      id: z.string(),
      assetId: z.string(),
      kind: z.string(),
      part: z.string(),
      validFrom: z.string(),
      validUntil: z.string().nullable(),
    })
    .nullable(),
  judged: judgedShown.describe('what is known of its components'),
})

/** An upload of one kind of deployment: who may say what runs may not say what should. */
export function uploadAct(about: string, can: Act['can'], kind: DeploymentKind) {
  const takes = z.strictObject({ siteId, ...billWords, name: fileName })
  return act<z.infer<typeof takes>, z.infer<typeof uploadShown>, ReadyBill>({
    about,
    can,
    file: {
      about: 'a bill of materials, lockfile, list of packages or image, in any format that is read',
      most: mostBytes,
    },
    takes,
    gives: uploadShown,
    tell: (out, { name }) => {
      const { says, next } = billTold(String(name ?? 'file'), out)
      return { says: [...says, judgedTold(out.judged)], ...(next && { next }) }
    },
    async prepare(world, input) {
      const aside = await setAside(world, world.bytes, { name: input.name, most: mostBytes, mayBeEmpty: isEmptyPaper })
      return orTakeAway(world, aside, () => readBill(world, aside, input))
    },
    run: (world, input, ready) => keptBill(world, input, kind, ready),
    after: (world, ready) => endBill(world, ready),
  })
}

/** Whether a file of a name says something by being empty: a list of requirements that lists nothing. */
export function isEmptyPaper(name: string): boolean {
  return formatOfEmpty(name) !== undefined
}

/** What lies aside is taken away where it cannot be read. */
export async function orTakeAway<T>(world: Preparing, { path }: SetAside, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    takeAway(world, path)
    throw error
  }
}

/** Reads a bill off the thread that answers requests; one that is kept is not read again. Its rows may still be made then. */
export async function readBill(world: Preparing, aside: SetAside, words: UploadWords): Promise<ReadyBill> {
  const known = await world.look(db => isKept(db, aside, words))
  const rows = known ? undefined : await rowsAside(world, aside)
  const rules = await keptRules(world, world.now())
  return { aside, rows, rules, database: sharedDatabase(world.disk, `${world.folder}/advisories`) }
}

/** A bill whose rows are made while the first of them are kept; rejects where it cannot be read. */
function rowsAside(world: Preparing, aside: SetAside): Promise<ComingBom> {
  const { bom, tell, end } = comingBom()
  world.aside<SetAside, void, BomPart>('bom.rows', aside, tell).then(() => end(), end)
  return bom
}

export function endBill(world: Seen, { aside, database }: ReadyBill): void {
  database?.close()
  takeAway(world, aside.path)
}

/** Keeps a bill that was read. */
export async function keptBill(
  world: Seen & { db: Write },
  words: UploadWords,
  kind: DeploymentKind,
  ready: ReadyBill,
): Promise<Done<z.infer<typeof uploadShown>>> {
  const keeping = {
    db: world.db,
    now: () => world.now(),
    idOf: () => newId('deployment', world),
    original: () => world.disk.chunks(ready.aside.path),
    by: world.actor.name,
  }
  const done = await keepUpload(keeping, words, kind, ready)
  const out = shownUpload(done, await newTo(world, words.siteId, done))
  return done.changed ? { out, entry: entryOf(words.siteId, ready.aside, done, out) } : { out }
}

/** What of a bill is new to who sends it: what sites have that they may not see is not theirs to know. */
async function newTo(
  { db, sites }: Seen & { db: Write },
  siteId: string,
  { bill: { id, components }, isNew, isNewHere, newComponents }: Uploaded,
): Promise<{ isNew: boolean; newComponents: number }> {
  const isNewToAll = isNew && newComponents === components
  if (sites === 'everywhere' || isNewToAll) return { isNew, newComponents }
  if (!isNewHere) return { isNew: false, newComponents: 0 }
  const { newWithin } = await bomStore()
  return newWithin(db, [...sites], { id, siteId })
}

function shownUpload(
  { bill, deployed, judged, changed }: Uploaded,
  { isNew, newComponents }: Awaited<ReturnType<typeof newTo>>,
): z.infer<typeof uploadShown> {
  const placed = deployed.added.at(-1)
  return {
    id: bill.id,
    digest: bill.digest,
    format: bill.format,
    isNew,
    changed,
    components: bill.components,
    newComponents,
    notes: bill.notes,
    deployment: placed
      ? {
          id: placed.id,
          assetId: placed.assetId,
          kind: placed.kind,
          part: placed.part,
          validFrom: showTime(placed.validFrom),
          validUntil: placed.validUntil === null ? null : showTime(placed.validUntil),
        }
      : null,
    judged,
  }
}

function entryOf(site: string, { name }: SetAside, done: Uploaded, out: z.infer<typeof uploadShown>): Entry {
  const { notes: _, changed: __, judged: ___, ...kept } = out
  const replaced = done.deployed.replaced.map(({ id }) => id)
  return {
    site: site as SiteId,
    object: out.digest,
    change: { name, ...kept, replaced, matched: done.matched ?? null },
  }
}
