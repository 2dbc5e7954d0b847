import { type Disk, Problem } from '#base'

/** Endings of the files that hold the checksum of the document beside them (CSAF 2.0 §7.1.18). */
export const checksumEndings = ['.sha256', '.sha512'] as const
/** What stands beside a document and is none: its checksums and its signature (§7.1.19). */
const besideForm = /^(.*\.json)(?:\.sha256|\.sha512|\.asc)$/s

/**
 * Files of folders without those that stand beside documents, and what tells of one whether a checksum beside it is of other bytes.
 * A checksum beside a file that was named alone counts too.
 */
export async function withChecksums(
  disk: Disk,
  all: readonly string[],
): Promise<{ files: string[]; fault(path: string): Problem | undefined }> {
  const known = new Set(all)
  const files = all.filter(path => {
    const of = besideForm.exec(path)?.[1]
    return of === undefined || !known.has(of)
  })
  const few = all.length <= fewFiles
  const has = (path: string) => known.has(path) || (few && disk.stat(path)?.kind === 'file')
  const checked = new Set(
    files.filter(path => path.endsWith('.json') && checksumEndings.some(ending => has(`${path}${ending}`))),
  )
  if (checked.size === 0) return { files, fault: () => undefined }
  const { documentProblem, mostChecksumBytes } = await import('./csaf-checksum.ts')
  const fault = (path: string) => {
    if (!checked.has(path)) return undefined
    try {
      return documentProblem(path, disk.read(path, mostDocumentBytes), ending =>
        has(`${path}${ending}`) ? disk.read(`${path}${ending}`, mostChecksumBytes) : undefined,
      )
    } catch (error) {
      if (error instanceof Problem) return error
      throw error
    }
  }
  return { files, fault }
}

/** So few files were named, not walked to: it costs little to look beside each. */
const fewFiles = 20
/** More than any document has. */
const mostDocumentBytes = 256 * 1024 ** 2
