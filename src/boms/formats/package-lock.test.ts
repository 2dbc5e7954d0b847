import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { defaultLimits, Problem } from '#base'
import { paperOf } from '../paper.ts'
import { packageLock } from './package-lock.ts'

const sample = (name: string) => readFileSync(new URL(`testdata/package-lock/${name}`, import.meta.url), 'utf8')
const read = (text: string, beside = new Map<string, string>()) =>
  packageLock.read(paperOf('package-lock.json', text, beside))
const by = (text: string, beside?: Map<string, string>) => {
  const bom = read(text, beside)
  return { bom, component: (ref: string) => bom.components.find(one => one.ref === ref)! }
}
const edge = (bom: ReturnType<typeof read>, ref: string) => bom.dependencies.find(one => one.ref === ref)?.on
const codes = (bom: ReturnType<typeof read>) => bom.notes.map(note => note.code)

test('package-lock v3: every place is a component, the project is the subject', () => {
  const { bom, component } = by(sample('v3/package-lock.json'))
  assert.equal(bom.specVersion, '3')
  assert.deepEqual([bom.subject?.name, bom.subject?.version], ['bottling', '4.0.0'])
  assert.deepEqual(
    bom.components.map(one => one.ref),
    [
      'node_modules/cap',
      'node_modules/cap/node_modules/liner',
      'node_modules/liner',
      'node_modules/old-name',
      'packages/bottle',
      'vendored/press',
    ],
  )
  const cap = component('node_modules/cap')
  assert.equal(cap.purl, 'pkg:npm/cap@1.1.0')
  assert.deepEqual(
    cap.hashes.map(hash => [hash.algorithm, hash.value.length]),
    [
      ['SHA-512', 128],
      ['SHA-1', 40],
    ],
  )
  assert.deepEqual(cap.licenses, ['ISC'])
  assert.equal(cap.at, '/packages/node_modules~1cap')
})

test('package-lock v3: an edge goes to the copy that Node would load, through links', () => {
  const { bom } = by(sample('v3/package-lock.json'))
  assert.deepEqual(edge(bom, '.'), ['node_modules/cap', 'vendored/press'])
  assert.deepEqual(edge(bom, 'node_modules/cap'), ['node_modules/cap/node_modules/liner', 'packages/bottle'])
  assert.deepEqual(edge(bom, 'packages/bottle'), ['node_modules/cap', 'node_modules/liner'])
  assert.deepEqual(edge(bom, 'node_modules/liner'), [])
})

test('package-lock v3: a workspace member is own and has no purl, a folder that is brought along keeps its purl', () => {
  const { bom, component } = by(sample('v3/package-lock.json'))
  assert.equal(component('packages/bottle').purl, undefined)
  assert.equal(component('packages/bottle').type, 'application')
  assert.equal(component('vendored/press').purl, 'pkg:npm/press@5.0.0')
  assert.equal(component('vendored/press').type, 'library')
  assert.ok(bom.notes.some(note => note.code === 'not-from-registry' && note.message.includes('vendored/press')))
})

test('package-lock v3: an alias is known by its real name, and a broken integrity is noted', () => {
  const { bom, component } = by(sample('v3/package-lock.json'))
  const alias = component('node_modules/old-name')
  assert.deepEqual([alias.name, alias.purl], ['@mill/new-name', 'pkg:npm/%40mill/new-name@7.0.0'])
  assert.deepEqual(alias.hashes, [])
  assert.ok(codes(bom).includes('integrity-broken'))
})

test('package-lock: dev and optional packages are optional, peers and the rest are required', () => {
  const { component } = by(sample('v3/package-lock.json'))
  assert.equal(component('node_modules/liner').scope, 'optional')
  assert.equal(component('node_modules/cap').scope, 'required')
  assert.equal(by(sample('v2/package-lock.json')).component('node_modules/nozzle').scope, 'optional')
})

test('package-lock v2: `packages` is read, and a tarball from elsewhere is named in the purl', () => {
  const { bom, component } = by(sample('v2/package-lock.json'))
  assert.equal(bom.components.length, 2)
  const purl = component('node_modules/nozzle').purl!
  assert.ok(purl.startsWith('pkg:npm/nozzle@1.0.0?download_url=https:'), purl)
  assert.deepEqual(codes(bom), ['not-from-registry'])
})

