import { type NoteList, noteList, quoted } from '#base'
import { showPurl } from '#identity'
import { type Bom, type Component, component, emptyBom } from '../bom.ts'
import type { BomFormat, Head, Paper } from '../format.ts'
import { anyOf } from '../licence-form.ts'
import { boundCount, nameOf } from '../paper-text.ts'
import { child, children, childText, type PomElement, pomFile } from '../pom-file.ts'
import { type PomValue, pomValues } from '../pom-values.ts'
import { references } from '../reference.ts'
import { loadXml } from '../xml.ts'

/**
 * Maven's `pom.xml` as declared (Maven, "POM Reference"): what the project asks for itself, nothing of what comes with that. A
 * version is what the file states, by its own properties and `dependencyManagement`; what only the parent or an imported bill
 * of versions could tell is left open with a note. Of scope `test` or `provided`, `<optional>`, or in a profile: `optional`.
 */
export const pom: BomFormat = {
  id: 'pom',
  label: 'Maven pom.xml',
  kind: 'lockfile',
  versions: ['4.0.0', '4.1.0'],
  takes:
    'declared dependencies with version, type and classifier, those of profiles as optional; properties and managed versions of the same file',
  leaves:
    'parents and imported bills of versions (noted), what comes with a dependency, exclusions (noted), plugins, modules',
  names: /^pom\.xml$/,
  mayBeEmpty: true,
  sniff,
  prepare: loadXml,
  read,
}

