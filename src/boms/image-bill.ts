import { type Limits, type Note, noteList, quoted } from '#base'
import { type Bom, component } from './bom.ts'
import type { BomFormat } from './format.ts'
import * as formats from './formats/all.ts'
import { javaArchive, releaseFiles, systemLists, unreadDatabases } from './image-files.ts'
import type { ImageTree } from './image-tree.ts'
import type { Places } from './installed.ts'
import { mergeBoms, mergedRef } from './merge.ts'
import { headOf } from './read.ts'
import { references } from './reference.ts'

/** What was read of one path in an image. */
interface ImagePaper {
  bom: Bom
  location: string | undefined
  path: string
  places?: Places
}

/** One bill for all papers of an image, each package once, and the paths in the image where it stands. */
export function imageBill(
  papers: readonly ImagePaper[],
  id: string | undefined,
  notes: Note[],
): { bom: Bom; places: Places } {
  const placed = papers.map(paper => ({ ...paper, location: paper.location ?? paper.path }))
  const merged = mergeBoms(placed)
  const places = new Map<string, string[]>()
  for (const { bom, location, places: own } of placed) {
    for (const one of bom.components) {
      const ref = mergedRef(one, location)
      const known = places.get(ref) ?? []
      places.set(ref, known)
      for (const place of own?.get(one.ref) ?? [location]) if (known.at(-1) !== place) known.push(place)
    }
  }
  const subject = { ...merged.subject!, name: id === undefined ? 'archive' : 'image', version: id }
  subject.type = id === undefined ? 'application' : 'container'
  return { bom: { ...merged, format: id === undefined ? 'archive' : 'image', subject, notes }, places }
}

/** Lists of the system's own packages in an image, each read when asked; and Java archives, of which the names alone are known. */
export function systemPapers(
  { limits, now }: { limits: Limits; now(): number },
  { disk, files }: ImageTree,
): { systems: { path: string; read: () => Bom }[]; bare: Bom | undefined } {
  const release = releaseFiles.find(path => (disk.stat(path)?.size ?? 0) > 0)
  const systems: { path: string; read: () => Bom }[] = []
  const archives: string[] = []
  for (const path of files()) {
    if (javaArchive.test(path)) archives.push(path)
    const id = systemLists.find(([pattern]) => pattern.test(path))?.[1]
    if (id === undefined) continue
    const format = Object.values<BomFormat>(formats).find(one => one.id === id)
    if (!format) continue
    const read = () => {
      const bytes = disk.read(path, limits.element)
      const beside = (name: string) =>
        name === 'os-release' && release !== undefined ? disk.read(release, limits.element) : undefined
      return format.read({ ...headOf(path, bytes), name: path, pieces: () => [bytes], beside, limits, now: now() })
    }
    systems.push({ path, read })
  }
  return { systems, bare: archives.length === 0 ? undefined : javaBill(archives) }
}

/** The places of a bill whose components each stand at a path. */
export function placesOf(bom: Bom): Places {
  return new Map(bom.components.map(({ ref, at }) => [ref, at === undefined ? [] : [at]]))
}

/** Java archives by their file names (`name-1.2.3.jar`): who published them is inside, and not read. */
function javaBill(paths: readonly string[]): Bom {
  const refs = references()
  const notes = noteList()
  notes.add('java-not-read', `Java archives are listed by their file names alone (files: ${paths.length})`, paths[0])
  const components = paths.map(path => {
    const file = path.slice(path.lastIndexOf('/') + 1).replace(javaArchive, '')
    const found = /^(.{1,200}?)-(\d[\w.+-]{0,100})$/.exec(file)
    const made = component(refs(path), found?.[1] ?? file, found?.[2])
    made.at = path
    return made
  })
  return {
    format: 'java-archives',
    specVersion: undefined,
    serial: undefined,
    timestamp: undefined,
    subject: undefined,
    components,
    dependencies: [],
    notes: notes.notes,
  }
}

/** Databases of packages in formats that are not read. */
export function unreadIn({ files }: ImageTree): Note[] {
  return [...files()]
    .filter(path => unreadDatabases.test(path))
    .map(path => ({
      code: 'database-not-read',
      message: `${quoted(path)} is a database of packages that is not read`,
      at: path,
    }))
}
