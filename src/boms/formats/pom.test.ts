import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import { Problem } from '#base'
import { paperOf } from '../paper.ts'
import { bomFormats, prepareFormats } from '../read.ts'
import { pom } from './pom.ts'

await prepareFormats()

const sample = (path: string) => readFileSync(new URL(`testdata/pom/${path}`, import.meta.url))
const read = (bytes: string | Uint8Array) => pom.read(paperOf('pom.xml', bytes))

test('pom.xml: the project is the subject and depends on what it declares, plugins and managed versions aside', () => {
  const { subject, components, dependencies } = read(sample('sample.xml'))
  assert.deepEqual(
    [subject?.group, subject?.name, subject?.version, subject?.licenses],
    ['example.mill', 'valve-panel', '1.4.0', ['Apache-2.0']],
  )
  assert.deepEqual(
    components.map(one => [one.purl, one.scope, one.label]),
    [
      ['pkg:maven/example.steam/valve-driver@2.7', 'required', undefined],
      ['pkg:maven/example.seals/gasket@3.0', 'required', 'scope runtime'],
      ['pkg:maven/example.mill/valve-api@1.4.0?classifier=tests&type=test-jar', 'optional', 'scope test'],
      ['pkg:maven/example.pipe/pipe', 'required', undefined],
      ['pkg:maven/example.pipe/flange@1.2', 'required', undefined],
      ['pkg:maven/example.pipe/circle', 'required', undefined],
      ['pkg:maven/example.light/lamp@0.1', 'optional', 'profile night'],
    ],
  )
  assert.deepEqual(dependencies, [{ ref: '.', on: components.map(one => one.ref) }])
})

test('pom.xml: ranges, circles and exclusions are notes with their line', () => {
  assert.deepEqual(
    read(sample('sample.xml')).notes.map(({ code, at }) => [code, at]),
    [
      ['exclusion', 'line 31'],
      ['version-floating', 'line 54'],
      ['version-elsewhere', 'line 64'],
    ],
  )
})

test('pom.xml: why a version is left open is said: not defined here, or defined by itself', () => {
  const of = (version: string) =>
    `<dependency><groupId>g</groupId><artifactId>a</artifactId><version>${version}</version></dependency>`
  const text = `<project><groupId>g</groupId><artifactId>p</artifactId><version>1</version>
    <properties><a>\${b}</a><b>\${a}</b><c>\${b}</c></properties>
    <dependencies>${['a', 'b', 'c', 'd'].map(name => of(`\${${name}}`)).join('')}</dependencies></project>`
  assert.deepEqual(
    read(text).notes.map(({ message }) => /, (which .*)$/.exec(message)?.[1]),
    [...Array(3).fill('which refers to itself'), 'which this file does not define'],
  )
})

test('pom.xml: a version that only the parent or an import knows is left open, never guessed', () => {
  const { subject, components, notes } = read(sample('child/pom.xml'))
  assert.deepEqual([subject?.group, subject?.version], ['example.mill', '2.0'])
  assert.deepEqual(
    components.map(one => [one.name, one.version]),
    [
      ['valve', undefined],
      ['steam', undefined],
      ['sister', '2.0'],
    ],
  )
  assert.deepEqual(
    notes.map(({ code }) => code),
    ['parent-not-read', 'import-not-read', 'version-elsewhere', 'version-elsewhere', 'name-not-stated'],
  )
  assert.match(notes[2]!.message, /the parent or "example\.bill:versions" may/)
})

test('pom.xml: in ISO 8859-1 it reads the same, in whatever pieces it comes', () => {
  const bytes = sample('latin/pom.xml')
  const pieces = () => Array.from(bytes, byte => Uint8Array.of(byte))
  assert.equal(read(bytes).subject?.name, 'mühle-valve')
  assert.equal(pom.read({ ...paperOf('pom.xml', bytes), pieces }).subject?.name, 'mühle-valve')
})

test('pom.xml: properties that grow by each other are left open', () => {
  const laughs = Array.from(
    { length: 30 },
    (_, index) => `<p${index}>\${p${index + 1}}\${p${index + 1}}</p${index}>`,
  ).join('')
  const { components, notes } = read(
    `<project><properties>${laughs}<p30>x</p30></properties><dependencies><dependency><groupId>a</groupId><artifactId>b</artifactId><version>\${p0}</version></dependency></dependencies></project>`,
  )
  assert.equal(components[0]!.version, undefined)
  assert.deepEqual(
    notes.map(({ code }) => code),
    ['version-elsewhere'],
  )
})

test('pom.xml: a document type, another root and broken XML are refused with the line', () => {
  assert.throws(() => read('<!DOCTYPE project [<!ENTITY a "b">]><project/>'), { code: 'boms/xml-doctype' })
  assert.throws(() => read('<settings/>'), { code: 'boms/not-pom', message: /at line 1/ })
  assert.throws(() => read('<project><a></project>'), { code: 'boms/not-xml' })
})

const data = process.env['MILLCERT_TESTDATA']
const skip = data === undefined ? 'MILLCERT_TESTDATA is not set' : false

function files(folder: string, wanted: RegExp): string[] {
  return readdirSync(join(data!, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .filter(path => wanted.test(path))
    .sort()
}

/** Distinct declared dependencies, by cutting out what is none; shares no code with the reader. */
function count(text: string): number {
  const plain = text
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<(build|reporting|dependencyManagement)>[\s\S]*?<\/\1>/g, '')
    .replace(/<exclusions>[\s\S]*?<\/exclusions>/g, '')
  const found = [...plain.matchAll(/<dependency>([\s\S]*?)<\/dependency>/g)].map(([, inner]) => {
    const cell = (tag: string) => new RegExp(`<${tag}>\\s*([^<]*?)\\s*</${tag}>`).exec(inner!)?.[1] ?? ''
    return ['groupId', 'artifactId', 'version', 'type', 'classifier'].map(cell)
  })
  return new Set(found.filter(([group]) => group !== '').map(cells => cells.join('|'))).size
}

test('pom.xml: real ones have as many components as dependencies they declare', { skip }, () => {
  const paths = files('lockfiles', /\/pom\.xml$/)
  assert.ok(paths.length >= 150, `${paths.length} files`)
  for (const path of paths) {
    const paper = paperOf(basename(path), readFileSync(path))
    assert.deepEqual(
      bomFormats.filter(one => one.sniff(paper)).map(({ id }) => id),
      ['pom'],
      path,
    )
    const { components } = pom.read(paper)
    assert.equal(components.length, count(readFileSync(path, 'utf8')), path)
    for (const { version, purl } of components) assert.ok(!/[$%]\{|%7B/.test(`${version}${purl}`), path)
  }
})

test('pom.xml: each fixture is read, or refused as its name says', { skip }, () => {
  const folder = 'suites/lockfile-formats-scalibr/extractor/filesystem/language/java/pomxml/testdata'
  const paths = files(folder, /./)
  assert.ok(paths.length >= 19, `${paths.length} files`)
  for (const path of paths) {
    const bytes = readFileSync(path)
    const paper = paperOf(basename(path), bytes)
    if (/not-pom|invalid-syntax/.test(path))
      assert.throws(
        () => pom.read(paper),
        (error: unknown) => error instanceof Problem && error.message.includes(basename(path)),
        path,
      )
    else if (path.endsWith('ambiguous-interpolation.xml')) assert.equal(pom.read(paper).components.length, 1)
    else assert.equal(pom.read(paper).components.length, count(bytes.toString('latin1')), path)
  }
})