function sniff({ name, text }: Head): boolean {
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  for (;;) {
    while (/\s/.test(text[at] ?? 'x')) at++
    const end = text.startsWith('<?', at) ? '?>' : text.startsWith('<!--', at) ? '-->' : undefined
    if (end === undefined) break
    const found = text.indexOf(end, at + 2)
    if (found < 0) return false
    at = found + end.length
  }
  const root = text.slice(at, at + 2000)
  if (name === 'pom.xml' && /^<!DOCTYPE\s/i.test(root)) return !/^<!DOCTYPE\s+bom[\s[>]/.test(root)
  if (!/^<(?:[\w-]{1,64}:)?project[\s>/]/.test(root)) return false
  if (/cyclonedx\.org\/schema\/bom/.test(text)) return false
  return (
    name === 'pom.xml' ||
    /maven\.apache\.org\/POM\//.test(root) ||
    /<(?:modelVersion|groupId|artifactId|dependencies|dependencyManagement)>/.test(text)
  )
}

interface Reading {
  bom: Bom
  paper: Paper
  notes: NoteList
  refs: (wanted: string) => string
  value: (text: string) => PomValue
  managed: Map<string, PomElement>
  /** What could tell a version that the file does not: the parent, imported bills of versions. */
  elsewhere: string[]
  seen: Map<string, Component>
  on: string[]
}

function read(paper: Paper): Bom {
  const project = pomFile(paper)
  const notes = noteList()
  const value = pomValues(project)
  const refs = references()
  const subject = subjectOf(project, value, refs, paper)
  const bom: Bom = { ...emptyBom(pom.id, notes.notes), subject }
  const reading: Reading = {
    bom,
    paper,
    notes,
    refs,
    value,
    managed: new Map(),
    elsewhere: [],
    seen: new Map(),
    on: [],
  }
  const parent = child(project, 'parent')
  if (parent) {
    const from = ['groupId', 'artifactId', 'version'].map(name => childText(parent, name) ?? '?').join(':')
    reading.elsewhere.push('the parent')
    notes.add(
      'parent-not-read',
      `the parent ${quoted(from)} is not read: what it adds is not known`,
      `line ${parent.line}`,
    )
  }
  manage(reading, project)
  for (const one of children(project, 'dependencies', 'dependency')) take(reading, one, undefined)
  const own = reading.managed
  for (const profile of children(project, 'profiles', 'profile')) {
    reading.managed = new Map(own)
    manage(reading, profile)
    for (const one of children(profile, 'dependencies', 'dependency'))
      take(reading, one, childText(profile, 'id') ?? 'without a name')
  }
  if (bom.components.length === 0) notes.add('empty', 'no dependency is declared')
  bom.dependencies.push({ ref: subject.ref, on: [...new Set(reading.on)] })
  return bom
}

function subjectOf(
  project: PomElement,
  value: (text: string) => PomValue,
  refs: (wanted: string) => string,
  paper: Paper,
): Component {
  const stated = (name: string) => {
    const text =
      childText(project, name) ?? (name === 'artifactId' ? undefined : childText(child(project, 'parent'), name))
    const found = text === undefined ? undefined : value(text)
    return found && 'value' in found ? found.value : undefined
  }
  const name = stated('artifactId') ?? nameOf(paper)
  const made = component(refs('.'), name, stated('version'))
  made.type = 'application'
  made.group = stated('groupId')
  made.at = `line ${project.line}`
  // Of several the user takes any (maven.apache.org, POM reference, licenses).
  made.licenses = anyOf(children(project, 'licenses', 'license').flatMap(one => childText(one, 'name') ?? []))
  return made
}

/** What tells one dependency from another (Maven: groupId, artifactId, type, classifier); undefined without a name. */
function keyOf({ value }: Reading, element: PomElement): [string, string, string, string | undefined] | undefined {
  const stated = (name: string) => {
    const text = childText(element, name)
    const found = text === undefined ? undefined : value(text)
    return found === undefined ? undefined : 'value' in found ? found.value : text
  }
  const group = stated('groupId')
  const artifact = stated('artifactId')
  return group === undefined || artifact === undefined
    ? undefined
    : [group, artifact, stated('type') ?? 'jar', stated('classifier')]
}

function manage(reading: Reading, around: PomElement): void {
  const { managed, elsewhere, notes } = reading
  for (const one of children(child(around, 'dependencyManagement'), 'dependencies', 'dependency')) {
    const key = keyOf(reading, one)
    if (key === undefined) continue
    if (childText(one, 'scope') === 'import') {
      const name = `${key[0]}:${key[1]}`
      if (elsewhere.length < 16) elsewhere.push(quoted(name))
      notes.add('import-not-read', `versions imported from ${quoted(name)} are not read`, `line ${one.line}`)
    } else managed.set(JSON.stringify(key), one)
  }
}

function take(reading: Reading, element: PomElement, profile: string | undefined): void {
  const { bom, notes, seen, refs, on, paper } = reading
  const at = `line ${element.line}`
  const key = keyOf(reading, element)
  if (key === undefined) {
    const name = childText(element, 'artifactId') ?? childText(element, 'groupId') ?? ''
    notes.add('name-not-stated', `dependency ${quoted(name)} has no groupId or no artifactId: left out`, at)
    return
  }
  const [group, name, type, classifier] = key
  const managed = reading.managed.get(JSON.stringify(key))
  const version = versionOf(reading, element, managed, `${group}:${name}`, at)
  const scope = childText(element, 'scope') ?? childText(managed, 'scope')
  const isOptional = childText(element, 'optional') === 'true' || scope === 'test' || scope === 'provided'
  exclude(element, `${group}:${name}`, notes, at)
  const same = JSON.stringify([key, version])
  const before = seen.get(same)
  if (before) {
    if (!isOptional && profile === undefined) Object.assign(before, { scope: 'required', label: undefined })
    return
  }
  const made = component(refs(`${group}:${name}${version === undefined ? '' : `@${version}`}`), name, version)
  made.group = group
  made.at = at
  made.scope = isOptional || profile !== undefined ? 'optional' : 'required'
  const labels = [
    ...(profile === undefined ? [] : [`profile ${profile}`]),
    ...(scope && scope !== 'compile' ? [`scope ${scope}`] : []),
  ]
  if (labels.length > 0) made.label = labels.join(', ').slice(0, 200)
  if (/[\s${}/:]/.test(group + name))
    notes.add('name-elsewhere', `${quoted(`${group}:${name}`)} is not defined in this file`, at)
  else
    made.purl = showPurl({
      type: 'maven',
      namespace: group,
      name,
      version,
      qualifiers: kindOf(type, classifier),
      subpath: undefined,
    })
  seen.set(same, made)
  on.push(made.ref)
  bom.components.push(made)
  boundCount(bom.components.length, paper, at)
}

function kindOf(type: string, classifier: string | undefined): Map<string, string> | undefined {
  const kind = new Map<string, string>()
  if (classifier !== undefined) kind.set('classifier', classifier)
  if (type !== 'jar') kind.set('type', type)
  return kind.size === 0 ? undefined : kind
}

function versionOf(
  reading: Reading,
  element: PomElement,
  managed: PomElement | undefined,
  name: string,
  at: string,
): string | undefined {
  const { notes, value, elsewhere } = reading
  const stated = childText(element, 'version') ?? childText(managed, 'version')
  if (stated === undefined) {
    if (elsewhere.length === 0) notes.add('version-not-stated', `${quoted(name)} stands there without a version`, at)
    else
      notes.add(
        'version-elsewhere',
        `the version of ${quoted(name)} is not stated here: ${elsewhere.join(' or ').slice(0, 200)} may`,
        at,
      )
    return undefined
  }
  const found = value(stated)
  if ('missing' in found) {
    notes.add('version-elsewhere', `the version of ${quoted(name)} is ${quoted(stated)}, ${found.why}`, at)
    return undefined
  }
  const exact = /^\[\s*([^,[\]()\s]+)\s*\]$/.exec(found.value)?.[1]
  if (exact === undefined && /[[\](),\s]|^(?:LATEST|RELEASE)$/.test(found.value)) {
    notes.add('version-floating', `${quoted(name)} is not pinned (${quoted(found.value)}): no version`, at)
    return undefined
  }
  return exact ?? found.value
}

function exclude(element: PomElement, name: string, notes: NoteList, at: string): void {
  for (const one of children(element, 'exclusions', 'exclusion')) {
    const what = `${childText(one, 'groupId') ?? '*'}:${childText(one, 'artifactId') ?? '*'}`
    notes.add('exclusion', `${quoted(what)} is left out of what comes with ${quoted(name)}`, at)
  }
}
