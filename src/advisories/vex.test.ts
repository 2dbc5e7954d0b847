import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { defaultLimits, Problem } from '#base'
import { advisoryFormats } from './advisory-formats.ts'
import { collection, type FileReport } from './collection.ts'
import type { AdvisoryFormat } from './format.ts'
import { csaf } from './formats/csaf.ts'
import { cyclonedxVex } from './formats/cyclonedx-vex.ts'
import { openvex } from './formats/openvex.ts'
import { inWords, type Statement, saidAt } from './statement.ts'

const data = process.env['MILLCERT_TESTDATA']
const skip = data ? false : 'MILLCERT_TESTDATA is not set'
const now = Date.parse('2026-11-21T10:00:00Z')

interface Made {
  statements: Statement[]
  report: FileReport
  advisories: ReturnType<typeof collection>['advisories']
}

/** Reads bytes by a format; statements are only counted with `keep` false. */
await csaf.prepare!()

function read(format: AdvisoryFormat, content: string | Uint8Array, name = 'paper', keep = true): Made {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  const statements: Statement[] = []
  const collected = collection(undefined, keep ? one => statements.push(one) : undefined)
  const { taker, report } = collected.file(name, format.id)
  const text = new TextDecoder().decode(bytes.subarray(0, 65536))
  format.read({ name, text, bytes, limits: defaultLimits, now }, taker)
  return { statements, report, advisories: collected.advisories }
}

const sample = (id: string) =>
  JSON.parse(readFileSync(new URL(`formats/testdata/${id}/sample.json`, import.meta.url), 'utf8'))
const codes = ({ report }: Made) => report.notes.map(({ code }) => code)
/** Reads the sample of a format with other values at some places (`vulnerabilities/0/cve`). */
function made(format: AdvisoryFormat, changes: Record<string, unknown>): Made {
  const paper = sample(format.id)
  for (const [place, value] of Object.entries(changes)) {
    const keys = place.split('/')
    const last = keys.pop()!
    keys.reduce((node, key) => node[key], paper)[last] = value
  }
  return read(format, JSON.stringify(paper))
}

test('OpenVEX: statements with products, subcomponents, reasons and times; one document a line is the same', () => {
  const one = read(openvex, JSON.stringify(sample('openvex'), null, 2))
  const [free, affected] = one.statements
  assert.deepEqual(
    [free!.vulnerability, free!.aliases, free!.status, free!.justification, free!.products[0]!.purl],
    [
      'CVE-2026-10001',
      ['GHSA-aaaa-bbbb-cccc'],
      'not_affected',
      'vulnerable_code_not_in_execute_path',
      'pkg:npm/left@1.0.0',
    ],
  )
  assert.equal(saidAt(free!), Date.parse('2026-09-01T08:00:00Z'))
  assert.equal(saidAt(affected!), Date.parse('2026-09-02T08:00:00Z'))
  assert.equal(affected!.products[0]!.subcomponents[0]!.purl, 'pkg:npm/right')
  assert.equal(affected!.products[0]!.hashes[0]!.algorithm, 'SHA-256')
  assert.equal(affected!.document.author, 'Press Works product security')
  const line = JSON.stringify(sample('openvex'))
  assert.deepEqual(read(openvex, `${line}\n${line}\n`).statements, [...one.statements, ...one.statements])
  assert.deepEqual(one.report.notes, [])
})

test('OpenVEX: members may stand in any order, and the older spelling is read', () => {
  const { statements, ...head } = sample('openvex')
  const late = read(openvex, JSON.stringify({ '@context': head['@context'], statements, ...head }))
  assert.deepEqual([late.statements[0]!.document.author, late.report.notes], [head.author, []])
  const old = made(openvex, {
    statements: [{ vulnerability: 'CVE-2026-1', products: ['pkg:npm/left'], status: 'fixed' }],
  })
  assert.deepEqual(
    [old.statements[0]!.vulnerability, old.statements[0]!.products[0]!.purl],
    ['CVE-2026-1', 'pkg:npm/left'],
  )
})

