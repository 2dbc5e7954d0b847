import { Buffer } from 'node:buffer'
import { canonicalJson, digest, type Limits, Problem, parseJson, quoted } from '#base'
import type { FeedEntry, Manifest, SegmentEntry } from './manifest.ts'
import { manifestFault } from './manifest-check.ts'

/** What an export says and its signature is over: the database with the digest of each of its files, and what wrote it. */
export interface ExportStatement {
  schema: 'millcert-export/1'
  tool: { name: 'millcert'; version: string }
  manifest: Manifest
}

const schema = 'millcert-export/1'
const feedMembers: Readonly<Record<keyof FeedEntry, true>> = {
  id: true,
  records: true,
  withdrawn: true,
  refused: true,
  newest: true,
  snapshotAt: true,
  types: true,
  ecosystems: true,
  withdrawnIds: true,
  withdrawnAt: true,
  withdrawnNames: true,
}
const segmentMembers: Readonly<Record<keyof SegmentEntry, true>> = {
  file: true,
  digest: true,
  bytes: true,
  advisories: true,
  packages: true,
  rows: true,
  signals: true,
}

/** The statement of a database; a Problem `advisories/index-damaged` when its manifest contradicts itself. */
export function statementOf(manifest: Manifest, version: string): ExportStatement {
  const fault = contradiction(manifest)
  if (fault !== undefined)
    throw new Problem('advisories/index-damaged', `Cannot export the advisory database: ${fault}`, {
      next: 'build it again: millcert db build --from DIR',
    })
  return { schema, tool: { name: 'millcert', version }, manifest: plain(manifest) }
}

/** The one spelling of a statement. */
export function statementText(statement: ExportStatement): string {
  return canonicalJson(statement)
}

/**
 * Reads a statement whose signature was looked at before. Throws a Problem of any code with a message that begins
 * `Cannot read NAME: `. A member that this version does not know is refused: what it means would go unheeded.
 */
export function readStatement(bytes: Uint8Array, limits: Limits, name: string): ExportStatement {
  const value = parseJson(bytes, limits, name) as Partial<Record<keyof ExportStatement, unknown>> | null
  const wrong = (what: string) => new Problem('advisories/export-unverified', `Cannot read ${name}: ${what}`)
  if (value?.schema !== schema) throw wrong(`"${schema}" is wanted at /schema`)
  const tool = value.tool as Partial<ExportStatement['tool']> | null | undefined
  if (tool?.name !== 'millcert' || typeof tool.version !== 'string' || !/^[!-~]{1,100}$/.test(tool.version))
    throw wrong('the name and version of a tool are wanted at /tool')
  const fault = manifestFault(value.manifest)
  if (fault !== undefined) throw wrong(`${fault.wanted} is wanted at /manifest${fault.at}`)
  const manifest = value.manifest as Manifest
  const odd = manifest.feeds.findIndex(({ ecosystems }) => ecosystems === undefined)
  if (odd >= 0) throw wrong(`a list of ecosystems is wanted at /manifest/feeds/${odd}/ecosystems`)
  const statement: ExportStatement = {
    schema,
    tool: { name: 'millcert', version: tool.version },
    manifest: plain(manifest),
  }
  if (!Buffer.from(statementText(statement), 'utf8').equals(bytes))
    throw wrong('it has members that this version does not know, or is not spelled as this version spells it')
  const contradicted = contradiction(manifest)
  if (contradicted !== undefined) throw wrong(contradicted)
  return statement
}

/** What in a manifest contradicts itself: names that are not of their digests, the same twice, a digest that is not over the others. */
function contradiction({ digest: named, builtAt, segments, feeds }: Manifest): string | undefined {
  if (Number.isNaN(Date.parse(builtAt))) return `${quoted(builtAt)} is no time`
  if (digest(segments.map(segment => segment.digest).join('\n')) !== named)
    return 'the digest of the database is not over those of its segments'
  for (const [index, segment] of segments.entries()) {
    const wanted = `${index === 0 ? 'base' : 'delta'}-${segment.digest.slice(7, 23)}.index`
    if (segment.file !== wanted) return `segment ${index} is called ${segment.file}, where ${wanted} is wanted`
    const same = segments.findIndex(({ digest: other }) => other.slice(7, 23) === segment.digest.slice(7, 23))
    if (same !== index) return `segments ${same} and ${index} are the same`
  }
  const ids = new Set<string>()
  for (const { id } of feeds) {
    if (ids.has(id)) return `the feed ${id} stands twice`
    ids.add(id)
  }
  return undefined
}

/** A manifest with the members that this version knows, in the order in which it writes them. */
function plain({ schema, digest, builtAt, segments, feeds }: Manifest): Manifest {
  return {
    schema,
    digest,
    builtAt,
    segments: segments.map(segment => picked(segment, segmentMembers)),
    feeds: feeds.map(feed => picked(feed, feedMembers)),
  }
}

function picked<T extends object>(value: T, members: Readonly<Record<keyof T, true>>): T {
  const names = Object.keys(members) as (keyof T)[]
  return Object.fromEntries(names.filter(name => value[name] !== undefined).map(name => [name, value[name]])) as T
}
