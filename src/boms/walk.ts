import { type Disk, type Entry, type Limits, type Note, Problem, quoted } from '#base'
import type { BomFormat } from './format.ts'
import { type FoundPackage, type InstalledFormat, isInstalledFormat, walkInstalled } from './walk-installed.ts'

/** A file worth reading: of a format that a folder is walked for, or a bill of materials that lies there. */
export interface FoundFile {
  path: string
  /** Bills of materials are read only when asked for; which format one is shows in its content. */
  kind: 'lockfile' | 'bom'
  format: string | undefined
  /** Its folder alone says what it may be. */
  maybe?: true
}

/** Something that could not be looked at, or was left out although it may hold packages. */
export interface FoundNote {
  path: string
  kind: 'note'
  note: Note
}

const billNames =
  /\.(?:cdx|spdx3?|cyclonedx)\.(?:json|xml|jsonld|gz)$|(?:^|[-_.])(?:s?bom|cyclonedx|spdx)\.(?:json|xml|jsonld)$|\.spdx$/i

/** The work of version control, never of the project. */
const control = new Set(['.git', '.hg', '.svn', '.bzr', 'CVS'])

/** Lists of packages in formats that are not read: a folder that has one was not wholly looked at. */
const unreadLists =
  /^(?:yarn\.lock|pnpm-lock\.yaml|packages\.lock\.json|bun\.lockb|deno\.lock|paket\.lock|renv\.lock|stack\.yaml\.lock|cabal\.project\.freeze|Manifest\.toml|gems\.locked|flake\.lock|pixi\.lock|conda-lock\.ya?ml|elm\.json|rebar\.lock|Cartfile\.resolved)$/

/** Lockfiles that tell what is in `node_modules` below them. */
const tellsModules = /^(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock)$/

interface Folder {
  path: string
  depth: number
  /** A lockfile that is read, here or above, tells what is in `node_modules`. */
  told: boolean
  /** The packages that links in `node_modules` lead to stand in a folder above, which is read. */
  store: boolean
}

/** Formats that a walk picks up, as the registry of formats gives them. */
export type Picks = readonly Pick<BomFormat, 'id' | 'names' | 'namesInFolder' | 'installed'>[]

/**
 * Walks a folder: the files of a folder before those of the folders in it, names in code unit order, so that the same tree
 * gives the same list on every machine. Links are never followed. Not walked: version control; `vendor` beside a go.mod, which
 * tells what is in it. In folders of installed packages (`node_modules`, `site-packages`) only the packages themselves are
 * looked for, and those of `node_modules` only where no lockfile tells, or where what was installed is asked for; of a Python environment (a folder with
 * `pyvenv.cfg`) only what is installed in it. A folder that cannot be listed is a note. Over `limits.files` entries it
 * throws `boms/too-many-files`.
 */
export function* walk(
  root: string,
  list: Disk['list'],
  picks: Picks,
  limits: Limits,
  { installed = false } = {},
): Generator<FoundFile | FoundPackage | FoundNote> {
  const layouts = picks.filter(isInstalledFormat)
  const counted = counting(root, list, limits)
  const plain = root.replace(/(?<=[^/])\/+$/, '')
  const holder = layouts.find(({ installed }) => installed.folder.test(plain.slice(plain.lastIndexOf('/') + 1)))
  if (holder) {
    yield* packagesIn(plain, holder, counted, picks, limits, false)
    return
  }
  const open: Folder[] = [{ path: root, depth: 0, told: false, store: false }]
  for (let folder = open.pop(); folder; folder = open.pop()) {
    const entries = counted(folder.path)
    if (!entries) {
      yield note(folder.path, 'folder-unreadable', 'cannot be listed')
      continue
    }
    if (folder.depth > 0 && entries.some(({ name }) => name === 'pyvenv.cfg')) {
      yield* environment(folder.path, layouts, counted, picks, limits)
      continue
    }
    for (const entry of entries) {
      const found = fileOf(folder.path, entry, picks)
      if (found) yield found
    }
    folder.told ||= !installed && entries.some(({ name, kind }) => kind === 'file' && tells(name, picks))
    const inside = yield* below(folder, entries, layouts, counted, picks, limits)
    for (const next of inside.reverse()) open.push(next)
  }
}

