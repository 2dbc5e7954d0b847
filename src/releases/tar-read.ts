import { Buffer } from 'node:buffer'
import { type Limits, noteList, Problem, quoted } from '#base'
import { tarReading } from '#boms'
import { insidePath } from './release-manifest.ts'
import { archivePlaces } from './tar-places.ts'

/** Files of an archive that we wrote: a lockfile and a bill for each unit, or those of a source tree. */
const mostFiles = 100_000

/** The files of an archive, held in memory, by their paths; what `soundFiles` refuses is refused. */
export async function filesInTar(
  pieces: Iterable<Uint8Array>,
  name: string,
  limits: Limits,
): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>()
  for await (const { path, content } of soundFiles(pieces, name, limits)) {
    const parts: Uint8Array[] = []
    for await (const part of content()) parts.push(new Uint8Array(part))
    files.set(path, Buffer.concat(parts))
  }
  return files
}

/**
 * The files of an archive as `tarOf` writes one, each with what is in it; links are left out. What is not written so is not read: a
 * Problem for what is damaged, leads out of its folder or through a link, stands twice (as `archivePlaces` has it), is neither file nor
 * link, for an archive without an end and for one with something behind it.
 */
export async function* soundFiles(pieces: Iterable<Uint8Array>, name: string, limits: Limits) {
  const bad = (what: string) => new Problem('releases/bad-archive', `Cannot read ${name}: ${what}`, { at: name })
  const { tarEntries } = await tarReading()
  const bounds = { limits: { ...limits, files: Math.min(limits.files, mostFiles) }, entries: 0 }
  const notes = noteList()
  const misplaced = archivePlaces()
  for await (const { path, written, kind, target, content } of tarEntries(pieces, name, bounds, notes)) {
    if (written !== path || !insidePath(path)) throw bad(`${quoted(written)} leads out of its folder`)
    if (kind !== 'file' && kind !== 'link') throw bad(`${quoted(path)} is neither a file nor a link`)
    const why = misplaced(path, kind === 'link' ? target : undefined)
    if (why !== undefined) throw bad(why)
    if (kind === 'file') yield { path, content }
  }
  const [note] = notes.notes
  if (note) throw bad(note.message)
}
