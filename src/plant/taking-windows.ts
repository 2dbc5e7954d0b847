import type { Note } from '#base'
import type { Write } from '#ledger'
import { assetMarks } from './asset-store.ts'
import type { Refused } from './import-format.ts'
import type { WindowRow } from './import-row.ts'
import { keyOfWindow, type MaintenanceWindow } from './maintenance-window.ts'
import { replaceRows } from './replaced-store.ts'
import { emptyMarks, mark } from './row-identity.ts'
import { refsOf } from './run-store.ts'
import { folded } from './site.ts'
import type { Difference, RowOutcome, Taking } from './taken.ts'
import type { Structure } from './taking-structure.ts'
import { keepWindows, windowsOfSource } from './window-store.ts'

/** Takes in the windows that a file lists: a new or moved one is kept, one that is said again stays. Gives the rows that are not taken. */
export async function takeWindows(
  db: Write,
  taking: Taking,
  structure: Structure,
  difference: Difference,
): Promise<Refused[]> {
  const { site, imported, source, importId, at } = taking
  if (imported.windows.length === 0 && imported.windowsTold === undefined) return []
  const known = new Map((await windowsOfSource(db, site.id, source.id)).map(window => [keyOfWindow(window), window]))
  const assetOf = await assetFinder(db, taking)
  const refused: Refused[] = []
  const fresh: MaintenanceWindow[] = []
  const replaced: string[] = []
  const listed = new Set<string>()
  const waiting = new Set<string>()
  for (const row of imported.windows) {
    const made = windowFrom(row, taking, structure, assetOf)
    if ('code' in made) {
      // A rule that comes again is one row of the file.
      const key = JSON.stringify([made.row, made.code, made.reason])
      if (!listed.has(key)) refused.push(made)
      listed.add(key)
      waiting.add(timeOf(row))
      continue
    }
    const key = keyOfWindow(made)
    if (listed.has(key)) continue
    listed.add(key)
    const before = known.get(key)
    const outcome = outcomeOf(row, made, before)
    difference.outcomes.push(outcome)
    if (outcome.what === 'same') continue
    fresh.push(made)
    if (before) replaced.push(before.id)
  }
  const isOver = endedBy(taking)
  const ended = [...known].flatMap(([key, window]) =>
    listed.has(key) || waiting.has(timeOf(window)) || !isOver(window) ? [] : [window.id],
  )
  replaced.push(...ended)
  if (ended.length > 0) difference.notes.push(windowsEnded(ended.length))
  await replaceRows(db, 'maintenance_window', site.id, replaced, importId, at)
  await keepWindows(db, fresh, importId)
  difference.counts.windows = Math.max(fresh.length, replaced.length)
  return refused
}

const timeOf = ({ ref, startsAt }: Pick<WindowRow, 'ref' | 'startsAt'>) => `${startsAt} ${ref}`

function windowsEnded(count: number): Note {
  const were = count === 1 ? '1 window that was listed before stands' : `${count} windows that were listed before stand`
  return { code: 'windows-ended', message: `${were} no more: moved, called off, or left out of a file that lists all` }
}

/** Whether a window that a file does not list stands no more: the file tells of its event, or lists everything. What is over stays, but for single events. */
function endedBy({
  imported: { windowsTold: told = [] },
  complete,
  at,
}: Taking): (window: MaintenanceWindow) => boolean {
  const whole = new Map(told.flatMap(one => (one.startsAt === undefined ? [[one.ref, one] as const] : [])))
  const times = new Set(
    told.flatMap(({ ref, startsAt }) => (startsAt === undefined ? [] : [timeOf({ ref, startsAt })])),
  )
  return window => {
    const event = whole.get(window.ref ?? '')
    return (
      times.has(timeOf(window)) || event?.single === true || (window.endsAt > at && (complete || event !== undefined))
    )
  }
}

function outcomeOf(row: WindowRow, made: MaintenanceWindow, before: MaintenanceWindow | undefined): RowOutcome {
  const outcome = { row: row.row, noun: 'window', label: row.title, id: before?.id ?? made.id } as const
  if (before === undefined) return { ...outcome, what: 'new' }
  const fields = ['name', 'kind', 'placeId', 'assetId', 'endsAt'] as const
  const changes = fields
    .filter(field => made[field] !== before[field])
    .map(field => ({ field, before: before[field] ?? null, after: made[field] ?? null }))
  return changes.length === 0 ? { ...outcome, what: 'same' } : { ...outcome, id: made.id, what: 'changed', changes }
}

function windowFrom(
  row: WindowRow,
  { site, source, at, placeId: standard, makeId }: Taking,
  { places }: Structure,
  assetOf: (text: string) => string | undefined,
): MaintenanceWindow | Refused {
  const place = row.placePath === undefined ? undefined : places.find(row.placePath)
  const assetId = row.asset === undefined ? undefined : assetOf(row.asset)
  if (row.placePath !== undefined && place === undefined && !isSite(row.placePath, site))
    return refusedWindow(row, 'unknown-place', `There is no place ${JSON.stringify(row.placePath.join('/'))}.`)
  if (row.asset !== undefined && assetId === undefined)
    return refusedWindow(row, 'unknown-asset', `There is no asset ${JSON.stringify(row.asset)}, or there are several.`)
  const placeId = place?.id ?? (row.placePath === undefined && assetId === undefined ? standard : undefined)
  return {
    siteId: site.id,
    id: makeId('window'),
    ...(placeId !== undefined && { placeId }),
    ...(assetId !== undefined && { assetId }),
    name: row.title,
    kind: row.kind,
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    simulated: row.simulated,
    sourceId: source.id,
    ...(row.ref !== undefined && { ref: row.ref }),
    recordedAt: at,
  }
}

function isSite(path: readonly string[], { code, name }: Taking['site']): boolean {
  return path.length === 1 && [folded(code), folded(name)].includes(folded(path[0]!))
}

function refusedWindow(row: WindowRow, code: string, reason: string): Refused {
  const cells: [string, string][] = [
    ['title', row.title],
    ['kind', row.kind],
    ['place', row.placePath?.join('/') ?? ''],
    ['asset', row.asset ?? ''],
    ['start', new Date(row.startsAt).toISOString()],
    ['end', new Date(row.endsAt).toISOString()],
  ]
  return {
    row: row.row,
    header: cells.map(([name]) => name),
    cells: cells.map(([, cell]) => cell),
    code,
    reason,
    next: 'Name a place or asset of the site, or add it first.',
  }
}

/** Finds an asset by its tag, or by what any source of the site calls it; undefined where that is not exactly one. */
async function assetFinder(
  db: Write,
  { site, source, imported }: Taking,
): Promise<(text: string) => string | undefined> {
  if (!imported.windows.some(row => row.asset !== undefined)) return () => undefined
  const marks = emptyMarks()
  for (const { id, tag, serial } of await assetMarks(db, site.id))
    mark(marks, id, { tag: tag ?? undefined, serial: serial ?? undefined, addresses: [] })
  const refs = new Map((await refsOf(db, site.id, source.id)).map(row => [row.ref, row.asset_id]))
  return text => {
    const tagged = marks.byTag.get(folded(text)) ?? marks.bySerial.get(folded(text)) ?? []
    return tagged.length === 1 ? tagged[0] : refs.get(`ref:${text}`)
  }
}
