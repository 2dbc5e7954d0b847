import {
  digest,
  digester,
  gather,
  gunzipped,
  type Input,
  isGzip,
  type Note,
  noteList,
  Problem,
  type Tool,
  visible,
  type World,
} from '#base'
import type { Bom } from './bom.ts'
import { compareBoms, type Difference } from './diff.ts'
import type { BomFormat, Paper } from './format.ts'
import * as formats from './formats/all.ts'
import { installedBill, type PlacedPackage, type Places } from './installed.ts'
import { mergeBoms } from './merge.ts'
import { bomFormats, findFormat, headOf } from './read.ts'
import { showDifference } from './show-difference.ts'
import { walk } from './walk.ts'
import type { FoundPackage } from './walk-installed.ts'

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
export function loadBom(world: World, path: string, location?: string): Loaded {
  const paper = paperAt(world, path)
  const name = location ?? (path === '-' ? 'standard input' : path)
  const format = findFormat(paper, name)
  const bom = format.read({ ...paper, name })
  return { bom, kind: format.kind, path, location, digest: () => digestOf(paper.pieces()) }
}

/** Whether the first bytes of a path are those of exactly one format that is read: says nothing of the rest. */
export function looksReadable(world: World, path: string): boolean {
  const paper = paperAt(world, path)
  return bomFormats.filter(format => format.sniff(paper)).length === 1
}

function digestOf(pieces: Iterable<Uint8Array>): string {
  const hash = digester()
  for (const piece of pieces) hash.add(piece)
  return hash.digest()
}

