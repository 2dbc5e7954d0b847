import { loadYaml, readYamlDocuments } from '#boms'
import type { Pin } from '../lock-finding.ts'
import type { LockFormat } from '../lock-format.ts'
import { type Fields, fieldOf, isFields, membersOf, textIn } from '../lock-json-file.ts'
import { besideOf } from '../lock-manifests.ts'
import { comparePackageJson, npmKinds } from '../lock-npm.ts'
import { pinsOf } from '../lock-pins.ts'

/**
 * pnpm's lockfile keeps with each importer what its package.json asked for, which `pnpm install --frozen-lockfile` compares too: as
 * `specifier` beside each version, before version 6 of the file as a table `specifiers`.
 */
export const pnpmLock: LockFormat = {
  id: 'pnpm-lock',
  lines: 'yaml',
  prepare: loadYaml,
  pins: lock => once(pinsOf(lock).map(pin => (isFolder(pin.at) ? { ...pin, from: 'path' as const } : pin))),
  drift(lock) {
    // Of two documents the last is the project's; what pnpm itself is configured with is asked for elsewhere.
    const file = readYamlDocuments({ ...lock.paper, limits: lock.limits, name: lock.path }).at(-1)!
    const listed = fieldOf(file, 'importers')
    const importers: Fields = isFields(listed) ? listed : { '.': file }
    return membersOf(importers).flatMap(([folder, fields]) => {
      const path = besideOf(lock, folder === '.' ? 'package.json' : `${folder}/package.json`)
      if (!isFields(fields)) return []
      const recorded = recordedIn(fields)
      return comparePackageJson(lock, path, recorded, runtimesIn(recorded))
    })
  },
}

function recordedIn(fields: Fields): Map<string, string> {
  const recorded = new Map<string, string>()
  for (const [name, wanted] of membersOf(fieldOf(fields, 'specifiers')))
    if (typeof wanted === 'string') recorded.set(name, wanted)
  for (const kind of npmKinds)
    for (const [name, stated] of membersOf(fieldOf(fields, kind))) {
      const wanted = textIn(stated, 'specifier')
      if (wanted !== undefined) recorded.set(name, wanted)
    }
  return recorded
}

/** Node, Deno or Bun that pnpm installs may be asked for by `devEngines` instead of by a dependency. */
function runtimesIn(recorded: ReadonlyMap<string, string>): Set<string> {
  return new Set([...recorded].flatMap(([name, wanted]) => (wanted.startsWith('runtime:') ? [name] : [])))
}

/** The key of a package from a folder or file: `name@file:../name`, before version 9 `file:../name`. */
function isFolder(place: string | undefined): boolean {
  return /^\/(?:packages|snapshots)\/(?:.*@)?(?:file|link):/.test(place ?? '')
}

/** A package of one version with several sets of peers is one. */
function once(pins: readonly Pin[]): Pin[] {
  const seen = new Set<string>()
  return pins.filter(({ name, version, address }) => {
    const key = JSON.stringify([name, version, address])
    const fresh = !seen.has(key)
    seen.add(key)
    return fresh
  })
}
