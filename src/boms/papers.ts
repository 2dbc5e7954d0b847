import {
  type Disk,
  digest,
  digester,
  gather,
  gunzipped,
  isGzip,
  type Limits,
  type Note,
  noteList,
  Problem,
  visible,
} from '#base'
import type { Bom } from './bom.ts'
import type { BomFormat, Paper } from './format.ts'
import * as formats from './formats/all.ts'
import { installedBill, type PlacedPackage, type Places } from './installed.ts'
import { bomFormats, findFormat, headOf } from './read.ts'
import { walk } from './walk.ts'
import type { FoundPackage } from './walk-installed.ts'

/** What reading takes of the world: files, bounds, the time by which dates are judged, and somebody to tell how far it is. */
export interface Reading {
  readonly disk: Disk
  readonly limits: Limits
  now(): number
  progress(what: string, done: number, total: number): void
}

/** A bill with where it came from. */
export interface Loaded {
  bom: Bom
  kind: BomFormat['kind']
  path: string
  /** Relative to the folder that was walked; undefined when the file itself was named. */
  location: string | undefined
  /** Where components stand that are not all in one file, by ref. */
  places?: Places
  /** Over the original bytes, read again for it: most answers do not show it. */
  digest(): string
}

/** Everything readable at and below some paths. */
export interface Papers {
  loaded: Loaded[]
  /** What was left out and why. */
  notes: Note[]
  /** A file inside a folder could not be read. */
  unreadable: boolean
  /** One digest for all: of the file, or of the list of files with theirs. */
  digest(): string
}

const headBytes = 64 * 1024

/** Reads the bill of materials, lockfile or inventory at a path; `-` is standard input. Throws a Problem that names the path. */
export async function loadBom(world: Reading, path: string, location?: string): Promise<Loaded> {
  const paper = paperAt(world, path)
  const name = location ?? (path === '-' ? 'standard input' : path)
  const format = findFormat(paper, name)
  await format.prepare?.()
  const bom = format.read({ ...paper, name })
  return { bom, kind: format.kind, path, location, digest: () => digestOf(paper.pieces()) }
}

/**
 * Id of the one format that the first bytes of a path are in; of an empty file, the one whose papers have its name and may be
 * empty. Says nothing of whether the rest can be read; undefined where none or several claim it.
 */
export function formatAt(world: Reading, path: string): string | undefined {
  const paper = paperAt(world, path)
  const found =
    paper.text.trim() === ''
      ? bomFormats.filter(({ mayBeEmpty, names }) => mayBeEmpty && names?.test(paper.name))
      : bomFormats.filter(format => format.sniff(paper))
  return found.length === 1 ? found[0]!.id : undefined
}

function digestOf(pieces: Iterable<Uint8Array>): string {
  const hash = digester()
  for (const piece of pieces) hash.add(piece)
  return hash.digest()
}

/** The paper at a path, its first bytes read. */
export function paperAt(world: Reading, path: string): Paper {
  const called = path === '-' ? 'standard input' : path
  const name = path === '-' ? '' : path.slice(path.lastIndexOf('/') + 1)
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) || '/' : '.'
  // Standard input can be read only once, and is needed twice.
  const kept = path === '-' ? [gather(world.disk.chunks('-'), world.limits.bytes, 'standard input')] : undefined
  const stored = kept ? () => kept : () => world.disk.chunks(path)
  const first = firstBytes(stored())
  const plain = isGzip(first)
    ? [gunzipped(called, gather(stored(), world.limits.element, called, 'element'), world.limits)]
    : undefined
  return {
    ...headOf(plain ? name.replace(/\.gz$/i, '') : name, plain ? firstBytes(plain) : first),
    pieces: plain ? () => plain : stored,
    beside(other) {
      if (path === '-' || other.includes('/')) return undefined
      // As it is listed, not as `stat` sees it: a link would make any file of this machine a part of the paper.
      const found = world.disk.list(folder)?.find(({ name }) => name === other)
      return found?.kind === 'file' ? world.disk.read(`${folder}/${other}`, world.limits.element, 'element') : undefined
    },
    limits: world.limits,
    now: world.now(),
  }
}

function firstBytes(pieces: Iterable<Uint8Array>): Uint8Array {
  for (const piece of pieces) return new Uint8Array(piece.subarray(0, headBytes))
  return new Uint8Array()
}

/**
 * Reads what some paths name: a file as it is, a folder by walking it for lockfiles (bills of materials lying in it only
 * `withBoms`). A named file that cannot be read is a Problem; one found in a folder is a note, and the rest is read.
 */
