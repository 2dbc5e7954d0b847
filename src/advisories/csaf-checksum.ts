import { createHash } from 'node:crypto'
import { Problem } from '#base'
import { checksumEndings } from './provider-tree.ts'

/** Bytes of such a file: a checksum and a name. */
export const mostChecksumBytes = 4096

/**
 * Compares a document with a checksum file of it. Undefined when they agree, else why not: `differs` when the file holds a checksum of
 * other bytes, `unread` when it holds none.
 */
export function checksumFault(
  document: Uint8Array,
  checksum: Uint8Array,
  ending: string,
): { kind: 'differs' | 'unread'; reason: string } | undefined {
  const stated = /^\ufeff?\s*([0-9a-fA-F]{64}(?:[0-9a-fA-F]{64})?)(?![0-9a-zA-Z])/.exec(
    new TextDecoder().decode(checksum.subarray(0, mostChecksumBytes)),
  )?.[1]
  const algorithm = stated?.length === 64 ? 'sha256' : 'sha512'
  if (stated === undefined || ending !== `.${algorithm}`)
    return { kind: 'unread', reason: `its ${ending} holds no such checksum` }
  const own = createHash(algorithm).update(document).digest('hex')
  if (own === stated.toLowerCase()) return undefined
  return {
    kind: 'differs',
    reason: `its ${ending} is of other bytes: ${stated.slice(0, 16)}…, and these are ${own.slice(0, 16)}…`,
  }
}

/** A document as it lies beside its checksum files: a Problem when one of them is of other bytes. */
export function documentProblem(
  path: string,
  document: Uint8Array,
  checksum: (ending: string) => Uint8Array | undefined,
): Problem | undefined {
  for (const ending of checksumEndings) {
    const beside = checksum(ending)
    const fault = beside && checksumFault(document, beside, ending)
    if (fault?.kind === 'differs')
      return new Problem('advisories/checksum', `Cannot take ${path}: ${fault.reason}`, { at: path })
  }
  return undefined
}
