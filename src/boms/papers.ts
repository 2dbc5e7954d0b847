import { digest, digester, gather, isGzip, type Note, noteList, Problem, quoted, visible } from '#base'
import { type Bom, includeNote } from './bom.ts'
import type { BomFormat } from './format.ts'
import * as formats from './formats/all.ts'
import { imageBill, placesOf, systemPapers, unreadIn } from './image-bill.ts'
import { databases } from './image-files.ts'
import { linkedAway } from './image-links.ts'
import type { OpenedImage } from './images.ts'
import { includedPath, plainPath } from './include-path.ts'
import { installedBill, type PlacedPackage, type Places } from './installed.ts'
import { firstBytes, headBytes, paperAt, type Reading } from './opened-paper.ts'
import { bomFormats, findFormat, formatOfEmpty, headOf } from './read.ts'
import { cutNote } from './refused-paper.ts'
import { rootFiles } from './root-files.ts'
import { looksLikeTar } from './tar-header.ts'
import { join, type Picks, walk } from './walk.ts'
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

/** Reads the bill of materials, lockfile, inventory or image at a path; `-` is standard input. Throws a Problem that names the path. */
export async function loadBom(world: Reading, path: string, location?: string): Promise<Loaded> {
  const held = path === '-' ? keepingInput(world) : world
  const image = await imageAt(held, path)
  return image ? loadImage(held, image, path, location) : loadPaper(held, path, location)
}

/** Standard input can be read only once, and is needed for more than one look. */
function keepingInput(world: Reading): Reading {
  let kept: Uint8Array | undefined
  const chunks = () => {
    kept ??= gather(world.disk.chunks('-'), world.limits.bytes, 'standard input')
    return [kept]
  }
  return { ...world, disk: { ...world.disk, chunks } }
}

async function loadPaper(world: Reading, path: string, location?: string): Promise<Loaded> {
  const paper = paperAt(world, path)
  const name = location ?? (path === '-' ? 'standard input' : path)
  const format = findFormat(paper, name)
  await format.prepare?.()
  const bom = format.read({ ...paper, name })
  if (paper.envelope !== undefined)
    bom.notes.push({
      code: 'signature-not-verified',
      message: `the bill stands in ${paper.envelope}: who signed it is not looked at here, and places are those inside`,
    })
  return { bom, kind: format.kind, path, location, digest: () => digestOf(paper.pieces()) }
}

/** The archive or the folder of an image at a path, its layers read; what reads them is loaded only then. */
async function imageAt(world: Reading, path: string): Promise<OpenedImage | undefined> {
  const { disk, limits } = world
  const name = path === '-' ? 'standard input' : path
  if (path !== '-' && disk.stat(path)?.kind === 'folder') {
    if (!isLayout(world, path)) return undefined
    return (await import('./images.ts')).openLayout(disk, path, limits)
  }
  if (!(await isArchiveAt(world, path))) return undefined
  return (await import('./images.ts')).openArchive(disk.chunks(path), name, limits)
}

/** Whether a path is an image or another tar archive, compressed or not: by its first bytes, or as a folder by what lies in it. */
export async function isArchiveAt(world: Reading, path: string): Promise<boolean> {
  const { disk, limits } = world
  if (path !== '-' && disk.stat(path)?.kind === 'folder') return isLayout(world, path)
  const first = firstBytes(disk.chunks(path, headBytes))
  if (looksLikeTar(first)) return true
  const packed = isGzip(first) || (first[0] === 0x28 && first[1] === 0xb5 && first[2] === 0x2f && first[3] === 0xfd)
  return packed && (await import('./images.ts')).isArchive(first, path, limits)
}

