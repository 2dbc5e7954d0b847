import { type NoteList, quoted } from '#base'
import { integrityHashes, showPurl } from '#identity'
import { npmOrigin } from './address.ts'
import type { Component, Hash } from './bom.ts'
import { entriesOf, type Fields, isFields } from './json-members.ts'
import { anyOf } from './licence-form.ts'

/** The kinds of dependency that package.json has and every lockfile of its world repeats. */
const kinds = ['dependencies', 'optionalDependencies', 'peerDependencies', 'devDependencies'] as const

/** Subresource Integrity as a lockfile states it, on the component; what is broken in it is a note. */
export function takeIntegrity(made: Component, integrity: unknown, notes: NoteList): void {
  if (typeof integrity !== 'string') return
  const hashes: Hash[] = []
  for (const hash of integrityHashes(integrity))
    if ('fault' in hash) notes.add('integrity-broken', `integrity of ${quoted(made.name)}: ${hash.fault}`, made.at)
    else hashes.push(hash)
  made.hashes = hashes
}

/** The purl of a package that is in npm's world, and a note where it did not come from a registry. */
export function takePurl(made: Component, resolved: string | undefined, notes: NoteList): void {
  const origin = npmOrigin(resolved)
  const unknown = made.version === undefined ? ': no version is stated' : ''
  if (origin.elsewhere !== undefined)
    notes.add('not-from-registry', `${quoted(made.name)} comes from ${quoted(origin.elsewhere)}${unknown}`, made.at)
  else if (unknown) notes.add('version-not-stated', `${quoted(made.name)} stands there without a version`, made.at)
  const parts = /^(?:(@[^/]+)\/)?([^/]+)$/.exec(made.name)
  if (parts) made.purl = npmPurl(parts[1], parts[2]!, made.version, origin.qualifiers)
  else notes.add('name-malformed', `${quoted(made.name)} is no package name: it cannot be looked up`, made.at)
}

function npmPurl(
  namespace: string | undefined,
  name: string,
  version: string | undefined,
  qualifiers: Map<string, string> | undefined,
): string {
  return showPurl({ type: 'npm', namespace, name, version, qualifiers, subpath: undefined })
}

/**
 * What a package asks for, followed by `find` to the copy that is loaded. Development dependencies count for the maker's
 * `own` packages alone. A missing optional or peer one is usual, any other is a note.
 */
export function dependenciesOf(
  fields: Fields,
  own: boolean,
  find: (name: string) => string | undefined,
  notes: NoteList,
  at: string,
): Set<string> {
  const on = new Set<string>()
  for (const kind of kinds) {
    if (kind === 'devDependencies' && !own) continue
    for (const [name] of entriesOf(fields[kind])) {
      const target = find(name)
      if (target !== undefined) on.add(target)
      else if (kind === 'dependencies' && !isOptional(fields, name))
        notes.add('dependency-not-listed', `${quoted(name)} is asked for and not in the lockfile`, at)
    }
  }
  return on
}

function isOptional(fields: Fields, name: string): boolean {
  const optional = fields['optionalDependencies']
  return isFields(optional) && Object.hasOwn(optional, name)
}

/** Whether a folder is a workspace member: below the part of a pattern before its first `*` (`packages/*`). */
export function membersOf(workspaces: unknown): (path: string) => boolean {
  const patterns = isFields(workspaces) ? workspaces['packages'] : workspaces
  const starts = (Array.isArray(patterns) ? patterns.slice(0, 1000) : [])
    .filter(pattern => typeof pattern === 'string' && !pattern.startsWith('!'))
    .map(pattern => pattern.replace(/^\.\//, '').replace(/\/$/, '').split('*', 1)[0])
  return path =>
    starts.some(start => path === start || ((start === '' || start.endsWith('/')) && path.startsWith(start)))
}

/** The licence that package.json states, in its old spellings too: `{ type }`, and a list of which any may be taken. */
export function licensesOf(fields: Fields): string[] {
  const stated = fields['license'] ?? fields['licenses']
  const found = (Array.isArray(stated) ? stated.slice(0, 100) : [stated]).map(one =>
    isFields(one) ? one['type'] : one,
  )
  return anyOf(found.filter(one => typeof one === 'string' && one !== ''))
}
