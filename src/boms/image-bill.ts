import { type Limits, type Note, noteList, quoted } from '#base'
import { type Bom, emptyBom } from './bom.ts'
import type { BomFormat } from './format.ts'
import * as formats from './formats/all.ts'
import { databases, mostDatabase, releaseFiles, systemLists, unreadDatabases } from './image-files.ts'
import type { Places } from './installed.ts'
import { jarComponents, type PlacedJar } from './jar-bill.ts'
import { javaArchive, namedByFile, unpackedContent } from './jar-file.ts'
import { mergeBoms, mergedRef } from './merge.ts'
import { headOf } from './read.ts'

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

/** A root of a system: the files in it that are looked at, by their paths there, and how they are read. */
export interface SystemRoot {
  paths: readonly string[]
  /** Whether the content of one is there, of a Java archive what is in it (`packedContent`). */
  held(path: string): boolean
  read(path: string, limits: Limits): Uint8Array
}

/** Lists of the system's own packages under a root, each read when asked; and Java archives, of which the names alone are known. */
export function systemPapers(
  { limits, now }: { limits: Limits; now(): number },
  { paths, held, read: contentOf }: SystemRoot,
): { systems: { path: string; read: () => Bom }[]; bare: Bom | undefined } {
  const known = new Set(paths)
  const release = releaseFiles.find(path => known.has(path) && contentOf(path, limits).length > 0)
  const systems: { path: string; read: () => Bom }[] = []
  const archives: PlacedJar[] = []
  for (const path of paths) {
    if (javaArchive.test(path)) {
      const kept = held(path) ? contentOf(path, limits) : undefined
      archives.push({ path, content: kept && unpackedContent(kept) })
    }
    const id = systemLists.find(([pattern]) => pattern.test(path))?.[1]
    if (id === undefined) continue
    const format = Object.values<BomFormat>(formats).find(one => one.id === id)
    if (!format) continue
    const read = () => {
      const bytes = contentOf(
        path,
        databases.test(path) ? { ...limits, element: Math.max(limits.element, mostDatabase) } : limits,
      )
      const beside = (name: string) =>
        name === 'os-release' && release !== undefined ? contentOf(release, limits) : undefined
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

/** What is in Java archives, or their file names where that is not known. */
function javaBill(jars: readonly PlacedJar[]): Bom {
  const notes = noteList()
  const named = (path: string) => ({
    ...namedByFile(path.slice(path.lastIndexOf('/') + 1)),
    place: '',
    sha1: undefined,
  })
  return { ...emptyBom('java-archives', notes.notes), components: jarComponents(jars, named, notes) }
}

/** Databases of packages in formats that are not read, and those that were too large to hold. */
export function unreadIn(paths: readonly string[], unheld: readonly string[] = []): Note[] {
  return [...paths.filter(path => unreadDatabases.test(path)), ...unheld].map(path => ({
    code: 'database-not-read',
    message: `${quoted(path)} is a database of packages that is not read`,
    at: path,
  }))
}