/** One bill of what is in an image or another archive: its lockfiles, installed packages and packages of the system. */
async function loadImage(world: Reading, image: OpenedImage, path: string, location?: string): Promise<Loaded> {
  const { tree, id, notes } = image
  const inner: Reading = { ...world, disk: tree.disk }
  const papers: Papers = { loaded: [], notes: [...notes.notes], unreadable: false, digest: () => '' }
  const { loaded } = papers
  // What is in its Java archives was read when they came. A bill or a lockfile in an image says what somebody put there, and what is
  // installed is read beside it; in a plain archive they are what was handed in.
  const picks = everyPick.filter(({ id }) => id !== 'java-archive')
  await loadFolder(inner, '.', false, id === undefined, papers, { picks, installed: id !== undefined })
  const all = [...tree.files()]
  const held = (list: string) => tree.disk.stat(list)?.size !== 0
  const unheld = all.filter(list => databases.test(list) && !held(list))
  const paths = unheld.length === 0 ? all : all.filter(list => !unheld.includes(list))
  const { systems, bare } = systemPapers(inner, {
    paths,
    held,
    read: list => tree.disk.read(list, world.limits.bytes),
  })
  const digest = () => ''
  for (const { path: list, read } of systems)
    await reading(papers, list, () => loaded.push({ bom: read(), kind: 'system', path: list, location: list, digest }))
  if (bare) loaded.push({ bom: bare, kind: 'installed', path: '', location: undefined, places: placesOf(bare), digest })
  const missing = missingOf(papers)
  for (const one of loaded) papers.notes.push(...notesAt(one, missing))
  papers.notes.push(...unreadIn(paths, unheld), ...linkedAway(tree))
  if (loaded.length === 0 && id === undefined) throw nothing([path === '-' ? 'standard input' : path])
  if (loaded.length === 0) papers.notes.push({ code: 'empty', message: 'no list of packages is in the image' })
  const bill = imageBill(loaded, id, papers.notes)
  return { ...bill, kind: 'image', path, location, digest: () => digestOfImage(world, path) }
}

function digestOfImage({ disk }: Reading, path: string): string {
  const folder = path !== '-' && disk.stat(path)?.kind === 'folder'
  // A layout names all it has by digest.
  return digestOf(disk.chunks(folder ? `${path}/index.json` : path))
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
    if (found.kind === 'folder' && !isLayout(world, path)) {
      await loadFolder(world, path, paths.length > 1, withBoms, papers)
      await loadRoot(world, path, paths.length > 1, papers)
    } else papers.loaded.push(await loadBom(world, path, paths.length > 1 ? path : undefined))
  }
  const missing = missingOf(papers)
  for (const one of loaded) {
    for (const note of notesAt(one, missing)) {
      papers.unreadable ||= unseen.has(note.code)
      papers.notes.push(note)
    }
  }
  return papers
}

function isLayout({ disk }: Reading, path: string): boolean {
  return disk.list(path)?.some(({ name, kind }) => name === 'oci-layout' && kind === 'file') ?? false
}

/** Notes of a paper, with the paper in front of their places; of what it includes only what is missing is one. */
function notesAt({ bom, location }: Loaded, missing: Missing): Note[] {
  const left = missing.get(bom)
  const notes = left
    ? bom.notes.filter(({ code, at }) => code !== includeNote || (at === undefined ? left.size > 0 : left.has(at)))
    : bom.notes
  if (location === undefined) return notes
  return notes.map(note => ({ ...note, at: note.at === undefined ? location : `${location}: ${note.at}` }))
}

/** Of papers that include others: where they name one that was not read. */
type Missing = ReadonlyMap<Bom, ReadonlySet<string>>

/** What papers include and was not read among them; a paper with nothing but what was read elsewhere is taken out. */
function missingOf({ loaded, notes }: Papers): Missing {
  const missing = new Map<Bom, Set<string>>()
  if (!loaded.some(({ bom }) => bom.includes)) return missing
  const read = new Set([
    ...loaded.map(({ path }) => plainPath(path)),
    ...notes.flatMap(({ code, at }) => (code === 'file-empty' && at !== undefined ? [plainPath(at)] : [])),
  ])
  for (const { bom, path, location = path } of loaded) {
    if (!bom.includes) continue
    const seen = (included: string) => [path, location].some(by => read.has(includedPath(by, included)))
    missing.set(bom, new Set(bom.includes.flatMap(({ path, at }) => (seen(path) ? [] : [at]))))
  }
  const said = loaded.filter(({ bom }) => bom.components.length > 0 || missing.get(bom)?.size !== 0)
  if (said.length > 0) loaded.splice(0, loaded.length, ...said)
  return missing
}

