import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { defaultLimits, Problem } from '#base'
import { paperOf } from '../paper.ts'
import { findFormat } from '../read.ts'
import { bunLock } from './bun-lock.ts'

const data = process.env['MILLCERT_TESTDATA']
const skip = data === undefined ? 'MILLCERT_TESTDATA is not set' : false

const sample = (name: string) => readFileSync(new URL(`testdata/bun-lock/${name}/bun.lock`, import.meta.url), 'utf8')
const read = (text: string) => bunLock.read(paperOf('bun.lock', text))
const lockOf = (packages: object, root: object = {}) =>
  read(JSON.stringify({ lockfileVersion: 1, workspaces: { '': root }, packages }))
const edges = (bom: ReturnType<typeof read>) => new Map(bom.dependencies.map(({ ref, on }) => [ref, on]))
const codes = (bom: ReturnType<typeof read>) => bom.notes.map(note => note.code)

test('bun.lock: every key is a component with its real name, the project is the subject', () => {
  const bom = read(sample('line'))
  assert.deepEqual([bom.specVersion, bom.subject?.name, bom.subject?.type], ['0', 'filling-line', 'application'])
  assert.deepEqual(
    bom.components.map(one => [one.ref, one.purl]),
    [
      ['@mill/pump', 'pkg:npm/%40mill/pump@1.4.0'],
      ['gauge', 'pkg:npm/gauge@3.1.0?repository_url=https:%2F%2Fpackages.mill.example'],
      ['old-seal', 'pkg:npm/seal@1.9.0'],
      ['seal', 'pkg:npm/seal@2.2.0'],
      ['siren', 'pkg:npm/siren@1.0.1'],
      ['valve', 'pkg:npm/valve@2.0.3'],
      ['gauge/seal', 'pkg:npm/seal@1.2.0'],
      ['valve/@mill/ring', 'pkg:npm/%40mill/ring@1.0.0'],
      ['valve/@mill/ring/seal', 'pkg:npm/seal@3.0.0-rc.1'],
    ],
  )
  const pump = bom.components[0]!
  assert.deepEqual(
    [pump.at, pump.hashes[0]?.algorithm, pump.hashes[0]?.value.length],
    ['/packages/@mill~1pump', 'SHA-512', 128],
  )
  assert.deepEqual(codes(bom), ['integrity-broken'])
})

test('bun.lock: an edge goes to the copy below the package, then up to the project', () => {
  const on = edges(read(sample('line')))
  assert.deepEqual(on.get('.'), ['valve', '@mill/pump', 'old-seal', 'siren', 'gauge'])
  assert.deepEqual(on.get('@mill/pump'), ['seal', 'valve'])
  assert.deepEqual(on.get('gauge'), ['gauge/seal'])
  assert.deepEqual(on.get('valve'), ['valve/@mill/ring', 'seal'])
  assert.deepEqual(on.get('valve/@mill/ring'), ['valve/@mill/ring/seal'])
  assert.deepEqual(on.get('seal'), [])
})

test('bun.lock: what only development or optional dependencies reach is optional', () => {
  const scopes = Object.fromEntries(read(sample('line')).components.map(one => [one.ref, one.scope]))
  assert.deepEqual(scopes, {
    '@mill/pump': 'required',
    gauge: 'optional',
    'old-seal': 'required',
    seal: 'required',
    siren: 'optional',
    valve: 'required',
    'gauge/seal': 'optional',
    'valve/@mill/ring': 'required',
    'valve/@mill/ring/seal': 'required',
  })
  assert.equal(lockOf({ lost: ['lost@1.0.0', '', {}, ''] }).components[0]!.scope, undefined)
})

test('bun.lock: workspace members are own, named by their path, and have their own copies', () => {
  const bom = read(sample('workspaces'))
  assert.deepEqual(
    bom.components.map(one => [one.ref, one.type, one.name, one.version, one.purl]),
    [
      ['halls/east', 'application', '@plant/east', '0.3.0', undefined],
      ['halls/west', 'application', '@plant/west', undefined, undefined],
      ['gauge', 'library', 'gauge', '3.1.0', 'pkg:npm/gauge@3.1.0'],
      ['lamp', 'library', 'lamp', '1.0.0', 'pkg:npm/lamp@1.0.0'],
      ['seal', 'library', 'seal', '2.2.0', 'pkg:npm/seal@2.2.0'],
      ['@plant/west/seal', 'library', 'seal', '1.9.0', 'pkg:npm/seal@1.9.0'],
    ],
  )
  const on = edges(bom)
  assert.deepEqual(on.get('.'), ['gauge', 'halls/east', 'halls/west'])
  assert.deepEqual(on.get('halls/east'), ['halls/west', 'seal', 'lamp'])
  assert.deepEqual(on.get('halls/west'), ['@plant/west/seal'])
  assert.deepEqual(on.get('lamp'), ['.'])
  assert.deepEqual(bom.notes, [])
})

