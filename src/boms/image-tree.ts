import { type Disk, type Entry, type Limits, type NoteList, Problem, quoted } from '#base'
import { keepingOf } from './image-files.ts'
import type { Layer, LayerStep } from './image-layer.ts'

interface Node {
  kind: Entry['kind']
  content: Uint8Array | undefined
  target: string
  children: Map<string, Node> | undefined
}

/** The files that all layers together leave, as far as they are looked at. Read like a disk: paths are relative to the root. */
export interface ImageTree {
  disk: Pick<Disk, 'chunks' | 'read' | 'list' | 'stat'>
  /** Paths of all files, in code unit order of their parts. */
  files(): IterableIterator<string>
  /** Where a link at a path leads, as it is written; undefined where there is none. Links on the way are not followed. */
  linkAt(path: string): string | undefined
}

/** Links that one path may lead through (Linux, path_resolution(7), MAXSYMLINKS). */
const mostLinks = 40

/** Parts of paths that are gone through to lay all layers; an image of a million files ten folders deep has half of them. */
const mostParts = 20_000_000

/**
 * Lays layers over one another, the lowest first: what a layer takes away goes before anything of it is added, and only of
 * the layers below it. A path through a link leads where the link does inside the image, never above its root. Throws
 * `boms/too-many-files` over `limits.files` files and folders that are kept, or entries of layers that are laid: an image may
 * name one layer as often as it likes. Throws `boms/image-refused` over 20,000,000 folders that the paths lead through.
 */
export function imageTree(layers: readonly Layer[], name: string, limits: Limits, notes: NoteList): ImageTree {
  const root = folder()
  const laying = { root, made: 0, laid: 0, parts: 0, name, limits }
  for (const [index, layer] of layers.entries()) {
    const { gone, opaque, steps } = layer
    if (layer === layers[index - 1] && isPlain(layer)) continue
    countLaid(laying, gone.length + opaque.length + steps.length)
    for (const path of opaque) {
      const node = path === '' ? root : find(laying, path, false)?.node
      if (node?.kind === 'folder') node.children = new Map()
    }
    for (const path of gone) remove(laying, path)
    for (const step of steps) take(laying, step, notes)
  }
  return treeOf(laying)
}

/** Whether a layer changes nothing where it has just been laid: links may lead its own files elsewhere the second time. */
function isPlain({ steps }: Layer): boolean {
  return steps.every(step => typeof step === 'string' || step.kind === 'file')
}

function countLaid(laying: Laying, steps: number): void {
  const { name, limits } = laying
  laying.laid += steps
  if (laying.laid > limits.files)
    throw new Problem('boms/too-many-files', `Cannot read ${name}: its layers have more than ${limits.files} entries`, {
      wanted: `at most ${limits.files}`,
      next: `raise it with --limit files=${limits.files * 4}`,
    })
}

interface Laying {
  root: Node
  made: number
  /** Entries of layers, each as often as its layer is laid. */
  laid: number
  /** Parts of paths gone through, also of those that links lead to. */
  parts: number
  name: string
  limits: Limits
}

function folder(): Node {
  return { kind: 'folder', content: undefined, target: '', children: new Map() }
}

function take(laying: Laying, step: LayerStep, notes: NoteList): void {
  if (typeof step === 'string') {
    const path = step.endsWith('/') ? step.slice(0, -1) : step
    const there = find(laying, path, false)
    // A folder goes on where one is; it stands in place of anything else, and a file in place of a folder.
    if (there?.node && !(step.endsWith('/') && there.node.kind === 'folder')) there.holder.children!.delete(there.last)
    return
  }
  const { path } = step
  let node: Node
  if (step.kind === 'hard-link') {
    const linked = linkedNode(laying, step)
    if (linked === undefined) {
      remove(laying, path)
      return
    }
    node = linked
  } else if (step.kind === 'link') node = { kind: 'link', content: undefined, target: step.target, children: undefined }
  else node = { kind: 'file', content: step.content, target: '', children: undefined }
  const at = find(laying, path, true)
  if (at) at.holder.children!.set(at.last, node)
  else notes.add('link-not-followed', `${quoted(path)} lies behind links that lead nowhere: not read`, path)
}

/**
 * What a hard link is: the same as the file it names. That file may have a name by which nothing is kept, as those in the store of a
 * package manager have: then the link is a file that cannot be read, where it has a name that counts.
 */
