import { Buffer } from 'node:buffer'
import { z } from 'zod'
import { type Digest, type Note, newId, showTime } from '#base'
import { act, ask, contentPiece, type Preparing } from '#ledger'
import { idField, listOf, pageFields, present, shownPage, siteField, text, time, timeOf, written } from './asked.ts'
import { keepBills } from './bills.ts'
import { nextFact } from './fact-store.ts'
import { mappingOf, wholeFile } from './given-file.ts'
import { importTold, quotedWord } from './import-told.ts'
import { mendedIn, takenBack } from './mended-list.ts'
import type { MendedRows } from './mended-rows.ts'
import { keepOutcomes } from './outcome-store.ts'
import { csvFile, type Quarantined, quarantineCsv } from './quarantine.ts'
import { waitingRows } from './quarantine-store.ts'
import { type ReadFile, readFile } from './read-file.ts'
import { runRows } from './run-rows.ts'
import { type ImportRun, runById, runPage, type SourceChoices, sourceOf, sourcesOf } from './run-store.ts'
import { putImportRun, sourceFor } from './runs.ts'
import { notFound } from './site.ts'
import { siteAsked } from './site-operations.ts'
import { placeOf, siteOf } from './site-store.ts'
import { sourceNameOf } from './source-name.ts'
import type { Taking } from './taken.ts'
import { take } from './taking.ts'
import { differenceShown, showDifference } from './taking-shown.ts'

/** Bytes of one file: about half a million rows. */
const mostBytes = 128 * 1024 * 1024

const importing = z.strictObject({
  siteId: siteField,
  name: written(500).default('file').describe('name of the file'),
  source: written(100).trim().min(1).optional().describe('who tells; the name of the file when left out'),
  format: written(60).optional().describe('how it is read; seen by itself when left out'),
  mapping: z
    .array(written(500))
    .max(500)
    .optional()
    .describe(
      'header=role for columns that are not known by their name, SHEET!header=role in one sheet, SHEET!*=ignore to leave it out; kept for the source',
    ),
  timeZone: written(60).optional().describe('of times without a zone: Europe/Berlin; kept for the source'),
  versionsAsWritten: z.boolean().default(false).describe('versions were looked at and none was damaged'),
  complete: z.boolean().default(false).describe('it lists everything the source knows: what it lacks is gone'),
  place: written(1000).optional().describe('id or path: where windows are that name none'),
  observedAt: time.optional().describe('when it was seen, where the file does not say; now when left out'),
  dryRun: z.boolean().default(false).describe('only tell what would change'),
})

type Importing = z.infer<typeof importing>
type Ready = ReadFile & { choices: SourceChoices; sourceName: string }

const runShown = z.object({
  siteId: z.string(),
  id: z.string(),
  number: z.number(),
  sourceId: z.string(),
  file: z.string(),
  digest: z.string(),
  size: z.number(),
  format: z.string(),
  counts: z.record(z.string(), z.number()),
  actor: z.string(),
  recordedAt: z.string(),
  undoneAt: z.string().optional(),
})

const showRun = ({ recordedAt, undoneAt, choices: _, notes: __, ...run }: ImportRun) => ({
  ...run,
  counts: { ...run.counts },
  recordedAt: showTime(recordedAt),
  ...present({ undoneAt: undoneAt === undefined ? undefined : showTime(undoneAt) }),
})

const quarantinedShown = z.object({
  importId: z.string(),
  number: z.number(),
  row: z.union([z.string(), z.number()]),
  code: z.string(),
  reason: z.string(),
  next: z.string(),
  header: z.array(z.string()),
  cells: z.array(z.string()),
})

const showQuarantined = ({ object: _, ...row }: Quarantined) => ({
  ...row,
  header: [...row.header],
  cells: [...row.cells],
})

const waitingFields = {
  siteId: siteField,
  source: text.optional().describe('id or name of the source'),
  importId: idField.optional(),
}

/** Rows that one list to mend has at most. */
const mostMended = 100_000