/** The folders in one folder that are to be walked; installed packages in it are looked at here. */
function* below(
  { path: above, depth, told, store: storeAbove }: Folder,
  entries: readonly Entry[],
  layouts: readonly InstalledFormat[],
  list: Disk['list'],
  picks: Picks,
  limits: Limits,
): Generator<FoundFile | FoundPackage | FoundNote, Folder[]> {
  const vendored = entries.some(({ name }) => name === 'go.mod')
  let store = storeAbove
  const folders: Folder[] = []
  for (const { name, kind } of entries) {
    if (kind !== 'folder' || control.has(name) || (name === 'vendor' && vendored)) continue
    const path = join(above, name)
    const format = layouts.find(({ installed }) => installed.folder.test(name))
    if (format) {
      // Lockfiles tell of `node_modules` alone: what Python has installed may be anything.
      if (format.installed.list && told) continue
      const has: boolean = yield* packagesIn(path, format, list, picks, limits, store)
      store ||= has
    } else if (depth >= limits.depth)
      yield note(path, 'folder-too-deep', `lies deeper than ${limits.depth} folders: not walked`)
    else folders.push({ path, depth: depth + 1, told, store })
  }
  for (const folder of folders) folder.store = store
  return folders
}

function tells(name: string, picks: Picks): boolean {
  return tellsModules.test(name) && pickOf(name, picks) !== undefined
}

/** What a folder of installed packages holds: the file that lists all where there is one, else each; true when it has the store. */
function* packagesIn(
  path: string,
  format: InstalledFormat,
  list: Disk['list'],
  picks: Picks,
  limits: Limits,
  store: boolean,
): Generator<FoundFile | FoundPackage | FoundNote, boolean> {
  const { list: listed } = format.installed
  const hidden =
    listed === undefined ? undefined : list(path)?.find(({ name, kind }) => name === listed && kind === 'file')
  const found = hidden && fileOf(path, hidden, picks)
  if (!found) return yield* walkInstalled(path, format, list, limits, store)
  yield found
  return false
}

/** Where a Python environment keeps what is installed: `lib/python3.12/site-packages`, on Windows `Lib/site-packages`. */
const libraries = /^(?:lib|lib64|Lib|pypy\d[\d.]*|python\d[\d.]*t?)$/

function* environment(
  root: string,
  layouts: readonly InstalledFormat[],
  list: Disk['list'],
  picks: Picks,
  limits: Limits,
): Generator<FoundFile | FoundPackage | FoundNote> {
  let found = false
  const open = [root]
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for (const { name, kind } of list(folder) ?? []) {
      if (kind !== 'folder') continue
      const format = layouts.find(({ installed }) => !installed.list && installed.folder.test(name))
      if (format) {
        found = true
        yield* packagesIn(join(folder, name), format, list, picks, limits, false)
      } else if (libraries.test(name) && open.length < limits.depth) open.push(join(folder, name))
    }
  }
  if (!found) yield note(root, 'installed-not-read', 'is a Python environment: where it keeps packages is not known')
}

/** Lists folders until more than `limits.files` entries were seen, then throws `boms/too-many-files`. */
function counting(root: string, list: Disk['list'], limits: Limits): Disk['list'] {
  let looked = 0
  return path => {
    const entries = list(path)
    looked += entries?.length ?? 0
    if (looked > limits.files) throw tooMany(root, limits)
    return entries
  }
}

function fileOf(folder: string, { name, kind }: Entry, picks: Picks): FoundFile | FoundNote | undefined {
  if (kind === 'folder') return undefined
  const path = join(folder, name)
  const sure = pickOf(name, picks)
  const format = sure ?? pickInFolder(path, picks)
  if (!format && unreadLists.test(name))
    return note(path, 'list-not-read', 'is a list of packages in a format that is not read')
  if (!format && !billNames.test(name)) return undefined
  if (kind === 'link') return note(path, 'link-not-followed', 'is a link: not followed')
  if (kind === 'other') return note(path, 'not-a-file', 'is no ordinary file: not read')
  const found: FoundFile = { path, kind: format ? 'lockfile' : 'bom', format: format?.id }
  return format && !sure ? { ...found, maybe: true } : found
}

/** Whether the file at a path is read, or noted, by a walk. */
export function wantedByWalk(path: string, picks: Picks): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const picked = pickOf(name, picks) ?? pickInFolder(path, picks)
  return picked !== undefined || unreadLists.test(name) || billNames.test(name)
}

function pickOf(name: string, picks: Picks): Picks[number] | undefined {
  return picks.find(({ names }) => names?.test(name))
}

function pickInFolder(path: string, picks: Picks): Picks[number] | undefined {
  const near = path.split('/').slice(-2).join('/')
  return picks.find(({ namesInFolder }) => namesInFolder?.test(near))
}

export function join(folder: string, name: string): string {
  return folder === '' || folder === '.' ? name : folder.endsWith('/') ? folder + name : `${folder}/${name}`
}

function note(path: string, code: string, message: string): FoundNote {
  return { path, kind: 'note', note: { code, message: `${quoted(path)} ${message}`, at: path } }
}

function tooMany(root: string, { files }: Limits): Problem {
  return new Problem('boms/too-many-files', `Cannot walk ${quoted(root)}: more than ${files} files and folders`, {
    wanted: `at most ${files}`,
    at: root,
    next: `name a folder inside it, or raise it with --limit files=${files * 4}`,
  })
}
