import { z } from 'zod'
import { showTime } from '#base'
import { ask, type Read, type SiteId } from '#ledger'
import { idField, pageFields, present, shownTime } from './asked.ts'
import { shortName } from './asset.ts'
import type { AssetFactField } from './asset-field.ts'
import { changeShown } from './asset-shown.ts'
import { storedAssets } from './asset-store.ts'
import { type FactValue, weigh } from './fact.ts'
import { sameValue } from './fact-value.ts'
import { type KeptOutcome, type OutcomesAsked, outcomesOf } from './outcome-store.ts'
import { mendedRows } from './quarantine-store.ts'
import {
  type AssetFate,
  assetFates,
  assetsOfRun,
  doublyTold,
  factsTold,
  factsUntil,
  type MadeNoun,
  madeInRun,
  madeNouns,
  type ToldRun,
  type ToldWord,
  wordsThen,
} from './run-rows-store.ts'
import { type ImportRun, runById } from './run-store.ts'
import { placesOf } from './site-store.ts'
import type { StoredAsset } from './stored.ts'
import { zonesOf } from './zone-store.ts'

/** Counts of rows of the file. */
const ofRows = {
  rows: ({ what }) => what !== undefined,
  same: ({ what = 'same' }) => what === 'same',
  weak: ({ knownBy }) => knownBy === 'address',
  elsewhere: ({ what }) => what === 'elsewhere',
} as const satisfies Record<string, OutcomesAsked['isAsked']>
type OfRows = keyof typeof ofRows

const whats = [
  ...assetFates,
  ...(Object.keys(ofRows) as OfRows[]),
  'facts',
  'mended',
  ...(Object.keys(madeNouns) as MadeNoun[]),
] as const

const rowShown = z.object({
  noun: z.enum(['asset', 'place', 'zone', 'conduit', 'window', 'lot', 'row']),
  id: z
    .string()
    .describe(
      'of the thing; of a row that waited the number it had there; of a row that was not taken its place in the file',
    ),
  label: z.string(),
  path: z.string().optional().describe('of an asset or a place that is still there'),
  row: z.union([z.string(), z.number()]).optional().describe('in the file, the first about it'),
  fate: z
    .string()
    .optional()
    .describe('what became of the row of the file: new, changed, conflicting, same, refused, elsewhere'),
  knownBy: z
    .string()
    .optional()
    .describe('tag, serial, or weakly by address, where the source had not told of it before'),
  site: z.string().optional().describe('the other site that the row is about, as written'),
  fact: z.object({ field: z.string(), value: changeShown.shape.after }).optional().describe('what it told'),
  changes: z.array(changeShown).optional().describe('what the asset showed before and after; of a new one nothing'),
  contested: z.array(z.string()).optional().describe('fields of which it contradicted what was taken for true'),
  startsAt: z.string().optional().describe('of a window'),
  goneAt: z.string().optional().describe('since when no source lists the asset'),
  refusedIn: z.string().optional().describe('the import whose row waited until it was mended in this one'),
  reason: z.string().optional().describe('why it had waited'),
  code: z.string().optional().describe('the same as one word'),
})

/** Assets whose words are weighed at once. */
const atOnce = 1000

/** What is behind the counts of an import. */
export const runRows = ask({
  about:
    'Lists what an import did, row by row: what is new, changed, the same, mended, contradicts, is gone, or is told',
  can: 'plant.read',
  takes: z.strictObject({
    id: idField.describe('of the import'),
    what: z.enum(whats).describe('which of its counts'),
    ...pageFields,
  }),
  gives: z.object({
    rows: z.array(rowShown),
    total: z.number().describe('of all pages: of what is still there'),
    next: z.string().optional(),
    unwritten: z
      .boolean()
      .optional()
      .describe('true: what became of its rows was not written down yet when this file came in'),
  }),
  tell: ({ unwritten }, { id }) =>
    unwritten
      ? {
          says: [
            'What became of each of its rows was not written down yet when the file came in; the original has all.',
          ],
          next: [`imports original ${id}`],
        }
      : { says: [] },
  async run({ db, sites }, { id, what, after, limit }) {
    const found = await runById(db, sites, id)
    if (what in ofRows) return rowsOfFile(db, found, what as OfRows, { after, limit })
    if (what === 'mended') return rowsMended(db, found, { after, limit })
    const { siteId, sourceId, number, firstFact, recordedAt } = found
    const run: ToldRun = {
      siteId,
      sourceId,
      id,
      firstFact,
      recordedAt,
      until: await factsUntil(db, { siteId, id, number, firstFact }),
    }
    if (what === 'facts')
      return found.undoneAt === undefined ? facts(db, run, { after, limit }) : { rows: [], total: 0 }
    if (what in madeNouns) return madeRows(db, run, what as MadeNoun, { after, limit })
    return assetRows(db, run, what as AssetFate, { after, limit })
  },
})

