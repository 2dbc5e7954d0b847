import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { defaultLimits, type Limits, Problem } from '#base'
import { advisoryFormats } from './advisory-formats.ts'
import { collection } from './collection.ts'
import { cyclonedxVex } from './formats/cyclonedx-vex.ts'
import { cyclonedxVexXml } from './formats/cyclonedx-vex-xml.ts'
import type { Statement } from './statement.ts'

const data = process.env['MILLCERT_TESTDATA']
const skip = data ? false : 'MILLCERT_TESTDATA is not set'

await cyclonedxVexXml.prepare!()

function read(text: string, format = cyclonedxVexXml, limits: Limits = defaultLimits) {
  const statements: Statement[] = []
  const collected = collection(undefined, one => statements.push(one))
  const { taker, report } = collected.file('paper', format.id)
  const bytes = new TextEncoder().encode(text)
  format.read({ name: 'paper', text: text.slice(0, 65536), bytes, limits, now: Date.parse('2026-11-21') }, taker)
  return { statements, report, codes: report.notes.map(({ code }) => code) }
}

const testdata = new URL('formats/testdata/', import.meta.url)
const sample = readFileSync(new URL('cyclonedx-vex-xml/sample.xml', testdata), 'utf8')
const twin = readFileSync(new URL('cyclonedx-vex/sample.json', testdata), 'utf8')
const bom = (inside: string, version = '1.5') =>
  `<bom xmlns="http://cyclonedx.org/schema/bom/${version}"><vulnerabilities>${inside}</vulnerabilities></bom>`
const analysed = (id: string, affects = '<affects><target><ref>pkg:npm/left</ref></target></affects>') =>
  `<vulnerability><id>${id}</id><analysis><state>not_affected</state><detail>No.</detail></analysis>${affects}</vulnerability>`

/** Statements without where they stand. */
const plain = (statements: readonly Statement[]) =>
  statements.map(({ document: { format: _, path: __, ...document }, ...rest }) => ({ ...rest, document }))

test('CycloneDX VEX in XML says what its twin in JSON says', () => {
  const { statements, report } = read(sample)
  assert.equal(report.refusedCount, 0)
  assert.equal(statements.length, 2)
  assert.deepEqual(plain(statements), plain(read(twin, cyclonedxVex).statements))
  assert.equal(statements[0]!.document.format, 'cyclonedx-vex-xml')
})

test('real papers that are there in both forms say the same in both', { skip }, () => {
  const papers = globSync(`${data}/suites/sbom-fixtures/**/valid-vulnerability-1.*.xml`)
  assert.ok(papers.length >= 4)
  let statements = 0
  for (const path of papers) {
    const [xml, json] = [readFileSync(path, 'utf8'), readFileSync(path.replace(/xml$/, 'json'), 'utf8')]
    assert.deepEqual(
      advisoryFormats.filter(format => format.sniff({ name: 'x', text: xml })).map(({ id }) => id),
      ['cyclonedx-vex-xml'],
    )
    const [one, other] = [read(xml), read(json, cyclonedxVex)]
    // The serial numbers of the two are not always the same.
    const said = (made: typeof one) =>
      plain(made.statements).map(({ document: _, products, ...rest }) => ({
        ...rest,
        products: products.map(({ only, link, ...product }) => ({ only, linked: link?.ref, ...product })),
      }))
    assert.deepEqual(said(one), said(other), path)
    statements += one.statements.length
  }
  assert.ok(statements >= papers.length)
})

test('a bad vulnerability is refused with its line, and the rest is taken; one without analysis is counted', () => {
  const odd = '<vulnerability><id>CVE-2026-2</id><analysis><state>sleeping</state></analysis></vulnerability>'
  const bare = '<vulnerability><id>CVE-2026-3</id></vulnerability>'
  const { statements, report, codes } = read(bom(`${analysed('CVE-2026-1')}\n${odd}\n${bare}${analysed('CVE-2026-4')}`))
  assert.deepEqual(
    statements.map(({ vulnerability }) => vulnerability),
    ['CVE-2026-1', 'CVE-2026-4'],
  )
  assert.deepEqual([report.refusedCount, report.refused[0]!.at], [1, 'line 2: vulnerabilities/1'])
  assert.match(report.refused[0]!.reason, /"sleeping"/)
  assert.deepEqual(codes, ['vex-unanalysed', 'vex-undated'])
})

