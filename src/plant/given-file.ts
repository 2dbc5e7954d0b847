import { Problem, quoted } from '#base'
import type { Mapping } from './import-format.ts'

/** A file as it came, whole. Throws `plant/too-large` over `most` bytes, `plant/no-file` where none came. */
export async function wholeFile(
  bytes: AsyncIterable<Uint8Array> | undefined,
  name: string,
  most: number,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of bytes ?? []) {
    size += piece.length
    if (size > most)
      throw new Problem('plant/too-large', `Cannot read ${name}: larger than ${most} bytes`, {
        wanted: `at most ${most} bytes`,
      })
    // A piece may be used again by whoever gave it, and the slice of a Buffer is no copy.
    pieces.push(new Uint8Array(piece))
  }
  if (size === 0) throw new Problem('plant/no-file', `Cannot read ${name}: no bytes came`, { wanted: 'a file' })
  return Buffer.concat(pieces)
}

/** `header=role`, as a mapping. Throws `plant/bad-mapping`. */
export function mappingOf(texts: readonly string[] = []): Mapping {
  const pairs = texts.map(pair => {
    const at = pair.lastIndexOf('=')
    if (at > 0 && at < pair.length - 1) return [pair.slice(0, at), pair.slice(at + 1)] as const
    throw new Problem('plant/bad-mapping', `Cannot take ${quoted(pair)} as a column and its role`, {
      found: quoted(pair),
      wanted: 'header=role, such as Charge=lot or Bemerkung=ignore',
    })
  })
  return Object.fromEntries(pairs)
}
