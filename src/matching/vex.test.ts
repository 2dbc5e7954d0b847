import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Named, Product, Statement, VexDocument, VexStatus } from '#advisories'
import { type Bom, component } from '#boms'
import type { Match } from './report.ts'
import { layStatements, namesFound, speaksOf } from './vex.ts'
import { isMeant, type Placed, sameCpe, samePurl } from './vex-product.ts'

const day = (text: string) => Date.parse(`2026-${text}T00:00:00Z`)

function named(over: Partial<Named>): Named {
  return { id: over.purl ?? '', purl: undefined, cpes: [], hashes: [], link: undefined, only: undefined, ...over }
}

function paper(author: string, at: string | undefined, over: Partial<VexDocument> = {}): VexDocument {
  const when = at === undefined ? undefined : day(at)
  const authorKey = author.toLowerCase()
  const document = { format: 'openvex', path: `${author}.json`, id: author, author, authorKey, version: '1', at: when }
  return { ...document, untrusted: undefined, ...over }
}

function says(document: VexDocument, status: VexStatus, over: Partial<Statement> = {}): Statement {
  return {
    document,
    id: undefined,
    at: undefined,
    vulnerability: 'CVE-2026-1',
    aliases: [],
    products: [{ ...named({ purl: 'pkg:npm/left@1.0.0' }), subcomponents: [] }],
    status,
    justification: status === 'not_affected' ? 'component_not_present' : undefined,
    stated: undefined,
    impact: undefined,
    action: undefined,
    ...over,
  }
}

const left = {
  ...component('left-1', 'left', '1.0.0', 'pkg:npm/left@1.0.0'),
  hashes: [{ algorithm: 'SHA-256', value: 'ab' }],
}
const bill = (over: Partial<Bom> = {}): Bom => ({
  format: 'x',
  specVersion: undefined,
  serial: 'urn:uuid:1',
  timestamp: undefined,
  subject: component('app', 'line-view', '4.1', 'pkg:generic/line-view@4.1'),
  components: [left],
  dependencies: [],
  notes: [],
  ...over,
})
const place: Placed = { component: left, bills: [bill()] }
const match: Match = {
  component: { ref: 'left-1', name: 'left', version: '1.0.0', purl: 'pkg:npm/left@1.0.0', locations: [], paths: [] },
  vulnerability: {
    id: 'CVE-2026-1',
    aliases: ['GHSA-a'],
    summary: '',
    severity: 'high',
    cvss: [],
    epss: null,
    kev: false,
    malicious: false,
  },
  verdict: 'affected',
  fixed: [],
  advisories: [],
}

function lay(...statements: Statement[]) {
  const laid = layStatements([match], statements, () => place)
  assert.equal(laid.kept.length + laid.suppressed.length, 1, 'nothing is dropped')
  return {
    by: laid.suppressed[0]?.statement.by,
    statement: laid.suppressed[0]?.statement,
    beside: laid.kept[0]?.statements?.map(({ status }) => status),
    codes: laid.notes.map(({ code }) => code),
  }
}

test('not affected and fixed suppress, with who, when, why and where; the others stand beside the match', () => {
  const document = paper('Press Works', '09-01')
  assert.deepEqual(lay(says(document, 'not_affected', { impact: 'never called' })).statement, {
    status: 'not_affected',
    justification: 'component_not_present',
    by: 'Press Works',
    at: '2026-09-01T00:00:00Z',
    source: 'Press Works.json',
    id: 'Press Works',
    impact: 'never called',
    until: null,
  })
  assert.equal(lay(says(document, 'fixed')).statement!.status, 'fixed')
  for (const status of ['affected', 'under_investigation'] as const) {
    const { by, beside, codes } = lay(says(document, status))
    assert.deepEqual([by, beside, codes], [undefined, [status], [`vex-${status.replace('_', '-')}`]])
  }
  assert.deepEqual(lay(says(document, 'not_affected', { justification: undefined })).codes, ['vex-unjustified'])
})

