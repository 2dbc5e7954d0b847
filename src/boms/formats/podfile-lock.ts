import { type NoteList, noteList, Problem, quoted } from '#base'
import { showPurl } from '#identity'
import { gitLocation, withoutSecrets } from '../address.ts'
import { type Bom, type Component, component, ownLabel } from '../bom.ts'
import type { BomFormat, Head, Paper } from '../format.ts'
import { entriesOf, type Fields, isFields, textOf } from '../json-members.ts'
import { boundCount, nameOf } from '../paper-text.ts'
import { references } from '../reference.ts'
import { noteCut } from '../refused-paper.ts'
import { loadYaml, readYaml } from '../yaml.ts'

/**
 * CocoaPods' `Podfile.lock` (guides.cocoapods.org, "Using CocoaPods"). The subject is the file, which asks for what stands in
 * `DEPENDENCIES`. Every pod and every part of one (`Pod/Part`) is a component. `SPEC CHECKSUMS` are of descriptions and not of
 * packages, so they are no hashes.
 */
export const podfileLock: BomFormat = {
  id: 'podfile-lock',
  label: 'Podfile.lock',
  kind: 'lockfile',
  versions: [],
  takes: 'pods and their parts with version and external source; the graph; folders as own',
  leaves: 'checksums of descriptions, names of specification repositories',
  names: /^Podfile\.lock$/,
  sniff,
  prepare: loadYaml,
  read,
}

function sniff({ name, text }: Head): boolean {
  if (/^\s*[{<]/.test(text)) return false
  return (
    name === 'Podfile.lock' ||
    (/^PODS:/m.test(text) && /^(?:DEPENDENCIES|COCOAPODS|PODFILE CHECKSUM):|^ {2}- \S+ \(/m.test(text))
  )
}

function read(paper: Paper): Bom {
  const file = readYaml(paper)
  const pods = listOf(file, 'PODS', paper)
  const notes = noteList()
  const refs = references()
  const subject = component(refs('.'), nameOf(paper))
  subject.type = 'application'
  const byName = new Map<string, string>()
  const parts: { one: Component; asked: unknown[] }[] = []
  for (const [index, pod] of pods.entries()) {
    const at = `/PODS/${index}`
    const [title, asked] = isFields(pod) ? (entriesOf(pod).next().value ?? ['', []]) : [pod, []]
    const [, name, version] = typeof title === 'string' ? (/^([^\s()]+)(?: \(([^\s()]+)\))?$/.exec(title) ?? []) : []
    if (name === undefined) {
      notes.add('entry-not-a-package', `a pod is ${quoted(pod)}: left out`, at)
      continue
    }
    const one = componentOf(name, version, file, refs, notes, at)
    parts.push({ one, asked: Array.isArray(asked) ? asked : [] })
    boundCount(parts.length, paper, at)
    byName.set(name, one.ref)
  }
  if (file['COCOAPODS'] === undefined) noteCut(notes, 'the version of CocoaPods, which it writes last, is not there')
  if (parts.length === 0) notes.add('empty', 'no package is listed')
  const link = (by: Component, asked: readonly unknown[]) => {
    const on = new Set<string>()
    for (const wanted of asked) {
      const name = textOf(wanted)?.split(' ', 1)[0]
      const ref = name === undefined ? undefined : byName.get(name)
      if (ref !== undefined) on.add(ref)
      else notes.add('dependency-not-listed', `${quoted(wanted)} of ${quoted(by.name)} is not listed`, by.at)
    }
    return { ref: by.ref, on: [...on] }
  }
  return {
    format: podfileLock.id,
    specVersion: undefined,
    serial: undefined,
    timestamp: undefined,
    subject,
    components: parts.map(({ one }) => one),
    dependencies: [
      link(subject, listOf(file, 'DEPENDENCIES', paper)),
      ...parts.map(({ one, asked }) => link(one, asked)),
    ],
    notes: notes.notes,
  }
}

function listOf(file: Fields, key: string, paper: Paper): unknown[] {
  const found = file[key]
  if (found === undefined || found === '') return []
  if (Array.isArray(found)) return found
  throw new Problem('boms/not-podfile-lock', `Cannot read ${nameOf(paper)}: no list at /${key}: ${quoted(found)}`, {
    at: `/${key}`,
    wanted: 'a list of pods',
  })
}

function componentOf(
  name: string,
  version: string | undefined,
  file: Fields,
  refs: (wanted: string) => string,
  notes: NoteList,
  at: string,
): Component {
  const made = component(refs(version === undefined ? name : `${name}@${version}`), name, version)
  made.at = at
  made.scope = 'required'
  if (version === undefined) notes.add('version-not-stated', `${quoted(name)} stands there without a version`, at)
  const [pod, ...inside] = name.split('/')
  const external = member(file['EXTERNAL SOURCES'], pod!)
  if (textOf(external[':path']) !== undefined) {
    made.type = 'application'
    made.label = ownLabel
    return made
  }
  const qualifiers = originOf(name, { ...external, ...member(file['CHECKOUT OPTIONS'], pod!) }, notes, at)
  const subpath = inside.length > 0 ? inside.join('/') : undefined
  made.purl = showPurl({ type: 'cocoapods', namespace: undefined, name: pod!, version, qualifiers, subpath })
  return made
}

function member(map: unknown, name: string): Fields {
  const found = isFields(map) && Object.hasOwn(map, name) ? map[name] : undefined
  return isFields(found) ? found : {}
}

function originOf(name: string, source: Fields, notes: NoteList, at: string): Map<string, string> | undefined {
  const git = textOf(source[':git'])
  const address = git ?? textOf(source[':podspec']) ?? textOf(source[':http'])
  if (address === undefined) return undefined
  const plain = withoutSecrets(address)
  notes.add('not-from-registry', `${quoted(name)} comes from ${quoted(plain)}`, at)
  if (git === undefined) return /^https?:/.test(plain) ? new Map([['download_url', plain]]) : undefined
  const commit = textOf(source[':commit']) ?? textOf(source[':tag']) ?? textOf(source[':branch'])
  return new Map([['vcs_url', `${gitLocation(plain.replace(/#.*$/s, ''))}${commit === undefined ? '' : `@${commit}`}`]])
}
