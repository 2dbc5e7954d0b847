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
import { mendedRows } from './quarantine-store.ts'
import {
  type AssetFate,
  assetFates,
  assetsOfRun,
  doublyTold,
  factsUntil,
  type MadeNoun,
  madeInRun,
  madeNouns,
  type ToldRun,
  type ToldWord,
  wordsThen,
} from './run-rows-store.ts'
import { type ImportRun, runById } from './run-store.ts'
import { type SameRow, sameRows } from './same-rows-store.ts'
import { placesOf } from './site-store.ts'
import type { StoredAsset } from './stored.ts'
import { zonesOf } from './zone-store.ts'

const whats = [...assetFates, 'same', 'mended', ...(Object.keys(madeNouns) as MadeNoun[])] as const

const rowShown = z.object({
  noun: z.enum(['asset', 'place', 'zone', 'conduit', 'window', 'lot', 'row']),
  id: z.string().describe('of the thing; of a row that waited the number it had there'),
  label: z.string(),
  path: z.string().optional().describe('of an asset or a place that is still there'),
  row: z.union([z.string(), z.number()]).optional().describe('in the file, the first about it'),
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
  about: 'Lists what an import did, row by row: what is new, changed, the same, mended, contradicts or is gone',
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
      .describe('true: which rows said nothing new was not written down yet when this file came in'),
  }),
  tell: ({ unwritten }, { id }) =>
    unwritten
      ? {
          says: [
            'Which of its rows said nothing new was not written down yet when the file came in; the original has all.',
          ],
          next: [`imports original ${id}`],
        }
      : { says: [] },
  async run({ db, sites }, { id, what, after, limit }) {
    const found = await runById(db, sites, id)
    if (what === 'same') return unchangedRows(db, found, { after, limit })
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
    if (what in madeNouns) return madeRows(db, run, what as MadeNoun, { after, limit })
    return assetRows(db, run, what as AssetFate, { after, limit })
  },
})

type Asked = { after: string | undefined; limit: number }

/** Rows that said nothing new: what they called it and what they were about then, and where an asset of them is now. */
async function unchangedRows(db: Read, run: ImportRun, { after, limit }: Asked) {
  const total = run.undoneAt === undefined ? (run.counts['same'] ?? 0) : 0
  if (total === 0) return { rows: [], total }
  const from = Number.isSafeInteger(Number(after)) ? Math.max(0, Number(after)) : 0
  const rows = await sameRows(db, run, from, limit)
  if (rows === undefined) return { rows: [], total, unwritten: true }
  const paths = await pathsOf(db, run.siteId, rows)
  const shown = rows.map(({ id = run.siteId, ...row }) => ({ ...row, id, ...present({ path: paths.get(id) }) }))
  return { rows: shown, total, ...(rows.length === limit && from + limit < total && { next: String(from + limit) }) }
}

/** Where the assets and places of some rows are now. */
async function pathsOf(db: Read, siteId: SiteId, rows: readonly SameRow[]): Promise<Map<string, string>> {
  const idsOf = (wanted: SameRow['noun']) => rows.flatMap(({ noun, id }) => (noun === wanted && id ? [id] : []))
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