export const imports = {
  add: act({
    about: 'Takes in a file of assets, places, zones or windows, or tells what it would change',
    can: 'plant.write',
    file: { about: 'CSV, TSV, XLSX, an export of an inventory tool, Nmap XML or a calendar', most: mostBytes },
    takes: importing,
    gives: differenceShown,
    tell: (out, said) => importTold(out, said),
    prepare,
    async run(
      world,
      { siteId, complete, place, observedAt, dryRun },
      { file, imported, handles, choices, sourceName },
    ) {
      const { db } = world
      const at = world.now()
      const site = await siteOf(db, world.sites, siteId)
      const { isNew, ...source } = await sourceFor(db, site.id, sourceName, imported.format, world)
      const taking: Taking = {
        ...{ site, source, importId: newId('import', world), file, imported, handles, complete, at },
        placeId: place === undefined ? undefined : (await placeOf(db, world.sites, place, site.id)).id,
        observedAt: timeOf(observedAt) ?? at,
        makeId: noun => newId(noun, world),
        keepBills: things => keepBills(db, site.id, things, at),
      }
      const firstFact = await nextFact(db, site.id)
      const difference = await take(db, taking)
      const other = isNew || JSON.stringify(source.choices) !== JSON.stringify(choices)
      difference.changes ||= other && imported.columns.length > 0
      const out = showDifference(difference, taking, { dryRun })
      if (dryRun || !difference.changes) return { out }
      const { counts } = difference
      const { importId } = taking
      const notes = out.notes.slice(0, 100)
      const told = { importId, file: file.name, digest: file.digest, size: file.size, format: imported.format, counts }
      await putImportRun(db, { ...told, source, choices, notes, firstFact, actor: world.actor.id, at })
      await keepOutcomes(db, { siteId: site.id, id: importId }, difference.outcomes)
      return {
        out,
        entry: {
          site: site.id,
          object: importId,
          change: { ...told, facts: difference.factsDigest, source: source.name, choices, complete },
        },
      }
    },
  }),
  list: ask({
    about: 'Lists files that were taken in, the newest first',
    can: 'plant.read',
    takes: z.strictObject({
      siteId: siteField.optional(),
      source: text.optional().describe('id of the source; with a site its name too'),
      ...pageFields,
    }),
    gives: listOf(runShown.extend({ source: z.string().describe('its name') })),
    async run({ db, sites }, { siteId, source, ...asked }) {
      const site = await siteAsked(db, sites, siteId)
      const known = site === undefined || source === undefined ? undefined : await sourceOf(db, site, source)
      const page = await runPage(db, sites, { siteId: site, sourceId: known?.id ?? source, ...asked })
      const names = await sourceNames(db, page.rows)
      return shownPage(page, run => ({ ...showRun(run), source: names.get(run.sourceId) ?? run.sourceId }))
    },
  }),
  show: ask({
    about: 'Shows a file that was taken in',
    can: 'plant.read',
    takes: z.strictObject({ id: idField.describe('of the import') }),
    gives: runShown.extend({
      source: z.string(),
      notes: z.array(z.object({ code: z.string(), message: z.string(), at: z.string().optional() })),
    }),
    async run({ db, sites }, { id }) {
      const run = await runById(db, sites, id)
      const source = await sourceOf(db, run.siteId, run.sourceId)
      return { ...showRun(run), source: source?.name ?? run.sourceId, notes: [...(run.notes as Note[])] }
    },
  }),
  rows: runRows,
  original: ask({
    about: 'Gives the bytes of a file that was taken in, a mebibyte at a time',
    can: 'plant.read',
    takes: z.strictObject({
      id: idField.describe('of the import'),
      piece: z.coerce.number().int().min(0).default(0).describe('which piece, from 0'),
    }),
    gives: z.object({
      name: z.string(),
      digest: z.string(),
      size: z.number(),
      base64: z.string(),
      next: z.number().optional().describe('the piece after it'),
    }),
    async run({ db, sites }, { id, piece }) {
      const { file: name, digest, size } = await runById(db, sites, id)
      const found = await contentPiece(db, digest as Digest, piece)
      if (found === undefined) throw notFound('the piece', String(piece))
      const { bytes, pieces } = found
      const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')
      return { name, digest, size, base64, ...(piece + 1 < pieces && { next: piece + 1 }) }
    },
  }),
  sources: ask({
    about: 'Lists who tells of a site, and how their files are read',
    can: 'plant.read',
    takes: z.strictObject({ siteId: siteField }),
    gives: z.object({
      rows: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          kind: z.string(),
          mapping: z.record(z.string(), z.string()).optional(),
          timeZone: z.string().optional(),
        }),
      ),
    }),
    async run({ db, sites }, { siteId }) {
      const site = await siteOf(db, sites, siteId)
      const rows = await sourcesOf(db, site.id)
      return {
        rows: rows.map(({ id, name, kind, choices: { mapping, timeZone } }) => ({
          ...{ id, name, kind },
          ...present({ mapping: mapping && { ...mapping }, timeZone }),
        })),
      }
    },
  }),
  quarantine: ask({
    about: 'Lists rows that were not taken and wait to be mended',
    can: 'plant.read',
    takes: z.strictObject({ ...waitingFields, ...pageFields }),
    gives: listOf(quarantinedShown),
    csv: { name: () => 'quarantine.csv', text: ({ rows }) => csvFile(quarantineCsv(rows)) },
    tell({ rows }, { siteId }) {
      const site = quotedWord(String(siteId ?? 'SITE'))
      if (rows.length === 0) return { says: ['No row waits to be mended.'] }
      return { says: [], next: [`imports mend --site ${site} --format csv`, `import FILE --site ${site}`] }
    },
    async run({ db, sites }, { siteId, source, ...asked }) {
      const site = await siteOf(db, sites, siteId)
      const sourceId = await waitingOf(db, site.id, source)
      return shownPage(await waitingRows(db, sites, site.id, { sourceId, ...asked }), showQuarantined)
    },
  }),
  mend: ask({
    about: 'Gives rows that wait as CSV to mend and import again',
    can: 'plant.read',
    takes: z.strictObject(waitingFields),
    gives: z.object({ name: z.string(), csv: z.string(), rows: z.number() }),
    csv: { name: ({ name }) => name, text: ({ csv }) => csvFile(csv) },
    tell: ({ name, rows }, { siteId }) => ({
      says: [`${rows === 1 ? '1 row waits' : `${rows} rows wait`} to be mended.`],
      next: rows === 0 ? [] : [`imports mend --site ${quotedWord(String(siteId ?? 'SITE'))} --format csv > ${name}`],
    }),
    async run({ db, sites }, { siteId, source, importId }) {
      const site = await siteOf(db, sites, siteId)
      const sourceId = await waitingOf(db, site.id, source)
      const { rows } = await waitingRows(db, sites, site.id, { sourceId, importId, limit: mostMended })
      return { name: `quarantine-${site.code}.csv`, csv: quarantineCsv(rows), rows: rows.length }
    },
  }),
}

