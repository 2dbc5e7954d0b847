import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { defaultLimits, type Limits, Problem } from '#base'
import type { Bom } from '../bom.ts'
import { graphOf } from '../graph.ts'
import { paperOf } from '../paper.ts'
import { readBom } from '../read.ts'
import { spdxJson } from './spdx-json.ts'

interface Parts {
  [key: string]: unknown
}

function documentOf(parts: Parts): Parts {
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: 'x',
    documentNamespace: 'https://mill.example/x',
    creationInfo: { created: '2026-01-02T03:04:05Z', creators: ['Tool: x'] },
    ...parts,
  }
}

function read(parts: Parts, limits: Limits = defaultLimits): Bom {
  return spdxJson.read({ ...paperOf('x.json', JSON.stringify(documentOf(parts)), new Map(), limits), now: 4e15 })
}

const named = (...names: string[]) => names.map(name => ({ SPDXID: `SPDXRef-${name}`, name }))
const rel = (from: string, relationshipType: string, to: string) => ({
  spdxElementId: /^(?:NO|Doc)/.test(from) ? from : `SPDXRef-${from}`,
  relationshipType,
  relatedSpdxElement: /^(?:NO|Doc)/.test(to) ? to : `SPDXRef-${to}`,
})
const needs = (bom: Bom) =>
  Object.fromEntries(bom.dependencies.map(({ ref, on }) => [ref.slice(8), on.map(one => one.slice(8))]))
const codes = (bom: Bom) => bom.notes.map(({ code }) => code)
const refuses = (run: () => unknown, code: string, message: RegExp) =>
  assert.throws(run, (error: unknown) => {
    assert.ok(error instanceof Problem, String(error))
    assert.equal(error.code, code)
    assert.match(error.message, message)
    return true
  })

