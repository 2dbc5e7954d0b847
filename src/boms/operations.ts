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
import { mergeBoms } from './merge.ts'
import { findFormat, headOf } from './read.ts'
import { showDifference } from './show-difference.ts'
import { walk } from './walk.ts'

/** A bill with where it came from. */
export interface Loaded {
  bom: Bom
  kind: BomFormat['kind']
  path: string
  /** Relative to the folder that was walked; undefined when the file itself was named. */
  location: string | undefined
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
  const format = findFormat(paper)
  const bom = format.read({ ...paper, name: location ?? (paper.name === '' ? 'standard input' : path) })
  return { bom, kind: format.kind, path, location, digest: () => digestOf(paper.pieces()) }
}

function digestOf(pieces: Iterable<Uint8Array>): string {
  const hash = digester()
  for (const piece of pieces) hash.add(piece)
  return hash.digest()
}

/** The paper at a path, its first bytes read. */
export function paperAt(world: World, path: string): Paper {
  const name = path === '-' ? '' : path.slice(path.lastIndexOf('/') + 1)
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.'
  // Standard input can be read only once, and is needed twice.
  const kept = path === '-' ? keptInput(world) : undefined
  const stored = kept ? () => kept : () => world.disk.chunks(path)
  const first = firstBytes(stored())
  const plain = isGzip(first)
    ? [gunzipped(path, gather(stored(), world.limits.element, path), world.limits)]
    : undefined
  return {
    ...headOf(plain ? name.replace(/\.gz$/i, '') : name, plain ? firstBytes(plain) : first),
    pieces: plain ? () => plain : stored,
    beside(other) {
      if (path === '-' || other.includes('/')) return undefined
      const beside = `${folder}/${other}`
      return world.disk.stat(beside)?.kind === 'file' ? world.disk.read(beside, world.limits.element) : undefined
    },
    limits: world.limits,
    now: world.now(),
  }
}

function keptInput(world: World): Uint8Array[] {
  const pieces: Uint8Array[] = []
  let total = 0
  for (const piece of world.disk.chunks('-')) {
    total += piece.length
    if (total > world.limits.bytes)
      throw new Problem(
        'base/too-large',
        `Cannot read standard input: larger than the limit of ${world.limits.bytes} bytes`,
      )
    pieces.push(new Uint8Array(piece))
  }
  return pieces
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
    for (const note of bom.notes)
      papers.notes.push(
        location === undefined ? note : { ...note, at: note.at === undefined ? location : `${location}: ${note.at}` },
      )
  }
  return papers
}

/** Notes of a walk about something that may hold packages and was not looked at. */
const unseen = new Set([
  'folder-unreadable',
  'folder-too-deep',
  'installed-not-read',
  'list-not-read',
  'link-not-followed',
  'not-a-file',
])

function loadFolder(world: World, root: string, several: boolean, withBoms: boolean, papers: Papers): void {
  const base = root.endsWith('/') ? root : `${root}/`
  const left = noteList(5)
  let done = 0
  for (const found of walk(root, world.disk.list, Object.values(formats), world.limits)) {
    const location = several ? found.path : found.path.slice(found.path.startsWith(base) ? base.length : 0)
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
    try {
      papers.loaded.push(loadBom(world, found.path, location))
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      // An empty lockfile lists nothing: that is what it says, and it was read.
      const empty = error.code === 'boms/empty'
      papers.unreadable ||= !empty
      papers.notes.push({ code: empty ? 'file-empty' : 'file-unreadable', message: error.message, at: location })
    }
  }
  papers.notes.push(...left.notes)
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
    const [before, after] = input.words.map(path => {
      const { loaded } = loadPapers(world, [path], false)
      if (loaded.length === 0) throw nothing([path])
      return loaded.length === 1
        ? loaded[0]!.bom
        : mergeBoms(loaded.map(({ bom, location }) => ({ bom, location: location! })))
    })
    const difference: Difference = compareBoms(before!, after!)
    if (input.flags.get('format')?.at(-1) === 'json')
      world.out(
        `${JSON.stringify({ schema: 'millcert-diff/1', before: input.words[0], after: input.words[1], ...difference }, null, 2)}\n`,
      )
    else world.out(showDifference(difference))
    const changed = Object.values(difference).some(list => Array.isArray(list) && list.length > 0)
    return changed && input.flags.has('exit-code') ? 1 : 0
  },
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