type Asked = { after: string | undefined; limit: number }

/** Rows of the file: what they called it and what they were about then, and where an asset or place of them is now. */
async function rowsOfFile(db: Read, run: ImportRun, what: OfRows, { after, limit }: Asked) {
  const total = run.undoneAt === undefined ? (run.counts[what] ?? 0) : 0
  if (total === 0) return { rows: [], total }
  const from = Number.isSafeInteger(Number(after)) ? Math.max(0, Number(after)) : 0
  const page = await outcomesOf(db, run, { isAsked: ofRows[what], from, limit })
  if (page.rows.length === 0 && from === 0) return { rows: [], total, unwritten: true }
  const paths = await pathsOf(db, run.siteId, page.rows)
  const shown = page.rows.map(({ what: fate, noun, id, ...row }) => ({
    ...present({ ...row, path: paths.get(id ?? ''), fate: what === 'same' ? undefined : fate }),
    ...(isLeft(fate) ? { noun: 'row' as const, id: String(row.row) } : { noun, id: id ?? run.siteId }),
    ...{ row: row.row, label: row.label },
  }))
  return { rows: shown, total, ...(page.next !== undefined && { next: String(page.next) }) }
}

/** Whether a row was not taken here. */
const isLeft = (fate: KeptOutcome['what']) => fate === 'refused' || fate === 'elsewhere'

/** What it told, a fact a row, of which asset. */
async function facts(db: Read, run: ToldRun, asked: Asked) {
  const { rows, ...page } = await factsTold(db, run, asked)
  const assets = await storedAssets(db, run.siteId, [...new Set(rows.map(({ asset_id }) => asset_id))])
  const named = await namer(db, run)
  const shown = rows.map(({ asset_id: id, field, value, source_row }) => {
    const asset = assets.get(id)
    const fact = { field, value: plain(named(field as AssetFactField, JSON.parse(value) as FactValue)) }
    const row = source_row === null ? undefined : (JSON.parse(source_row) as string | number)
    return {
      noun: 'asset' as const,
      id,
      label: asset ? shortName(asset) : id,
      ...present({ path: asset?.path, row }),
      fact,
    }
  })
  return { ...page, rows: shown }
}

/** Where the assets and places of some rows are now. */
async function pathsOf(db: Read, siteId: SiteId, rows: readonly KeptOutcome[]): Promise<Map<string, string>> {
  const idsOf = (wanted: KeptOutcome['noun']) => rows.flatMap(({ noun, id }) => (noun === wanted && id ? [id] : []))
  const assets = await storedAssets(db, siteId, idsOf('asset'))
  const wanted = new Set(idsOf('place'))
  const places = wanted.size === 0 ? [] : (await placesOf(db, siteId)).filter(({ id }) => wanted.has(id))
  return new Map([...assets.values(), ...places].map(({ id, path }) => [id, path]))
}

/** Rows that had waited, of imports before, and that somebody mended in this one. */
async function rowsMended(db: Read, run: ImportRun, asked: Asked) {
  const { rows, ...page } = await mendedRows(db, run, asked)
  const shown = rows.map(({ importId, number, row, header, cells, reason, code }) => ({
    ...{ noun: 'row' as const, id: String(number), row, reason, code, refusedIn: importId },
    label: cells.find(cell => cell !== '') ?? header.join(', '),
  }))
  return { ...page, rows: shown }
}

