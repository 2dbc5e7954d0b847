import { namedEcosystem } from '../package-name.ts'
import { semverBuild } from '../versions/semver-build.ts'

/** Case counts. The identifier that a purl has beside the name (`uuid`) is not in the names of advisories. */
export const julia = namedEcosystem({
  type: 'julia',
  label: 'Julia',
  osv: ['Julia'],
  order: semverBuild,
})
