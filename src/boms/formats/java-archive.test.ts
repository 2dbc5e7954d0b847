import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { strToU8, type Zippable, zipSync } from 'fflate'
import { defaultLimits, type Limits, Problem } from '#base'
import { paperOf } from '../paper.ts'
import { javaArchive } from './java-archive.ts'

await javaArchive.prepare!()

const pom = (group: string, artifact: string, version: string) => ({
  [`META-INF/maven/${group}/${artifact}/pom.properties`]: strToU8(
    `#Created by Maven\r\nversion=${version}\r\ngroupId=${group}\r\nartifactId=${artifact}\r\n`,
  ),
})
const manifest = (...lines: string[]) => ({
  'META-INF/MANIFEST.MF': strToU8(
    ['Manifest-Version: 1.0', ...lines, '', 'Name: x', 'Implementation-Title: no', ''].join('\r\n'),
  ),
})
const jar = (files: Zippable) => zipSync({ ...manifest(), ...files })
const sha1 = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest('hex')
const read = (name: string, bytes: Uint8Array, limits: Limits = defaultLimits) =>
  javaArchive.read(paperOf(name, bytes, new Map(), limits))
const rows = (name: string, bytes: Uint8Array) =>
  read(name, bytes).components.map(one => [one.purl ?? `${one.name}@${one.version}`, one.label, one.at])

test('jar: the coordinates that Maven left, and the SHA-1 of the archive', () => {
  const bytes = jar(pom('com.mill', 'valve', '1.2.3'))
  const { components, notes } = read('renamed.jar', bytes)
  assert.deepEqual(
    components.map(({ purl, group, name, version, hashes }) => [purl, group, name, version, hashes]),
    [['pkg:maven/com.mill/valve@1.2.3', 'com.mill', 'valve', '1.2.3', [{ algorithm: 'SHA-1', value: sha1(bytes) }]]],
  )
  assert.deepEqual(notes, [])
})

test('jar: of several put together the one the file is called after has the hash; all are listed', () => {
  const bytes = jar({ ...pom('com.mill', 'seal', '2'), ...pom('com.mill', 'valve', '1'), ...pom('org.a', 'b', '3') })
  const { components } = read('valve-1.jar', bytes)
  assert.deepEqual(
    components.map(({ purl, hashes }) => [purl, hashes.length]),
    [
      ['pkg:maven/com.mill/seal@2', 0],
      ['pkg:maven/com.mill/valve@1', 1],
      ['pkg:maven/org.a/b@3', 0],
    ],
  )
  assert.deepEqual(rows('line-7.jar', bytes)[0], ['line@7', 'by its file name', undefined])
})

test('jar: without coordinates the manifest says what it is, then the file name; neither makes a package URL', () => {
  const bundle = manifest('Bundle-SymbolicName: com.mill.gauge;singleton:=true', 'Bundle-Version: 4.', ' 1.0')
  assert.deepEqual(rows('g.jar', zipSync(bundle)), [['com.mill.gauge@4.1.0', 'by its manifest', undefined]])
  const titled = manifest('Implementation-Title: Mill Gauge (tm)', 'Implementation-Version: 5')
  assert.deepEqual(rows('gauge-4.jar', zipSync(titled)), [['gauge@5', 'by its manifest', undefined]])
  assert.deepEqual(rows('dial-2.0-rc1.jar', jar({})), [['dial@2.0-rc1', 'by its file name', undefined]])
  assert.deepEqual(
    read('dial.jar', jar({})).notes.map(({ code }) => code),
    ['java-not-named'],
  )
})

test('jar: archives in archives, stored or deflated, at their places', () => {
  const library = jar(pom('com.mill', 'valve', '1'))
  const module = jar({ 'WEB-INF/lib/valve-1.jar': [library, { level: 0 }], 'WEB-INF/lib/dial-2.jar': jar({}) })
  const bytes = jar({ ...pom('com.mill', 'line', '9'), 'web.war': [module, { level: 9 }], 'lib/valve.jar': library })
  assert.deepEqual(rows('line.ear', bytes), [
    ['pkg:maven/com.mill/line@9', undefined, undefined],
    ['web@undefined', 'by its file name', 'web.war'],
    ['pkg:maven/com.mill/valve@1', undefined, 'web.war!/WEB-INF/lib/valve-1.jar'],
    ['dial@2', 'by its file name', 'web.war!/WEB-INF/lib/dial-2.jar'],
    ['pkg:maven/com.mill/valve@1', undefined, 'lib/valve.jar'],
  ])
  const inner = read('line.ear', bytes).components.find(({ at }) => at?.endsWith('valve-1.jar'))!
  assert.equal(inner.hashes[0]!.value, sha1(library))
})

