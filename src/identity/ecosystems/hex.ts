import { namedEcosystem } from '../package-name.ts'
import { semver } from '../versions/semver.ts'

/** Versions are semantic ones (hexdocs.pm/elixir/Version.html). */
export const hex = namedEcosystem({
  type: 'hex',
  label: 'Erlang and Elixir (Hex)',
  osv: ['Hex'],
  order: semver,
  fold: name => name.toLowerCase(),
})