test('OpenVEX: a claim without a reason, of everything, or of no kind is refused with its place; the rest is taken', () => {
  const [good] = sample('openvex').statements
  const { statements, report } = made(openvex, {
    statements: [
      good,
      { ...good, justification: undefined, impact_statement: undefined },
      { ...good, products: [{ '@id': 'pkg:npm/*' }] },
      { ...good, products: [{ '@id': '*' }] },
      { ...good, products: [{ '@id': 'cpe:2.3:a:*:*:*:*:*:*:*:*:*:*:*' }] },
      { ...good, products: [] },
      { ...good, status: 'safe' },
      null,
    ],
  })
  assert.equal(statements.length, 1)
  assert.equal(report.refusedCount, 7)
  assert.match(report.refused[0]!.reason, /not_affected without a justification .* at \/statements\/1$/)
  assert.match(report.refused[1]!.reason, /product "pkg:npm\/\*" names no single product/)
})

test('OpenVEX: nobody is no author, and a paper without one is refused', () => {
  for (const author of ['Unknown Author', 'nobody@example.com', 'psirt@press.invalid', 'anonymous']) {
    const one = made(openvex, { author })
    assert.deepEqual(codes(one), ['untrusted-author'], author)
    assert.match(one.statements[0]!.document.untrusted!, /untrusted author/)
  }
  for (const over of [{ author: '' }, { author: 7 }, { '@context': 'https://openvex.dev/ns/v9' }])
    assert.throws(() => made(openvex, over), Problem)
})

test('CSAF: statuses of branches, relationships and groups become statements, affected packages an advisory', () => {
  const one = read(csaf, JSON.stringify(sample('csaf')))
  const [affected, fixed, free] = one.statements
  assert.deepEqual(
    [affected!.status, affected!.products[0]!.purl, affected!.action],
    ['affected', 'pkg:npm/left', 'vendor_fix: Update to 2.0.0'],
  )
  assert.deepEqual([fixed!.status, fixed!.products[0]!.purl], ['fixed', 'pkg:npm/left@2.0.0'])
  const { status, justification, impact, products } = free!
  assert.deepEqual(
    [status, justification, impact, products[0]!.cpes.length, products[0]!.subcomponents[0]!.purl],
    ['not_affected', 'vulnerable_code_not_in_execute_path', 'Line View never calls the parser.', 1, 'pkg:npm/left'],
  )
  assert.deepEqual(
    [free!.document.author, free!.document.id, free!.document.version],
    ['Press Works', 'PW-2026-3', '2'],
  )
  const [advisory] = one.advisories.values()
  assert.deepEqual(
    [advisory!.id, advisory!.feed, advisory!.aliases, advisory!.url, advisory!.cvss[0]!.score],
    ['PW-2026-3', 'csaf-other', ['CVE-2026-10001'], 'https://press.example/csaf/pw-2026-3.json', 9.8],
  )
  assert.deepEqual(
    advisory!.affected.map(({ key, intervals }) => [key, intervals]),
    [['npm/left', [{ from: '1.0.0', to: '2.0.0' }]]],
  )
  assert.deepEqual(one.report.notes, [])
})

test('CSAF: vulnerabilities that affect different packages are records of their own', () => {
  const { advisories } = made(csaf, {
    'vulnerabilities/1': { cve: 'CVE-2026-10003', product_status: { known_affected: ['P2'] } },
    'document/publisher/namespace': 'https://www.siemens.com/',
  })
  assert.deepEqual(
    [...advisories.values()].map(({ id, feed, affected }) => [id, feed, affected[0]!.versions]),
    [
      ['PW-2026-3:CVE-2026-10001', 'csaf-siemens', []],
      ['PW-2026-3:CVE-2026-10003', 'csaf-siemens', ['2.0.0']],
    ],
  )
})

