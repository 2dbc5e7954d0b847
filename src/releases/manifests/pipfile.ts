import { decodeText } from '#base'
import { loadToml, paperOf, readToml } from '#boms'
import { fieldOf, isFields, membersOf, textIn } from '../lock-json-file.ts'
import { type Ask, lineWith, type ManifestFormat } from '../lock-manifest.ts'

const others = new Set(['source', 'requires', 'scripts', 'pipenv', 'pipfile'])

/** pipenv's `Pipfile` (pipenv.pypa.io, "Pipfile"): every table but its settings is a category of packages. */
export const pipfile: ManifestFormat = {
  id: 'pipfile',
  names: /^Pipfile$/,
  scheme: 'pypi',
  prepare: loadToml,
  read(bytes, limits, path) {
    const file = readToml(paperOf(path, bytes, undefined, limits))
    const lines = decodeText(bytes).split('\n')
    return membersOf(file)
      .filter(([table]) => !others.has(table))
      .flatMap(([, packages]) =>
        membersOf(packages).map(([name, stated]): Ask => {
          const wanted = typeof stated === 'string' ? stated : (textIn(stated, 'version') ?? '')
          const from = !isFields(stated)
            ? undefined
            : 'git' in stated
              ? ('git' as const)
              : fieldOf(stated, 'path') !== undefined || fieldOf(stated, 'file') !== undefined
                ? ('path' as const)
                : undefined
          return {
            name,
            wanted: wanted === '*' ? '' : wanted,
            line: lineWith(lines, new RegExp(`^\\s*"?${name.replaceAll(/[^\w-]/g, '.')}"?\\s*=`)),
            ...(from && { from }),
            ...(isFields(stated) && 'markers' in stated && { optional: true as const }),
          }
        }),
      )
  },
}