/** The paper at a path, its first bytes read. */
export function paperAt(world: World, path: string): Paper {
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
export function loadPapers(world: World, paths: readonly string[], withBoms: boolean): Papers {
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
    if (found.kind === 'folder') loadFolder(world, path, paths.length > 1, withBoms, papers)
    else papers.loaded.push(loadBom(world, path, paths.length > 1 ? path : undefined))
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

function loadFolder(world: World, root: string, several: boolean, withBoms: boolean, papers: Papers): void {
  const base = root.endsWith('/') ? root : `${root}/`
  const locate = (path: string) => (several || !path.startsWith(base) ? path : path.slice(base.length))
  const left = noteList(5)
  let done = 0
  let tree: FoundPackage[] = []
  const endTree = () => {
    if (tree.length > 0) loadInstalled(world, tree, locate, papers)
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
      if (tree.length > 0 && tree[0]!.root !== found.root) endTree()
      tree.push(found)
    } else reading(papers, location, () => papers.loaded.push(loadBom(world, found.path, location)))
  }
  endTree()
  papers.notes.push(...left.notes)
}

/** Runs one reading inside a folder: what cannot be read is a note, and the rest is read. */
function reading(papers: Papers, location: string, run: () => unknown): void {
  try {
    run()
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
function loadInstalled(
  world: World,
  tree: readonly FoundPackage[],
  locate: (path: string) => string,
  papers: Papers,
): void {
  const { format: id, root } = tree[0]!
  const layout = Object.values<BomFormat>(formats).find(format => format.id === id)!.installed!
  const notes = noteList()
  const packages: PlacedPackage[] = []
  for (const { path, holder, name, folder } of tree) {
    const location = locate(path)
    reading(papers, location, () => {
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

const writers = Object.values(formats).filter(format => format.write !== undefined)

export const sbom: Tool = {
  kind: 'tool',
  about: 'Write a bill of materials of what is there; the same input gives the same bytes',
  more: 'Takes a folder, a lockfile, a bill of materials or an inventory. The serial number follows from the content, and no clock\nis read: two people get the same bytes.',
  words: [{ name: 'PATH', about: 'a folder or a file; - is standard input', count: 'many' }],
  flags: {
    format: { about: 'the format to write', value: 'FORMAT', choices: writers.map(({ id }) => id) },
    'spec-version': { about: 'the version of the format, the newest widely read one by default', value: 'VERSION' },
    'with-boms': { about: 'take in bills of materials that lie in a folder too' },
  },
  examples: [
    ['sbom . --output millcert.cdx.json', 'of a source tree, into a file'],
    ['sbom package-lock.json --format cyclonedx-xml', 'of one lockfile, in XML'],
    ['sbom vendor.xml --format cyclonedx-json --spec-version 1.7', 'a vendor’s bill in another format'],
  ],
  run(world, input) {
    const format = writers.find(({ id }) => id === (input.flags.get('format')?.at(-1) ?? 'cyclonedx-json'))!
    const specVersion = input.flags.get('spec-version')?.at(-1) ?? format.writes![0]!
    if (!format.writes!.includes(specVersion))
      throw new Problem(
        'cli/usage',
        `Cannot write ${format.label} ${specVersion}: one of ${format.writes!.join(', ')} is wanted`,
      )
    const papers = loadPapers(world, input.words, input.flags.has('with-boms'))
    tellNotes(world, input, papers.notes)
    if (papers.loaded.length === 0) throw nothing(input.words)
    const bom =
      papers.loaded.length === 1
        ? papers.loaded[0]!.bom
        : mergeBoms(papers.loaded.map(({ bom, location, path }) => ({ bom, location: location ?? path })))
    for (const piece of format.write!(bom, specVersion)) world.out(piece)
    return papers.unreadable ? 3 : 0
  },
}

export const diff: Tool = {
  kind: 'tool',
  about: 'Show what came, went, changed version or changed hash between two bills of materials',
  words: [
    { name: 'BEFORE', about: 'a bill of materials, lockfile or folder', count: 'one' },
    { name: 'AFTER', about: 'another', count: 'one' },
  ],
  flags: {
    format: { about: 'how to print the answer', value: 'FORMAT', choices: ['table', 'json'] },
    'exit-code': { about: 'exit with 1 when there is a difference' },
  },
  examples: [
    ['diff old.cdx.json new.cdx.json', 'two bills of one product'],
    ['diff release-1/package-lock.json release-2/package-lock.json', 'two lockfiles'],
    ['diff vendor.xml observed.csv --format json', 'what the vendor listed against what was seen'],
  ],
  run(world, input) {
    const sides = input.words.map(path => sideOf(world, path))
    const [before, after] = sides.map(({ bom }) => bom)
    const notes = sides.flatMap(side => side.notes)
    tellNotes(world, input, notes)
    const difference: Difference = compareBoms(before!, after!)
    const { words } = input
    if (input.flags.get('format')?.at(-1) === 'json')
      world.out(
        `${JSON.stringify({ schema: 'millcert-diff/1', before: words[0], after: words[1], ...difference, notes }, null, 2)}\n`,
      )
    else world.out(showDifference(difference))
    const changed = Object.values(difference).some(list => Array.isArray(list) && list.length > 0)
    if (changed && input.flags.has('exit-code')) return 1
    return sides.some(({ unreadable }) => unreadable) ? 3 : 0
  },
}

/** One side of a difference; its notes say which by the path in front of their places. */
function sideOf(world: World, path: string): { bom: Bom; notes: Note[]; unreadable: boolean } {
  const { loaded, notes, unreadable } = loadPapers(world, [path], false)
  const name = path === '-' ? 'standard input' : path
  const placed = notes.map(note => ({ ...note, at: note.at === undefined ? name : `${name}: ${note.at}` }))
  if (loaded.length === 0) {
    // What was seen and could not be read is the answer here.
    for (const { message, at } of placed.slice(0, 10)) world.say(`${visible(at)}: ${visible(message)}`)
    throw nothing([path])
  }
  const bom =
    loaded.length === 1
      ? loaded[0]!.bom
      : mergeBoms(loaded.map(one => ({ bom: one.bom, location: one.location ?? one.path })))
  return { bom, notes: placed, unreadable }
}

/** Nothing at some paths is in a format that is read. */
export function nothing(paths: readonly string[]): Problem {
  return new Problem(
    'boms/nothing-to-scan',
    `Cannot find anything to read in ${paths.join(', ')}: no lockfile, bill of materials or inventory`,
    { next: 'name a file, or a folder with a lockfile; --with-boms takes bills of materials in folders too' },
  )
}

/** Notes for a person: all with `-v`, else one line that counts them. */
export function tellNotes(world: World, input: Input, notes: readonly Note[]): void {
  if (input.flags.has('verbose'))
    for (const note of notes) world.say(`note: ${visible(note.message)}${note.at ? ` (${visible(note.at)})` : ''}`)
  else if (notes.length > 0)
    world.say(`${notes.length} ${notes.length === 1 ? 'note' : 'notes'} about the input (-v shows them)`)
}
