import { type Limits, type NoteList, Problem, parseJson, quoted } from '#base'
import { isFields, textOf } from './json-members.ts'

/** Small papers of an image by their paths; undefined where there is none. */
export type ReadSmall = (path: string) => Uint8Array | undefined

/** Where the parts of an image stand. */
export interface ImageParts {
  config: string
  /** The lowest first. */
  layers: string[]
}

/** Indexes may name indexes (OCI image index 1.1); nobody nests them deeper. */
const deepest = 4

/**
 * The parts of the one image that is read of an archive of `docker save` (`manifest.json`) or of an OCI layout
 * (`index.json`); undefined where there is neither. Of several images the first is read and the others are noted; statements about
 * an image (attestations) are none.
 */
export function imageParts(read: ReadSmall, name: string, limits: Limits, notes: NoteList): ImageParts | undefined {
  const json = (path: string): unknown => {
    const bytes = read(path)
    return bytes && parseJson(bytes, limits, `${name}: ${path}`)
  }
  const saved = json('manifest.json')
  if (Array.isArray(saved) && saved.length > 0 && saved.every(one => isFields(one) && Array.isArray(one['Layers'])))
    return savedParts(saved, name, notes)
  const index = read('oci-layout') === undefined ? undefined : json('index.json')
  return index === undefined ? undefined : layoutParts(index, json, name, notes)
}

function savedParts(saved: readonly unknown[], name: string, notes: NoteList): ImageParts {
  noteOthers(saved.length, name, notes)
  const first = isFields(saved[0]) ? saved[0] : {}
  const config = textOf(first['Config'])
  const layers = (Array.isArray(first['Layers']) ? first['Layers'] : []).map(textOf)
  if (config === undefined || layers.includes(undefined))
    throw refused(name, 'no Config and Layers at manifest.json: /0')
  return { config, layers: layers.filter(layer => layer !== undefined) }
}

function layoutParts(index: unknown, json: (path: string) => unknown, name: string, notes: NoteList): ImageParts {
  let at = 'index.json'
  let found = index
  for (let depth = 0; depth < deepest; depth++) {
    if (!isFields(found)) throw refused(name, `no manifest at ${at}`)
    if (Array.isArray(found['layers'])) {
      const config = blobOf(found['config'], name, at)
      return { config, layers: found['layers'].map(layer => blobOf(layer, name, at)) }
    }
    const images = (Array.isArray(found['manifests']) ? found['manifests'] : []).filter(isImage)
    // An index copied for one platform names the others too, whose blobs are not there.
    const there = images.map(one => blobOf(one, name, at)).filter(path => json(path) !== undefined)
    if (there.length === 0) throw refused(name, `no image at ${at}`)
    noteOthers(new Set(there).size, name, notes)
    at = there[0]!
    found = json(at)
  }
  throw refused(name, `indexes nested deeper than ${deepest} at ${at}`)
}

function isImage(one: unknown): boolean {
  if (!isFields(one)) return true
  const { platform, annotations } = one
  if (isFields(annotations) && annotations['vnd.docker.reference.type'] !== undefined) return false
  return !(isFields(platform) && platform['os'] === 'unknown')
}

/** `blobs/sha256/<hex>` (OCI image layout 1.1). */
function blobOf(descriptor: unknown, name: string, at: string): string {
  const digest = isFields(descriptor) ? textOf(descriptor['digest']) : undefined
  const found = digest === undefined ? null : /^(sha256|sha512):([0-9a-f]{64}|[0-9a-f]{128})$/.exec(digest)
  if (!found) throw refused(name, `no digest at ${at}: ${quoted(digest ?? '')}`)
  return `blobs/${found[1]}/${found[2]}`
}

function noteOthers(count: number, name: string, notes: NoteList): void {
  if (count > 1) notes.add('image-not-read', `${quoted(name)} has ${count} images: only the first was read`)
}

function refused(name: string, what: string): Problem {
  return new Problem('boms/image-refused', `Cannot read ${name}: ${what}`, { found: what })
}
