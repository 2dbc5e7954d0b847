import { Problem } from '#base'
import { bomFormats, type Paper } from '#boms'
import { findLots, prepareLots } from '#lots'
import { findImport, prepareImports } from '#plant'

/** Bytes of one paper that are taken: no bill or inventory that is known comes near it. */
export const mostBytes = 1024 ** 3

/** Which rooms a paper is for; a paper of events may be for both plant and lots. */
export interface PaperKind {
  bom: boolean
  plant: boolean
  lots: boolean
}

export const kinds = ['bom', 'inventory', 'lots'] as const

/**
 * What a paper is, by its content. Delimited tables of assets are inventories of a plant and no bills, unless somebody says so; an archive
 * is an image. Throws `intake/wrong-kind` where it is not what somebody says.
 */
export async function kindOf(
  paper: Paper,
  { isArchive, as }: { isArchive: boolean; as?: (typeof kinds)[number] | undefined },
): Promise<PaperKind> {
  const found = { bom: false, plant: false, lots: false }
  const formats = isArchive ? [] : bomFormats.filter(format => format.sniff(paper))
  const isBill = isArchive || formats.some(({ kind }) => kind !== 'inventory')
  if (as === 'bom' || (as === undefined && isBill)) return { ...found, bom: true }
  await prepareImports()
  await prepareLots()
  if (as !== 'lots') found.plant = findImport(paper) !== undefined
  if (as !== 'inventory') found.lots = findLots(paper) !== undefined
  if (found.plant || found.lots) return found
  if (as !== undefined)
    throw new Problem('intake/wrong-kind', `Cannot take ${paper.name}: it is not ${wanted[as]}`, { wanted: wanted[as] })
  return { ...found, bom: true }
}

const wanted = {
  bom: 'a bill of materials that is read',
  inventory: 'an inventory, a calendar or events of a plant that are read',
  lots: 'a list of lots that is read',
}
