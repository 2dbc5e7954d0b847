import { Buffer } from 'node:buffer'

/** What people decide on: a vulnerability of a product or package at a site. */
export interface Finding {
  siteId: string
  /** The CVE where there is one. */
  vulnerability: string
  /** A package URL without a version, or maker and name of a product. */
  product: string
  /** `affected` where it is so of an asset at least. */
  verdict: 'affected' | 'undecided'
  severity: string
  kev: boolean
  malicious: boolean
  epss: number | null
  /** Assets that are affected, and those of which nobody can tell. */
  affected: number
  undecided: number
  /** Versions that end what is affected. */
  fixed: string[]
  /** Milliseconds since 1970 UTC: since when the oldest of its verdicts holds. */
  since: number
}

/** An id that says which finding it is. */
export function findingId({ siteId, vulnerability, product }: FindingKey): string {
  return Buffer.from(JSON.stringify([siteId, vulnerability, product])).toString('base64url')
}

export type FindingKey = Pick<Finding, 'siteId' | 'vulnerability' | 'product'>

/** The finding of an id; undefined where it is none. */
export function findingKey(id: string): FindingKey | undefined {
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(id, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
  if (!Array.isArray(value) || value.length !== 3 || !value.every(one => typeof one === 'string')) return undefined
  const [siteId, vulnerability, product] = value as [string, string, string]
  return { siteId, vulnerability, product }
}
