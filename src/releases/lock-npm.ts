import type { Compared, LockPaper } from './lock-format.ts'
import { type Fields, fieldOf, isFields, membersOf } from './lock-json-file.ts'
import { type Ask, compareAsked } from './lock-manifest.ts'
import { withManifest } from './lock-manifests.ts'

/** The kinds that `package.json` and every lockfile of its world name alike. */
export const npmKinds = ['dependencies', 'devDependencies', 'optionalDependencies'] as const

/** What a lockfile keeps of a package.json, name by name: `{ dependencies: { a: '^1' } }`. */
export function askedBefore(fields: Fields): Map<string, string> {
  const recorded = new Map<string, string>()
  for (const kind of npmKinds)
    for (const [name, wanted] of membersOf(fieldOf(fields, kind)))
      if (typeof wanted === 'string') recorded.set(name, wanted)
  return recorded
}

/**
 * A package.json of the tree against what the lockfile keeps of it.
 *
 * @param elsewhere names that other parts of package.json may ask for
 */
export function comparePackageJson(
  lock: LockPaper,
  path: string,
  recorded: ReadonlyMap<string, string>,
  elsewhere?: ReadonlySet<string>,
): Compared[] {
  return withManifest(lock, path, asks => compareAsked(path, asks.map(required), recorded, elsewhere))
}

/** npm keeps optional ones as it keeps all others. */
function required({ optional: _, ...ask }: Ask): Ask {
  return ask
}

/** Where a package of npm's world stands that is no package of a registry: `file:…`, a folder, a link. */
export function isBeside(resolved: unknown): boolean {
  return typeof resolved === 'string' && /^(?:file|link|portal|workspace):|^\.{0,2}\//.test(resolved)
}

/** The object at a JSON pointer of a parsed paper. */
export function objectAt(value: unknown, place: string | undefined): Fields | undefined {
  if (place === undefined) return undefined
  let found = value
  for (const part of place.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    found = Array.isArray(found) ? (found as unknown[])[Number(key)] : fieldOf(found, key)
  }
  return isFields(found) ? found : undefined
}
