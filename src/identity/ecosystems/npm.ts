import { namedEcosystem } from '../package-name.ts'
import type { Purl } from '../purl.ts'
import { semver } from '../versions/semver.ts'

/** Case counts: `JSONStream` and `jsonstream` are two packages. */
export const npm = namedEcosystem({ type: 'npm', label: 'JavaScript (npm)', osv: ['npm'], order: semver, nameOf })

/** npm has no namespace but a scope, so one written without its `@` is still one. */
function nameOf(purl: Purl): string {
  if (purl.namespace === undefined) return purl.name
  return purl.namespace.startsWith('@') ? `${purl.namespace}/${purl.name}` : `@${purl.namespace}/${purl.name}`
}
