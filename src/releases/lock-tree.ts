import { type Disk, type Limits, type Note, Problem, quoted } from '#base'

/** What the lock check takes of the world: files, bounds, and the time by which dates are judged. */
export interface LockWorld {
  readonly disk: Pick<Disk, 'chunks' | 'read' | 'list' | 'stat'>
  readonly limits: Limits
  now(): number
}

/** A folder that is looked at, with every file below it; or one named file, with what lies beside it to compare it with. */
export interface LockTree {
  /** The folder, without a slash at its end; empty for the one we are in. */
  root: string
  /** Paths of all files, relative to the root. */
  files: readonly string[]
  known: ReadonlySet<string>
  /** Those that are to be checked: all of the folder, or the named one. */
  chosen: readonly string[]
  /** One file was named. */
  named: boolean
  notes: Note[]
}

/** The work of version control, and folders of installed packages: what is in them is pinned elsewhere, or by nobody. */
const passed =
  /^(?:\.git|\.hg|\.svn|\.bzr|CVS|node_modules|site-packages|\.venv|\.tox|__pycache__|bower_components|Pods|\.gradle|\.terraform)$/

/**
 * Files at and below a path, folders in code unit order. Links are never followed. Not walked: version control, installed packages,
 * Python environments, `vendor` beside a go.mod or composer.json. Over `limits.files` entries it throws `boms/too-many-files`.
 */
export function treeAt(world: LockWorld, path: string): LockTree {
  const found = world.disk.stat(path)
  if (found === undefined)
    throw new Problem('base/not-found', `Cannot read ${path}: there is no such file or folder`, { at: path })
  if (found.kind === 'folder') {
    const root = path === '.' ? '' : path.replace(/(?<=[^/])\/+$/, '')
    const notes: Note[] = []
    const files = [...filesBelow(world, root, notes)]
    return { root, files, known: new Set(files), chosen: files, named: false, notes }
  }
  const slash = path.lastIndexOf('/')
  const root = slash < 0 ? '' : path.slice(0, slash) || '/'
  const beside = (world.disk.list(root === '' ? '.' : root) ?? []).flatMap(({ name, kind }) =>
    kind === 'file' ? [name] : [],
  )
  const name = path.slice(slash + 1)
  return { root, files: beside, known: new Set([...beside, name]), chosen: [name], named: true, notes: [] }
}

function* filesBelow({ disk, limits }: LockWorld, root: string, notes: Note[]): Generator<string> {
  const open = [{ path: '', depth: 0 }]
  let looked = 0
  for (let folder = open.pop(); folder; folder = open.pop()) {
    const entries = disk.list(inTree(root, folder.path))
    if (!entries) {
      notes.push({ code: 'folder-unreadable', message: `${quoted(folder.path)} cannot be listed`, at: folder.path })
      continue
    }
    looked += entries.length
    if (looked > limits.files)
      throw new Problem(
        'boms/too-many-files',
        `Cannot walk ${quoted(root || '.')}: more than ${limits.files} files and folders`,
        { at: root, next: `name a folder inside it, or raise it with --limit files=${limits.files * 4}` },
      )
    if (folder.depth > 0 && entries.some(({ name }) => name === 'pyvenv.cfg')) continue
    const vendored = entries.some(({ name }) => name === 'go.mod' || name === 'composer.json')
    const inside: typeof open = []
    for (const { name, kind } of entries) {
      const path = folder.path === '' ? name : `${folder.path}/${name}`
      if (kind === 'file') yield path
      else if (kind !== 'folder' || passed.test(name) || (name === 'vendor' && vendored)) continue
      else if (folder.depth < limits.depth) inside.push({ path, depth: folder.depth + 1 })
      else notes.push({ code: 'folder-too-deep', message: `${quoted(path)} lies too deep: not walked`, at: path })
    }
    open.push(...inside.reverse())
  }
}

/** A path of the tree as the disk knows it. */
export function inTree(root: string, path: string): string {
  if (path === '') return root === '' ? '.' : root
  return root === '' ? path : root.endsWith('/') ? root + path : `${root}/${path}`
}

/** Whether a plain file is below a folder, no link on the way. */
export function isFileBelow({ disk }: LockWorld, root: string, path: string): boolean {
  const parts = path.split('/')
  return parts.every((name, index) => {
    const wanted = index === parts.length - 1 ? 'file' : 'folder'
    const folder = inTree(root, parts.slice(0, index).join('/'))
    return disk.list(folder)?.some(entry => entry.name === name && entry.kind === wanted) ?? false
  })
}

/** The folder of a path, empty for the root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : path.slice(0, slash)
}

export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** A path relative to a folder of the tree, without `.` and `..`; undefined where it leads out of the tree or is absolute. */
export function joinPath(folder: string, path: string): string | undefined {
  if (path.startsWith('/') || path.length > 4096) return undefined
  const parts = folder === '' ? [] : folder.split('/')
  for (const part of path.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined
    } else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/')
}
