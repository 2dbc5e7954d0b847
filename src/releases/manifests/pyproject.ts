import { decodeText } from '#base'
import { loadToml, paperOf, parseRequirement, readToml } from '#boms'
import { fieldOf, isFields, listIn, membersOf } from '../lock-json-file.ts'
import { type Ask, lineWith, type ManifestFormat } from '../lock-manifest.ts'

/**
 * `pyproject.toml` (packaging.python.org, "pyproject.toml specification"; PEP 735 for groups; Poetry's own tables). What builds the
 * package is asked for apart: no lockfile of Python pins it.
 */
export const pyproject: ManifestFormat = {
  id: 'pyproject',
  names: /^pyproject\.toml$/,
  scheme: 'pypi',
  prepare: loadToml,
  read(bytes, limits, path) {
    const file = readToml(paperOf(path, bytes, undefined, limits))
    const lines = decodeText(bytes).split('\n')
    const asks: Ask[] = []
    const take = (list: unknown[], more: Partial<Ask>) => {
      for (const text of list) if (typeof text === 'string') asks.push(...asked(text, lines, more))
    }
    const project = fieldOf(file, 'project')
    take(listIn(fieldOf(file, 'build-system'), 'requires'), { build: true })
    take(listIn(project, 'dependencies'), {})
    for (const [, list] of membersOf(fieldOf(project, 'optional-dependencies')))
      if (Array.isArray(list)) take(list, { optional: true })
    for (const [, list] of membersOf(fieldOf(file, 'dependency-groups'))) if (Array.isArray(list)) take(list, {})
    const poetry = fieldOf(fieldOf(file, 'tool'), 'poetry')
    asks.push(...poetryAsks(fieldOf(poetry, 'dependencies'), lines))
    asks.push(...poetryAsks(fieldOf(poetry, 'dev-dependencies'), lines))
    for (const [, group] of membersOf(fieldOf(poetry, 'group')))
      asks.push(...poetryAsks(fieldOf(group, 'dependencies'), lines))
    return asks
  },
}

function asked(text: string, lines: readonly string[], more: Partial<Ask>): Ask[] {
  const found = text.length > 8192 ? undefined : parseRequirement(text)
  const line = lineWith(lines, text.includes('"') ? `'${text}'` : text)
  if (found?.kind === 'package')
    return [
      {
        name: found.name,
        wanted: found.wanted,
        line,
        ...(found.marker !== undefined && { optional: true as const }),
        ...more,
      },
    ]
  if (found?.kind !== 'address' || found.name === undefined) return []
  const from = /^git\+|^git:/.test(found.address) ? 'git' : /^https?:/.test(found.address) ? 'url' : 'path'
  return [{ name: found.name, wanted: found.address, line, from, ...more }]
}

/** Poetry writes `name = "^1.2"` or `name = { version = "…" }`; carets and tildes mean what they mean to npm. */
function poetryAsks(table: unknown, lines: readonly string[]): Ask[] {
  return membersOf(table).flatMap(([name, stated]): Ask[] => {
    if (name.toLowerCase() === 'python') return []
    const wanted = typeof stated === 'string' ? stated : fieldOf(stated, 'version')
    const line = lineWith(lines, new RegExp(`^\\s*"?${name.replaceAll(/[^\w-]/g, '.')}"?\\s*=`))
    const from = !isFields(stated)
      ? undefined
      : 'git' in stated
        ? ('git' as const)
        : 'url' in stated
          ? ('url' as const)
          : 'path' in stated
            ? ('path' as const)
            : undefined
    const optional = isFields(stated) && (stated['optional'] === true || 'markers' in stated || 'python' in stated)
    return [
      {
        name,
        wanted: typeof wanted === 'string' ? poetryRange(wanted) : '',
        line,
        ...(from && { from }),
        ...(optional && { optional: true as const }),
      },
    ]
  })
}

/** Poetry's own range signs in those of PEP 440; what has none of them stays. */
function poetryRange(wanted: string): string {
  return wanted
    .split(',')
    .map(piece => {
      const [, sign, numbers] = /^\s*([\^~])\s*(\d+(?:\.\d+)*)\s*$/.exec(piece) ?? []
      if (numbers === undefined) return /^\s*\d+(?:\.\d+)*\s*$/.test(piece) ? `==${piece.trim()}` : piece.trim()
      const parts = numbers.split('.').map(Number)
      const first = parts.findIndex(part => part > 0)
      const kept = sign === '~' ? Math.min(parts.length, 2) : first < 0 ? parts.length : first + 1
      const next = [...parts.slice(0, kept - 1), parts[kept - 1]! + 1]
      return `>=${numbers},<${next.join('.')}`
    })
    .join(',')
}
