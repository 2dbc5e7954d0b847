import { Buffer } from 'node:buffer'
import { allowance, type Limits } from '#base'
import { loadZip, unpackedEntry, type ZipEntry, zipEntries } from './zip-directory.ts'

/** A package in a Java archive. */
export interface JarPackage {
  group: string | undefined
  name: string
  version: string | undefined
  /** Where in the archive: `BOOT-INF/lib/valve-1.2.jar`; empty for the archive itself and what was put together in it. */
  place: string
  /** Who says what it is: Maven, which leaves its coordinates; the manifest, in words; the name of the file. */
  by: 'pom' | 'manifest' | 'file'
  /** SHA-1 of the archive that is this package, lower-case hex. */
  sha1: string | undefined
}

/** What is in an archive, and archives in it that could not be read. */
export interface JarContent {
  packages: JarPackage[]
  unread: string[]
}

let hashing: typeof import('node:crypto') | undefined

/** Loads what `jarContent` needs, once; before it that is a bug. */
export async function loadJars(): Promise<void> {
  hashing ??= await import('node:crypto')
  await loadZip()
}

export const javaArchive = /\.(?:jar|war|ear)$/i

/** Bytes of one archive, which is held while it is read. */
export const mostJar = 256 * 1024 ** 2

/** Archives in archives: an application in an archive for a server has its libraries two below. */
const deepest = 4
const mostFiles = 300_000
const mostArchives = 20_000
/** Bytes of one descriptor. */
const mostText = 1024 ** 2
/** Bytes that all archives in one archive unpack to, together. */
const mostUnpacked = 1024 ** 3

interface Spent {
  /** Bytes that may still be unpacked. */
  left: number
  archives: number
}

/**
 * What is in a Java archive (JAR file specification; Maven Archiver leaves `META-INF/maven/<group>/<artifact>/pom.properties`),
 * and in those that lie in it. Undefined where the bytes are no archive. `file` is its name. Bounded by `limits.ratio` and a GiB
 * in all.
 */
export function jarContent(bytes: Uint8Array, file: string, limits: Limits): JarContent | undefined {
  const content: JarContent = { packages: [], unread: [] }
  const spent = { left: Math.min(mostUnpacked, allowance(bytes.length, limits)), archives: 0 }
  return take(bytes, file, '', 0, content, spent) ? content : undefined
}

/** As deep as archives lie in archives, which is bounded. */
function take(
  bytes: Uint8Array,
  file: string,
  place: string,
  depth: number,
  content: JarContent,
  spent: Spent,
): boolean {
  const entries = zipEntries(bytes, mostFiles)
  if (!entries) return false
  content.packages.push(...packagesOf(bytes, entries, file, place, spent))
  for (const entry of entries) {
    if (!javaArchive.test(entry.name)) continue
    const inside = place === '' ? entry.name : `${place}!/${entry.name}`
    const inner =
      depth + 1 < deepest && ++spent.archives <= mostArchives
        ? unpackedEntry(bytes, entry, Math.min(mostJar, spent.left))
        : undefined
    spent.left -= inner?.length ?? 0
    const name = entry.name.slice(entry.name.lastIndexOf('/') + 1)
    if (!inner || !take(inner, name, inside, depth + 1, content, spent)) {
      content.unread.push(inside)
      content.packages.push({ ...namedByFile(name), place: inside, sha1: undefined })
    }
  }
  return true
}

type Named = Pick<JarPackage, 'group' | 'name' | 'version' | 'by'>

/** The archive itself and what was put together in it. */
function packagesOf(
  bytes: Uint8Array,
  entries: readonly ZipEntry[],
  file: string,
  place: string,
  spent: Spent,
): JarPackage[] {
  const textOf = (entry: ZipEntry): string | undefined => {
    const text = unpackedEntry(bytes, entry, Math.min(mostText, spent.left))
    spent.left -= text?.length ?? 0
    return text?.toString('utf8')
  }
  const poms = new Map<string, Named>()
  for (const entry of entries) {
    if (!/^META-INF\/maven\/[^/]{1,200}\/[^/]{1,200}\/pom\.properties$/.test(entry.name)) continue
    const pom = pomOf(textOf(entry))
    if (pom) poms.set(`${pom.group} ${pom.name} ${pom.version}`, pom)
  }
  const all = [...poms.values()]
  const sha1 = hashing!.createHash('sha1').update(bytes).digest('hex')
  const own = all.length === 1 ? all[0] : ownOf(all, file)
  const packages: JarPackage[] = all.map(pom => ({ ...pom, place, sha1: pom === own ? sha1 : undefined }))
  if (own) return packages
  const manifest = entries.find(({ name }) => name.toUpperCase() === 'META-INF/MANIFEST.MF')
  const named = manifest && namedByManifest(textOf(manifest) ?? '', file)
  return [{ ...(named ?? namedByFile(file)), place, sha1 }, ...packages]
}