test('an alias is enough, in any case; another vulnerability or product is not', () => {
  const document = paper('Press Works', '09-01')
  assert.equal(lay(says(document, 'fixed', { vulnerability: 'ghsa-A' })).by, 'Press Works')
  assert.equal(lay(says(document, 'fixed', { vulnerability: 'X', aliases: ['cve-2026-1'] })).by, 'Press Works')
  assert.equal(lay(says(document, 'fixed', { vulnerability: 'CVE-2026-10' })).by, undefined)
  const other = { ...named({ purl: 'pkg:npm/right@1.0.0' }), subcomponents: [] }
  assert.equal(lay(says(document, 'fixed', { products: [other] })).by, undefined)
  const names = namesFound([match])
  assert.equal(speaksOf(says(document, 'fixed', { vulnerability: 'GHSA-A' }), names), true)
  assert.equal(speaksOf(says(document, 'fixed', { vulnerability: 'CVE-2026-2' }), names), false)
})

test('the later statement of an author counts, whichever comes first; then the later version of the paper', () => {
  const early = says(paper('Press Works', '09-01'), 'not_affected')
  const late = says(paper('Press Works', '09-02'), 'affected')
  for (const order of [
    [early, late],
    [late, early],
  ])
    assert.deepEqual(lay(...order).codes, ['vex-affected'])
  const own = says(paper('Press Works', '08-01'), 'fixed', { at: day('09-03') })
  assert.equal(lay(early, late, own).statement!.status, 'fixed')
  const tenth = says(paper('Press Works', '09-01', { version: '10' }), 'affected')
  const ninth = says(paper('Press Works', '09-01', { version: '9' }), 'not_affected')
  for (const order of [
    [tenth, ninth],
    [ninth, tenth],
  ])
    assert.deepEqual(lay(...order).codes, ['vex-affected'])
  const undated = says(paper('Press Works', undefined), 'not_affected')
  assert.deepEqual(lay(undated, late).codes, ['vex-affected'])
})

test('contradiction: the match stays and both are shown, of two authors or of one at one time', () => {
  const free = says(paper('Press Works', '09-01'), 'not_affected')
  for (const other of [says(paper('Reseller', '01-01'), 'affected'), says(paper('Press Works', '09-01'), 'affected')]) {
    const { by, beside, codes } = lay(free, other)
    assert.equal(by, undefined)
    assert.deepEqual([...beside!].sort(), ['affected', 'not_affected'])
    assert.deepEqual(codes, ['vex-affected', 'vex-conflict'])
  }
  const doubting = says(paper('Reseller', '09-05'), 'under_investigation')
  assert.deepEqual([lay(free, doubting).by, lay(free, doubting).codes], ['Press Works', ['vex-under-investigation']])
})

test('a claim of nobody suppresses nothing and contradicts nobody', () => {
  const nobody = paper('anonymous', '09-09', { untrusted: 'nobody can be asked' })
  assert.deepEqual(lay(says(nobody, 'not_affected')), {
    by: undefined,
    statement: undefined,
    beside: undefined,
    codes: ['vex-untrusted'],
  })
  assert.equal(lay(says(nobody, 'affected'), says(paper('Press Works', '09-01'), 'fixed')).by, 'Press Works')
})

test('products: a purl without version is every version, with one that version; qualifiers must be the component’s too', () => {
  const has = (stated: string, purl: string, version?: string) => samePurl(stated, { purl, version })
  assert.ok(has('pkg:npm/left', 'pkg:npm/left@1.0.0'))
  assert.ok(has('pkg:npm/left@1.0.0', 'pkg:npm/left@1.0.0'))
  assert.ok(has('pkg:npm/left@1.0.0', 'pkg:npm/left', '1.0.0'))
  assert.ok(has('pkg:pypi/Left@1.0', 'pkg:pypi/left@1.0.0'), 'as the order of the ecosystem compares')
  assert.ok(has('pkg:golang/stdlib@v1.22.7', 'pkg:golang/stdlib@1.22.7'))
  assert.ok(!has('pkg:npm/left@1.0.0', 'pkg:npm/left@1.0.1'))
  assert.ok(!has('pkg:npm/left@1.0.0', 'pkg:npm/left'))
  assert.ok(!has('pkg:npm/%40a/left', 'pkg:npm/left'))
  assert.ok(has('pkg:deb/debian/x?arch=amd64', 'pkg:deb/debian/x@1?arch=amd64&distro=debian-12'))
  assert.ok(!has('pkg:deb/debian/x?distro=debian-12', 'pkg:deb/debian/x@1?arch=amd64'))
  assert.ok(!has('pkg:golang/a.example/b#c', 'pkg:golang/a.example/b@1'))
})

