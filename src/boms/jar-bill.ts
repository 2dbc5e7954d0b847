import { type NoteList, quoted } from '#base'
import { buildPurl, showPurl } from '#identity'
import { type Component, component } from './bom.ts'
import type { JarContent, JarPackage } from './jar-file.ts'
import { references } from './reference.ts'

/** An archive with where it stands; undefined content where it could not be read. */
export interface PlacedJar {
  path: string
  content: JarContent | undefined
}

/** What is shown of a place in an archive, as Java writes it. */
function placeOf(path: string, place: string): string {
  return place === '' ? path : path === '' ? place : `${path}!/${place}`
}

/**
 * A component for each package of some archives, at the place where it was found. Only Maven's own coordinates make a package
 * URL; who is known by a manifest or the name of a file is labelled so. Archives that could not be read are noted.
 */
export function jarComponents(
  jars: readonly PlacedJar[],
  named: (path: string) => JarPackage,
  notes: NoteList,
): Component[] {
  const refs = references()
  const components: Component[] = []
  const unread: string[] = []
  let guessed = 0
  let firstGuessed = ''
  for (const { path, content } of jars) {
    if (!content) unread.push(path)
    else unread.push(...content.unread.map(place => placeOf(path, place)))
    const broken = new Set(content?.unread)
    for (const one of content?.packages ?? [named(path)]) {
      const made = componentOf(one, placeOf(path, one.place), refs)
      if (one.by !== 'pom' && content && !broken.has(one.place) && guessed++ === 0) firstGuessed = made.at ?? ''
      if (one.by === 'pom' && one.version === undefined)
        notes.add('version-not-stated', `${quoted(one.name)} stands there without a version`, made.at)
      components.push(made)
    }
  }
  if (unread.length > 0)
    notes.add(
      'java-not-read',
      `Java archives are listed by their file names alone (files: ${unread.length})`,
      unread[0] === '' ? undefined : unread[0],
    )
  if (guessed > 0)
    notes.add(
      'java-not-named',
      `Java archives without Maven's coordinates are listed by their manifest or file name, without a package URL (archives: ${guessed})`,
      firstGuessed === '' ? undefined : firstGuessed,
    )
  return components
}

function componentOf(one: JarPackage, at: string, refs: (wanted: string) => string): Component {
  const { group, name, version, by, sha1 } = one
  const built = group === undefined ? undefined : buildPurl({ type: 'maven', namespace: group, name, version })
  const purl = built && !('fault' in built) ? showPurl(built) : undefined
  const made = component(refs(purl ?? (at || [name, version].filter(Boolean).join('@'))), name, version, purl)
  made.group = group
  if (sha1 !== undefined) made.hashes = [{ algorithm: 'SHA-1', value: sha1 }]
  if (at !== '') made.at = at
  if (by === 'manifest') made.label = 'by its manifest'
  if (by === 'file') made.label = 'by its file name'
  return made
}
