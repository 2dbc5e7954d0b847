import { noteList, Problem, visible } from '#base'
import { type Paper, paperOf } from '#boms'
import type { Preparing, Seen } from '#ledger'
import { prepareImports } from './import-read.ts'
import { isWorkbook, tableHeads, tablesOf } from './import-table.ts'
import type { MendedRows } from './mended-rows.ts'
import { handlesIn } from './quarantine.ts'
import { type MendedGroup, mendedGroups } from './quarantine-store.ts'
import { siteOf } from './site-store.ts'

/** What the task `plant.mended` is asked. */
export interface MendedToRead {
  name: string
  whole: Uint8Array
}

/** Rows of the quarantine that stand mended in a list of ours, also once a spreadsheet made a workbook of it. */
export function handlesOf(paper: Paper, mended?: MendedRows): { importId: string; number: number }[] {
  if (!tableHeads(paper).some(({ text }) => /^[\s"']*quarantine["'\s]*[,;\t|]/i.test(text))) return []
  const handles = tablesOf(paper, noteList()).flatMap(({ text }) => handlesIn(text))
  const others = new Set(mended?.others)
  return handles.filter(({ importId }) => !others.has(importId))
}

/** The task `plant.mended`: imports whose rows stand in a list to mend, in their order; none in any other paper. */
export async function mendedImports(
  { limits }: Pick<Seen, 'limits'>,
  { name, whole }: MendedToRead,
): Promise<string[]> {
  await prepareImports()
  return [...new Set(handlesOf(paperOf(name, whole, undefined, limits)).map(({ importId }) => importId))]
}

/** To which sources and rooms the rows of a list to mend go back; none for any other paper. */
export async function mendedIn(world: Preparing, siteId: string, paper: MendedToRead): Promise<MendedGroup[]> {
  const start = new TextDecoder('latin1').decode(paper.whole.subarray(0, 256)).replaceAll('\0', '')
  if (!isWorkbook(paper.whole) && !/quarantine/i.test(start)) return []
  return groupsKnown(world, siteId, await world.aside<MendedToRead, string[]>('plant.mended', paper))
}

/** The groups of imports whose rows stand in a list to mend. */
export async function groupsKnown(
  world: Preparing,
  siteId: string,
  importIds: readonly string[],
): Promise<MendedGroup[]> {
  if (importIds.length === 0) return []
  return world.look(async db => mendedGroups(db, (await siteOf(db, world.sites, siteId)).id, importIds))
}

/**
 * The rows of a list to mend that a room takes back for a source: those of the source, or of every source where none of its rows are in
 * the list. Undefined for a paper that is no such list. Throws `plant/waits-elsewhere`.
 */
export function takenBack(
  groups: readonly MendedGroup[],
  room: MendedGroup['room'],
  source: string | undefined,
  name: string,
): { mended: MendedRows; source: string } | undefined {
  if (groups.length === 0) return undefined
  const here = groups.filter(group => group.room === room)
  if (here.length === 0)
    throw new Problem(
      'plant/waits-elsewhere',
      `Cannot take ${visible(name)}: its rows waited as rows of ${groups[0]!.room}`,
      {
        wanted: `rows that waited in the quarantine of ${room}`,
        next: 'send it without saying what it is: each row goes back to where it came from',
      },
    )
  const named = here.filter(group => source === undefined || group.source === source || group.sourceId === source)
  const own = source === undefined ? named.slice(0, 1) : named.length > 0 ? named : here
  const idsOf = (list: readonly MendedGroup[]) => list.flatMap(({ importIds }) => importIds)
  const mended = {
    own: idsOf(own),
    others: idsOf(groups.filter(group => !own.includes(group))),
    columns: [...new Set(own.flatMap(({ columns }) => columns))],
  }
  return { mended, source: named[0]?.source ?? source ?? own[0]!.source }
}
