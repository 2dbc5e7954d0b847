import { Problem, quoted, visible } from '#base'
import { bomFormats, type Paper } from '#boms'
import { findLots, prepareLots } from '#lots'
import { findImport, handlesOf, importFormats, type Mapping, prepareImports } from '#plant'

/** Bytes of one paper that are taken: no bill or inventory that is known comes near it. */
export const mostBytes = 1024 ** 3

/** Which rooms a paper is for; a paper of events may be for both plant and lots. */
export interface PaperKind {
  bom: boolean
  plant: boolean
  lots: boolean
  /** Imports whose rows stand in it, of a list of rows that waited: nothing else is looked at then. */
  mended?: string[]
  /** Of an inventory, where somebody says which. */
  format?: string
}

/** What a table lists whose columns somebody explained. */
export type Mapped = 'inventory' | 'lots' | undefined

/**
 * What a paper is, by its content. Delimited tables of assets are inventories of a plant and no bills, unless somebody says so; an archive
 * is an image. Throws `intake/wrong-kind` where it is not what somebody says.
 *
 * @param mapped what a table lists whose columns somebody explained; undefined where nobody did
 * @param mapping what was said of its columns and sheets: those that are left out tell nothing
 * @param asNew its rows are not asked whether they waited
 * @param as what somebody says: `bom`, `inventory`, `lots`, or the id of a format of inventories
 */
export async function kindOf(
  paper: Paper,
  {
    isArchive,
    mapped,
    mapping,
    as,
    asNew,
  }: {
    isArchive: boolean
    mapped: Mapped
    mapping?: Mapping
    as?: string | undefined
    asNew?: boolean | undefined
  },
): Promise<PaperKind> {
  const found: PaperKind = { bom: false, plant: false, lots: false }
  const formats = isArchive ? [] : bomFormats.filter(format => format.sniff(paper))
  const isBill = isArchive || formats.some(({ kind }) => kind !== 'inventory')
  if (as === 'bom' || (as === undefined && isBill)) return { ...found, bom: true }
  await prepareImports()
  await prepareLots()
  const importIds = asNew ? [] : handlesOf(paper).map(({ importId }) => importId)
  if (importIds.length > 0) return { ...found, mended: [...new Set(importIds)] }
  if (as !== undefined && importFormats.some(({ id }) => id === as)) return { ...found, plant: true, format: as }
  if (as === undefined || as === 'inventory') found.plant = findImport(paper, mapping) !== undefined
  if (as === undefined || as === 'lots') found.lots = findLots(paper, mapping) !== undefined
  if (found.plant || found.lots) return found
  // Who says what the columns are says that it is a table.
  if (mapped !== undefined && (as === undefined || as === 'inventory' || as === 'lots'))
    return { ...found, ...((as ?? mapped) === 'lots' ? { lots: true } : { plant: true }) }
  if (as === undefined) return { ...found, bom: true }
  const wanted = ['bom', 'inventory', 'lots', ...importFormats.map(({ id }) => id)]
  const known = wanted.includes(as)
  throw new Problem(
    'intake/wrong-kind',
    `Cannot take ${visible(paper.name)}: ${known ? `it is not ${words.get(as) ?? as}` : `${quoted(as)} is nothing that is taken`}`,
    { at: '/as', found: as, wanted: `one of ${wanted.join(', ')}` },
  )
}

const words = new Map([
  ['inventory', 'an inventory, a calendar or events of a plant that are read'],
  ['lots', 'a list of lots that is read'],
])
