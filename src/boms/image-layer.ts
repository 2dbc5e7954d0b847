import { Buffer } from 'node:buffer'
import { type Limits, type NoteList, Problem, quoted } from '#base'
import type { Pieces } from './byte-pieces.ts'
import { databases, keepingOf, mostDatabase, mostKept } from './image-files.ts'
import { jarContent, loadJars, mostJar, packedContent } from './jar-file.ts'
import { type TarBounds, type TarEntry, tarEntries, tarPath } from './tar.ts'

/** One thing that a layer does to the tree below it, in its order. A text is a file that is not looked at, or a folder with a slash behind it. */
export type LayerStep =
  | string
  | { kind: 'file'; path: string; content: Uint8Array | undefined }
  | { kind: 'link'; path: string; target: string }
  | { kind: 'hard-link'; path: string; target: string }

/** What is kept of a layer (OCI image specification 1.1, "Image Layer Filesystem Changeset"). */
export interface Layer {
  /** Paths that are taken away of the layers below. */
  gone: string[]
  /** Folders of which nothing of the layers below is seen. */
  opaque: string[]
  steps: LayerStep[]
}

/** What is counted over all layers of an image. */
export interface LayerBounds extends TarBounds {
  /** Bytes of kept files. */
  kept: number
}

export function layerBounds(limits: Limits): LayerBounds {
  return { limits, entries: 0, kept: 0 }
}

/** Reads one layer as its bytes come; only what may list packages is kept. */
export async function readLayer(pieces: Pieces, name: string, bounds: LayerBounds, notes: NoteList): Promise<Layer> {
  const layer: Layer = { gone: [], opaque: [], steps: [] }
  const seen = new Set<string>()
  for await (const entry of tarEntries(pieces, name, bounds, notes)) {
    noteRepeated(entry, seen, notes)
    await takeEntry(entry, layer, name, bounds)
  }
  return layer
}

/** Of two entries with one path the last one stands once they are unpacked, and the first is what another reader may show. */
export function noteRepeated({ path, kind }: TarEntry, seen: Set<string>, notes: NoteList): void {
  if (kind === 'folder' || (keepingOf(path) === undefined && !/^[^/]+\.json$|^oci-layout$/.test(path))) return
  if (seen.has(path))
    notes.add('entry-repeated', `${quoted(path)} stands in the archive more than once: the last one counts`, path)
  seen.add(path)
}

/** Adds an entry to a layer: whiteouts as such, files as far as they are looked at. */
export async function takeEntry(entry: TarEntry, layer: Layer, name: string, bounds: LayerBounds): Promise<void> {
  const { path, kind, target } = entry
  if (path === '') return
  const slash = path.lastIndexOf('/')
  const last = path.slice(slash + 1)
  const folder = slash < 0 ? '' : path.slice(0, slash)
  if (last === '.wh..wh..opq') layer.opaque.push(folder)
  // Other names that begin so are aufs' own.
  else if (last.startsWith('.wh..wh.')) return
  else if (last.startsWith('.wh.')) {
    const gone = last.slice('.wh.'.length)
    if (gone === '' || gone === '.' || gone === '..')
      throw new Problem('boms/image-refused', `Cannot read ${name}: a whiteout of nothing: ${quoted(path)}`, {
        at: path,
      })
    layer.gone.push(folder === '' ? gone : `${folder}/${gone}`)
  } else if (kind === 'folder') layer.steps.push(`${path}/`)
  else if (kind === 'link') layer.steps.push({ kind, path, target })
  else if (kind === 'hard-link') {
    const inside = tarPath(target)
    if (inside === undefined)
      throw new Problem('boms/image-refused', `Cannot read ${name}: links out of the archive: ${quoted(path)}`, {
        at: path,
      })
    layer.steps.push({ kind, path, target: inside })
  } else layer.steps.push(kind === 'file' ? await fileStep(entry, name, bounds) : path)
}

async function fileStep(entry: TarEntry, name: string, bounds: LayerBounds): Promise<LayerStep> {
  const { path, size } = entry
  const keeping = keepingOf(path)
  if (keeping === undefined) return path
  if (keeping === 'java') return { kind: 'file', path, content: await javaContent(entry, size, bounds) }
  // A database too large to hold is noted, and the rest of the image read.
  const large = databases.test(path) && size > bounds.limits.element
  const tooLarge = large && (size > mostDatabase || bounds.kept + size > mostKept(bounds.limits))
  if (keeping === 'name' || tooLarge) return { kind: 'file', path, content: undefined }
  if (large) return { kind: 'file', path, content: await content(entry, size, bounds) }
  return { kind: 'file', path, content: await keptContent(entry, size, name, bounds) }
}

/** The content of a file that is to be read; over `limits.element`, or over what memory holds, it is refused. */
export async function keptContent(
  entry: TarEntry,
  size: number,
  name: string,
  bounds: LayerBounds,
): Promise<Uint8Array> {
  const { limits } = bounds
  if (size > limits.element)
    throw new Problem(
      'base/too-large',
      `Cannot read ${name}: ${quoted(entry.path)} is larger than the limit of ${limits.element} bytes`,
      {
        at: entry.path,
        next: `raise it with --limit element=${size}`,
      },
    )
  if (bounds.kept + size > mostKept(limits))
    throw new Problem(
      'boms/too-much-kept',
      `Cannot read ${name}: lists of packages in it are over ${mostKept(limits)} bytes`,
      {
        at: entry.path,
      },
    )
  return content(entry, size, bounds)
}

/** What is in a Java archive, which itself is not kept; undefined where it cannot be read. */
async function javaContent(entry: TarEntry, size: number, bounds: LayerBounds): Promise<Uint8Array | undefined> {
  const { limits } = bounds
  if (size > Math.min(mostJar, limits.bytes)) return undefined
  await loadJars()
  const found = jarContent(await gathered(entry), entry.path.slice(entry.path.lastIndexOf('/') + 1), limits)
  const packed = found && packedContent(found)
  if (packed === undefined || bounds.kept + packed.length > mostKept(limits)) return undefined
  bounds.kept += packed.length
  return packed
}

async function content(entry: TarEntry, size: number, bounds: LayerBounds): Promise<Uint8Array> {
  bounds.kept += size
  return gathered(entry)
}

async function gathered(entry: TarEntry): Promise<Uint8Array> {
  const parts: Buffer[] = []
  for await (const piece of entry.content()) parts.push(Buffer.from(piece))
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts)
}
