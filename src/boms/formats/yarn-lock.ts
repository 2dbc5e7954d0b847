import { quoted } from '#base'
import { hexHash } from '#identity'
import { type Bom, type Component, component } from '../bom.ts'
import type { BomFormat, Head, Paper } from '../format.ts'
import { entriesOf, isFields } from '../json-members.ts'
import { type LockBill, lockBill, manifestBeside, markOwn, noteMissing, put, reachedFrom } from '../lock-bill.ts'
import { takeIntegrity, takePurl } from '../npm-package.ts'
import { noteCut } from '../refused-paper.ts'
import { loadYaml, readYaml } from '../yaml.ts'
import { berryEntries, classicEntries, type YarnEntry } from '../yarn-lock-file.ts'

/**
 * yarn's `yarn.lock`: version 1 (classic.yarnpkg.com, "yarn.lock") and that of yarn 2 and later (yarnpkg.com, "Lockfile"),
 * which is YAML and lists the workspaces too.
 *
 * Every entry is one component whose ref is `name@version`. Workspaces are the maker's own, the one at `.` is the subject.
 * What is for development only is written in package.json alone: with it beside the lockfile, what only its
 * devDependencies or something optional reach is `optional`, what all else reaches is `required`; without it nothing has a
 * scope. The checksum of yarn 2 and later is one of its own cache and no hash of the package, so it is left.
 */
export const yarnLock: BomFormat = {
  id: 'yarn-lock',
  label: 'yarn.lock',
  kind: 'lockfile',
  versions: ['1', '4', '5', '6', '7', '8', '9'],
  takes: 'every package with version, integrity and source, aliases; the graph; workspaces as own',
  leaves: "checksums of yarn's own cache, bin, conditions, peer ranges",
  names: /^yarn\.lock$/,
  sniff,
  prepare: loadYaml,
  read,
}

const berry = /^__metadata:[ \t]*\r?\n[ \t]+/m
const classic = /^# yarn lockfile v\d/m