test('elements of other namespaces say nothing, and prefixes are forgiven', () => {
  const foreign = `<vulnerability xmlns="urn:x"><id>CVE-2026-9</id><analysis><state>resolved</state></analysis></vulnerability>`
  assert.deepEqual(read(bom(foreign)).statements, [])
  const inner = analysed('CVE-2026-1').replace('<detail>', '<state xmlns="urn:x">resolved</state><detail>')
  assert.equal(read(bom(inner)).statements[0]!.status, 'not_affected')
  const prefixed = sample.replace('xmlns=', 'xmlns:c=').replaceAll(/<(\/?)(?=[a-z])/gi, '<$1c:')
  assert.ok(cyclonedxVexXml.sniff({ name: 'x', text: prefixed }))
  assert.deepEqual(plain(read(prefixed).statements), plain(read(sample).statements))
})

test('versions and components that a statement names are found, wherever they stand; an empty list of versions is none', () => {
  const target =
    '<affects><target><ref>svc</ref><versions><version><version>2.0</version><status>unaffected</status></version></versions></target></affects>'
  const services = '<services><service bom-ref="svc"><name>feed</name></service></services>'
  const { statements } = read(
    bom(analysed('CVE-2026-1', target)).replace('<vulnerabilities>', `${services}<vulnerabilities>`),
  )
  const [product] = statements[0]!.products
  assert.deepEqual([product!.id, product!.only], ['feed', { versions: ['2.0'], ranges: [] }])
  const none = '<affects><target><ref>svc</ref><versions/></target></affects>'
  assert.deepEqual(read(bom(analysed('CVE-2026-1', none))).statements[0]!.products[0]!.only, {
    versions: [],
    ranges: [],
  })
})

test('declarations of document types, entities, other roots and what is cut off are refused', () => {
  const refused = (text: string, code: string) =>
    assert.throws(
      () => read(text),
      (error: unknown) => error instanceof Problem && error.code === code,
      text.slice(0, 80),
    )
  const body = sample.slice(sample.indexOf('<bom'))
  const laughs = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('')
  for (const doctype of [
    '<!DOCTYPE bom SYSTEM "file:///etc/passwd">',
    '<!DOCTYPE bom [<!ENTITY x SYSTEM "http://127.0.0.1/">]>',
    `<!DOCTYPE bom [<!ENTITY l0 "ha">${laughs}]>`,
  ])
    refused(doctype + body, 'boms/xml-doctype')
  refused(body.replace('Never called.', '&x;'), 'boms/not-xml')
  refused(body.slice(0, -20), 'boms/not-xml')
  refused('<html xmlns="http://cyclonedx.org/schema/bom/1.5"/>', 'advisories/not-cyclonedx')
  refused(bom('', '1.3'), 'advisories/not-cyclonedx')
})

test('depth, texts and the size of one entry are bounded', () => {
  const over = (text: string, limits: Partial<Limits>) =>
    assert.throws(
      () => read(text, cyclonedxVexXml, { ...defaultLimits, ...limits }),
      (error: unknown) => error instanceof Problem && /^base\//.test(error.code),
    )
  over(bom('<x>'.repeat(5000)), {})
  over(bom(analysed('CVE-2026-1').replace('No.', 'x'.repeat(5000))), { text: 1000 })
  over(bom(analysed('CVE-2026-1').replace('No.', 'x'.repeat(5000))), { element: 1000 })
  over(bom(analysed('CVE-2026-1', `<affects>${'<target/>'.repeat(400_001)}</affects>`)), {})
})
