import { Problem, quoted } from '#base'
import { parsePurl } from '#identity'
import { packageKeyOf } from './kept-component.ts'

/** What somebody calls a component. Texts are in lower case but versions. */
export type KeptName =
  | {
      kind: 'purl'
      packageKey: string
      version: string | undefined
      qualifiers: readonly (readonly [key: string, value: string])[]
    }
  | { kind: 'hash'; hex: string }
  | { kind: 'order'; orderNumber: string }
  | { kind: 'words'; name: string; group?: string; version?: string | undefined; vendor?: string }

/**
 * Reads what somebody calls a component: a package URL with a version or without, a hash (`sha256:…`, or its hex alone),
 * `order:NUMBER`, `vendor:product`, `name@version`, `name`, `group/name`. Throws `boms/bad-name` for a package URL that is none.
 */
export function keptName(text: string): KeptName {
  const words = text.trim()
  if (words === '' || words.length > 4096)
    throw new Problem('boms/bad-name', `Cannot look for ${quoted(text)}: between 1 and 4096 characters are wanted`)
  if (/^pkg:/i.test(words)) return purlName(words)
  const hex = /^(?:(?:sha|md)[\w-]*:)?([0-9a-fA-F]{32,128})$/.exec(words)?.[1]
  if (hex !== undefined) return { kind: 'hash', hex: hex.toLowerCase() }
  if (/^order:/i.test(words)) return { kind: 'order', orderNumber: words.slice('order:'.length).trim() }
  // A scope begins with `@`, and a version is behind the last.
  const at = words.lastIndexOf('@')
  const version = at > 0 ? words.slice(at + 1) : undefined
  const named = (at > 0 ? words.slice(0, at) : words).toLowerCase()
  const colon = named.indexOf(':')
  if (colon > 0)
    return { kind: 'words', vendor: named.slice(0, colon).trim(), name: named.slice(colon + 1).trim(), version }
  const slash = named.lastIndexOf('/')
  return slash > 0
    ? { kind: 'words', group: named.slice(0, slash), name: named.slice(slash + 1), version }
    : { kind: 'words', name: named, version }
}

function purlName(text: string): KeptName {
  const purl = parsePurl(text)
  if ('fault' in purl)
    throw new Problem('boms/bad-name', `Cannot look for ${quoted(text)}: ${purl.fault}`, {
      wanted: 'a package URL such as pkg:npm/name@1.0.0',
    })
  return {
    kind: 'purl',
    packageKey: packageKeyOf(text)!,
    version: purl.version,
    qualifiers: [...(purl.qualifiers ?? [])],
  }
}
