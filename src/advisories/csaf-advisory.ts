import { digest, quoted } from '#base'
import { coordinatesOf, type Interval, orders, parsePurl, statedIntervals } from '#identity'
import type { Advisory, Affected, Cvss } from './advisory.ts'
import { type CpeCriterion, cpeKeysOfCriterion, readCpe } from './cpe-claim.ts'
import { cpeAffectedOf } from './cpe-configuration.ts'
import type { CsafHead } from './csaf-document.ts'
import type { CsafProduct, CsafTree } from './csaf-products.ts'
import type { CsafVulnerability } from './csaf-vulnerability.ts'
import { csafFeedOf } from './feed-of.ts'
import type { PaperTaken } from './format.ts'
import { badStatement } from './json-object.ts'
import { severityWord } from './severity.ts'

/**
 * The records that a CSAF document makes: one where all its vulnerabilities affect the same packages, else one for each of them
 * (`SSA-123456:CVE-2026-1111`), since a record says of each of its packages that all its vulnerabilities are in it. Products in words
 * tell by themselves what is said of which vulnerability and stand in one record. Parts of other products are left out: affected inside
 * that product does not mean affected anywhere.
 */
export function csafAdvisories(
  head: CsafHead,
  told: readonly CsafAffecting[],
  inWords: CsafInWords,
  at: string,
): Advisory[] {
  if (inWords.affected.length === 0) return ofPackages(head, told, at)
  const packages = told.filter(({ affected }) => affected.length > 0)
  const alike = new Set(packages.map(({ affected }) => affected)).size === 1
  // One record can speak of both where all of it is in every package.
  const both = alike && packages.length === inWords.vulnerabilities.length
  const affected = both ? [...packages[0]!.affected, ...inWords.affected] : inWords.affected
  const whole = record(head, inWords.vulnerabilities, affected, undefined, at)
  return both ? [whole] : [whole, ...packages.map((one, index) => partOf(head, one, index, at))]
}

/** What is taken of a document as a whole. */
export function csafPaper({ namespace, vex }: CsafHead, advisories: readonly Advisory[]): PaperTaken {
  return {
    feed: csafFeedOf(namespace).id,
    id: writtenId(vex.id),
    modified: vex.at,
    records: advisories.map(({ id }) => id),
  }
}

function ofPackages(head: CsafHead, told: readonly CsafAffecting[], at: string): Advisory[] {
  if (told.length === 0) return []
  if (new Set(told.map(({ affected }) => affected)).size > 1)
    return told.map((one, index) => partOf(head, one, index, at))
  const vulnerabilities = told.map(({ vulnerability }) => vulnerability)
  return [record(head, vulnerabilities, told[0]!.affected, undefined, at)]
}

/** The record of one vulnerability of a document. */
function partOf(head: CsafHead, { vulnerability, affected }: CsafAffecting, index: number, at: string): Advisory {
  return record(head, [vulnerability], affected, vulnerability.name ?? String(index + 1), at)
}

/** What a document says of products in words, which tells by itself which vulnerabilities each is about. */
export interface CsafInWords {
  vulnerabilities: readonly CsafAffecting['vulnerability'][]
  affected: readonly Affected[]
}

function record(
  head: CsafHead,
  vulnerabilities: readonly CsafAffecting['vulnerability'][],
  affected: readonly Affected[],
  part: string | undefined,
  at: string,
): Advisory {
  const feed = csafFeedOf(head.namespace)
  const id = idOf(part === undefined ? head.vex.id : `${head.vex.id}:${part}`, at)
  const names = vulnerabilities.flatMap(({ name, aliases }) => (name === undefined ? [] : [name, ...aliases]))
  return {
    id,
    feed: feed.id,
    aliases: [...new Set([...names, ...head.refersTo])].filter(name => name !== id && idForm.test(name)),
    published: head.published,
    modified: head.vex.at,
    withdrawn: head.withdrawn ? (head.vex.at ?? head.published) : undefined,
    summary: head.title.length > 160 ? `${head.title.slice(0, 157)}...` : head.title,
    url: head.url ?? feed.url(head.vex.id),
    cvss: scoresOf(vulnerabilities, feed.id),
    severity: severityWord(head.severity),
    malicious: false,
    affected,
  }
}

/** Scores once each; where the vulnerabilities differ in them, each says whose it is. */
function scoresOf(vulnerabilities: readonly CsafAffecting['vulnerability'][], source: string): Cvss[] {
  const vectors = vulnerabilities.map(({ cvss }) => cvss.map(({ vector }) => vector).join(' '))
  const alike = new Set(vectors).size <= 1
  const all = new Map<string, Cvss>()
  for (const { name, cvss } of vulnerabilities)
    for (const score of cvss)
      all.set(alike ? score.vector : `${name} ${score.vector}`, {
        ...score,
        source,
        ...(!alike && name !== undefined && { of: name }),
      })
  return [...all.values()]
}

/** What an id may be; anything else could become a path, or a link somewhere else. */
const idForm = /^[A-Za-z0-9][A-Za-z0-9._:@+-]{2,127}$/

