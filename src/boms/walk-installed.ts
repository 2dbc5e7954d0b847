import { type Disk, type Entry, type Limits, quoted } from '#base'
import type { BomFormat } from './format.ts'
import type { InstalledEntry, InstalledLayout } from './installed.ts'
import type { FoundNote } from './walk.ts'

/** A package that a package manager left on the disk. */
export interface FoundPackage {
  kind: 'installed'
  /** Of its paper. */
  path: string
  format: string
  /** The outermost folder of packages that it was found in. */
  root: string
  /** The folder of packages that it stands in, and its name there: `@scope/name`. */
  holder: string
  name: string
  /** Its own folder. */
  folder: string
}

export type InstalledFormat = Pick<BomFormat, 'id'> & { readonly installed: InstalledLayout }

export function isInstalledFormat<Format extends Pick<BomFormat, 'id' | 'installed'>>(
  format: Format,
): format is Format & InstalledFormat {
  return format.installed !== undefined
}

/** What was met in one folder of packages and could not be looked at. */
interface Missed {
  links: string[]
  empty: string[]
}

interface Walking {
  root: string
  format: InstalledFormat
  list: Disk['list']
  limits: Limits
  missed: Missed
  store: boolean
}

/**
 * The packages in one folder of them, those nested in packages too: each once, where it really stands. Folders inside a
 * package are looked into only for further packages, so that its examples and tests count for nothing. Links are not
 * followed; where they lead to a store that is read they are no loss, else they are noted, and so is a folder without the
 * paper that a package has. Returns whether the store is in here.
 */
export function* walkInstalled(
  root: string,
  format: InstalledFormat,
  list: Disk['list'],
  limits: Limits,
  store: boolean,
): Generator<FoundPackage | FoundNote, boolean> {
  const walking: Walking = { root, format, list, limits, missed: { links: [], empty: [] }, store: false }
  yield* holderAt(root, root, 0, walking)
  const { links, empty } = walking.missed
  if (links.length > 0 && !store && !walking.store)
    yield note(root, 'link-not-followed', `has links, which are not followed: ${some(links)}`)
  if (empty.length > 0)
    yield note(root, 'installed-not-read', `has packages that do not say what they are: ${some(empty)}`)
  return walking.store
}

// As deep as folders of packages nest, which is bounded by `limits.depth`.
function* holderAt(path: string, holder: string, depth: number, walking: Walking): Generator<FoundPackage | FoundNote> {
  const { format, list, limits, missed } = walking
  const entries = list(path)
  if (!entries) {
    yield note(path, 'folder-unreadable', 'cannot be listed')
    return
  }
  if (depth > limits.depth) {
    yield note(path, 'folder-too-deep', `lies deeper than ${limits.depth} folders of packages: not walked`)
    return
  }
  for (const entry of entries) {
    const look = format.installed.look(entry)
    if (!look) continue
    const at = `${path}/${entry.name}`
    if (look.store && entry.kind === 'folder') walking.store = true
    if (entry.kind === 'folder' && look.holds === '') yield* holderAt(at, holder, depth + 1, walking)
    else if (entry.kind === 'folder') yield* packageAt(at, holder, look, depth, walking)
    else if (entry.kind === 'file' && look.paper === '') yield found(at, at, holder, walking)
    else (entry.kind === 'link' ? missed.links : missed.empty).push(at)
  }
}

function* packageAt(
  folder: string,
  holder: string,
  look: InstalledEntry,
  depth: number,
  walking: Walking,
): Generator<FoundPackage | FoundNote> {
  const { list, missed } = walking
  const entries: readonly Entry[] | undefined = list(folder)
  if (!entries) {
    yield note(folder, 'folder-unreadable', 'cannot be listed')
    return
  }
  const paper = entries.find(({ name }) => name === look.paper)
  const inner = entries.find(({ name, kind }) => name === look.holds && kind === 'folder')
  if (paper?.kind === 'file') yield found(`${folder}/${paper.name}`, folder, holder, walking)
  else if (!inner) missed.empty.push(folder)
  if (inner) yield* holderAt(`${folder}/${inner.name}`, `${folder}/${inner.name}`, depth + 1, walking)
}

function found(path: string, folder: string, holder: string, { root, format }: Walking): FoundPackage {
  return { kind: 'installed', path, format: format.id, root, holder, name: folder.slice(holder.length + 1), folder }
}

function some(paths: readonly string[]): string {
  const rest = paths.length - 3
  return `${paths.slice(0, 3).map(quoted).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

function note(path: string, code: string, message: string): FoundNote {
  return { path, kind: 'note', note: { code, message: `${quoted(path)} ${message}`, at: path } }
}