function sniff({ name, text }: Head): boolean {
  if (/^\s*[{[<]/.test(text)) return false
  return berry.test(text) || classic.test(text) || name === 'yarn.lock'
}

interface Reading extends LockBill {
  places: { entry: YarnEntry; made: Component }[]
  byKey: Map<string, string>
  byName: Map<string, Set<string>>
}

function read(paper: Paper): Bom {
  const bill = lockBill(yarnLock.id, paper)
  const reading: Reading = { ...bill, places: [], byKey: new Map(), byName: new Map() }
  const { bom, notes } = reading
  let entries: YarnEntry[]
  if (berry.test(paper.text)) {
    const lock = readYaml(paper)
    const meta = lock['__metadata']
    bom.specVersion = isFields(meta) && typeof meta['version'] === 'string' ? meta['version'] : undefined
    entries = berryEntries(lock)
  } else {
    bom.specVersion = /^# yarn lockfile v(\d{1,9})/m.exec(paper.text)?.[1] ?? '1'
    entries = classicEntries(paper)
  }
  if (bom.specVersion !== undefined && !yarnLock.versions.includes(bom.specVersion))
    notes.add('unknown-version', `version ${quoted(bom.specVersion)} is unknown: read as the nearest`)
  if (!paper.text.endsWith('\n')) noteCut(notes, 'the last line has no end')
  if (entries.length === 0) notes.add('empty', 'no package is listed')
  const manifest = manifestBeside(reading, 'package.json')
  for (const entry of entries) take(reading, entry)
  link(reading, manifest)
  return bom
}

function take(reading: Reading, entry: YarnEntry): void {
  const { bom, notes, byKey, byName, refs, places } = reading
  const { name, range } = split(entry.fields.get('resolution') ?? entry.keys[0]!)
  const alias = /^npm:(@?[^@]+)(?:@|$)(?!.*#)/.exec(entry.fields.has('resolution') ? '' : range)
  const real = alias && !/^[\d^~<>=*]/.test(alias[1]!) && range.includes('@', 5) ? alias[1]! : name
  const workspace = /^workspace:(.*)$/.exec(range)?.[1]
  const stated = entry.fields.get('version')
  const version = stated === '0.0.0-use.local' || stated === '' ? undefined : stated
  let made: Component
  if (workspace === '.') {
    made = bom.subject!
    made.name = name
  } else {
    made = component(refs(version === undefined ? name : `${real}@${version}`), real, version)
    made.at = entry.at
    if (workspace !== undefined) markOwn(made)
    else takeSource(reading, made, entry, range)
    put(reading, made)
  }
  places.push({ entry, made })
  for (const key of entry.keys) {
    if (byKey.has(key)) notes.add('entry-twice', `${quoted(key)} is listed twice: the last one counts`, entry.at)
    byKey.set(key, made.ref)
    const asked = split(key).name
    const others = byName.get(asked)
    if (others) others.add(made.ref)
    else byName.set(asked, new Set([made.ref]))
  }
}

function takeSource({ notes }: Reading, made: Component, entry: YarnEntry, range: string): void {
  const resolved = entry.fields.get('resolved')
  takeIntegrity(made, entry.fields.get('integrity'), notes)
  const sha1 = resolved?.includes('/-/') ? /^#([0-9a-f]{40})$/.exec(resolved.slice(-41))?.[1] : undefined
  if (made.hashes.length === 0 && sha1 !== undefined) {
    const hash = hexHash('SHA-1', sha1)
    if (!('fault' in hash)) made.hashes = [hash]
  }
  const plain = range.replace(/^virtual:[^#]*#/, '')
  if (plain.startsWith('patch:')) notes.add('patched', `${quoted(made.name)} is patched by the project`, made.at)
  takePurl(made, resolved ?? sourceOf(plain), notes)
}

/** The address behind a range or resolution that is no registry's; undefined for a registry. */
function sourceOf(range: string): string | undefined {
  const archive = /^npm:.*::__archiveUrl=([^&]*)/.exec(range)?.[1]
  if (archive !== undefined) return decoded(archive)
  if (/^(?:file|link|portal|exec):/.test(range)) return range.split('::', 1)[0]!
  if (/^(?:git|ssh|https?)[:@+]/.test(range)) {
    const git = /^(?:git[:@+]|ssh:)|\.git(?:#|$)|#commit[=:]/.test(range)
    const commit = /^([^#]*#).*commit[=:]/s.exec(range)
    const address = commit ? commit[1]! + range.slice(commit[0].length) : range
    return git && !/^git[+:@]/.test(address) ? `git+${address}` : address
  }
  return undefined
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** `@scope/name@range`: an at sign that is not the first ends the name. */
function split(key: string): { name: string; range: string } {
  const at = key.indexOf('@', 1)
  return at < 0 ? { name: key, range: '' } : { name: key.slice(0, at), range: key.slice(at + 1) }
}

/** The entry that a range is locked to; where it is overridden by the project, the only one of that name. */
function find({ byKey, byName }: Reading, name: string, range: string): string | undefined {
  const exact =
    byKey.get(`${name}@${range}`) ?? byKey.get(`${name}@npm:${range}`) ?? byKey.get(`${name}@workspace:${range}`)
  if (exact !== undefined) return exact
  const all = byName.get(name)
  return all?.size === 1 ? [...all][0] : undefined
}

function link(reading: Reading, manifest: Record<string, unknown> | undefined): void {
  const { bom, places } = reading
  const edges = new Map<string, Set<string>>()
  const needs = new Map<string, Set<string>>()
  const dev = new Set([...entriesOf(manifest?.['devDependencies'])].map(([name]) => name))
  for (const [name] of entriesOf(manifest?.['dependencies'])) dev.delete(name)
  const top = bom.subject!.ref
  const connect = (from: Component, name: string, range: string, weak: boolean) => {
    const to = find(reading, name, range)
    if (to === undefined) {
      if (!weak) noteMissing(reading, `${name}@${range}`, from.name, from.at)
    } else {
      edges.get(from.ref)!.add(to)
      if (!weak) needs.get(from.ref)!.add(to)
    }
  }
  for (const { ref } of [bom.subject!, ...bom.components]) {
    edges.set(ref, new Set())
    needs.set(ref, new Set())
  }
  const listed = places.some(({ made }) => made.ref === top)
  if (!listed)
    for (const kind of ['dependencies', 'optionalDependencies', 'devDependencies'])
      for (const [name, range] of entriesOf(manifest?.[kind]))
        connect(bom.subject!, name, typeof range === 'string' ? range : '', kind !== 'dependencies')
  for (const { entry, made } of places)
    for (const [name, range] of entry.dependencies)
      connect(made, name, range, entry.optional.has(name) || (made.ref === top && dev.has(name)))
  const members = bom.components.filter(({ type }) => type === 'application').map(({ ref }) => ref)
  for (const ref of members) edges.get(top)!.add(ref)
  if (!listed && !manifest) edges.delete(top)
  if (manifest) {
    const required = reachedFrom([top, ...members], needs)
    const any = reachedFrom([top], edges)
    for (const one of bom.components)
      one.scope = required.has(one.ref) ? 'required' : any.has(one.ref) ? 'optional' : undefined
  }
  bom.dependencies = [...edges].map(([ref, on]) => ({ ref, on: [...on] }))
}
