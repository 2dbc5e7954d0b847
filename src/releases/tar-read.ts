import { Buffer } from 'node:buffer'
import { type Limits, noteList, Problem, quoted } from '#base'
import { tarReading } from '#boms'
import { insidePath } from './release-manifest.ts'

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
 * Problem for what is damaged, leads out of its folder or through a link, stands twice, is neither file nor link, for an archive without
 * an end and for one with something behind it.
 */
export async function* soundFiles(pieces: Iterable<Uint8Array>, name: string, limits: Limits) {
  const bad = (what: string) => new Problem('releases/bad-archive', `Cannot read ${name}: ${what}`, { at: name })
  const { tarEntries } = await tarReading()
  const bounds = { limits: { ...limits, files: Math.min(limits.files, mostFiles) }, entries: 0 }
  const notes = noteList()
  const files = new Set<string>()
  const links = new Set<string>()
  const folders = new Set<string>()
  for await (const { path, written, kind, content } of tarEntries(pieces, name, bounds, notes)) {
    if (written !== path || !insidePath(path)) throw bad(`${quoted(written)} leads out of its folder`)
    if (kind !== 'file' && kind !== 'link') throw bad(`${quoted(path)} is neither a file nor a link`)
    if (files.has(path) || links.has(path) || folders.has(path)) throw bad(`${quoted(path)} stands twice`)
    for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
      const above = path.slice(0, end)
      if (files.has(above) || links.has(above)) throw bad(`${quoted(path)} lies below what is no folder`)
      folders.add(above)
    }
    ;(kind === 'file' ? files : links).add(path)
    if (kind === 'file') yield { path, content }
  }
  const [note] = notes.notes
  if (note) throw bad(note.message)
}
