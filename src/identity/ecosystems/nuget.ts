import { namedEcosystem } from '../package-name.ts'
import { nuget as order } from '../versions/nuget.ts'

/**
 * Names have case and mean nothing by it.
 */
export const nuget = namedEcosystem({
  type: 'nuget',
  label: '.NET (NuGet)',
  osv: ['NuGet'],
  order,
  fold: name => name.toLowerCase(),
})
