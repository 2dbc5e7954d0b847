import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import { type Disk, digest, type Limits, type NoteList, noteList, Problem, quoted } from '#base'
import { type Pieces, pieceReader } from './byte-pieces.ts'
import { keepingOf } from './image-files.ts'
import {
  keptContent,
  type Layer,
  type LayerBounds,
  layerBounds,
  noteRepeated,
  readLayer,
  takeEntry,
} from './image-layer.ts'
import { type ImageParts, imageParts } from './image-manifest.ts'
import { type ImageTree, imageTree } from './image-tree.ts'
import { compressionOf, type Spent, streamUnpacked } from './stream-unpack.ts'
import { type TarEntry, tarEntries, tarPath } from './tar.ts'
import { looksLikeTar } from './tar-header.ts'

/** An archive, opened: the files that its layers leave. */
export interface OpenedImage {
  tree: ImageTree
  /** `sha256:…` of the image's configuration, which every way to keep an image leaves as it is; undefined of a plain archive. */
  id: string | undefined
  notes: NoteList
}

interface Opening {
  name: string
  limits: Limits
  notes: NoteList
  bounds: LayerBounds
  spent: Spent
}

function opening(name: string, limits: Limits): Opening {
  return { name, limits, notes: noteList(), bounds: layerBounds(limits), spent: { bytes: 0 } }
}

/** Whether bytes are a tar archive, by their start, also inside gzip or zstd. */
export async function isArchive(head: Uint8Array, name: string, limits: Limits): Promise<boolean> {
  if (looksLikeTar(head)) return true
  const how = compressionOf(head)
  if (how !== 'gzip' && how !== 'zstd') return false
  try {
    for await (const piece of streamUnpacked([head], how, name, limits, { bytes: 0 })) return looksLikeTar(piece)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
  }
  return false
}

/** A blob of an archive: what of it may be needed once the manifest is known, which may stand last. */
interface Blob {
  small?: Uint8Array
  layer?: Layer
  /** Why it is no layer; said only when it should be one. */
  fault?: Problem
}

/**
 * Reads a tar archive once, as its bytes come: an image of `docker save` or of an OCI layout, else any other, whose files
 * are taken as they are. Nothing is written anywhere, and a link leads nowhere but inside.
 */
export async function openArchive(pieces: Pieces, name: string, limits: Limits): Promise<OpenedImage> {
  const state = opening(name, limits)
  const blobs = new Map<string, Blob>()
  const links = new Map<string, string>()
  const plain: Layer = { gone: [], opaque: [], steps: [] }
  const outward: string[] = []
  const seen = new Set<string>()
  for await (const entry of tarEntries(await plainPieces(pieces, name, state, true), name, state.bounds, state.notes)) {
    const { path, kind, target } = entry
    noteRepeated(entry, seen, state.notes)
    if (kind === 'link' || kind === 'hard-link') {
      const inside = insideOf(path, kind, target)
      if (inside === undefined) outward.push(path)
      else links.set(path, inside)
    }
    if (kind === 'other')
      state.notes.add('entry-not-read', `${quoted(path)} is a device or of another entry type: not read`, path)
    if (kind === 'file' && isBlob(path)) {
      const blob = await blobOf(entry, state)
      blobs.set(path, blob)
      // Of an archive that is no image, it is a file as any other.
      if (blob.small && keepingOf(path) === 'content') plain.steps.push({ kind, path, content: blob.small })
    }
    // Links out of it are judged when it is known to be no image.
    else if (kind !== 'hard-link' || links.has(path)) await takeEntry(entry, plain, name, state.bounds)
  }
  const at = (path: string) => blobs.get(path) ?? blobs.get(links.get(path) ?? '')
  const parts = imageParts(path => at(path)?.small, name, limits, state.notes)
  if (!parts) return openedPlain(plain, outward, state)
  const layers = parts.layers.map(path => {
    const blob = at(path)
    if (blob?.fault) throw blob.fault
    if (!blob?.layer) throw missing(name, path)
    return blob.layer
  })
  return opened(parts, layers, path => at(path)?.small, state)
}

/** Reads an OCI layout that lies in a folder; undefined where there is none. */
export async function openLayout(
  disk: Pick<Disk, 'chunks' | 'read' | 'list'>,
  folder: string,
  limits: Limits,
): Promise<OpenedImage | undefined> {
  const there = new Set(disk.list(folder)?.flatMap(({ name, kind }) => (kind === 'file' ? [name] : [])))
  if (!there.has('oci-layout') || !there.has('index.json')) return undefined
  const state = opening(folder, limits)
  const known = new Map<string, Set<string>>()
  const has = (path: string) => {
    const slash = path.lastIndexOf('/')
    if (slash < 0) return there.has(path)
    const holder = path.slice(0, slash)
    if (!known.has(holder))
      known.set(
        holder,
        new Set(disk.list(`${folder}/${holder}`)?.flatMap(({ name, kind }) => (kind === 'file' ? [name] : []))),
      )
    return known.get(holder)!.has(path.slice(slash + 1))
  }
  const small = (path: string) => {
    if (path === 'manifest.json' || !has(path)) return undefined
    const bytes = disk.read(`${folder}/${path}`, limits.element, 'element')
    if (path.startsWith('blobs/sha256/')) sameDigest(path, digest(bytes).slice('sha256:'.length), folder)
    return bytes
  }
  const parts = imageParts(small, folder, limits, state.notes)
  if (!parts) return undefined
  const layers = new Map<string, Layer>()
  for (const path of new Set(parts.layers)) {
    if (!has(path)) throw missing(folder, path)
    layers.set(path, await layerOf(disk.chunks(`${folder}/${path}`), path, state, true))
  }
  const inOrder = parts.layers.map(path => layers.get(path)!)
  return opened(parts, inOrder, small, state)
}

