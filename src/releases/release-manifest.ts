import { type Limits, Problem, parseJson, quoted } from '#base'

/** What a file of a release is. */
export const artefactKinds = [
  'artefact',
  'source',
  'bom',
  'unit-bom',
  'vex',
  'provenance',
  'evidence',
  'checksums',
] as const
export type ArtefactKind = (typeof artefactKinds)[number]

/** A file that a release consists of. */
export interface Artefact {
  /** Relative to the folder of the release, with `/`. */
  path: string
  kind: ArtefactKind
  /** In hex. */
  sha256: string
  size: number
}

/**
 * `release.json`: every file of a release, so that one that is missing and one that does not belong are both seen. It declares all but
 * itself and signatures, which stand beside what they sign as `NAME.sigstore.json`.
 */
export interface ReleaseManifest {
  schema: 'millcert-release/1'
  name: string
  version: string
  /** Null where what is released stands in no repository. */
  source: { commit: string; tree: string } | null
  artefacts: Artefact[]
}

/** The name of the manifest in the folder of a release. */
export const manifestName = 'release.json'
/** What stands behind the name of what a bundle signs. */
export const bundleEnd = '.sigstore.json'

/** The manifest as it is written: sorted, two blanks, a newline at its end; the same release gives the same bytes. */
export function manifestText(manifest: ReleaseManifest): string {
  const artefacts = manifest.artefacts.toSorted((a, b) => (a.path < b.path ? -1 : 1))
  const { schema, name, version, source } = manifest
  return `${JSON.stringify({ schema, name, version, source, artefacts }, undefined, 2)}\n`
}

const hex = (length: number) => new RegExp(`^[0-9a-f]{${length}}$`)

/** Reads a manifest. Throws a Problem for what is none: a path that leads out of the folder or stands twice, an unknown kind, no digest. */
export function readManifest(bytes: Uint8Array, limits: Limits, path: string): ReleaseManifest {
  const read = parseJson(bytes, limits, path) as Partial<ReleaseManifest> | null
  const bad = (what: string, at: string) =>
    new Problem('releases/bad-manifest', `Cannot read ${path}: ${what} at ${at}`, { at, wanted: 'millcert-release/1' })
  if (typeof read !== 'object' || read === null || read.schema !== 'millcert-release/1')
    throw bad('it is no millcert-release/1', '/schema')
  for (const field of ['name', 'version'] as const)
    if (typeof read[field] !== 'string' || read[field] === '') throw bad('no text', `/${field}`)
  const { source } = read
  if (
    source !== null &&
    !(source && hex(40).test(`${source.commit}`) && hex(40).test(`${source.tree}`)) &&
    !isLong(source)
  )
    throw bad('no commit and tree', '/source')
  if (!Array.isArray(read.artefacts) || read.artefacts.length === 0) throw bad('no list of artefacts', '/artefacts')
  const seen = new Set<string>()
  for (const [index, one] of (read.artefacts as unknown[]).entries()) {
    const at = `/artefacts/${index}`
    const { path: file, kind, sha256, size } = (one ?? {}) as Partial<Artefact>
    if (typeof file !== 'string' || !insidePath(file))
      throw bad(`${quoted(file ?? '')} is no path inside the folder`, at)
    if (file === manifestName || file.endsWith(bundleEnd))
      throw bad(`${quoted(file)} declares itself or a signature`, at)
    if (seen.has(file)) throw bad(`${quoted(file)} stands twice`, at)
    if (!artefactKinds.some(known => known === kind)) throw bad(`${quoted(kind ?? '')} is no kind`, at)
    if (typeof sha256 !== 'string' || !hex(64).test(sha256)) throw bad('no SHA-256 in hex', at)
    if (!Number.isSafeInteger(size) || size! < 0) throw bad('no size', at)
    seen.add(file)
  }
  return read as ReleaseManifest
}

/** Repositories of SHA-256 have longer ids. */
function isLong(source: ReleaseManifest['source'] | undefined): boolean {
  return Boolean(source && hex(64).test(`${source.commit}`) && hex(64).test(`${source.tree}`))
}

/** Whether a path stays in its folder on every system: no `..`, no drive, no backslash, no control character. */
export function insidePath(path: string): boolean {
  if (path.length > 1024 || /[\\:\p{C}]/u.test(path) || path.startsWith('/')) return false
  return path.split('/').every(part => part !== '' && part !== '.' && part !== '..')
}