test('CSAF: versions in words are undecided, never unaffected', () => {
  const range = (name: string) =>
    [...made(csaf, { 'product_tree/branches/0/branches/0/branches/0/name': name }).advisories.values()][0]!.affected[0]!
  for (const words of ['all before 2', 'vers:npm/>=1.0.0|>=1.5.0', 'vers:npm/<<2', '<2.0.0'])
    assert.match(range(words).undecided!, /in words/, words)
  assert.deepEqual(range('vers:npm/>=1.0.0|!=1.5.0').intervals, [
    { from: '1.0.0', to: '1.5.0' },
    { from: '1.5.0', fromIncluded: false },
  ])
  assert.equal(range('vers:npm/*').undecided, undefined)
})

test('CSAF: a product by its CPE alone is affected in the versions of its branch', () => {
  const branch = 'product_tree/branches/0/branches/0/branches/0'
  const product = (cpe: string, name: string) => {
    const helper = `${branch}/product/product_identification_helper`
    const [first] = made(csaf, { [helper]: { cpe }, [`${branch}/name`]: name }).advisories.values()
    return first!.affected.flatMap(({ key, cpe: claim }) => (claim === undefined ? [] : [[key, claim.criteria]]))
  }
  const open = 'cpe:2.3:a:mill:press:*:*:*:*:*:*:*:*'
  assert.deepEqual(product(open, 'vers:generic/>=1.0|<3.0'), [
    ['cpe/a:mill:press', [{ cpe: open, versions: { from: '1.0', to: '3.0' } }]],
  ])
  const [[, [unclear]]] = product(open, 'before the flood') as [[string, { unclear: string }[]]]
  assert.match(unclear!.unclear, /in words/)
  const named = 'cpe:2.3:a:mill:press:2.0:*:*:*:*:*:*:*'
  assert.deepEqual(product('cpe:/a:mill:press:2.0', 'vers:generic/*'), [['cpe/a:mill:press', [{ cpe: named }]]])
})

test('CSAF: products that are defined as two things, parts of themselves or not at all are refused', () => {
  const refused = (changes: Record<string, unknown>) => {
    const { report, statements } = made(csaf, changes)
    assert.equal(statements.length, 0)
    return report.refused[0]!.reason
  }
  const status = 'vulnerabilities/0/product_status'
  const relationship = 'product_tree/relationships/0'
  assert.match(refused({ [status]: { known_affected: ['P9'] } }), /"P9" is not defined/)
  assert.match(refused({ [`${relationship}/full_product_name/product_id`]: 'P1' }), /"P1" is defined twice/)
  assert.match(refused({ [`${relationship}/product_reference`]: 'P4' }), /circular/)
  assert.match(refused({ 'document/csaf_version': '1.2' }), /csaf_version "1.2"/)
  const vector = 'vulnerabilities/0/scores/0/cvss_v3/vectorString'
  assert.match(refused({ [vector]: 'A'.repeat(9999) }), /CVSS/)
  const forgotten = made(csaf, { [`${status}/fixed/1`]: 'P9' })
  assert.deepEqual([codes(forgotten), forgotten.statements.length], [['csaf-undefined'], 3])
})

test('CSAF: what contradicts itself is affected, and is told; so are drafts, lying scores and revisions', () => {
  const one = made(csaf, {
    'vulnerabilities/0/product_status/known_not_affected/1': 'P1',
    'vulnerabilities/0/scores/0/cvss_v3/baseScore': 0.1,
    'document/tracking/status': 'draft',
    'document/tracking/version': '1',
  })
  const told = ['csaf-revision-differs', 'csaf-draft', 'csaf-status-contradiction', 'cvss-score-differs']
  assert.deepEqual(codes(one), told)
  const about = one.statements.filter(({ products }) =>
    products.some(({ purl, subcomponents }) => purl === 'pkg:npm/left' && subcomponents.length === 0),
  )
  assert.deepEqual(
    about.map(({ status }) => status),
    ['affected'],
  )
  assert.equal([...one.advisories.values()][0]!.cvss[0]!.score, 9.8)
})

