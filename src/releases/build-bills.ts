import type { Bom } from '#boms'

/** A file that a build writes, before it is on the disk. */
export interface BuiltFile {
  path: string
  bytes: Uint8Array
}

/** A paper of the tree that was read. */
export interface UnitPaper {
  bom: Bom
  kind: string
  path: string
  location: string | undefined
}

/** Makes one bill of papers, and writes it as `sbom` does. */
export type Bills = (papers: readonly UnitPaper[], subject?: ReleaseName) => Uint8Array

/** What a release is called. */
export interface ReleaseName {
  name: string
  version: string
}

/** A bill of each unit (a lockfile, a bill that lies in the tree), under the path of what it was read from. */
export function unitBills(papers: readonly UnitPaper[], bills: Bills): BuiltFile[] {
  return papers
    .filter(({ bom }) => bom.components.length > 0)
    .map(one => ({
      path: `bills/${(one.location ?? 'bill').replaceAll(/[^\w.-]+/g, '_')}.cdx.json`,
      bytes: bills([one]),
    }))
}
