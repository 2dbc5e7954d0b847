import { Problem } from '#base'
import { csafAdvisories, csafAffected, csafPaper } from '../csaf-advisory.ts'
import { csafHead } from '../csaf-document.ts'
import { csafInWords } from '../csaf-product-words.ts'
import { csafTree } from '../csaf-products.ts'
import { csafStatements } from '../csaf-statements.ts'
import { type CsafVulnerability, csafVulnerability } from '../csaf-vulnerability.ts'
import type { AdvisoryFormat, FeedFile, Taker } from '../format.ts'
import { badStatement, type Fields, isFields, listAt } from '../json-object.ts'
import { jsonRecords } from '../records.ts'
import { type Tally, tally } from '../vex-tally.ts'

/** More vulnerabilities than any document has. */
const mostVulnerabilities = 20_000

/** It needs all that is known of makers, which statements do not. */
let claims: typeof import('../csaf-product-claims.ts') | undefined

/**
 * CSAF 2.0 (OASIS Standard, ISO/IEC 20153), and of 2.1 what it has in common: advisories and VEX, one document or one a line.
 * Documents with a product that is defined as two things or a part of itself, or with no product defined, are refused (6.1.1 to 6.1.5):
 * nobody can say which product they mean.
 */
export const csaf: AdvisoryFormat = {
  id: 'csaf',
  label: 'CSAF',
  versions: ['2.0', '2.1'],
  vex: 'too',
  takes:
    'id, version, dates, publisher; products of branches, names, relationships and groups as purl, CPE, digest, or vendor, name, order numbers and versions in words; status, flags, impact, remediations of each; CVSS vectors; affected packages with versions; ids of makers’ advisories in references',
  leaves: 'notes, other references, acknowledgements',
  sniff: ({ text }) =>
    /^\s*(\[\s*)?\{/.test(text) &&
    /"csaf_version"\s*:\s*"/.test(text) &&
    /"document"\s*:/.test(text) &&
    !/"(metadata_version|feed|aggregator)"\s*:/.test(text.slice(0, 4096)),
  async prepare(wanted) {
    if (wanted !== 'statements') claims ??= await import('../csaf-product-claims.ts')
  },
  read(file, into) {
    const statements = tally(into)
    for (const [value, at] of jsonRecords(file.bytes, file.limits, file.name, into.refused)) {
      try {
        if (!isFields(value)) throw badStatement('an object is wanted', at)
        readDocument(value, file, at === '/' ? '/' : `${at}: /`, into, statements)
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        const place = error.detail.at ?? at
        into.refused(error.message, at === '/' || place.startsWith(at) ? place : `${at}: ${place}`)
      }
    }
    statements.end()
  },
}

function readDocument(
  value: Fields,
  { name: path, wanted }: FeedFile,
  at: string,
  into: Taker,
  statements: Tally,
): void {
  const head = csafHead(value['document'], path, at, into)
  const tree = csafTree(value['product_tree'], into)
  const list = listAt(value['vulnerabilities'], `${at}vulnerabilities`)
  if (list.length > mostVulnerabilities)
    throw badStatement(`more than ${mostVulnerabilities} vulnerabilities`, `${at}vulnerabilities`)
  const affecting = csafAffected(tree)
  const worded = csafInWords(tree, head.maker)
  const products = wanted === 'statements' ? undefined : claims!.csafProductClaims(worded)
  const stating = csafStatements(tree, head.vex, worded)
  // What is said of each product is let go with its vulnerability: thousands of each make millions.
  const read = list.map((one, i) => {
    const vulnerability = csafVulnerability(one, tree, `${at}vulnerabilities/${i}`, into)
    products?.add(vulnerability)
    const { name, aliases, cvss } = vulnerability
    return {
      vulnerability: { name, aliases, cvss },
      affects: affecting(vulnerability),
      statements: head.withdrawn ? [] : stating(vulnerability),
      oddity: oddityOf(vulnerability, head.vex.id),
    }
  })
  const affects = read.flatMap(one => one.affects ?? [])
  // Whatever is wrong with a document is known before anything is taken of it.
  const inWords = {
    vulnerabilities: read.map(({ vulnerability }) => vulnerability),
    affected: products?.affected(into) ?? [],
  }
  const advisories = csafAdvisories(head, affects, inWords, `${at}document/tracking/id`)
  for (const advisory of advisories) into.advisory(advisory)
  if (wanted !== 'statements') into.paper?.(csafPaper(head, advisories))
  if (head.withdrawn) return
  for (const one of read) {
    for (const [code, message] of one.oddity) into.notes.add(code, message, at)
    for (const statement of one.statements) statements.take(statement)
  }
}

/** A VEX must say why a product is not affected (CSAF 2.0 §4.5); an advisory need not, and is believed as little as its author. */
function oddityOf({ name, said }: CsafVulnerability, id: string): (readonly [code: string, message: string])[] {
  const odd: (readonly [code: string, message: string])[] = []
  if (name === undefined && said.size > 0)
    odd.push(['vulnerability-unnamed', `${id} has a vulnerability without a CVE or id: its statements answer nothing`])
  for (const { status, justification, impact } of said.values())
    if (status === 'not_affected' && justification === undefined && impact === undefined) {
      odd.push(['vex-unjustified', `${id} calls products not affected by ${name ?? 'it'} and does not say why`])
      break
    }
  return odd
}