test('CycloneDX VEX: analyses with their refs and BOM-Links looked up inside the document', () => {
  const [free, affected] = read(cyclonedxVex, JSON.stringify(sample('cyclonedx-vex'))).statements
  assert.deepEqual(
    [free!.status, free!.justification, free!.stated, free!.products.map(({ purl }) => purl)],
    [
      'not_affected',
      'vulnerable_code_not_in_execute_path',
      'code_not_reachable',
      ['pkg:npm/left@1.0.0', 'pkg:npm/inner@3.0.0'],
    ],
  )
  assert.deepEqual(
    [affected!.status, affected!.action, affected!.products[0]!.id, affected!.products[0]!.only],
    ['affected', 'update: Update to 4.2', 'line-view@4.1', { versions: [], ranges: [{ from: '4.0', to: '4.2' }] }],
  )
  const foreign = made(cyclonedxVex, {
    'vulnerabilities/0/affects': [{ ref: 'urn:cdx:11111111-1111-4111-8111-111111111111/1#pkg%3Anpm%2Fleft' }],
  }).statements[0]!.products[0]!
  assert.deepEqual(
    [foreign.purl, foreign.link],
    [undefined, { serial: 'urn:uuid:11111111-1111-4111-8111-111111111111', revision: 1, ref: 'pkg:npm/left' }],
  )
  assert.equal(inWords(foreign), false)
})

test('CycloneDX VEX: versions whose status says the opposite of the analysis are left out', () => {
  const one = made(cyclonedxVex, {
    'vulnerabilities/0/affects': [
      {
        ref: 'left-1',
        versions: [
          { version: '1.0.0', status: 'affected' },
          { version: '1.1.0', status: 'unaffected' },
        ],
      },
    ],
  })
  assert.deepEqual(one.statements[0]!.products[0]!.only, { versions: ['1.1.0'], ranges: [] })
  assert.ok(codes(one).includes('vex-versions'))
})

test('OpenVEX: a paper of 100 MB is read in pieces, in memory that does not grow with it', () => {
  const statement = `${JSON.stringify(sample('openvex').statements[0])},`
  const block = Buffer.from(statement.repeat(Math.ceil(2 ** 20 / statement.length)))
  function* pieces() {
    yield Buffer.from('{"@context":"https://openvex.dev/ns/v0.2.0","statements":[')
    for (let i = 0; i < 100; i++) yield block
    yield Buffer.from(
      `${statement.slice(0, -1)}],"@id":"x","author":"Press Works","timestamp":"2026-09-01T08:00:00Z","version":1}`,
    )
  }
  let most = 0
  let count = 0
  const collected = collection(undefined, () => {
    if (count++ % 50_000 === 0) most = Math.max(most, process.memoryUsage().rss)
  })
  const { taker, report } = collected.file('large', 'openvex')
  const before = process.memoryUsage().rss
  const file = {
    name: 'large',
    text: '',
    pieces,
    limits: defaultLimits,
    now,
    get bytes(): Uint8Array {
      throw new Error('read whole')
    },
  }
  openvex.read(file, taker)
  assert.ok(report.statements > 300_000)
  assert.ok(most - before < 200 * 2 ** 20, `${Math.round((most - before) / 2 ** 20)} MiB more`)
})

const feeds: readonly (readonly [name: string, format: AdvisoryFormat, statements: number, advisories: number])[] = [
  ['vex-openvex-dhi', openvex, 6705, 0],
  ['vex-openvex-rancher', openvex, 296_659, 0],
  ['csaf-cisa-it', csaf, 487, 59],
  ['csaf-cisa-ot-2024-10', csaf, 8966, 2379],
  ['csaf-vendor-siemens', csaf, 7987, 810],
  ['csaf-vendor-redhat-vex-sample', csaf, 91, 14],
]
for (const [name, format, statements, advisories] of feeds)
  test(`real papers: ${name} is read whole`, { skip }, () => {
    const { report } = read(format, gunzipSync(readFileSync(`${data}/advisories/${name}.ndjson.gz`)), name, false)
    assert.deepEqual([report.refusedCount, report.statements, report.taken], [0, statements, advisories])
  })