function opened(
  parts: ImageParts,
  layers: readonly Layer[],
  small: (path: string) => Uint8Array | undefined,
  state: Opening,
): OpenedImage {
  const config = small(parts.config)
  if (config === undefined) throw missing(state.name, parts.config)
  return { tree: imageTree(layers, state.name, state.limits, state.notes), id: digest(config), notes: state.notes }
}

function openedPlain(plain: Layer, outward: readonly string[], state: Opening): OpenedImage {
  const { name, limits, notes } = state
  const tree = imageTree([plain], name, limits, notes)
  // The root of a system has links from its root; anywhere else they are a trap.
  const isRoot = tree.disk.stat('etc/os-release') ?? tree.disk.stat('usr/lib/os-release')
  if (outward.length > 0 && !isRoot)
    throw new Problem(
      'boms/image-refused',
      `Cannot read ${name}: links lead out of the archive: ${quoted(outward[0])}`,
      {
        at: outward[0]!,
        found: 'links that lead out of it',
      },
    )
  return { tree, id: undefined, notes }
}

/** Where a link leads inside the archive; undefined where it leads out. */
function insideOf(path: string, kind: 'link' | 'hard-link', target: string): string | undefined {
  if (target.startsWith('/') || target.length > 4096) return undefined
  if (kind === 'hard-link') return tarPath(target)
  const parts = path.split('/').slice(0, -1)
  for (const part of target.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined
    } else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/')
}

/** Names of papers and layers in archives of images; anything else of an archive is none. */
function isBlob(path: string): boolean {
  return /^(?:[^/]+\.json|oci-layout)$/.test(path) || isLayer(path)
}

/** As `docker save`, OCI layouts, and builders that have never seen a Docker name their layers (`0.tar`, `sha256:….tar.gz`). */
function isLayer(path: string): boolean {
  return /^(?:blobs\/sha\d+\/[0-9a-f]+|(?:[^/]+\/)?layer\.tar|[^/]+\.(?:tar|tar\.gz|tgz|tar\.zst)|sha256:[0-9a-f]{64})$/.test(
    path,
  )
}

async function blobOf(entry: TarEntry, state: Opening): Promise<Blob> {
  const { path, size } = entry
  if (!isLayer(path)) return { small: await keptContent(entry, size, state.name, state.bounds) }
  const reader = pieceReader(entry.content())
  const first = Buffer.from((await reader.some(1)) ?? [])
  async function* whole() {
    yield first
    for (let part = await reader.some(256 * 1024); part; part = await reader.some(256 * 1024)) yield part
  }
  if (first[0] === 0x7b) {
    const small = await keptContent({ ...entry, content: whole }, size, state.name, state.bounds)
    if (path.startsWith('blobs/sha256/')) sameDigest(path, digest(small).slice('sha256:'.length), state.name)
    return { small }
  }
  try {
    return { layer: await layerOf(whole(), path, state, false) }
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'base/expansion-limit') throw error
    return { fault: error }
  }
}

/** One layer, unpacked as it comes and compared with the digest in its name; `alone` when its bytes have not been counted with an archive's. */
async function layerOf(pieces: Pieces, path: string, state: Opening, alone: boolean): Promise<Layer> {
  const hash = /^blobs\/sha(?:256|512)\//.test(path)
    ? createHash(path.startsWith('blobs/sha256/') ? 'sha256' : 'sha512')
    : undefined
  async function* hashed() {
    for await (const piece of pieces) {
      hash?.update(piece)
      yield piece
    }
  }
  const name = `${state.name}: ${path}`
  const layer = await readLayer(await plainPieces(hashed(), name, state, alone), name, state.bounds, state.notes)
  if (hash) sameDigest(path, hash.digest('hex'), state.name)
  return layer
}

/** The bytes of a tar archive that may be compressed. */
async function plainPieces(pieces: Pieces, name: string, { limits, spent }: Opening, count: boolean): Promise<Pieces> {
  const reader = pieceReader(pieces)
  const head = Buffer.from(await reader.take(6))
  async function* whole() {
    yield head
    for (let part = await reader.some(256 * 1024); part; part = await reader.some(256 * 1024)) yield part
  }
  const how = compressionOf(head)
  if (how === 'gzip' || how === 'zstd') return streamUnpacked(whole(), how, name, limits, spent)
  if (how !== 'none')
    throw new Problem('boms/image-refused', `Cannot read ${name}: it is compressed with ${how}, which is not read`, {
      wanted: 'gzip, zstd or none',
      found: how,
    })
  return count ? counted(whole(), name, limits, spent) : whole()
}

async function* counted(
  pieces: AsyncIterable<Uint8Array>,
  name: string,
  limits: Limits,
  spent: Spent,
): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    spent.bytes += piece.length
    if (spent.bytes > limits.bytes)
      throw new Problem('base/too-large', `Cannot read ${name}: larger than the limit of ${limits.bytes} bytes`, {
        next: `raise it with --limit bytes=${limits.bytes * 4}`,
      })
    yield piece
  }
}

function sameDigest(path: string, found: string, name: string): void {
  const wanted = path.slice(path.lastIndexOf('/') + 1)
  if (found !== wanted)
    throw new Problem(
      'boms/image-refused',
      `Cannot read ${name}: the digest of ${path} differs: its content is not what the image names`,
      {
        at: path,
        wanted,
        found,
      },
    )
}

function missing(name: string, path: string): Problem {
  return new Problem('boms/image-refused', `Cannot read ${name}: ${quoted(path)} is named and not there`, { at: path })
}