test('products: CPE parts left open cover all, a digest is enough, a weak one is not', () => {
  assert.ok(sameCpe('cpe:2.3:a:Press:left:*:*:*:*:*:*:*:*', 'cpe:2.3:a:press:left:1.0:*:*:*:*:*:*:*'))
  assert.ok(sameCpe('cpe:/a:press:left', 'cpe:2.3:a:press:left:1.0:*:*:*:*:*:*:*'))
  assert.ok(!sameCpe('cpe:2.3:a:press:left:1.0:*:*:*:*:*:*:*', 'cpe:2.3:a:press:left:*:*:*:*:*:*:*:*'))
  assert.ok(!sameCpe('cpe:2.3:a:press:*:*:*:*:*:*:*:*:*', 'cpe:2.3:a:press:left:1.0:*:*:*:*:*:*:*'))
  const by = (over: Partial<Named>) => isMeant({ ...named(over), subcomponents: [] }, place)
  assert.ok(by({ hashes: [{ algorithm: 'SHA-256', value: 'ab' }] }))
  assert.ok(!by({ hashes: [{ algorithm: 'SHA-256', value: 'cd' }] }))
  const weak = { ...left, hashes: [{ algorithm: 'MD5', value: 'ab' }] }
  assert.ok(!isMeant({ ...named({ hashes: weak.hashes }), subcomponents: [] }, { component: weak, bills: [] }))
  const link = { serial: 'urn:uuid:1', revision: 1, ref: 'left-1' }
  assert.ok(by({ link }))
  assert.ok(!by({ link: { ...link, serial: 'urn:uuid:2' } }))
  assert.ok(!by({ link: { ...link, revision: 2 } }), 'another revision of the bill')
  assert.ok(by({ purl: 'pkg:npm/left', only: { versions: [], ranges: [{ from: '1.0.0', to: '2.0.0' }] } }))
  const other = { versions: ['2.0.0'], ranges: [] }
  for (const names of [{ purl: 'pkg:npm/left' }, { link }, { hashes: [{ algorithm: 'SHA-256', value: 'ab' }] }])
    assert.ok(!by({ ...names, only: other }), 'other versions than its own')
})

test('products: a subcomponent counts only inside its product, in every bill that lists it', () => {
  const part = named({ purl: 'pkg:npm/left' })
  const product = (over: Partial<Named>, subcomponents: Named[] = [part]): Product => ({
    ...named(over),
    subcomponents,
  })
  assert.ok(isMeant(product({ purl: 'pkg:generic/line-view' }), place))
  assert.ok(isMeant(product({ id: 'line-view' }), place), 'by its name')
  assert.ok(isMeant(product({ id: 'line-view@4.1' }, []), place), 'all that is inside')
  assert.ok(!isMeant(product({ purl: 'pkg:generic/line-view@5' }), place))
  assert.ok(!isMeant(product({ id: 'other' }), place))
  assert.ok(!isMeant(product({ purl: 'pkg:generic/line-view' }, [named({ purl: 'pkg:npm/right' })]), place))
  assert.ok(!isMeant(product({ purl: 'pkg:npm/left' }), place), 'the component is not its own part')
  const elsewhere = bill({ subject: component('b', 'other', '1') })
  assert.ok(!isMeant(product({ purl: 'pkg:generic/line-view' }), { ...place, bills: [bill(), elsewhere] }))
  assert.ok(!isMeant(product({ id: '' }), { ...place, bills: [bill({ subject: undefined })] }))
})

test('whatever statements there are, in any order: no match is lost, and the same ones are suppressed', () => {
  const status = fc.constantFrom<VexStatus>('affected', 'not_affected', 'fixed', 'under_investigation')
  const statement = fc
    .tuple(status, fc.constantFrom('A', 'B'), fc.constantFrom('01-01', '02-02', undefined), fc.constantFrom('1', '2'))
    .map(([one, author, at, version]) => says(paper(author, at, { version }), one))
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 7 }), statements => {
      const there = lay(...statements)
      const back = lay(...statements.toReversed())
      assert.equal(there.by === undefined, back.by === undefined)
    }),
  )
})
