import { namedEcosystem } from '../package-name.ts'
import { conan as order } from '../versions/conan.ts'

/** The user and channel of a recipe (purl qualifiers) do not change which release of the library it builds. */
export const conan = namedEcosystem({
  type: 'conan',
  label: 'C and C++ (ConanCenter)',
  osv: ['ConanCenter'],
  order,
  fold: name => name.toLowerCase(),
})