/** Notes about something that may hold packages and was not looked at. */
const unseen = new Set([
  includeNote,
  cutNote,
  'folder-unreadable',
  'folder-too-deep',
  'installed-not-read',
  'list-not-read',
  'link-not-followed',
  'not-a-file',
  'needs-not-listed',
  // Lockfiles list whatever they ask for: one that does not was cut off, or merged by hand.
  'dependency-not-listed',
  // Of an image, whose folders were walked inside it.
  'file-unreadable',
  'database-not-read',
  'java-not-read',
  'image-not-read',
  'archive-end-missing',
])

const everyPick: Picks = Object.values(formats)

async function loadFolder(
  world: Reading,
  root: string,
  several: boolean,
  withBoms: boolean,
  papers: Papers,
  { picks, installed }: { picks: Picks; installed: boolean } = { picks: everyPick, installed: false },
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
  for (const found of walk(root, world.disk.list, picks, world.limits, { installed })) {
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
    } else
      await reading(
        papers,
        location,
        async () => papers.loaded.push(await loadBom(world, found.path, location)),
        found.maybe,
      )
  }
  await endTree()
  papers.notes.push(...left.notes)
}

/** Reads what a system's package manager installed, where a folder is the root of one. */
async function loadRoot(world: Reading, root: string, several: boolean, papers: Papers): Promise<void> {
  const { disk } = world
  const at = (path: string) => join(root, path)
  const paths = rootFiles(disk.list, root)
  const { systems } = systemPapers(world, {
    paths,
    held: () => false,
    read: (path, { element }) => disk.read(at(path), element, 'element'),
  })
  for (const { path, read } of systems) {
    const location = several ? at(path) : path
    await reading(papers, location, () =>
      papers.loaded.push({
        bom: read(),
        kind: 'system',
        path: at(path),
        location,
        digest: () => digestOf(disk.chunks(at(path))),
      }),
    )
  }
  for (const note of unreadIn(paths)) {
    papers.notes.push(several ? { ...note, at: at(note.at!) } : note)
    papers.unreadable = true
  }
}

/** Runs one reading inside a folder: what cannot be read is a note, and the rest is read. */
async function reading(papers: Papers, location: string, run: () => unknown, maybe = false): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const empty = error.code === 'boms/empty' && mayBeEmpty(location)
    if (maybe && error.code === 'boms/unknown-format') {
      papers.notes.push({
        code: 'file-not-scanned',
        message: `${quoted(location)} lists no packages: not scanned`,
        at: location,
      })
      return
    }
    const database = error.code === 'boms/not-rpmdb'
    papers.unreadable ||= !empty
    papers.notes.push({
      code: empty ? 'file-empty' : database ? 'database-not-read' : 'file-unreadable',
      message: error.message,
      at: location,
    })
  }
}

/** An empty list of requirements lists nothing: that is what it says, and it was read. An empty lockfile is a damaged one. */
function mayBeEmpty(location: string): boolean {
  return formatOfEmpty(location) !== undefined
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

/** Nothing at some paths is in a format that is read: what was seen there instead, if anything was. */
export function nothing(paths: readonly string[], notes: readonly Note[] = []): Problem {
  const [first] = notes
  const seen =
    first === undefined
      ? ''
      : ` (${first.at === undefined ? '' : `${first.at}: `}${first.message}${notes.length > 1 ? `, and ${notes.length - 1} more notes` : ''})`
  return new Problem(
    'boms/nothing-to-scan',
    `Cannot find anything to read in ${paths.join(', ')}: no lockfile and no installed package${seen}`,
    {
      next: 'name a file: inventories and bills of materials in a folder are read when they are named, bills with --with-boms too',
    },
  )
}
