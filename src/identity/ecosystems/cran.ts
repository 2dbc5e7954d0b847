import { namedEcosystem } from '../package-name.ts'
import { numberList } from '../versions/number-list.ts'

/** CRAN takes no two names that differ by case alone (purl type definition). */
export const cran = namedEcosystem({
  type: 'cran',
  label: 'R (CRAN)',
  osv: ['CRAN'],
  order: numberList,
  fold: name => name.toLowerCase(),
})
