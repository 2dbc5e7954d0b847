import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { defaultLimits } from '#base'
import { paperOf } from '../paper.ts'
import { requirements } from './requirements.ts'

const sample = (name: string) =>
  readFileSync(new URL(`testdata/requirements/${name}/requirements.txt`, import.meta.url), 'utf8')
const read = (content: string | Uint8Array) => requirements.read(paperOf('requirements.txt', content))
const pins = (content: string | Uint8Array) => read(content).components.map(one => [one.name, one.version])

test('requirements.txt: a continuation line belongs to its requirement, a comment ends it', () => {
  const { components, notes } = read(sample('pinned'))
  assert.deepEqual(
    components.map(one => [one.name, one.version, one.at]),
    [
      ['Flask', '3.0.3', 'line 2'],
      ['jinja2', '3.1.4', 'line 6'],
      ['zope.interface', '6.4', 'line 7'],
    ],
  )
  assert.deepEqual(
    components[0]!.hashes.map(hash => hash.value[0]),
    ['0', '1'],
  )
  assert.equal(components[0]!.purl, 'pkg:pypi/flask@3.0.3')
  assert.deepEqual(notes, [])
})

test('requirements.txt: a requirement with a marker is optional and says when it holds', () => {
  const { components } = read(sample('pinned'))
  assert.deepEqual([components[1]!.scope, components[1]!.label], ['optional', 'if python_version >= "3.8"'])
  assert.equal(components[0]!.scope, 'required')
})

test('requirements.txt: the comments of a compiler are the graph, constraints are no parents', () => {
  const { dependencies, subject } = read(sample('compiled'))
  assert.equal(subject?.name, 'requirements.txt')
  assert.deepEqual(dependencies, [
    { ref: '.', on: ['requests@2.32.3'] },
    { ref: 'certifi@2024.7.4', on: [] },
    { ref: 'idna@3.7', on: [] },
    { ref: 'requests@2.32.3', on: ['certifi@2024.7.4', 'idna@3.7', 'urllib3@2.2.2'] },
    { ref: 'urllib3@2.2.2', on: [] },
  ])
})

test('requirements.txt: without such comments no edge is stated', () => {
  const { dependencies, subject } = read('a==1\nb==2\n')
  assert.deepEqual([dependencies, subject], [[], undefined])
})

test('requirements.txt: where a component does not say where it comes from, others that nobody needs are not said to need none', () => {
  assert.deepEqual(read('a==1\n  # via -r x.in\nb==2\nc==3 # via a\n').dependencies, [
    { ref: '.', on: ['a@1'] },
    { ref: 'a@1', on: ['c@3'] },
  ])
})

test('requirements.txt: only a whole pinned version is a version', () => {
  assert.deepEqual(pins('a==1.0\nb>=1\nc==1.*\nd\ne==1,>=0.5\nf===1.0-odd\ng==1,==2\nh (==3)\ni ~= 2\n'), [
    ['a', '1.0'],
    ['b', undefined],
    ['c', undefined],
    ['d', undefined],
    ['e', '1'],
    ['f', '1.0-odd'],
    ['g', undefined],
    ['h', '3'],
    ['i', undefined],
  ])
})

test('requirements.txt: options are named, never followed, and secrets do not come along', () => {
  const bom = read(sample('open'))
  const codes = bom.notes.map(note => note.code)
  assert.equal(codes.filter(code => code === 'include-not-followed').length, 2)
  assert.ok(codes.includes('needs-not-listed'))
  assert.ok(bom.notes.some(note => note.message === 'include not followed: "other.txt"' && note.at === 'line 2'))
  assert.ok(codes.includes('option-not-followed'))
  assert.ok(!JSON.stringify(bom).includes('secret'))
})

test('requirements.txt: addresses and wheels give what their names tell', () => {
  const bom = read(sample('open'))
  const found = new Map(bom.components.map(one => [one.name, one]))
  assert.equal(
    decodeURIComponent(found.get('gauge')!.purl!),
    'pkg:pypi/gauge?vcs_url=git+ssh://git@git.example/mill/gauge.git@abc123',
  )
  assert.match(found.get('tool')!.purl!, /^pkg:pypi\/tool@1\.2\.0\?download_url=https:/)
  assert.deepEqual([found.get('local_pkg')!.version, found.get('local_pkg')!.purl], ['0.9', 'pkg:pypi/local-pkg@0.9'])
  const odd = found.get('https://files.example/odd.zip')!
  assert.deepEqual([odd.purl, odd.version], [undefined, undefined])
})

test('requirements.txt: hashes in both spellings, and one that is none is noted', () => {
  const hex = 'ab'.repeat(32)
  const bom = read(
    `a==1 --hash sha256:${hex}\nb==1 --hash=sha256:${hex.slice(2)}\nc==1; python_version<"3" --hash=sha512:${hex}${hex}`,
  )
  assert.deepEqual(
    bom.components.map(one => one.hashes.map(hash => hash.algorithm)),
    [['SHA-256'], [], ['SHA-512']],
  )
  assert.deepEqual(
    bom.notes.map(note => [note.code, note.at]),
    [['hash-broken', 'line 2']],
  )
})

test('requirements.txt: byte order marks, UTF-16 and every line end', () => {
  assert.deepEqual(pins('\ufeffa==1\r\nb==2\rc==3\n'), [
    ['a', '1'],
    ['b', '2'],
    ['c', '3'],
  ])
  assert.deepEqual(pins(Buffer.from('\ufeffa==1\r\nb==2\r\n', 'utf16le')), [
    ['a', '1'],
    ['b', '2'],
  ])
})

test('requirements.txt: the same package twice has two refs', () => {
  const bom = read('a==1; sys_platform == "win32"\na==1; sys_platform == "linux"\n')
  assert.deepEqual(
    bom.components.map(one => one.ref),
    ['a@1', 'a@1 (2)'],
  )
})

test('requirements.txt: what is no list of requirements is refused, a line among others is noted', () => {
  assert.throws(() => read('dear colleague\nplease find attached\n'), { code: 'boms/not-requirements' })
  assert.throws(() => read('a==1\0'), { code: 'boms/binary' })
  assert.throws(
    () => requirements.read(paperOf('r.txt', 'a'.repeat(200), new Map(), { ...defaultLimits, text: 100 })),
    {
      code: 'boms/line-too-long',
    },
  )
  assert.deepEqual(
    read('a==1\nodd line here\n').notes.map(note => [note.code, note.at]),
    [['line-not-understood', 'line 2']],
  )
  assert.deepEqual(
    read('').notes.map(note => note.code),
    ['empty'],
  )
})

test('requirements.txt: a long hostile name is one note', () => {
  const bom = read(`a==1\nb${'-'.repeat(200_000)}==1\n`)
  assert.equal(bom.components.length, 1)
  assert.ok(bom.notes[0]!.message.length < 200)
})

test('requirements.txt: sniffed by name, or by pins in every line', () => {
  const sniff = (name: string, text: string) => requirements.sniff(paperOf(name, text))
  assert.ok(sniff('requirements-dev.txt', ''))
  assert.ok(sniff('dev_requirements.txt', 'a'))
  assert.ok(sniff('lock.txt', '# made by hand\na==1 \\\n  --hash=sha256:00\nb==2\n'))
  assert.ok(!sniff('notes.txt', 'a==1\nthis is a letter\n'))
  assert.ok(!sniff('requirements.txt', '{"bomFormat":"CycloneDX"}'))
  assert.ok(!sniff('names.txt', 'a\nb\n'))
})
