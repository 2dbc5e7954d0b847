import { exact } from '../exact.ts'
import { namedEcosystem } from '../package-name.ts'

/**
 * Names have case and mean nothing by it. Only versions that an advisory names one by one are decided, until the order
 * of NuGet is there.
 */
export const nuget = namedEcosystem({
  type: 'nuget',
  label: '.NET (NuGet)',
  osv: ['NuGet'],
  order: exact,
  ranges: false,
  fold: name => name.toLowerCase(),
})
