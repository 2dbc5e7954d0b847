import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Problem } from '#base'
import { paperOf } from '../paper.ts'
import { loadYaml } from '../yaml.ts'
import { podfileLock } from './podfile-lock.ts'

await loadYaml()

const sample = (path: string) => readFileSync(new URL(`testdata/podfile-lock/${path}`, import.meta.url), 'utf8')
const read = (text: string) => podfileLock.read(paperOf('Podfile.lock', text))
const data = process.env['MILLCERT_TESTDATA']
const skip = data === undefined ? 'MILLCERT_TESTDATA is not set' : false

test('Podfile.lock: parts of a pod are subpaths, sources stand in the purl without tokens, folders are own', () => {
  assert.deepEqual(
    read(sample('sample.yaml')).components.map(one => [one.name, one.type, one.purl && decodeURIComponent(one.purl)]),
    [
      ['Gasket', 'library', 'pkg:cocoapods/Gasket@3.0'],
      ['Part', 'application', undefined],
      ['ValveDriver', 'library', 'pkg:cocoapods/ValveDriver@2.4.1'],
      ['ValveDriver/Core', 'library', 'pkg:cocoapods/ValveDriver@2.4.1#Core'],
      [
        'Steam',
        'library',
        'pkg:cocoapods/Steam@1.7.0?vcs_url=git+https://git.example/mill/steam.git@0123456789abcdef0123456789abcdef01234567',
      ],
      ['valve-tools', 'library', 'pkg:cocoapods/valve-tools@1.0'],
    ],
  )
})

test('Podfile.lock: the file is the subject and asks for what stands in DEPENDENCIES', () => {
  const { subject, dependencies, notes } = read(sample('sample.yaml'))
  assert.equal(subject?.name, 'Podfile.lock')
  assert.deepEqual(dependencies[0], { ref: '.', on: ['Part@0.1.0', 'Steam@1.7.0', 'ValveDriver@2.4.1'] })
  assert.deepEqual(dependencies[4], { ref: 'ValveDriver/Core@2.4.1', on: ['Gasket@3.0'] })
  assert.deepEqual(
    notes.map(({ code, at }) => [code, at]),
    [
      ['not-from-registry', '/PODS/4'],
      ['dependency-not-listed', '/PODS/3'],
    ],
  )
})

test('Podfile.lock: odd entries are notes, names such as __proto__ are names, and what is no list is refused', () => {
  const { components, notes } = read(sample('odd/Podfile.lock'))
  assert.deepEqual(
    components.map(one => [one.name, one.version]),
    [
      ['Valve', undefined],
      ['__proto__', '1'],
    ],
  )
  assert.deepEqual(
    notes.map(({ code }) => code),
    ['version-not-stated', 'entry-not-a-package', 'end-missing'],
  )
  assert.throws(() => read('PODS: 1'), { code: 'boms/not-podfile-lock' })
})

test('Podfile.lock: each fixture has as many components as counted apart, or is refused as its name says', {
  skip,
}, () => {
  const folder = join(data!, 'suites/lockfile-formats-scalibr/extractor/filesystem/language/swift/podfilelock/testdata')
  const names = readdirSync(folder)
  assert.ok(names.length >= 4, `${names.length} files`)
  for (const file of names) {
    const text = readFileSync(join(folder, file), 'utf8')
    const paper = paperOf(file, text)
    if (/^(?:empty|invalid)/.test(file))
      assert.throws(
        () => podfileLock.read(paper),
        (error: unknown) => error instanceof Problem && error.message.includes(file),
        file,
      )
    else {
      assert.ok(podfileLock.sniff(paper), file)
      assert.equal(
        podfileLock.read(paper).components.length,
        text.split('DEPENDENCIES:')[0]!.match(/^ {2}- /gm)?.length,
        file,
      )
    }
  }
})
