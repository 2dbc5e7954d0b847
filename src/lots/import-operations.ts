import { z } from 'zod'
import { digest, type Note, newId } from '#base'
import { paperOf } from '#boms'
import { act, type Preparing, type Seen } from '#ledger'
import {
  folded,
  handlesOf,
  isLoaded,
  keepOutcomes,
  type Mending,
  mappingOf,
  mendedIn,
  mendingOf,
  putImportRun,
  putMending,
  rememberChanges,
  type Site,
  type SourceChoices,
  siteOf,
  sitesSaid,
  sourceFor,
  takenBack,
  unknownSites,
  wholeFile,
} from '#plant'
import { prepareLots, readLots } from './import-read.ts'
import type { ImportedLots } from './import-row.ts'
import { lotsTold } from './import-told.ts'
import type { WholeLot } from './lot.ts'
import { lotsNumbered, putLots } from './lot-store.ts'
import { assetFinder, placeFinder } from './placing.ts'
import { assetsNamed, placesOf } from './placing-store.ts'
import { type Taken, takenLots } from './taking.ts'
import { keptOf } from './undoing.ts'

/** Bytes of one file: about half a million rows. */
const mostBytes = 128 * 1024 * 1024
/** Rows shown of each kind. */
const mostShown = 20

const takes = z.strictObject({
  siteId: z.string().min(1).max(100).describe('the site'),
  name: z.string().max(500).default('file').describe('name of the file'),
  source: z.string().trim().min(1).max(100).default('lots').describe('who tells: its columns and time zone are kept'),
  mapping: z
    .array(z.string().max(500))
    .max(500)
    .optional()
    .describe(
      'header=role for columns that are not known by their name, SHEET!header=role in one sheet, SHEET!*=ignore to leave it out; kept for the source',
    ),
  timeZone: z.string().max(60).optional().describe('of times without a zone: Europe/Berlin; kept for the source'),
  dryRun: z.boolean().default(false).describe('only tell what would change'),
})

const gives = z.object({
  siteId: z.string(),
  importId: z.string().nullable().describe('null where nothing was kept'),
  source: z.string(),
  format: z.string(),
  file: z.string(),
  digest: z.string(),
  changes: z.boolean().describe('anything is otherwise than before, or would be'),
  counts: z.object({
    new: z.number(),
    changed: z.number(),
    same: z.number(),
    refused: z.number(),
    elsewhere: z.number().describe('of other sites: left to them'),
  }),
  mended: z.number().describe('rows that waited and are taken now'),
  lots: z
    .array(z.object({ number: z.string(), product: z.string().nullable(), runs: z.number(), shipments: z.number() }))
    .describe('the first that are new or changed'),
  refused: z.array(
    z.object({
      row: z.union([z.string(), z.number()]),
      code: z.string(),
      reason: z.string(),
      next: z.string(),
      header: z.array(z.string()),
      cells: z.array(z.string()),
    }),
  ),
  columns: z.array(z.object({ header: z.string(), role: z.string().optional(), sheet: z.string().optional() })),
  notes: z.array(z.object({ code: z.string(), message: z.string(), at: z.string().optional() })),
})

type Importing = z.infer<typeof takes>

interface Ready {
  file: { name: string; digest: string; size: number }
  imported: ImportedLots
  /** Rows of the quarantine that stand mended in it. */
  handles: ReturnType<typeof handlesOf>
  choices: SourceChoices
}

/** Takes in a file of lots. A row of it that cannot be taken waits in the quarantine of its source, and the rest is taken. */
export const importLots = act({
  about: 'Take in a file of lots, or tell what it would change',
  can: 'lots.write',
  file: { about: 'CSV, TSV or XLSX of lots, runs and shipments, or factory events', most: mostBytes },
  takes,
  gives,
  tell: (out, said) => lotsTold(out, said),
  prepare,
  async run(world, { siteId, source: sourceName, dryRun }, { file, imported, handles, choices }: Ready) {
    const { db } = world
    const at = world.now()
    const site = await siteOf(db, world.sites, siteId)
    const { isNew, ...source } = await sourceFor(db, site.id, sourceName, imported.format, world)
    const taken = await laidBeside(world, site, source.id, imported, at)
    const isAgain = !isNew && (await isLoaded(db, site.id, source.id, file.digest))
    const mending = await mendingOf(db, { siteId: site.id, id: source.id }, taken.refused, handles)
    const waits = !isAgain && mending.fresh.length + mending.replaced.length > 0
    const changes = taken.kept.length > 0 || mending.mended.length > 0 || waits
    const isKept = changes && !dryRun
    const importId = isKept ? newId('import', world) : null
    const out = shown({ siteId: site.id, importId, source: source.name, file, imported, taken, mending, changes })
    if (importId === null) return { out }
    const before = new Map(taken.before.map(lot => [lot.number, lot]))
    await rememberChanges(
      db,
      { siteId: site.id, importId },
      taken.kept.map(lot => {
        const known = before.get(lot.number)
        return { noun: 'lot', id: lot.number, before: known ? keptOf(known) : null, after: keptOf(lot) }
      }),
    )
    await putLots(db, taken.kept)
    const told = { importId, file: file.name, digest: file.digest, size: file.size, format: imported.format }
    const run = { ...told, choices, counts: { ...out.counts, mended: out.mended }, notes: out.notes }
    const kept = await putImportRun(db, { ...run, source, actor: world.actor.id, at })
    await keepOutcomes(db, kept, taken.unkept)
    await putMending(db, kept, mending)
    const numbers = taken.kept.map(({ number }) => number)
    return { out, entry: { site: site.id, object: importId, change: { ...run, source: source.name, lots: numbers } } }
  },
})

