import { namedEcosystem } from '../package-name.ts'
import { semverBuild } from '../versions/semver-build.ts'

/** Names are lower case with `_` (dart.dev/tools/pub/pubspec). */
export const pub = namedEcosystem({
  type: 'pub',
  label: 'Dart (pub)',
  osv: ['Pub'],
  order: semverBuild,
  fold: name => name.toLowerCase().replaceAll('-', '_'),
})
