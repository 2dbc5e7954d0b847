import { exact } from '../exact.ts'
import { namedEcosystem } from '../package-name.ts'

/** Only versions that an advisory names one by one are decided, until the order of RubyGems is there. */
export const gem = namedEcosystem({
  type: 'gem',
  label: 'Ruby (RubyGems)',
  osv: ['RubyGems'],
  order: exact,
  ranges: false,
})
