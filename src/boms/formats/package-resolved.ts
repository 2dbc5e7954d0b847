import { type NoteList, noteList, Problem, parseJson, quoted } from '#base'
import { showPurl } from '#identity'
import { gitLocation, withoutSecrets } from '../address.ts'
import { type Bom, type Component, component, emptyBom, ownLabel } from '../bom.ts'
import type { BomFormat, Head, Paper } from '../format.ts'
import { isBillOfMaterials } from '../json-looks.ts'
import { type Fields, isFields, textOf } from '../json-members.ts'
import { boundCount, nameOf, wholeBytes } from '../paper-text.ts'
import { references } from '../reference.ts'

/**
 * Swift's `Package.resolved` (docs.swift.org, "Resolving package versions"), versions 1 to 3. A pin on a branch or a commit has
 * no version: its repository and commit stand in the purl. A package in a folder beside it is the maker's own. There is no graph.
 */
export const packageResolved: BomFormat = {
  id: 'package-resolved',
  label: 'Package.resolved',
  kind: 'lockfile',
  versions: ['1', '2', '3'],
  takes: 'pins with version or commit and repository; folders as own',
  leaves: 'the commit of a pin that has a version, mirrors',
  names: /^Package\.resolved$/,
  sniff,
  read,
}

function sniff(head: Head): boolean {
  if (!/^\s*\{/.test(head.text) || isBillOfMaterials(head)) return false
  if (!/"pins"\s*:\s*\[/.test(head.text)) return false
  return head.name === 'Package.resolved' || /"(?:repositoryURL|identity)"\s*:/.test(head.text)
}

function read(paper: Paper): Bom {
  const file = parseJson(wholeBytes(paper), paper.limits, nameOf(paper))
  if (!isFields(file)) throw notResolved(paper, '', file)
  const notes = noteList()
  const version = file['version'] === undefined ? undefined : String(file['version'])
  if (version !== undefined && !packageResolved.versions.includes(version))
    notes.add('unknown-version', `version ${quoted(version)} is unknown: read as version 3`, '/version')
  const inner = isFields(file['object']) ? file['object'] : file
  const start = inner === file ? '/pins' : '/object/pins'
  const pins: unknown = inner['pins']
  if (!Array.isArray(pins)) throw notResolved(paper, start, pins)
  const refs = references()
  const components: Component[] = []
  for (const [index, pin] of (pins as unknown[]).entries()) {
    const at = `${start}/${index}`
    const name = isFields(pin) ? (textOf(pin['identity']) ?? textOf(pin['package'])) : undefined
    if (!isFields(pin) || name === undefined) {
      notes.add('entry-not-a-package', `a pin is ${quoted(pin)}: left out`, at)
      continue
    }
    const made = componentOf(name, pin, refs, notes, at)
    components.push(made)
    boundCount(components.length, paper, at)
  }
  if (components.length === 0) notes.add('empty', 'no package is listed')
  return { ...emptyBom(packageResolved.id, notes.notes), specVersion: version, components }
}

function componentOf(
  name: string,
  pin: Fields,
  refs: (wanted: string) => string,
  notes: NoteList,
  at: string,
): Component {
  const state = isFields(pin['state']) ? pin['state'] : {}
  const pinned = textOf(state['version'])
  const made = component(refs(pinned === undefined ? name : `${name}@${pinned}`), name, pinned)
  made.at = at
  made.scope = 'required'
  const location = withoutSecrets(textOf(pin['location']) ?? textOf(pin['repositoryURL']) ?? '')
  if (isFolder(pin, location)) {
    made.type = 'application'
    made.label = ownLabel
  } else if (pinned === undefined)
    notes.add(
      'version-not-stated',
      `${quoted(name)} is pinned to ${quoted(textOf(state['branch']) ?? 'a commit')}: no version`,
      at,
    )
  if (made.type === 'library') made.purl = purlOf(location, pinned, textOf(state['revision']))
  if (made.type === 'library' && made.purl === undefined)
    notes.add('not-from-repository', `${quoted(name)} comes from ${quoted(location)}: it cannot be looked up`, at)
  return made
}

function notResolved(paper: Paper, at: string, found: unknown): Problem {
  return new Problem(
    'boms/not-package-resolved',
    `Cannot read ${nameOf(paper)}: not a Package.resolved${at && ` at ${at}`}: ${quoted(found)}`,
    { at, wanted: 'an object with a list of pins' },
  )
}

function isFolder(pin: Fields, location: string): boolean {
  return textOf(pin['kind']) === 'localSourceControl' || /^(?:file:|\.{0,2}\/)/.test(location)
}

/** The type `swift` of purls: host and folders of the repository as namespace, its last part as name. */
function purlOf(location: string, version: string | undefined, commit: string | undefined): string | undefined {
  const [, host, path] =
    /^(?:(?:https?|ssh|git):\/\/(?:git@)?|git@)([A-Za-z0-9.-]+)(?::\d+(?=\/))?[:/]\/?([^?#]*?)(?:\.git)?\/?$/.exec(
      location.slice(0, 2000),
    ) ?? []
  const parts = path?.split('/').filter(part => part !== '')
  const name = parts?.pop()
  if (host === undefined || parts === undefined || name === undefined) return undefined
  const qualifiers =
    version === undefined && commit !== undefined
      ? new Map([['vcs_url', `${gitLocation(location)}@${commit}`]])
      : undefined
  return showPurl({
    type: 'swift',
    namespace: [host, ...parts].join('/'),
    name,
    version,
    qualifiers,
    subpath: undefined,
  })
}
