import { digester, Problem } from '#base'
import { paperOf } from '#boms'
import type { Seen } from '#ledger'
import type { ImportChoices, Imported } from './import-format.ts'
import { importFormats, prepareImports, readImport } from './import-read.ts'
import { handlesIn } from './quarantine.ts'

/** A file that was read, before it is laid beside what is known. */
export interface ReadFile {
  file: { name: string; digest: string; size: number }
  imported: Imported
  /** Rows of the quarantine that stand mended in it. */
  handles: { importId: string; number: number }[]
}

/** Reads the whole of a stream as a file that lists something of a plant. Throws `plant/too-large`, `plant/no-file`, `plant/unknown-format` and what reading throws. */
export async function readFile(
  world: Pick<Seen, 'limits' | 'now'>,
  bytes: AsyncIterable<Uint8Array> | undefined,
  { name, most, format }: { name: string; most: number; format: string | undefined },
  choices: ImportChoices,
): Promise<ReadFile> {
  const known = format === undefined ? undefined : importFormats.find(({ id }) => id === format)
  if (format !== undefined && known === undefined)
    throw new Problem('plant/unknown-format', `Cannot read ${name}: there is no format ${JSON.stringify(format)}`, {
      wanted: importFormats.map(({ id }) => id).join(', '),
    })
  const whole = await gathered(bytes, name, most)
  await prepareImports()
  const sum = digester()
  sum.add(whole)
  const paper = { ...paperOf(name, whole, undefined, world.limits), now: world.now() }
  const imported = known === undefined ? readImport(paper, choices) : readImport(paper, choices, known)
  const file = { name, digest: sum.digest(), size: whole.length }
  return { file, imported, handles: handlesIn(new TextDecoder('latin1').decode(whole)) }
}

async function gathered(bytes: AsyncIterable<Uint8Array> | undefined, name: string, most: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of bytes ?? []) {
    size += piece.length
    if (size > most)
      throw new Problem('plant/too-large', `Cannot read ${name}: larger than ${most} bytes`, {
        wanted: `at most ${most} bytes`,
      })
    // A piece may be used again by whoever gave it.
    pieces.push(piece.slice())
  }
  if (size === 0) throw new Problem('plant/no-file', `Cannot read ${name}: no bytes came`, { wanted: 'a file' })
  const whole = new Uint8Array(size)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
