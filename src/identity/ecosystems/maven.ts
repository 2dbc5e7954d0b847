import { exact } from '../exact.ts'
import { namedEcosystem } from '../package-name.ts'

/**
 * Advisories write `group:artifact`, purls namespace and name; the repository does not change what they mean. Only
 * versions that an advisory names one by one are decided, until the order of Maven is there.
 */
export const maven = namedEcosystem({
  type: 'maven',
  label: 'Java (Maven)',
  osv: ['Maven'],
  order: exact,
  ranges: false,
  repositories: true,
  nameOf: purl => `${purl.namespace}:${purl.name}`,
})