async function prepare(world: Preparing, input: Importing): Promise<Ready> {
  const whole = await wholeFile(world.bytes, input.name, mostBytes)
  // Who drops a list of ours again need not know whose rows stand in it.
  const groups = await mendedIn(world, input.siteId, { name: input.name, whole })
  const back = takenBack(groups, 'plant', input.source, input.name)
  const source = back?.source ?? input.source ?? sourceNameOf(input.name)
  return readAs(world, whole, input, source, back?.mended)
}

/** Reads a file as one of a source, in the way that was said of the source before. */
async function readAs(
  world: Preparing,
  whole: Uint8Array,
  input: Importing,
  sourceName: string,
  mended: MendedRows | undefined,
): Promise<Ready> {
  const { name, format } = input
  const kept = await world.look(async db => {
    const site = await siteOf(db, world.sites, input.siteId)
    const source = await sourceOf(db, site.id, sourceName)
    return { choices: source?.choices ?? {}, usual: source?.kind, timeZone: site.timeZone }
  })
  const mapping = { ...kept.choices.mapping, ...mappingOf(input.mapping) }
  const timeZone = input.timeZone ?? kept.choices.timeZone
  const choices: SourceChoices = present({
    mapping: Object.keys(mapping).length > 0 ? mapping : undefined,
    timeZone,
  })
  const { versionsAsWritten } = input
  const asRead = { ...choices, timeZone: timeZone ?? kept.timeZone, versionsAsWritten, ...present({ mended }) }
  const read = await readFile(world, whole, { name, format, usual: kept.usual }, asRead)
  return { ...read, choices, sourceName }
}

/** Names of the sources of imports, by their ids. */
async function sourceNames(
  db: Parameters<typeof sourceOf>[0],
  runs: readonly ImportRun[],
): Promise<Map<string, string>> {
  const siteOfSource = new Map(runs.map(({ sourceId, siteId }) => [sourceId, siteId]))
  const names = new Map<string, string>()
  for (const [id, siteId] of siteOfSource) names.set(id, (await sourceOf(db, siteId, id))?.name ?? id)
  return names
}

async function waitingOf(db: Parameters<typeof sourceOf>[0], siteId: ImportRun['siteId'], source: string | undefined) {
  if (source === undefined) return undefined
  const known = await sourceOf(db, siteId, source)
  if (known === undefined) throw notFound('the source', source)
  return known.id
}