test('jar: a program in front of the archive is passed over', () => {
  const bytes = jar(pom('com.mill', 'valve', '1'))
  const started = Buffer.concat([Buffer.from('PK\x03\x04#!/bin/sh\nexec java -jar "$0"\n'), bytes])
  assert.deepEqual(rows('x.jar', started), [['pkg:maven/com.mill/valve@1', undefined, undefined]])
})

test('jar: too deep, too much, broken or encrypted ones are listed by their names, and noted', () => {
  let nest = jar(pom('com.mill', 'deep', '1'))
  for (let depth = 5; depth > 0; depth--) nest = jar({ [`level-${depth}.jar`]: nest })
  const deep = read('top.jar', nest)
  assert.equal(deep.components.at(-1)!.name, 'level')
  assert.ok(!deep.components.some(({ name }) => name === 'deep'))
  assert.ok(deep.notes.some(({ code }) => code === 'java-not-read'))
  const bomb = jar({
    'lib/bomb-1.jar': jar({ zeros: new Uint8Array(3_000_000) }),
    'lib/zeros-2.jar': new Uint8Array(9_000_000),
  })
  const bounded = read('x.jar', bomb, { ...defaultLimits, ratio: 1, ratioFloor: 100_000 })
  assert.deepEqual(
    bounded.components.map(({ name, label }) => [name, label]),
    [
      ['x', 'by its file name'],
      ['bomb', 'by its file name'],
      ['zeros', 'by its file name'],
    ],
  )
  assert.match(bounded.notes.find(({ code }) => code === 'java-not-read')!.message, /files: 1\)/)
})

test('jar: what is none is refused', () => {
  const bytes = jar(pom('com.mill', 'valve', '1'))
  for (const bad of [bytes.subarray(0, bytes.length - 1), bytes.subarray(10, 60), Buffer.from('PK'), Buffer.alloc(22)])
    assert.throws(() => read('x.jar', bad), { code: 'boms/not-java-archive' })
})

test('jar: descriptors may say anything: what is no coordinate is none', () => {
  for (const text of [
    '',
    'groupId=a',
    'groupId=a b\nartifactId=c\nversion=1',
    'groupId=../a/b\nartifactId=x\nversion=1',
  ]) {
    const bytes = jar({ 'META-INF/maven/a/b/pom.properties': strToU8(text) })
    assert.deepEqual(rows('valve-1.jar', bytes), [['valve@1', 'by its file name', undefined]], text)
  }
  const open = jar(pom('com.mill', 'valve', `\${revision}`))
  const { components, notes } = read('x.jar', open)
  assert.deepEqual([components[0]!.purl, components[0]!.version], ['pkg:maven/com.mill/valve', undefined])
  assert.deepEqual(
    notes.map(({ code }) => code),
    ['version-not-stated'],
  )
})

test('jar: bytes flipped or cut off are read or refused, and nothing else', () => {
  const bytes = jar({ ...pom('com.mill', 'valve', '1'), 'lib/seal-2.jar': jar(pom('com.mill', 'seal', '2')) })
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 5 }),
      fc.nat(20),
      (flips, cut) => {
        const changed = Buffer.from(bytes.subarray(0, bytes.length - (cut > 10 ? 0 : cut)))
        for (const [at, value] of flips) if (at < changed.length) changed[at] = value
        try {
          read('x.jar', changed)
        } catch (error) {
          assert.ok(error instanceof Problem, String(error))
        }
      },
    ),
    { numRuns: 2000 },
  )
})

test('jar: a file that says it is small and is not is stopped where the bound is', () => {
  const packed = deflateRawSync(Buffer.alloc(80_000_000))
  const bytes = Buffer.from(jar({ 'lib/x-1.jar': [new Uint8Array(packed), { level: 0 }] }))
  // The directory calls it deflated, and its size that of the packed bytes.
  const at = bytes.lastIndexOf('lib/x-1.jar') - 46
  bytes.writeUInt16LE(8, at + 10)
  const { components, notes } = read('big.jar', bytes)
  assert.deepEqual(
    components.map(({ name }) => name),
    ['big', 'x'],
  )
  assert.ok(notes.some(({ code }) => code === 'java-not-read'))
})