function linkedNode(laying: Laying, { path, target }: Extract<LayerStep, { kind: 'hard-link' }>): Node | undefined {
  const node = find(laying, target, false)?.node
  if (node !== undefined && node.kind !== 'folder') return { ...node }
  return keepingOf(path) && { kind: 'file', content: undefined, target, children: undefined }
}

function remove(laying: Laying, path: string): void {
  const found = find(laying, path, false)
  if (found?.node) found.holder.children!.delete(found.last)
}

interface Found {
  holder: Node
  last: string
  node: Node | undefined
}

/** Where a path leads: links on the way are followed inside the root, the last part is not. Folders on the way are made when asked for. */
function find(laying: Laying, path: string, make: boolean): Found | undefined {
  const trail: Node[] = [laying.root]
  // The next part stands last.
  const parts = path.split('/').reverse()
  let links = 0
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    if (++laying.parts > mostParts)
      throw new Problem(
        'boms/image-refused',
        `Cannot read ${laying.name}: its paths lead through more than ${mostParts} folders`,
        { at: path.slice(0, 200), found: 'paths through too many folders and links' },
      )
    if (part === '' || part === '.') continue
    if (part === '..') {
      if (trail.length > 1) trail.pop()
      continue
    }
    const holder = trail.at(-1)!
    const next = holder.children!.get(part)
    if (parts.length === 0) return { holder, last: part, node: next }
    if (next?.kind === 'folder') trail.push(next)
    else if (next?.kind === 'link') {
      if (++links > mostLinks || next.target.length > 4096) return undefined
      if (next.target.startsWith('/')) trail.length = 1
      parts.push(...next.target.split('/').reverse())
    } else if (make) trail.push(madeFolder(laying, holder, part))
    else return undefined
  }
  return undefined
}

function madeFolder(laying: Laying, holder: Node, part: string): Node {
  const { name, limits } = laying
  if (++laying.made > limits.files)
    throw new Problem('boms/too-many-files', `Cannot read ${name}: more than ${limits.files} folders`, {
      wanted: `at most ${limits.files}`,
      next: `raise it with --limit files=${limits.files * 4}`,
    })
  const node = folder()
  holder.children!.set(part, node)
  return node
}

function treeOf({ root }: Laying): ImageTree {
  const at = (path: string): Node | undefined => {
    let node: Node | undefined = root
    for (const part of path.split('/')) if (part !== '' && part !== '.') node = node?.children?.get(part)
    return node
  }
  const contentOf = (path: string): Uint8Array => {
    const { content, kind, target } = at(path) ?? {}
    if (kind === 'file' && target)
      throw new Problem(
        'boms/link-unread',
        `Cannot read ${path}: it is a hard link to ${quoted(target)}, which has a name by which nothing is kept`,
        { at: path, found: `a hard link to ${quoted(target)}`, next: 'unpack the image and scan the folder' },
      )
    if (content === undefined)
      throw new Problem('base/not-found', `Cannot read ${path}: there is no such file in the image`, { at: path })
    return content
  }
  return {
    disk: {
      chunks: path => [contentOf(path)],
      read: path => contentOf(path),
      stat(path) {
        const node = at(path)
        if (!node) return undefined
        const kind = node.kind === 'link' ? 'other' : node.kind
        return { kind, size: node.content?.length ?? 0, modified: 0 }
      },
      list: path => {
        const node = at(path)
        return node?.kind === 'folder' ? sorted(node).map(([name, { kind }]) => ({ name, kind })) : undefined
      },
    },
    files: () => filesOf(root),
    linkAt(path) {
      const node = at(path)
      return node?.kind === 'link' ? node.target : undefined
    },
  }
}

function sorted(node: Node): [string, Node][] {
  return [...node.children!].sort(([a], [b]) => (a < b ? -1 : 1))
}

function* filesOf(root: Node): Generator<string> {
  const open: [string, Node][] = [['', root]]
  for (let next = open.pop(); next; next = open.pop()) {
    const [path, node] = next
    if (node.kind === 'file') yield path
    if (node.kind !== 'folder') continue
    for (const [name, child] of sorted(node).reverse()) open.push([path === '' ? name : `${path}/${name}`, child])
  }
}