test('bun.lock: what comes from elsewhere says from where, and no token is passed on', () => {
  const bom = read(sample('elsewhere'))
  assert.deepEqual(
    bom.components.map(one => [one.name, one.version, one.purl && decodeURIComponent(one.purl), one.hashes.length]),
    [
      ['crate', undefined, 'pkg:npm/crate?download_url=https://files.mill.example/crate-1.0.0.tgz', 1],
      [
        'drum',
        undefined,
        'pkg:npm/drum?vcs_url=git+https://git.mill.example/mill/drum.git@0123456789abcdef0123456789abcdef01234567',
        0,
      ],
      ['hopper', undefined, 'pkg:npm/hopper?vcs_url=git+https://github.com/mill/hopper@89abcde', 1],
      ['press', undefined, 'pkg:npm/press', 0],
      ['sack', undefined, 'pkg:npm/sack', 0],
      ['seal', '1.0.0', 'pkg:npm/seal@1.0.0', 1],
      ['twin', undefined, 'pkg:npm/twin', 0],
    ],
  )
  assert.deepEqual(new Set(codes(bom)), new Set(['not-from-registry']))
  assert.ok(!JSON.stringify(bom).includes('token'))
})

test('bun.lock: comments and trailing commas go, inside texts they stay', () => {
  const text = `{ // "a": [,
    "lockfileVersion": 1, /* , } */ "workspaces": { "": { "name": "a // b /* c */ ,}", }, },
    "packages": { "x": ["x@1.0.0", "", { "dependencies": { "y": "1", }, }, "", ], /**/ "y": ["y@1.0.0//,}", "", {}, "\\\\",], } } // end`
  const bom = read(text)
  assert.equal(bom.subject?.name, 'a // b /* c */ ,}')
  assert.deepEqual(
    bom.components.map(one => one.version),
    ['1.0.0', '1.0.0//,}'],
  )
  for (const bad of [
    '{"workspaces":{,}}',
    '{"workspaces":{},,}',
    '{"workspaces":[,]}',
    '{"workspaces":{} /',
    '{,}',
    ',}',
  ])
    assert.throws(() => read(bad), Problem, bad)
  assert.throws(() => read('{"workspaces":{} /*/'), { code: 'boms/comment-open', message: /a comment does not end/ })
})

test('bun.lock: version 2 is read as version 1 is, a later one with a note', () => {
  const of = (version: number) =>
    read(`{"lockfileVersion":${version},"workspaces":{"":{}},"packages":{"x":["x@1.0.0","",{},""]}}`)
  assert.deepEqual(codes(of(2)), [])
  assert.deepEqual({ ...of(2), specVersion: '1' }, of(1))
  assert.deepEqual(codes(of(3)), ['unknown-version'])
})

test('bun.lock: it is told from package-lock.json by its shape, and by its name where the shape says neither', () => {
  const found = (name: string, text: string) => findFormat(paperOf(name, text)).id
  assert.equal(found('', '{"lockfileVersion":1,"workspaces":{}}'), 'bun-lock')
  assert.equal(found('package-lock.json', '{"lockfileVersion":1,"workspaces":{}}'), 'bun-lock')
  assert.equal(
    found('', '/* a */ { // b\n"configVersion": 1, "lockfileVersion": 1, /* c */ "workspaces": {}}'),
    'bun-lock',
  )
  assert.equal(found('', '{"packages":{"a":["a@1.0.0"]},"lockfileVersion":1}'), 'bun-lock')
  assert.equal(found('bun.lock', '{}'), 'bun-lock')
  assert.equal(found('bun.lock', '{"lockfileVersion":1}'), 'bun-lock')
  assert.equal(found('bun.lock', '{"lockfileVersion":3,"packages":{"":{}}}'), 'package-lock')
  assert.equal(found('bun.lock', '{"bomFormat":"CycloneDX","specVersion":"1.6"}'), 'cyclonedx-json')
  assert.equal(found('', '{"lockfileVersion":3,"requires":true}'), 'package-lock')
})

