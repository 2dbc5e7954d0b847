import { namedEcosystem } from '../package-name.ts'
import { gem as order } from '../versions/gem.ts'

export const gem = namedEcosystem({
  type: 'gem',
  label: 'Ruby (RubyGems)',
  osv: ['RubyGems'],
  order,
})
