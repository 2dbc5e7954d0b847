import { decodeText } from '#base'
import { parseRequirement } from '#boms'
import type { Ask, ManifestFormat } from '../lock-manifest.ts'

/** What pip-compile and uv compile to a requirements.txt: `requirements.in`. Files that it takes in are followed by who compares. */
export const requirementsIn: ManifestFormat = {
  id: 'requirements-in',
  names: /^(?:[^/]*[-_.])?requirements?(?:[-_.][^/]*)?\.in$/i,
  scheme: 'pypi',
  read(bytes, limits) {
    return requirementLines(decodeText(bytes), limits.text).flatMap(({ text, line }): Ask[] => {
      const found = parseRequirement(text)
      if (found.kind === 'package')
        return [
          {
            name: found.name,
            wanted: found.wanted,
            line,
            ...(found.marker !== undefined && { optional: true as const }),
          },
        ]
      if (found.kind !== 'address' || found.name === undefined) return []
      const from = /^git/.test(found.address) ? 'git' : /^https?:/.test(found.address) ? 'url' : 'path'
      return [{ name: found.name, wanted: found.address, line, from }]
    })
  },
}

/** Logical lines without comments; one over `most` characters is left out. */
function requirementLines(text: string, most: number): { text: string; line: number }[] {
  const found: { text: string; line: number }[] = []
  let open = ''
  let start = 0
  for (const [index, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const plain = raw.replace(/(?:^|\s)#.*$/, '')
    if (open === '') start = index + 1
    const continues = plain.endsWith('\\')
    open += continues ? `${plain.slice(0, -1)} ` : plain
    if (continues) continue
    const trimmed = open.trim()
    open = ''
    if (trimmed !== '' && trimmed.length <= Math.min(most, 8192)) found.push({ text: trimmed, line: start })
  }
  return found
}