export async function loadPapers(world: Reading, paths: readonly string[], withBoms: boolean): Promise<Papers> {
  const loaded: Loaded[] = []
  const papers: Papers = {
    loaded,
    notes: [],
    unreadable: false,
    digest: () =>
      loaded.length === 1
        ? loaded[0]!.digest()
        : digest(loaded.map(one => `${one.digest()} ${one.location ?? one.path}\n`).join('')),
  }
  for (const path of paths) {
    const found = path === '-' ? { kind: 'file' } : world.disk.stat(path)
    if (!found)
      throw new Problem('base/not-found', `Cannot read ${path}: there is no such file or folder`, { at: path })
    if (found.kind === 'folder') await loadFolder(world, path, paths.length > 1, withBoms, papers)
    else papers.loaded.push(await loadBom(world, path, paths.length > 1 ? path : undefined))
  }
  for (const { bom, location } of papers.loaded) {
    for (const note of bom.notes) {
      papers.unreadable ||= unseen.has(note.code)
      papers.notes.push(
        location === undefined ? note : { ...note, at: note.at === undefined ? location : `${location}: ${note.at}` },
      )
    }
  }
  return papers
}

/** Notes about something that may hold packages and was not looked at. */
const unseen = new Set([
  'folder-unreadable',
  'folder-too-deep',
  'installed-not-read',
  'list-not-read',
  'link-not-followed',
  'not-a-file',
  'needs-not-listed',
])

async function loadFolder(
  world: Reading,
  root: string,
  several: boolean,
  withBoms: boolean,
  papers: Papers,
): Promise<void> {
  const base = root.endsWith('/') ? root : `${root}/`
  const locate = (path: string) => (several || !path.startsWith(base) ? path : path.slice(base.length))
  const left = noteList(5)
  let done = 0
  let tree: FoundPackage[] = []
  const endTree = async () => {
    if (tree.length > 0) await loadInstalled(world, tree, locate, papers)
    tree = []
  }
  for (const found of walk(root, world.disk.list, Object.values(formats), world.limits)) {
    const location = locate(found.path)
    if (found.kind === 'note') {
      papers.notes.push({ ...found.note, at: location })
      papers.unreadable ||= unseen.has(found.note.code)
      continue
    }
    if (found.kind === 'bom' && !withBoms) {
      left.add(
        'bom-not-scanned',
        `A bill of materials lies here and was not scanned: ${visible(location)} (--with-boms scans it)`,
        location,
      )
      continue
    }
    world.progress('reading', ++done, 0)
    if (found.kind === 'installed') {
      if (tree.length > 0 && tree[0]!.root !== found.root) await endTree()
      tree.push(found)
    } else await reading(papers, location, async () => papers.loaded.push(await loadBom(world, found.path, location)))
  }
  await endTree()
  papers.notes.push(...left.notes)
}

/** Runs one reading inside a folder: what cannot be read is a note, and the rest is read. */
async function reading(papers: Papers, location: string, run: () => unknown): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const empty = error.code === 'boms/empty' && mayBeEmpty(location)
    papers.unreadable ||= !empty
    papers.notes.push({ code: empty ? 'file-empty' : 'file-unreadable', message: error.message, at: location })
  }
}

/** An empty list of requirements lists nothing: that is what it says, and it was read. An empty lockfile is a damaged one. */
function mayBeEmpty(location: string): boolean {
  const name = location.slice(location.lastIndexOf('/') + 1)
  return Object.values<BomFormat>(formats).some(format => format.mayBeEmpty && format.names?.test(name))
}

/** Reads the papers of the packages in one folder of them; equal packages become one component, with all its places. */
async function loadInstalled(
  world: Reading,
  tree: readonly FoundPackage[],
  locate: (path: string) => string,
  papers: Papers,
): Promise<void> {
  const { format: id, root } = tree[0]!
  const layout = Object.values<BomFormat>(formats).find(format => format.id === id)!.installed!
  const notes = noteList()
  const packages: PlacedPackage[] = []
  for (const { path, holder, name, folder } of tree) {
    const location = locate(path)
    await reading(papers, location, () => {
      const bytes = world.disk.read(path, world.limits.element, 'element')
      const paper = { ...headOf(location, bytes), pieces: () => [bytes], beside: () => undefined }
      const one = layout.package({ ...paper, limits: world.limits, now: world.now() }, notes)
      packages.push({ ...one, location, holder, name, folder })
    })
  }
  if (packages.length === 0) return
  const { bom, places } = installedBill(id, locate(root), packages)
  papers.notes.push(...notes.notes)
  papers.loaded.push({
    bom,
    kind: 'installed',
    path: root,
    location: locate(root),
    places,
    digest: () => digest(tree.map(({ path }) => `${digestOf(world.disk.chunks(path))} ${locate(path)}\n`).join('')),
  })
}

/** Nothing at some paths is in a format that is read. */
export function nothing(paths: readonly string[]): Problem {
  return new Problem(
    'boms/nothing-to-scan',
    `Cannot find anything to read in ${paths.join(', ')}: no lockfile, bill of materials or inventory`,
    { next: 'name a file, or a folder with a lockfile; --with-boms takes bills of materials in folders too' },
  )
}
