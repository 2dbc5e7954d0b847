import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { inVersionRange, readVersionRange } from './version-range.ts'

const data = process.env['MILLCERT_TESTDATA']
const skip = data ? false : 'MILLCERT_TESTDATA is not set'

interface Branch {
  category?: string
  name?: string
  product?: { product_id: string }
  branches?: Branch[]
}
interface Document {
  document: { tracking: { id: string } }
  product_tree?: { branches?: Branch[] }
  vulnerabilities?: { product_status?: Record<string, string[]> }[]
}
/** A version or range of a document with the names above it. */
interface Stated {
  text: string
  range: boolean
  names: string[]
  id: string | undefined
}

function documentsOf(name: string): Document[] {
  const text = gunzipSync(readFileSync(`${data}/advisories/${name}.ndjson.gz`)).toString('utf8')
  return text
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as Document)
}

function statedIn(branches: readonly Branch[] = [], names: readonly string[] = []): Stated[] {
  return branches.flatMap(({ category, name = '', product, branches: below }) => {
    const range = category === 'product_version_range'
    const own =
      range || category === 'product_version' ? [{ text: name, range, names: [...names], id: product?.product_id }] : []
    return [...own, ...statedIn(below, [...names, name])]
  })
}

test('nine in ten of what CSAF documents state as versions is understood', { skip }, t => {
  for (const [name, least] of [
    ['csaf-cisa-ot-2024-10', 14_935],
    ['csaf-vendor-siemens', 14_310],
  ] as const) {
    const stated = documentsOf(name).flatMap(document => statedIn(document.product_tree?.branches))
    const read = new Map<string, boolean>()
    const understood = stated.filter(({ text, range }) => {
      const key = `${range} ${text}`
      if (!read.has(key)) read.set(key, readVersionRange(text, range).unclear.length === 0)
      return read.get(key)
    }).length
    t.diagnostic(`${name}: ${understood} of ${stated.length} understood`)
    assert.ok(understood >= 0.9 * stated.length)
    assert.ok(understood >= least, `${name}: ${understood}, was ${least}`)
  }
})

interface Pair {
  asset_id: string
  advisory: string
  expect: string
  kind: string
}

/** The rows of a table of comma-separated values with quoted cells. */
function rowsOf(text: string): string[][] {
  return text
    .split(/\r?\n/)
    .slice(1)
    .filter(Boolean)
    .map(line =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
        cell => cell[1]?.replaceAll('""', '"') ?? cell[2] ?? '',
      ),
    )
}

test('labelled versions of products named alike are in or out as the label says', { skip }, t => {
  const plain = (text: string) => text.toLowerCase().replace(/\s+/g, '')
  const assets = new Map(rowsOf(readFileSync(`${data}/ot-pairs/assets.csv`, 'utf8')).map(row => [row[0], row]))
  const documents = new Map(documentsOf('csaf-cisa-ot-2024-10').map(found => [found.document.tracking.id, found]))
  const pairs = readFileSync(`${data}/ot-pairs/pairs.ndjson`, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as Pair)
  const wrong: string[] = []
  let asked = 0
  for (const { asset_id, advisory, expect, kind } of pairs) {
    if (!kind.startsWith('version')) continue
    const [, , product = '', , version = ''] = assets.get(asset_id)!
    const document = documents.get(advisory)!
    const named = statedIn(document.product_tree?.branches).filter(({ names }) =>
      names.some(name => plain(name) === plain(product)),
    )
    if (named.length === 0) continue
    asked++
    const clean = new Set(
      (document.vulnerabilities ?? []).flatMap(({ product_status: status }) => [
        ...(status?.['known_not_affected'] ?? []),
        ...(status?.['fixed'] ?? []),
      ]),
    )
    const said = named
      .filter(({ id }) => id === undefined || !clean.has(id))
      .map(({ text, range }) => inVersionRange(readVersionRange(text, range), version).says)
    const answer = said.includes('in') ? 'affected' : said.includes('undecided') ? 'undecided' : 'not_affected'
    if (answer !== expect) wrong.push(`${kind}: ${version} of ${product} in ${advisory}: ${answer}`)
  }
  t.diagnostic(`${asked - wrong.length} of ${asked} as labelled`)
  assert.ok(asked > 1900)
  assert.deepEqual(wrong.slice(0, 20), [])
})