/** Publishers write blanks and slashes into their ids; what stays is told apart by its feed. */
function writtenId(text: string): string {
  return text.replace(/[ /()[\]#,]+/g, '-')
}

function idOf(text: string, at: string): string {
  const id = writtenId(text)
  if (!idForm.test(id) || text.includes('..')) throw badStatement(`id ${quoted(text)} is not an advisory id`, at)
  return id
}

/** A vulnerability that affects something, with what it affects: one and the same list where it is the same. */
export interface CsafAffecting {
  vulnerability: Pick<CsafVulnerability, 'name' | 'aliases' | 'cvss'>
  affected: readonly Affected[]
}

/**
 * Tells what one vulnerability after the other affects; undefined for one that affects nothing. A product is looked at once, and
 * lists that are alike are one: a document may name thousands of products for each of hundreds of vulnerabilities.
 */
export function csafAffected(tree: CsafTree): (of: CsafVulnerability) => CsafAffecting | undefined {
  const numbers = new Map<string, number>()
  const products = new Map<string, { affected: readonly Affected[]; number: number } | undefined>()
  const lists = new Map<string, readonly Affected[]>()
  const known = (id: string) => {
    if (products.has(id)) return products.get(id)
    const product = tree.products.get(id)!
    const affected = product.part === undefined ? claimsOf(product) : []
    const text = JSON.stringify(affected)
    const number = numbers.get(text) ?? numbers.size
    numbers.set(text, number)
    const found = affected.length > 0 ? { affected, number } : undefined
    products.set(id, found)
    return found
  }
  return ({ name, aliases, cvss, said }) => {
    const ids = [...said].flatMap(([id, { status }]) => (status === 'affected' ? [id] : []))
    if (ids.length === 0) return undefined
    const all = ids.map(known).filter(one => one !== undefined)
    const key = digest(all.map(({ number }) => number).join())
    const affected = lists.get(key) ?? all.flatMap(one => one.affected)
    lists.set(key, affected)
    return { vulnerability: { name, aliases, cvss }, affected }
  }
}

/** What is said of a product by its purl; where it has none, by its CPE names. */
function claimsOf(product: CsafProduct): Affected[] {
  if (product.purl !== undefined) return [affectedOf(product, product.purl)]
  return product.cpes.flatMap(stated => {
    const read = readCpe(stated)
    if (read === undefined) return []
    const { text, cpe } = read
    const criteria = cpe.version.kind === 'any' ? criteriaOf(text, product.version) : [{ cpe: text }]
    return cpeKeysOfCriterion(cpe).map(key => cpeAffectedOf(key, { criteria, conditions: [] }))
  })
}

/** A name that leaves the version open, with the versions of the branch it stands in. */
function criteriaOf(cpe: string, version: CsafProduct['version']): CpeCriterion[] {
  if (version === undefined) return [{ cpe, unclear: 'the document gives no versions' }]
  if (!version.range) return [{ cpe, versions: { from: version.text, to: version.text, toIncluded: true } }]
  const runs = statedIntervals(version.text)
  const isClear = runs?.every(({ from, to }) =>
    [from, to].every(end => end === undefined || orders.generic.compare(end, end) !== undefined),
  )
  if (!runs || !isClear) return [{ cpe, unclear: `the document gives the versions in words: ${quoted(version.text)}` }]
  return runs.map(versions => (versions.from === undefined && versions.to === undefined ? { cpe } : { cpe, versions }))
}

/** A product that a purl names: its version stands there or in the branch above it. */
function affectedOf({ version }: CsafProduct, text: string): Affected {
  const purl = parsePurl(text)
  if ('fault' in purl) throw new Error(`${text} was found to be a purl before`)
  const placed = coordinatesOf(purl)
  const name = purl.namespace === undefined ? purl.name : `${purl.namespace}/${purl.name}`
  const found = 'key' in placed ? placed : undefined
  const own = found?.version ?? purl.version
  const versions = own !== undefined ? [own] : version !== undefined && !version.range ? [version.text] : []
  const intervals = versions.length === 0 && version !== undefined ? statedIntervals(version.text) : undefined
  return {
    key: found?.key,
    ecosystem: purl.type,
    name,
    intervals: intervals !== undefined && comparable(intervals, found) ? intervals : [],
    versions,
    undecided:
      versions.length > 0 || (intervals !== undefined && comparable(intervals, found))
        ? undefined
        : version === undefined
          ? 'the document gives no versions'
          : `the document gives the versions in words: ${quoted(version.text)}`,
  }
}

type Found = Extract<ReturnType<typeof coordinatesOf>, { key: string }>

/** Whether the ends of the runs are versions of the ecosystem. */
function comparable(intervals: readonly Interval[], found: Found | undefined): boolean {
  const order = found?.ecosystem.order
  return intervals.every(({ from, to }) =>
    [from, to].every(end => end === undefined || order === undefined || order.compare(end, end) !== undefined),
  )
}
