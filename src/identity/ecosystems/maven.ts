import { namedEcosystem } from '../package-name.ts'
import { maven as order } from '../versions/maven.ts'

/**
 * Advisories write `group:artifact`, purls namespace and name; the repository does not change what they mean.
 */
export const maven = namedEcosystem({
  type: 'maven',
  label: 'Java (Maven)',
  osv: ['Maven'],
  order,
  repositories: true,
  nameOf: purl => `${purl.namespace}:${purl.name}`,
})