async function madeRows(db: Read, run: ToldRun, what: MadeNoun, asked: Asked) {
  const { rows, ...page } = await madeInRun(db, run, { what, ...asked })
  const shown = rows.map(({ id, label, startsAt }) => ({
    ...{ noun: madeNouns[what], id, label: label.trim() },
    ...present({ startsAt: startsAt === null ? undefined : showTime(startsAt) }),
  }))
  return { ...page, rows: shown }
}

async function assetRows(db: Read, run: ToldRun, what: AssetFate, asked: Asked) {
  const weighs = what === 'changed' || what === 'conflicting'
  const contested = weighs ? await contradicting(db, run) : []
  const { rows, ...page } = await assetsOfRun(db, run, { what, ...asked }, contested)
  const words = await wordsThen(
    db,
    run,
    rows.map(({ id }) => id),
  )
  const named = weighs ? await namer(db, run) : (_: AssetFactField, value: FactValue) => value
  return { ...page, rows: rows.map(asset => shown(asset, words.get(asset.id) ?? [], run, named)) }
}

function shown(
  asset: StoredAsset,
  words: readonly ToldWord[],
  run: ToldRun,
  named: (field: AssetFactField, value: FactValue) => FactValue,
): z.infer<typeof rowShown> {
  const own = words.filter(word => word.importId === run.id)
  const { changes, contested } = weighedThen(words, run)
  const row = own.find(word => word.row !== null)?.row
  const isNew = asset.made_in === run.id
  const told = changes.map(({ field, before, after }) => ({
    ...{ field, before: plain(named(field, before)), after: plain(named(field, after)) },
  }))
  return {
    ...{ noun: 'asset' as const, id: asset.id, label: shortName(asset), path: asset.path },
    ...present({
      row: row == null ? undefined : (JSON.parse(row) as string | number),
      changes: isNew || told.length === 0 ? undefined : told,
      contested: contested.length === 0 ? undefined : contested,
      goneAt: shownTime(asset.gone_at),
    }),
  }
}

/** What an import changed of an asset, and what of it contradicted others, by all that was held for true right after it. */
function weighedThen(words: readonly ToldWord[], run: ToldRun) {
  const fields = new Set(words.filter(({ importId }) => importId === run.id).map(({ field }) => field))
  const changes: { field: AssetFactField; before: FactValue; after: FactValue }[] = []
  const contested: AssetFactField[] = []
  for (const field of fields) {
    const about = words.filter(word => word.field === field)
    const same = (a: FactValue, b: FactValue) => sameValue(field, a, b)
    const now = weigh(about, same)
    const before =
      weigh(
        about.filter(({ number }) => number < run.firstFact),
        same,
      ).best?.value ?? null
    const after = now.best?.value ?? null
    if (JSON.stringify(before) !== JSON.stringify(after)) changes.push({ field, before, after })
    if (now.standings.values().some(standing => standing === 'conflict')) contested.push(field)
  }
  return { changes, contested }
}

/** Assets of which an import contradicted what stood. */
async function contradicting(db: Read, run: ToldRun): Promise<string[]> {
  const ids = await doublyTold(db, run)
  const found: string[] = []
  for (let at = 0; at < ids.length; at += atOnce)
    for (const [id, words] of await wordsThen(db, run, ids.slice(at, at + atOnce)))
      if (weighedThen(words, run).contested.length > 0) found.push(id)
  return found
}

/** Gives places by their paths and zones by their names, as people read them. */
async function namer(db: Read, { siteId }: ToldRun) {
  const places = new Map((await placesOf(db, siteId)).map(({ id, path }) => [id, path]))
  const zones = new Map((await zonesOf(db, siteId)).map(({ id, name }) => [id, name]))
  return (field: AssetFactField, value: FactValue): FactValue => {
    const names = field === 'placeId' ? places : field === 'zoneId' ? zones : undefined
    return names?.get(String(value)) ?? value
  }
}

function plain(value: FactValue): string | number | boolean | string[] | null {
  return Array.isArray(value) ? [...value] : (value as string | number | boolean | null)
}
