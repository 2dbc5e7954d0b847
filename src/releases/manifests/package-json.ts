import { type Fields, fieldOf, isFields, jsonWithLines, membersOf } from '../lock-json-file.ts'
import type { Ask, ManifestFormat } from '../lock-manifest.ts'

const kinds = ['dependencies', 'devDependencies', 'optionalDependencies'] as const

/** npm's `package.json` (docs.npmjs.com, "package.json"). Peer dependencies are asked of whoever uses the package, so they are left. */
export const packageJson: ManifestFormat = {
  id: 'package-json',
  names: /^package\.json$/,
  scheme: 'npm',
  read(bytes, limits, path) {
    const { value, line } = jsonWithLines(bytes, limits, path, kinds)
    const optional: Fields = isFields(fieldOf(value, 'optionalDependencies'))
      ? (fieldOf(value, 'optionalDependencies') as Fields)
      : {}
    return kinds.flatMap(kind =>
      membersOf(fieldOf(value, kind)).flatMap(([name, wanted]): Ask[] => {
        // What stands in both is optional (npm's own rule).
        if (typeof wanted !== 'string' || (kind === 'dependencies' && Object.hasOwn(optional, name))) return []
        const from = fromOf(wanted)
        return [
          {
            name,
            wanted,
            line: line(kind, name),
            ...(from && { from }),
            ...(kind === 'optionalDependencies' && { optional: true as const }),
          },
        ]
      }),
    )
  },
}

function fromOf(wanted: string): Ask['from'] {
  if (/^(?:file|link|portal|workspace):|^\.{0,2}\//.test(wanted)) return 'path'
  if (/^(?:git[:+@]|ssh:|github:|gitlab:|bitbucket:|gist:)|^[\w.-]+\/[\w.-]+(?:#|$)|\.git(?:#|$)/.test(wanted))
    return 'git'
  return /^https?:/.test(wanted) ? 'url' : undefined
}
