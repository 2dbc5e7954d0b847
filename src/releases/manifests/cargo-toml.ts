import { decodeText } from '#base'
import { loadToml, paperOf, readToml } from '#boms'
import { fieldOf, isFields, membersOf, textIn } from '../lock-json-file.ts'
import { type Ask, lineWith, type ManifestFormat } from '../lock-manifest.ts'

const kinds = ['dependencies', 'dev-dependencies', 'build-dependencies'] as const

/** Cargo's `Cargo.toml` (The Cargo Book, "Specifying Dependencies"). What a member takes from its workspace stands there. */
export const cargoToml: ManifestFormat = {
  id: 'cargo-toml',
  names: /^Cargo\.toml$/,
  scheme: 'cargo',
  prepare: loadToml,
  read(bytes, limits, path) {
    const file = readToml(paperOf(path, bytes, undefined, limits))
    const lines = decodeText(bytes).split('\n')
    const tables = [file, fieldOf(file, 'workspace'), ...membersOf(fieldOf(file, 'target')).map(([, table]) => table)]
    return tables.flatMap((table, place) =>
      kinds.flatMap(kind =>
        membersOf(fieldOf(table, kind)).flatMap(([key, stated]) => {
          const ask = askOf(key, stated, lines)
          // A workspace may offer what no member takes.
          return ask === undefined ? [] : [place === 1 ? { ...ask, optional: true as const } : ask]
        }),
      ),
    )
  },
}

function askOf(key: string, stated: unknown, lines: readonly string[]): Ask | undefined {
  if (isFields(stated) && stated['workspace'] === true) return undefined
  const name = textIn(stated, 'package') ?? key
  const wanted = typeof stated === 'string' ? stated : (textIn(stated, 'version') ?? '')
  const from = isFields(stated) ? ('git' in stated ? 'git' : 'path' in stated ? 'path' : undefined) : undefined
  const line = lineWith(
    lines,
    new RegExp(`^\\s*(?:\\[.*\\.)?"?${key.replaceAll(/[^\w-]/g, '.')}"?\\s*(?:[=\\]]|\\.(?!workspace))`),
  )
  const optional = isFields(stated) && stated['optional'] === true
  return { name, wanted, line, ...(from && { from }), ...(optional && { optional: true as const }) }
}