test('the sample: what packages say of themselves', () => {
  const bytes = readFileSync(new URL('testdata/spdx-json/sample.json', import.meta.url))
  const bom = readBom({ ...paperOf('', bytes), now: 4e15 })
  assert.equal(bom.serial, 'https://mill.example/spdx/dosing-skid-4')
  assert.equal(bom.timestamp, Date.parse('2026-02-03T04:05:06Z'))
  assert.equal(bom.subject?.type, 'device')
  const [valve, simulator] = bom.components
  assert.deepEqual(
    { ...valve },
    {
      ref: 'SPDXRef-valve',
      type: 'library',
      group: undefined,
      name: 'valve-driver',
      version: '1.2.0',
      purl: 'pkg:npm/valve-driver@1.2.0',
      cpe: 'cpe:2.3:a:valve:driver:1.2.0:*:*:*:*:*:*:*',
      supplier: 'Valve Makers',
      orderNumber: undefined,
      scope: undefined,
      hashes: [{ algorithm: 'SHA-256', value: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' }],
      licenses: ['Valve house rules'],
      at: undefined,
      label: undefined,
    },
  )
  assert.equal(simulator?.scope, 'excluded')
  assert.deepEqual(needs(bom), { skid: ['valve', 'simulator'], valve: [] })
  assert.deepEqual(codes(bom), ['files'])
})

test('what needs what, whichever way it is said', () => {
  const forward = ['DEPENDS_ON', 'CONTAINS', 'STATIC_LINK', 'DYNAMIC_LINK', 'HAS_PREREQUISITE']
  const back = [
    'DEPENDENCY_OF',
    'CONTAINED_BY',
    'PREREQUISITE_FOR',
    'PACKAGE_OF',
    'RUNTIME_DEPENDENCY_OF',
    'OPTIONAL_DEPENDENCY_OF',
    'DEV_DEPENDENCY_OF',
  ]
  for (const type of forward)
    assert.deepEqual(
      needs(read({ packages: named('a', 'b'), relationships: [rel('a', type, 'b')] })),
      { a: ['b'] },
      type,
    )
  for (const type of back)
    assert.deepEqual(
      needs(read({ packages: named('a', 'b'), relationships: [rel('a', type, 'b')] })),
      { b: ['a'] },
      type,
    )
  for (const type of ['GENERATED_FROM', 'BUILD_TOOL_OF', 'OTHER', 'VARIANT_OF', 'DESCENDANT_OF']) {
    const bom = read({ packages: named('a', 'b'), relationships: [rel('a', type, 'b')] })
    assert.deepEqual([needs(bom), codes(bom)], [{}, ['relationships']], type)
  }
  const odd = read({ packages: named('a', 'b'), relationships: [rel('a', 'OWNS', 'b'), rel('a', 'constructor', 'b')] })
  assert.deepEqual([needs(odd), codes(odd)], [{}, ['relationship-unknown', 'relationship-unknown']])
})

test('a scope follows from how a package is needed, and need at run time counts most', () => {
  const bom = read({
    packages: named('a', 'opt', 'dev', 'both'),
    relationships: [
      rel('opt', 'OPTIONAL_DEPENDENCY_OF', 'a'),
      rel('opt', 'DEV_DEPENDENCY_OF', 'a'),
      rel('dev', 'TEST_DEPENDENCY_OF', 'a'),
      rel('both', 'DEV_DEPENDENCY_OF', 'a'),
      rel('a', 'DEPENDS_ON', 'both'),
    ],
  })
  assert.deepEqual(
    bom.components.map(({ scope }) => scope),
    [undefined, 'optional', 'excluded', undefined],
  )
  assert.deepEqual(needs(bom), { a: ['opt', 'dev', 'both'] })
})

test('NONE says that nothing is needed, NOASSERTION says nothing', () => {
  const of = (...relationships: unknown[]) => needs(read({ packages: named('a', 'b'), relationships }))
  assert.deepEqual(of(rel('a', 'DEPENDS_ON', 'NONE')), { a: [] })
  assert.deepEqual(of(rel('a', 'DEPENDS_ON', 'NOASSERTION')), {})
  assert.deepEqual(of(rel('a', 'CONTAINS', 'NONE')), {})
  assert.deepEqual(of(rel('a', 'DEPENDS_ON', 'NONE'), rel('a', 'DEPENDS_ON', 'b')), { a: ['b'] })
})

test('NONE as a licence is none known to be there, NOASSERTION is not known', () => {
  const of = (licenseConcluded?: string, licenseDeclared?: string) =>
    read({ packages: [{ SPDXID: 'SPDXRef-a', name: 'a', licenseConcluded, licenseDeclared }] }).components[0]!.licenses
  assert.deepEqual(of(), [])
  assert.deepEqual(of('NOASSERTION', 'NOASSERTION'), [])
  assert.deepEqual(of('NONE', 'NOASSERTION'), ['NONE'])
  assert.deepEqual(of('NOASSERTION', 'NONE'), ['NONE'])
  assert.deepEqual(of('NONE', 'MIT'), ['MIT'])
  assert.deepEqual(of('ISC', 'MIT'), ['ISC'])
  assert.deepEqual(of('NOASSERTION', '(MIT OR ISC)'), ['(MIT OR ISC)'])
})

test('suppliers: with and without mail, kind, and what they are called', () => {
  const of = (supplier?: string, originator?: string) =>
    read({ packages: [{ SPDXID: 'SPDXRef-a', name: 'a', supplier, originator }] }).components[0]!.supplier
  assert.equal(of('Organization: Mill Works (sbom@mill.example)'), 'Mill Works')
  assert.equal(of('Organization: Mill Works ()'), 'Mill Works')
  assert.equal(of('Person: Jo (Basel)'), 'Jo (Basel)')
  assert.equal(of('Organization:Mill'), 'Mill')
  assert.equal(of('NOASSERTION', 'Person: Jo'), 'Jo')
  assert.equal(of('Mill/Works'), 'Mill/Works')
  assert.equal(of('NOASSERTION'), undefined)
})

test('package URL and CPE under any category; the first of several, 2.3 before 2.2', () => {
  const reference = (referenceType: string, referenceLocator: string, referenceCategory = 'SECURITY') => ({
    referenceCategory,
    referenceType,
    referenceLocator,
  })
  const bom = read({
    packages: [
      {
        SPDXID: 'SPDXRef-a',
        name: 'a',
        externalRefs: [
          reference('cpe22Type', 'cpe:/a:mill:a:1'),
          reference('cpe23Type', 'cpe:2.3:a:mill:a:1:*:*:*:*:*:*:*'),
          reference('http://spdx.org/rdf/references/purl', 'pkg:npm/a@1', 'PACKAGE_MANAGER'),
          reference('purl', 'pkg:npm/b@1', 'PACKAGE-MANAGER'),
        ],
      },
      { SPDXID: 'SPDXRef-b', name: 'b', externalRefs: [reference('cpe22Type', 'cpe:/a:mill:b:1')] },
    ],
  })
  const [a, b] = bom.components
  assert.deepEqual([a!.purl, a!.cpe, b!.cpe], ['pkg:npm/a@1', 'cpe:2.3:a:mill:a:1:*:*:*:*:*:*:*', 'cpe:/a:mill:b:1'])
  assert.deepEqual(codes(bom), ['purl-several'])
})

test('the subject is the one package described, unless it is alone', () => {
  const of = (parts: Parts) => {
    const bom = read(parts)
    return [bom.subject?.name, bom.components.map(({ name }) => name)]
  }
  assert.deepEqual(of({ packages: named('a', 'b'), documentDescribes: ['SPDXRef-b'] }), ['b', ['a']])
  assert.deepEqual(of({ packages: named('a', 'b'), relationships: [rel('b', 'DESCRIBED_BY', 'DOCUMENT')] }), [
    'b',
    ['a'],
  ])
  assert.deepEqual(of({ packages: named('a', 'b'), documentDescribes: ['b'] }), ['b', ['a']])
  assert.deepEqual(of({ packages: named('a'), documentDescribes: ['SPDXRef-a'] }), [undefined, ['a']])
  assert.deepEqual(of({ packages: named('a', 'b'), documentDescribes: ['SPDXRef-a', 'SPDXRef-b'] }), [
    undefined,
    ['a', 'b'],
  ])
  assert.deepEqual(of({ packages: named('a', 'b') }), [undefined, ['a', 'b']])
  // Some documents take their package's id for their own.
  assert.deepEqual(of({ SPDXID: 'SPDXRef-a', packages: named('a', 'b'), documentDescribes: ['SPDXRef-a'] }), [
    'a',
    ['b'],
  ])
})

test('members in any order: relationships before packages, the version last', () => {
  const text = JSON.stringify({
    relationships: [rel('DOCUMENT', 'DESCRIBES', 'a'), rel('a', 'CONTAINS', 'f'), rel('f', 'DYNAMIC_LINK', 'b')],
    files: [{ SPDXID: 'SPDXRef-f', fileName: './f' }],
    packages: [{ ...named('a')[0], hasFiles: ['SPDXRef-f'] }, ...named('b')],
    ...documentOf({}),
  })
  const bom = readBom(paperOf('', text))
  assert.equal(bom.subject?.name, 'a')
  assert.deepEqual(needs(bom), { a: ['b'] })
})

test('files are counted, and stand for the package that holds them', () => {
  const bom = read({
    packages: [{ ...named('a')[0], hasFiles: ['SPDXRef-f', 'SPDXRef-g'] }, ...named('b', 'c')],
    files: [{ SPDXID: 'SPDXRef-f' }, { SPDXID: 'SPDXRef-g' }, { SPDXID: 'SPDXRef-loose' }],
    snippets: [{ SPDXID: 'SPDXRef-s' }],
    relationships: [
      rel('f', 'DEPENDS_ON', 'g'),
      rel('f', 'STATIC_LINK', 'b'),
      rel('loose', 'DEPENDS_ON', 'c'),
      rel('b', 'CONTAINS', 's'),
    ],
  })
  assert.equal(bom.components.length, 3)
  assert.deepEqual(needs(bom), { a: ['b'] })
  assert.match(bom.notes[0]!.message, /3 files and 1 snippet/)
})

test('a long list of files before the packages is known by its beginning, and costs little', () => {
  const files = Array.from({ length: 20_000 }, (_, i) => ({ SPDXID: `SPDXRef-File-${i}`, fileName: `./f/${i}` }))
  const text = JSON.stringify({ files, packages: named('a', 'b'), ...documentOf({}) })
  const bom = readBom(paperOf('', text))
  assert.equal(bom.components.length, 2)
  assert.match(bom.notes[0]!.message, /20000 files/)
  refuses(() => read({ files }, { ...defaultLimits, count: 100 }), 'base/too-many', /\/files/)
})

test('relationships to nothing, to other documents and in circles are noted', () => {
  const bom = read({
    packages: named('a', 'b'),
    externalDocumentRefs: [{ externalDocumentId: 'DocumentRef-x', spdxDocument: 'http://127.0.0.1:9/x' }],
    relationships: [
      rel('a', 'CONTAINS', 'b'),
      rel('b', 'CONTAINS', 'a'),
      rel('a', 'DEPENDS_ON', 'ghost'),
      rel('a', 'DEPENDS_ON', 'DocumentRef-x:SPDXRef-y'),
    ],
  })
  assert.deepEqual(codes(bom), ['external-document', 'dangling-reference', 'cycle'])
  assert.deepEqual(needs(bom), { a: ['b', 'ghost'], b: ['a'] })
  assert.equal(graphOf(bom).refs.count, 3)
})

test('two elements under one id are refused, one package said twice is noted', () => {
  const twice = [...named('a', 'b'), { ...named('a')[0], name: 'other' }]
  refuses(
    () => read({ packages: twice }),
    'boms/duplicate-ref',
    /duplicate SPDXID "SPDXRef-a" at \/packages\/2\/SPDXID/,
  )
  refuses(
    () => read({ packages: named('a'), files: [{ SPDXID: 'SPDXRef-a' }] }),
    'boms/duplicate-ref',
    /duplicate SPDXID "SPDXRef-a" at \/files\/0\/SPDXID/,
  )
  const bom = read({ packages: named('a', 'b', 'a') })
  assert.deepEqual([bom.components.length, codes(bom)], [2, ['package-repeated']])
})

test('names of the prototype are names', () => {
  const bom = spdxJson.read(
    paperOf(
      'x',
      `{"spdxVersion":"SPDX-2.3","__proto__":{"packages":[]},"packages":[{"SPDXID":"__proto__","name":"constructor","externalRefs":[{"referenceType":"LocationRef-millcert-__proto__","referenceLocator":"x"}]},{"SPDXID":"toString","name":"b"}],"relationships":[{"spdxElementId":"__proto__","relationshipType":"DEPENDS_ON","relatedSpdxElement":"toString"}]}`,
    ),
  )
  assert.deepEqual(bom.dependencies, [{ ref: '__proto__', on: ['toString'] }])
  assert.equal(({} as Parts)['packages'], undefined)
})

test('versions: 2.2 and 2.3, a third figure noted, others refused, SPDX 3 by name', () => {
  assert.equal(read({ spdxVersion: 'SPDX-2.2' }).specVersion, '2.2')
  const iso = read({ spdxVersion: 'SPDX-2.2.1', packages: named('a') })
  assert.deepEqual([iso.specVersion, codes(iso)], ['2.2', ['version-unusual']])
  for (const version of ['SPDX-2.1', 'SPDX-4.0', '2.3', 2.3, 'SPDX-2.30'])
    refuses(
      () => read({ spdxVersion: version }),
      'boms/unknown-version',
      /^Cannot read x\.json: spdxVersion .* is unknown$/,
    )
  refuses(() => read({ spdxVersion: 'SPDX-3.0.1' }), 'boms/unknown-version', /SPDX 3 \(JSON-LD\)/)
  refuses(() => read({ '@graph': [] }), 'boms/unknown-version', /SPDX 3 \(JSON-LD\)/)
  refuses(
    () => spdxJson.read(paperOf('x', '{"SPDXID":"SPDXRef-DOCUMENT"}')),
    'boms/missing-version',
    /spdxVersion is missing/,
  )
})

test('members of another type are refused with their place', () => {
  const cases: [Parts, RegExp][] = [
    [{ packages: {} }, /at \/packages is not a list/],
    [{ packages: [null] }, /"null" at \/packages\/0 is not a package/],
    [{ packages: [{ SPDXID: 'SPDXRef-a', name: 7 }] }, /"7" at \/packages\/0\/name is not a text/],
    [{ packages: [{ SPDXID: 'SPDXRef-a', name: 'a', checksums: 'x' }] }, /at \/packages\/0\/checksums is not a list/],
    [{ relationships: ['x'] }, /at \/relationships\/0 is not a relationship/],
    [{ creationInfo: [] }, /at \/creationInfo is not an object/],
  ]
  for (const [parts, message] of cases) refuses(() => read(parts), 'boms/wrong-type', message)
  refuses(() => read({ packages: [{ SPDXID: 'SPDXRef-a' }] }), 'boms/missing-name', /without a name at \/packages\/0/)
})

test('what is SPDX only deep inside is not taken for it', () => {
  for (const text of [
    JSON.stringify({ predicateType: 'https://spdx.dev/Document', predicate: documentOf({}) }),
    JSON.stringify({ sbom: documentOf({}) }),
    '{"properties":{"SPDXID":{"type":"string"},"spdxVersion":{}}}',
  ])
    assert.ok(!spdxJson.sniff(paperOf('', text)), text)
  refuses(
    () => readBom(paperOf('x', JSON.stringify({ sbom: documentOf({}) }))),
    'boms/unknown-format',
    /SPDX 2 inside another JSON document/,
  )
})