async function prepare(world: Preparing, { siteId, source, name, mapping, timeZone }: Importing): Promise<Ready> {
  const bytes = await wholeFile(world.bytes, name, mostBytes)
  const back = takenBack(await mendedIn(world, siteId, { name, whole: bytes }), 'lots', source, name)
  const known = await world.look(async db => {
    const site = await siteOf(db, world.sites, siteId)
    return { ...(await sourceFor(db, site.id, source, 'lots', world)), zone: site.timeZone }
  })
  const columns = { ...known.choices.mapping, ...mappingOf(mapping) }
  const zone = timeZone ?? known.choices.timeZone
  const choices: SourceChoices = {
    ...(Object.keys(columns).length > 0 && { mapping: columns }),
    ...(zone !== undefined && { timeZone: zone }),
  }
  const reading = { ...choices, timeZone: zone ?? known.zone, ...(back && { mended: back.mended }) }
  return {
    ...(await world.aside<LotsToRead, LotsRead>('lots.read', { name, bytes, now: world.now(), reading })),
    choices,
  }
}

interface LotsToRead {
  name: string
  bytes: Uint8Array
  /** Milliseconds since 1970 UTC. */
  now: number
  reading: Parameters<typeof readLots>[1]
}

type LotsRead = Omit<Ready, 'choices'>

/** The task `lots.read`: reads a file that came whole, away from the thread that answers. */
export async function readLotsFile(
  { limits }: Pick<Seen, 'limits'>,
  { name, bytes, now, reading }: LotsToRead,
): Promise<LotsRead> {
  await prepareLots()
  const paper = { ...paperOf(name, bytes, undefined, limits), now }
  const file = { name, digest: digest(bytes), size: bytes.length }
  return { file, imported: readLots(paper, reading), handles: handlesOf(paper, reading?.mended) }
}

interface LaidBeside extends Taken {
  before: WholeLot[]
  notes: Note[]
}

async function laidBeside(
  world: Pick<Seen, 'now' | 'random'> & { db: Parameters<typeof placesOf>[0] },
  site: Site,
  sourceId: string,
  imported: ImportedLots,
  at: number,
): Promise<LaidBeside> {
  const { db } = world
  const siteId = site.id
  const { others, unknown } = await sitesSaid(
    db,
    site,
    imported.lots.map(lot => lot.site),
  )
  const names = imported.lots.flatMap(({ runs }) => runs.flatMap(({ asset }) => asset ?? []))
  const numbers = imported.lots.map(({ number }) => number)
  const known = await lotsNumbered(db, siteId, numbers)
  const taken = takenLots(imported, {
    ...{ siteId, sourceId, at },
    lots: new Map(known.map(lot => [lot.number, lot])),
    place: placeFinder(await placesOf(db, siteId)),
    asset: assetFinder(await assetsNamed(db, siteId, names)),
    isElsewhere: said => others.has(folded(said)),
    makeId: () => newId('lot', world),
  })
  return { ...taken, before: known, notes: unknownSites(unknown, site) }
}

interface Showing extends Pick<z.infer<typeof gives>, 'siteId' | 'importId' | 'source' | 'changes'> {
  file: Ready['file']
  imported: ImportedLots
  taken: LaidBeside
  mending: Mending
}

function shown({ file, imported, taken, mending, ...about }: Showing): z.infer<typeof gives> {
  return {
    ...about,
    ...{ format: imported.format, file: file.name, digest: file.digest, counts: taken.counts },
    mended: mending.mended.length,
    lots: taken.kept
      .slice(0, mostShown)
      .map(({ number, product, runs, shipped }) => ({ number, product, runs: runs.length, shipments: shipped.length })),
    refused: taken.refused.slice(0, mostShown).map(row => ({ ...row, header: [...row.header], cells: [...row.cells] })),
    columns: imported.columns.map(({ header, role, sheet }) => ({
      header,
      ...(role !== undefined && { role }),
      ...(sheet !== undefined && { sheet }),
    })),
    notes: [...taken.notes, ...imported.notes].slice(0, 100).map(note => ({ ...note })),
  }
}
