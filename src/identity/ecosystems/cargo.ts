import { namedEcosystem } from '../package-name.ts'
import { cargo as order } from '../versions/cargo.ts'

/** crates.io takes no two names that differ by case or by `-` and `_` alone. */
export const cargo = namedEcosystem({
  type: 'cargo',
  label: 'Rust (crates.io)',
  osv: ['crates.io'],
  order,
  fold: name => name.toLowerCase().replaceAll('_', '-'),
})
