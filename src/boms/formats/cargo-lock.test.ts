import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { paperOf } from '../paper.ts'
import { cargoLock } from './cargo-lock.ts'

const sample = (name: string) =>
  readFileSync(new URL(`testdata/cargo-lock/${name}/Cargo.lock`, import.meta.url), 'utf8')
const read = (text: string) => cargoLock.read(paperOf('Cargo.lock', text))

test('Cargo.lock: the one own package is the subject, and its short dependencies are told apart', () => {
  const bom = read(sample('v4'))
  assert.deepEqual([bom.specVersion, bom.subject?.ref], ['4', 'gauge@0.2.0'])
  assert.deepEqual(
    bom.components.map(one => one.ref),
    ['needle@1.0.0', 'needle@2.0.0', 'spring@3.1.0+metal'],
  )
  assert.deepEqual(bom.dependencies, [
    { ref: 'gauge@0.2.0', on: ['needle@1.0.0', 'needle@2.0.0', 'spring@3.1.0+metal'] },
    { ref: 'needle@1.0.0', on: [] },
    { ref: 'needle@2.0.0', on: ['spring@3.1.0+metal'] },
    { ref: 'spring@3.1.0+metal', on: [] },
  ])
})

test('Cargo.lock: other registries and git stand in the purl, checksums are SHA-256', () => {
  const { components, notes } = read(sample('v4'))
  assert.deepEqual(
    components.map(one => decodeURIComponent(one.purl ?? '').split('+')[0]),
    [
      'pkg:cargo/needle@1.0.0',
      'pkg:cargo/needle@2.0.0?repository_url=https://crates.mill.example/index/',
      'pkg:cargo/spring@3.1.0',
    ],
  )
  assert.match(
    decodeURIComponent(components[2]!.purl!),
    /\?vcs_url=git\+https:\/\/git\.example\/mill\/spring\?branch=main@0123/,
  )
  assert.deepEqual(
    components[0]!.hashes.map(hash => hash.algorithm),
    ['SHA-256'],
  )
  assert.equal(components[0]!.at, 'line 14')
  assert.deepEqual(
    notes.map(note => note.code),
    ['not-from-registry'],
  )
})

test('Cargo.lock v1: [root] is the subject and checksums stand in [metadata]', () => {
  const bom = read(sample('v1'))
  assert.deepEqual([bom.specVersion, bom.subject?.name], ['1', 'old'])
  assert.equal(bom.components[0]!.hashes[0]!.value, '0'.repeat(64))
  assert.deepEqual(bom.dependencies[0], { ref: 'old@0.1.0', on: ['libc@0.2.0'] })
})

test('Cargo.lock: in a workspace the members are own components, and the file is the subject', () => {
  const bom = read(sample('workspace'))
  assert.deepEqual(
    bom.components.map(one => [one.name, one.type, one.purl]),
    [
      ['core', 'application', undefined],
      ['front', 'application', undefined],
      ['libc', 'library', 'pkg:cargo/libc@0.2.155'],
      ['server', 'application', undefined],
    ],
  )
  assert.equal(bom.subject?.name, 'Cargo.lock')
  assert.deepEqual(bom.dependencies[0], { ref: '.', on: ['front@1.0.0', 'server@1.0.0'] })
  assert.deepEqual(
    bom.notes.map(note => note.code),
    ['hash-broken', 'dependency-not-listed'],
  )
})

test('Cargo.lock: a dependency that could be two packages is noted and not guessed', () => {
  const bom = read(
    'version = 3\n[[package]]\nname = "a"\nversion = "1"\ndependencies = ["b"]\n[[package]]\nname = "b"\nversion = "1"\nsource = "registry+x"\n[[package]]\nname = "b"\nversion = "2"\nsource = "registry+x"\n',
  )
  assert.deepEqual(bom.dependencies[0], { ref: 'a@1', on: [] })
  assert.deepEqual(
    bom.notes.map(note => note.code),
    ['dependency-not-listed'],
  )
})

test('Cargo.lock: what Cargo would not write is refused with the line', () => {
  const refused = (text: string, line: number) =>
    assert.throws(() => read(text), { code: 'boms/not-cargo-lock', message: new RegExp(`at line ${line}$`) })
  refused('this is not valid toml! (I think)', 1)
  refused('version = 3\n[[package]]\nname = "a"\nname = "b"\n', 4)
  refused('[[package]]\nname = "a\nversion = "1"\n', 2)
  refused('[[package]]\nname = ["a"]\n', 2)
  refused('[[package]]\nname = "a"\ndependencies = [\n "b",\n', 3)
  refused('[[package]]\nversion = "1"\n', 1)
  refused(`[[package]]\nname = "a"\ndependencies = ${'['.repeat(100_000)}`, 3)
  assert.throws(() => cargoLock.read(paperOf('Cargo.lock', new Uint8Array([0x61, 0xff]))), {
    code: 'base/invalid-utf8',
  })
})

test('Cargo.lock: names such as __proto__ are names', () => {
  const bom = read(
    '__proto__ = "x"\n[[package]]\nname = "__proto__"\nversion = "1.0.0"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\n__proto__ = "y"\n',
  )
  assert.deepEqual(
    bom.components.map(one => one.name),
    ['__proto__'],
  )
  assert.equal(({} as Record<string, unknown>)['x'], undefined)
})

test('Cargo.lock: sniffed by name, header or shape, and other lockfiles of that shape are left to others', () => {
  const sniff = (name: string, text: string) => cargoLock.sniff(paperOf(name, text))
  assert.ok(sniff('Cargo.lock', ''))
  assert.ok(sniff('', sample('v4')))
  assert.ok(sniff('x.lock', '[[package]]\nname = "a"\nversion = "1"\nsource = "registry+https://x"\n'))
  assert.ok(
    !sniff(
      'poetry.lock',
      '[[package]]\nname = "a"\nversion = "1"\ndescription = ""\n\n[metadata]\ncontent-hash = "0"\n',
    ),
  )
  assert.ok(
    !sniff(
      'uv.lock',
      'requires-python = ">=3.8"\n[[package]]\nname = "a"\nversion = "1"\nsource = { registry = "x" }\n',
    ),
  )
})
