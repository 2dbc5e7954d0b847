import { namedEcosystem, pathOf } from '../package-name.ts'
import type { Purl } from '../purl.ts'
import { go } from '../versions/go.ts'

/**
 * The key is the module path without case: module paths have case, but many tools write purls of type golang in lower
 * case (the type's definition once told them to), and no two modules differ by case alone.
 *
 * The standard library is the module `stdlib` to the Go advisories; some tools call it `std`. A purl of a package below
 * its module is looked up as given.
 */
export const golang = namedEcosystem({
  type: 'golang',
  label: 'Go',
  osv: ['Go'],
  order: go,
  nameOf,
  fold: name => name.toLowerCase(),
  versionOf,
})

function nameOf(purl: Purl): string {
  const path = pathOf(purl)
  return path === 'std' ? 'stdlib' : path
}

/** Go names its own releases `go1.21.3`, its advisories `1.21.3`. */
function versionOf(version: string, name: string): string {
  return (name === 'stdlib' || name === 'toolchain') && version.startsWith('go') ? version.slice(2) : version
}
