import { Problem, quoted } from '#base'
import { parsePurl, prefixedHash } from '#identity'
import { type Named, named } from './statement.ts'

/** A purl that names one package; undefined for a text that is none. A star in it would mean everything: a Problem. */
export function statedPurl(text: unknown, at: string): string | undefined {
  if (typeof text !== 'string' || !/^pkg:/i.test(text)) return undefined
  const purl = parsePurl(text)
  if ('fault' in purl) return undefined
  for (const part of [purl.namespace, purl.name, purl.version]) if (part?.includes('*')) throw badProduct(text, at)
  return text
}

/** A CPE 2.2 or 2.3 whose vendor and product are stated; a Problem where they are stars. */
export function statedCpe(text: unknown, at: string): string | undefined {
  if (typeof text !== 'string' || !/^cpe:(?:\/|2\.3:)[aho]:/i.test(text)) return undefined
  const [, vendor = '*', product = '*'] = text.replace(/^cpe:(?:\/|2\.3:)/i, '').split(':')
  if (/^[*?-]?$/.test(vendor) || /^[*?-]?$/.test(product)) throw badProduct(text, at)
  return text
}

/** A product by its id alone, which may be a purl, a CPE, a digest or a word. */
export function productNamed(text: string, at: string): Named {
  if (/^[\s*?]*$/.test(text) || text.length > 2000) throw badProduct(text, at)
  const cpe = statedCpe(text, at)
  const hash = prefixedHash(text)
  return named(text, {
    purl: statedPurl(text, at),
    ...(cpe !== undefined && { cpes: [cpe] }),
    ...(hash !== undefined && !('fault' in hash) && { hashes: [{ algorithm: hash.algorithm, value: hash.value }] }),
  })
}

function badProduct(text: string, at: string): Problem {
  return new Problem('advisories/bad-statement', `product ${quoted(text)} names no single product at ${at}`, { at })
}