test('package-lock v1: nested dependencies, aliases, git and folders', () => {
  const { bom, component } = by(sample('v1/package-lock.json'), new Map([['package.json', sample('v1/package.json')]]))
  assert.equal(bom.components.length, 6)
  assert.equal(component('node_modules/valve/node_modules/seal').version, '1.4.2')
  assert.deepEqual(edge(bom, 'node_modules/valve'), ['node_modules/valve/node_modules/seal', 'node_modules/gauge-fork'])
  assert.deepEqual(edge(bom, '.'), [
    'node_modules/valve',
    'node_modules/drum',
    'node_modules/crate',
    'node_modules/seal',
  ])
  assert.equal(
    component('node_modules/gauge-fork').purl,
    'pkg:npm/%40mill/gauge@1.2.3?repository_url=https:%2F%2Fnpm.example',
  )
  const drum = component('node_modules/drum')
  assert.equal(drum.version, undefined)
  assert.match(
    decodeURIComponent(drum.purl!),
    /^pkg:npm\/drum\?vcs_url=git\+https:\/\/git\.example\/mill\/drum\.git@0123/,
  )
  assert.ok(!JSON.stringify(bom).includes('token'))
})

test('package-lock v1: without package.json the edges of the project are not stated', () => {
  const bom = read(sample('v1/package-lock.json'))
  assert.equal(edge(bom, '.'), undefined)
  assert.deepEqual(edge(bom, 'node_modules/seal'), [])
})

test('package-lock: hostile names change nothing but themselves', () => {
  const bom = read(
    '{"name":"x","lockfileVersion":3,"packages":{"":{"dependencies":{"__proto__":"1","constructor":"1"}},"__proto__":{"version":"1.0.0"},' +
      '"node_modules/__proto__":{"version":"2.0.0"},"node_modules/constructor":{"version":"3.0.0"},".":{"version":"4.0.0"}}}',
  )
  assert.equal(({} as Record<string, unknown>)['version'], undefined)
  assert.deepEqual(
    bom.components.map(one => one.version),
    ['1.0.0', '2.0.0', '3.0.0', '4.0.0'],
  )
  assert.deepEqual(edge(bom, '.'), ['node_modules/__proto__', 'node_modules/constructor'])
  assert.equal(new Set(bom.components.map(one => one.ref).concat(bom.subject!.ref)).size, 5)
})

test('package-lock: an entry without a version, a link to nowhere and an entry that is no object are noted', () => {
  const bom = read(
    '{"lockfileVersion":3,"packages":{"node_modules/a":{},"node_modules/b":{"link":true,"resolved":"../b"},"node_modules/c":7}}',
  )
  assert.deepEqual(
    bom.components.map(one => [one.name, one.version, one.purl]),
    [
      ['a', undefined, 'pkg:npm/a'],
      ['b', undefined, undefined],
    ],
  )
  assert.deepEqual(codes(bom), ['version-not-stated', 'entry-not-an-object', 'link-target-not-listed'])
})

test('package-lock: other JSON, broken JSON and too many packages are refused with a place', () => {
  assert.throws(() => read('{"a":1}'), { code: 'boms/not-package-lock' })
  assert.throws(() => read('null'), { code: 'boms/not-package-lock' })
  assert.throws(() => read('{"packages":[]}'), { code: 'boms/not-package-lock' })
  assert.throws(() => read('{"lockfileVersion":3,'), Problem)
  const limits = { ...defaultLimits, count: 2 }
  assert.throws(() => packageLock.read(paperOf('x', sample('v3/package-lock.json'), new Map(), limits)), {
    code: 'boms/too-many-components',
  })
})

test('package-lock: sniffed by name or by lockfileVersion, and bun.lock and bills are left to others', () => {
  const sniff = (name: string, text: string) => packageLock.sniff(paperOf(name, text))
  assert.ok(sniff('package-lock.json', '{"name":"x"}'))
  assert.ok(sniff('', '{"name":"x","lockfileVersion":2}'))
  assert.ok(!sniff('bun.lock', '{\n "lockfileVersion": 1,\n "workspaces": {}}'))
  assert.ok(!sniff('package-lock.json', '{"bomFormat":"CycloneDX","lockfileVersion":3}'))
  assert.ok(!sniff('', 'lockfileVersion: 9'))
})