test('bun.lock: other JSON, broken JSON and too many packages are refused with a place', () => {
  assert.throws(() => read('{"lockfileVersion":1}'), { code: 'boms/not-bun-lock' })
  assert.throws(() => read('null'), { code: 'boms/not-bun-lock' })
  assert.throws(() => read('{"packages":[]}'), { code: 'boms/not-bun-lock', message: /at \/packages/ })
  assert.throws(() => read('{"workspaces":{"":{}'), Problem)
  assert.throws(() => read(`{"packages":${'['.repeat(300)}`), { code: 'base/too-deep' })
  const limits = { ...defaultLimits, count: 2 }
  assert.throws(() => bunLock.read(paperOf('x', sample('line'), new Map(), limits)), {
    code: 'boms/too-many-components',
  })
})

test('bun.lock: texts made to take long are read or refused', () => {
  const head = '{"lockfileVersion":1,"workspaces":'
  const deep = Array.from({ length: 300 }, (_, index) => `p${index}`).join('/')
  for (const text of [
    '//\n'.repeat(60_000),
    '/**/'.repeat(60_000),
    `${head}${'/* '.repeat(60_000)}`,
    `${head}{${','.repeat(60_000)}}}`,
    `${head}{${' ,'.repeat(60_000)} }}`,
    `${head}${'"packages":{"a":'.repeat(10_000)}`,
    `{"packages":{"${'/'.repeat(60_000)}":["a@1"]}}`,
    `{"packages":{"${'@a/'.repeat(20_000)}":["a@1","",{"dependencies":{"b":"1"}}]}}`,
    JSON.stringify({ packages: { [deep]: ['a@1', '', { dependencies: { p0: '1' } }], p0: ['p0@1', '', {}] } }),
  ]) {
    bunLock.sniff(paperOf('bun.lock', text))
    try {
      read(text)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
    }
  }
})

test('bun.lock: odd entries are noted, hostile names change nothing but themselves', () => {
  const bom = lockOf(
    {
      a: 7,
      b: [],
      c: [{}],
      d: ['d'],
      e: ['e@1.0.0', '', 'x', 5],
      '': ['f@1.0.0', '', {}],
      '/': ['@@@', ''],
      '@x': ['@x', '', null],
      ['__proto__']: ['__proto__@1.0.0', '', { dependencies: { constructor: '1' }, optionalPeers: 7 }],
      constructor: ['constructor@1.0.0', '', { dependencies: { __proto__: '1', e: 1 } }, null],
      '.': ['dot@1.0.0', '', {}],
    },
    { dependencies: ['x'], devDependencies: { nowhere: '1' }, optionalDependencies: null },
  )
  assert.equal(({} as Record<string, unknown>)['dependencies'], undefined)
  assert.equal(new Set([...bom.components.map(one => one.ref), bom.subject!.ref]).size, bom.components.length + 1)
  assert.deepEqual(
    bom.components.map(one => one.name),
    ['d', 'e', 'f', '@', '@x', '__proto__', 'constructor', 'dot'],
  )
  assert.deepEqual(edges(bom).get('constructor'), ['e'])
  assert.equal(codes(bom).filter(code => code === 'entry-not-a-package').length, 3)
  const cycle = lockOf(
    { a: ['a@1.0.0', '', { dependencies: { b: '1' } }], b: ['b@1.0.0', '', { dependencies: { a: '1' } }] },
    { dependencies: { a: '1' } },
  )
  assert.deepEqual(
    cycle.components.map(one => one.scope),
    ['required', 'required'],
  )
})

test('bun.lock: real ones have as many components as lines that start a package', { skip }, t => {
  const folder = `${data}/suites/lockfile-formats-scalibr/extractor/filesystem/language/javascript/bunlock/testdata`
  let files = 0
  let packages = 0
  for (const name of readdirSync(folder).filter(name => name.endsWith('.json5') && name !== 'empty.json5')) {
    const text = readFileSync(`${folder}/${name}`, 'utf8')
    const paper = paperOf(name, text)
    assert.equal(findFormat(paper).id, 'bun-lock', name)
    const bom = bunLock.read(paper)
    // One package a line, its first element a name and where it comes from.
    const counted = text.match(/^ {4}"[^"]+": \["@?[^"@]+@[^"]+"/gm)?.length ?? 0
    assert.equal(bom.components.length, counted, name)
    assert.ok(!codes(bom).includes('dependency-not-listed'), name)
    if (!name.startsWith('bad-'))
      assert.ok(
        bom.components.every(one => one.scope !== undefined),
        name,
      )
    files++
    packages += counted
  }
  assert.ok(files >= 15, `${files} files`)
  t.diagnostic(`${packages} packages in ${files} files`)
  for (const name of ['empty.json5', 'not-json.txt'])
    assert.throws(() => bunLock.read(paperOf('bun.lock', readFileSync(`${folder}/${name}`))), Problem)
})