/** Files under a folder of the test data that one of our formats says are its own: how each was read. */
function readAll(pattern: string): { path: string; format: string; outcome: 'read' | 'refused'; reason: string }[] {
  return globSync(pattern, { cwd: data! })
    .sort()
    .flatMap(path => {
      const bytes = readFileSync(`${data}/${path}`)
      const text = new TextDecoder().decode(bytes.subarray(0, 65536))
      const format = advisoryFormats.find(one => one.sniff({ name: path, text }))
      if (format?.vex === undefined) return []
      try {
        const { report } = read(format, bytes, path)
        const refused = report.refusedCount > 0 && report.taken + report.statements === 0
        return [
          {
            path,
            format: format.id,
            outcome: refused ? 'refused' : 'read',
            reason: report.refused[0]?.reason ?? '',
          } as const,
        ]
      } catch (error) {
        assert.ok(error instanceof Problem, `${path}: ${(error as Error).stack}`)
        return [{ path, format: format.id, outcome: 'refused', reason: error.message } as const]
      }
    })
}

test('real papers: the documents of OASIS are read, and refused only where a product cannot be told', { skip }, t => {
  const all = readAll('suites/csaf-oasis/csaf_2.*/**/*.json').filter(({ format }) => format === 'csaf')
  const refused = all.filter(({ outcome }) => outcome === 'refused')
  t.diagnostic(`${all.length} documents, ${refused.length} refused`)
  for (const { path, reason } of refused) assert.match(reason, /is not defined|is defined twice|circular/, path)
  // Documents that fail 6.1.1, 6.1.2, 6.1.3 and 6.1.5 in what statements rest on.
  for (const number of ['01-01', '02-01', '03-01', '05-01'])
    assert.ok(
      refused.some(({ path }) => path.endsWith(`csaf_2_0-2021-6-1-${number}.json`)),
      number,
    )
  assert.ok(all.length >= 1150 && refused.length <= 20, `${all.length}, ${refused.length}`)
})

test('real papers: the documents of a provider tree are read, its indexes are not taken for any', { skip }, () => {
  const all = readAll('suites/csaf-testsuite-distribution/data/.well-known/**/*.json')
  assert.deepEqual([all.length, new Set(all.map(({ outcome }) => outcome))], [12, new Set(['read'])])
})

test('real papers: CycloneDX bills with vulnerabilities are read', { skip }, t => {
  const all = readAll('{boms,suites/sbom-fixtures}/**/*.json').filter(({ format }) => format === 'cyclonedx-vex')
  const refused = all.filter(({ outcome }) => outcome === 'refused')
  t.diagnostic(`${all.length} papers, ${refused.length} refused`)
  // Two files hold a bill inside another document.
  for (const { path, reason } of refused) assert.match(reason, /bomFormat "null"/, path)
  assert.ok(all.length >= 140 && refused.length === 2, `${all.length}, ${refused.length}`)
})

test('no change of a real shape makes a reader do anything but take, refuse or throw a Problem', () => {
  const odd = fc.constantFrom<unknown>(null, 0, '', [], {}, [null], { a: 1 }, '__proto__', '*', 'x'.repeat(3000), [
    [[]],
  ])
  fc.assert(
    fc.property(fc.constantFrom(openvex, csaf, cyclonedxVex), fc.nat(200), odd, (format, at, value) => {
      const paper = sample(format.id)
      const places: (() => void)[] = []
      const visit = (node: Record<string, unknown>) => {
        for (const key of Object.keys(node)) {
          places.push(() => {
            node[key] = value
          })
          const inner = node[key]
          if (typeof inner === 'object' && inner !== null) visit(inner as Record<string, unknown>)
        }
      }
      visit(paper)
      places[at % places.length]!()
      try {
        read(format, JSON.stringify(paper))
      } catch (error) {
        assert.ok(error instanceof Problem, String((error as Error).stack))
      }
    }),
    { numRuns: Number(process.env['MILLCERT_FUZZ'] ?? 800) },
  )
})
