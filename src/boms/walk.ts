import { type Disk, type Entry, type Limits, type Note, Problem, quoted } from '#base'
import type { BomFormat } from './format.ts'

/** A file worth reading: of a format that a folder is walked for, or a bill of materials that lies there. */
export interface FoundFile {
  path: string
  /** Bills of materials are read only when asked for; which format one is shows in its content. */
  kind: 'lockfile' | 'bom'
  format: string | undefined
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
  /^(?:yarn\.lock|pnpm-lock\.yaml|poetry\.lock|uv\.lock|pdm\.lock|Pipfile\.lock|pylock\.(?:\w+\.)?toml|composer\.lock|Gemfile\.lock|packages\.lock\.json|gradle\.lockfile|pom\.xml|conan\.lock|mix\.lock|Podfile\.lock|Package\.resolved|pubspec\.lock)$/

/** Lockfiles that tell what is in `node_modules` below them. */
const tellsModules = /^(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock)$/

interface Folder {
  path: string
  depth: number
  /** A lockfile that is read, here or above, tells what is in `node_modules`. */
  told: boolean
}

/** Formats that a walk picks up, as the registry of formats gives them. */
export type Picks = readonly Pick<BomFormat, 'id' | 'names'>[]

/**
 * Walks a folder: the files of a folder before those of the folders in it, names in code unit order, so that the same tree
 * gives the same list on every machine. Links are never followed. Not walked: version control; `vendor` beside a go.mod, which
 * tells what is in it; `node_modules` (where no lockfile tells, the one that npm leaves inside is taken); Python environments (a
 * folder with `pyvenv.cfg`), which are noted. A folder that cannot be listed is a note. Over `limits.files` entries it
 * throws `boms/too-many-files`.
 */
export function* walk(
  root: string,
  list: Disk['list'],
  picks: Picks,
  limits: Limits,
): Generator<FoundFile | FoundNote> {
  const open: Folder[] = [{ path: root, depth: 0, told: false }]
  let looked = 0
  for (let folder = open.pop(); folder; folder = open.pop()) {
    const entries = list(folder.path)
    if (!entries) {
      yield note(folder.path, 'folder-unreadable', 'cannot be listed')
      continue
    }
    looked += entries.length
    if (looked > limits.files) throw tooMany(root, limits)
    const names = new Set(entries.map(({ name }) => name))
    if (folder.depth > 0 && names.has('pyvenv.cfg')) {
      yield note(folder.path, 'installed-not-read', 'is a Python environment: what is installed in it is not read')
      continue
    }
    for (const entry of entries) {
      const found = fileOf(folder.path, entry, picks)
      if (found) yield found
    }
    const told =
      folder.told || entries.some(({ name, kind }) => kind === 'file' && tellsModules.test(name) && pickOf(name, picks))
    const below: Folder[] = []
    for (const { name, kind } of entries) {
      if (kind !== 'folder' || control.has(name) || (name === 'vendor' && names.has('go.mod'))) continue
      const path = join(folder.path, name)
      if (name === 'node_modules') {
        if (!told) yield installed(path, list, picks)
      } else if (folder.depth >= limits.depth)
        yield note(path, 'folder-too-deep', `lies deeper than ${limits.depth} folders: not walked`)
      else below.push({ path, depth: folder.depth + 1, told })
    }
    for (const next of below.reverse()) open.push(next)
  }
}

function fileOf(folder: string, { name, kind }: Entry, picks: Picks): FoundFile | FoundNote | undefined {
  if (kind === 'folder') return undefined
  const format = pickOf(name, picks)
  const path = join(folder, name)
  if (!format && unreadLists.test(name))
    return note(path, 'list-not-read', 'is a list of packages in a format that is not read')
  if (!format && !billNames.test(name)) return undefined
  if (kind === 'link') return note(path, 'link-not-followed', 'is a link: not followed')
  if (kind === 'other') return note(path, 'not-a-file', 'is no ordinary file: not read')
  return { path, kind: format ? 'lockfile' : 'bom', format: format?.id }
}

function installed(path: string, list: Disk['list'], picks: Picks): FoundFile | FoundNote {
  const hidden = list(path)?.find(({ name, kind }) => name === '.package-lock.json' && kind === 'file')
  const found = hidden && fileOf(path, hidden, picks)
  return found ?? note(path, 'installed-not-read', 'has no lockfile that tells what is in it: it is not read')
}

function pickOf(name: string, picks: Picks): Picks[number] | undefined {
  return picks.find(({ names }) => names?.test(name))
}

function join(folder: string, name: string): string {
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