/** Of several put together, the one that the file is called after. */
function ownOf(poms: readonly Named[], file: string): Named | undefined {
  const base = file.replace(javaArchive, '')
  return (
    poms.find(({ name, version }) => base === `${name}-${version}`) ??
    poms
      .filter(({ name }) => base === name || base.startsWith(`${name}-`))
      .sort((a, b) => b.name.length - a.name.length)[0]
  )
}

const part = /^[\w.-]{1,200}$/

/** Lines of a descriptor, which has four or five. */
const mostLines = 1000

/** One of the three properties that name a package, behind blanks, `=` or `:` its value. By steps: a pattern tries runs of blanks in every way. */
function propertyOf(line: string): [key: string, value: string] | undefined {
  const text = line.trim()
  const key = /^(?:groupId|artifactId|version)(?=[=:\s])/.exec(text)?.[0]
  if (key === undefined) return undefined
  const rest = text.slice(key.length).trimStart()
  const value = (/^[=:]/.test(rest) ? rest.slice(1) : rest).trimStart()
  return value.length > 400 ? undefined : [key, value]
}

function pomOf(text: string | undefined): Named | undefined {
  const fields = new Map<string, string>()
  for (const line of (text ?? '').split(/\r?\n|\r/, mostLines)) {
    const [key, value] = propertyOf(line) ?? []
    if (key !== undefined && value !== undefined && !fields.has(key)) fields.set(key, value.replace(/\\(.)/g, '$1'))
  }
  const [group, name, version] = [fields.get('groupId'), fields.get('artifactId'), fields.get('version')]
  if (group === undefined || name === undefined || !part.test(group) || !part.test(name)) return undefined
  // A property that was not filled in is no version.
  return { group, name, version: version && /^[^\s${}]{1,200}$/.test(version) ? version : undefined, by: 'pom' }
}

/** Titles of manifests are words for people: one with blanks is no name, and the file's is taken for it. */
function namedByManifest(text: string, file: string): Named | undefined {
  const fields = mainSection(text)
  const version = [
    fields.get('implementation-version'),
    fields.get('bundle-version'),
    fields.get('specification-version'),
  ].find(found => found !== undefined && /^[^\s${}]{1,200}$/.test(found))
  const name = [fields.get('implementation-title'), fields.get('bundle-symbolicname')?.split(';', 1)[0]?.trim()].find(
    found => found !== undefined && part.test(found),
  )
  if (name === undefined && version === undefined) return undefined
  const called = namedByFile(file)
  return { group: undefined, name: name ?? called.name, version: version ?? called.version, by: 'manifest' }
}

/** Fields by name in lower case; a line that starts with a blank goes on with the one before (JAR file specification). */
function mainSection(text: string): Map<string, string> {
  const fields = new Map<string, string>()
  const lines = text.replace(/\r\n?/g, '\n').split('\n\n', 1)[0]!.replaceAll('\n ', '').split('\n')
  for (const line of lines.slice(0, 10_000)) {
    const colon = line.indexOf(':')
    if (colon > 0) fields.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim())
  }
  return fields
}

/** `name-1.2.3.jar`. */
export function namedByFile(file: string): Named {
  const base = file.replace(javaArchive, '')
  const found = /^(.{1,200}?)-(\d[\w.+-]{0,100})$/.exec(base)
  return { group: undefined, name: found?.[1] ?? base, version: found?.[2], by: 'file' }
}

/** Content as bytes, to be kept where the archive itself would be too large, and back; undefined for other bytes. */
export function packedContent(content: JarContent): Uint8Array {
  return Buffer.from(JSON.stringify(content))
}

export function unpackedContent(bytes: Uint8Array): JarContent {
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as JarContent
}
