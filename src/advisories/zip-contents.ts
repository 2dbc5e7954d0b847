import { type Limits, Problem } from '#base'
import { unpacked } from './unpack.ts'

/** What is in a zip, each archive inside counted with its own files. */
export interface ZipContents {
  files: number
  bytes: number
}

/** Archives inside archives: more than papers need, and few enough that a bomb of them ends soon. */
const deepest = 3

export function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5)
}

/**
 * Unpacks a zip in memory and keeps nothing: a Problem for the first entry that cannot be read as it stands, and where what is inside
 * of all archives together is larger than the limits allow.
 */
export async function zipContents(name: string, bytes: Uint8Array, limits: Limits, depth = 0): Promise<ZipContents> {
  if (depth > deepest)
    throw new Problem(
      'advisories/nested-archives',
      `Cannot unpack ${name}: archives stand in archives, more than ${deepest} deep`,
    )
  const found: ZipContents = { files: 0, bytes: 0 }
  for await (const entry of unpacked(name, bytes, limits)) {
    const content = entry.bytes()
    const inner = isZip(content) ? await zipContents(`${name}: ${entry.name}`, content, limits, depth + 1) : undefined
    found.files += 1 + (inner?.files ?? 0)
    found.bytes += content.length + (inner?.bytes ?? 0)
    if (found.bytes > limits.bytes || found.files > limits.files)
      throw new Problem(
        'advisories/expansion-limit',
        `Cannot unpack ${name}: what is inside is larger than the limits allow`,
        {
          next: 'if you trust it, raise --limit bytes=… or files=…',
        },
      )
  }
  return found
}
