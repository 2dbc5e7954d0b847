import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'smol-toml'
import { defaultLimits, Problem } from '#base'
import type { Bom } from '../bom.ts'
import { parseCargoLock } from '../cargo-lock-file.ts'
import type { BomFormat } from '../format.ts'
import { paperOf } from '../paper.ts'
import { bomFormats, prepareFormats } from '../read.ts'
import { pypiName } from '../requirement.ts'
import { cargoLock } from './cargo-lock.ts'
import { goMod } from './go-mod.ts'
import { inventory } from './inventory.ts'
import { packageLock } from './package-lock.ts'
import { requirements } from './requirements.ts'

await prepareFormats()

const data = process.env['MILLCERT_TESTDATA']
const skip = data === undefined ? 'MILLCERT_TESTDATA is not set' : false
const fixtures = 'suites/lockfile-formats-scalibr/extractor/filesystem/language'

/** Files below a folder of the test data whose path fits. */
function files(folder: string, wanted: RegExp): string[] {
  return readdirSync(join(data!, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .filter(path => wanted.test(path))
    .sort()
}

function read(format: BomFormat, path: string): Bom {
  const beside = new Map<string, string>()
  for (const name of ['go.sum', 'package.json', basename(path).replace(/\.mod$/, '.sum')])
    if (name !== basename(path) && existsSync(join(dirname(path), name)))
      beside.set(name, readFileSync(join(dirname(path), name), 'utf8'))
  const paper = paperOf(basename(path), readFileSync(path), beside)
  const claims = bomFormats.filter(one => one.sniff(paper)).map(one => one.id)
  assert.deepEqual(
    claims.filter(id => id !== format.id),
    [],
    `${path} is claimed by others`,
  )
  const bom = format.read(paper)
  const refs = bom.components.map(one => one.ref).concat(bom.subject ? bom.subject.ref : [])
  const known = new Set(refs)
  assert.equal(known.size, refs.length, `${path}: refs are not unique`)
  for (const { ref, on } of bom.dependencies)
    assert.ok(
      [ref, ...on].every(one => known.has(one)),
      `${path}: an edge to nowhere at ${ref}`,
    )
  return bom
}

/** Every file is read and has as many components as a count that shares no code with the reader. */
function countsAgree(format: BomFormat, paths: string[], least: number, count: (text: string, path: string) => number) {
  assert.ok(paths.length >= least, `${paths.length} files`)
  for (const path of paths)
    assert.equal(read(format, path).components.length, count(readFileSync(path, 'utf8'), path), path)
}

test('package-lock.json: real ones have as many components as their JSON has entries', { skip }, () => {
  const nested = (tree: Record<string, { dependencies?: never }> = {}): number =>
    Object.values(tree).reduce((sum, entry) => sum + 1 + nested(entry.dependencies), 0)
  const count = (text: string) => {
    const lock = JSON.parse(text)
    if (!lock.packages) return nested(lock.dependencies)
    return Object.entries(lock.packages as Record<string, { link?: boolean }>).filter(
      ([key, entry]) => key !== '' && !entry.link,
    ).length
  }
  countsAgree(packageLock, files('lockfiles', /\/(?:package-lock|npm-shrinkwrap)\.json$/), 5, count)
  countsAgree(packageLock, files(`${fixtures}/javascript/packagelockjson`, /\.json$/), 20, count)
})

test('requirements.txt: real ones have as many components as lines that start with a name', { skip }, () => {
  const count = (text: string) =>
    text
      .replace(/\\\r?\n/g, ' ')
      .split('\n')
      .filter(line => /^\s*(?:[A-Za-z0-9]|\.\/)/.test(line)).length
  countsAgree(requirements, files('lockfiles', /requirements[^/]*\.txt$/), 250, count)
  const understood = /\/requirements\/testdata\/(?!invalid|per_req_options)[^/]*\.txt$/
  countsAgree(requirements, files(`${fixtures}/python/requirements`, understood), 8, count)
})

test('requirements.txt: lines that pip refuses give no version', { skip }, () => {
  const [path] = files(`${fixtures}/python/requirements`, /invalid\.txt$/)
  const bom = read(requirements, path!)
  assert.deepEqual(
    bom.components.map(one => [one.name, one.version]),
    [
      ['asdf', undefined],
      ['urllib3', undefined],
    ],
  )
})

test('requirements.txt: one maker had urllib3 2.6.3 in 65 files of a release, and in none of the next', {
  skip,
}, () => {
  const holders = (release: string) =>
    files(`lockfiles/OpenSecOps-Org+SOAR@${release}`, /requirements\.txt$/).filter(path =>
      read(requirements, path).components.some(one => pypiName(one.name) === 'urllib3' && one.version === '2.6.3'),
    ).length
  assert.deepEqual([holders('v3.1.6'), holders('v3.1.7')], [65, 0])
})

test('requirements.txt: real comments of a compiler reach every component from the root', { skip }, () => {
  const [path] = files('lockfiles/OpenSecOps-Org+Installer@v3.0.9', /requirements\.txt$/)
  const bom = read(requirements, path!)
  const reached = new Set([bom.subject!.ref])
  for (const ref of reached)
    for (const next of bom.dependencies.find(one => one.ref === ref)?.on ?? []) reached.add(next)
  assert.equal(reached.size, bom.components.length + 1)
})

test('go.mod: real ones have as many components as modules they require, with the standard library', { skip }, () => {
  const count = (text: string, path: string) => {
    const plain = text.replace(/\/\/.*/g, '')
    const blocks = [...plain.matchAll(/^require \(([^)]*)\)/gm)].flatMap(([, block]) => block!.trim().split('\n'))
    const single = [...plain.matchAll(/^require ([^(\n]+)$/gm)].map(([, line]) => line!)
    const modules = new Set(
      [...blocks, ...single].map(line => line.trim().split(/\s+/)[0]!).filter(name => name !== ''),
    )
    const go = /^go 1\.(\d+)/m.exec(plain)
    const sum = path.replace(/\.mod$/, '.sum')
    if (Number(go?.[1] ?? 16) < 17 && existsSync(sum))
      for (const [, name] of readFileSync(sum, 'utf8').matchAll(/^(\S+) v[^/\s]+ h1:/gm)) modules.add(name!)
    return modules.size + (go ? 1 : 0)
  }
  countsAgree(goMod, files('lockfiles', /\/go\.mod$/), 14, count)
  countsAgree(goMod, files(`${fixtures}/golang/gomod`, /(?<!not-go-mod)\.mod$/), 12, count)
})

test('go.mod: go.sum of a real project knows what its go.mod selects', { skip }, () => {
  for (const path of files('lockfiles', /telegraf[^/]*\/go\.mod$/))
    assert.deepEqual(
      read(goMod, path).notes.filter(note => note.code === 'not-in-go-sum'),
      [],
      path,
    )
})

const cargoLocks = () => [...files('lockfiles', /\/Cargo\.lock$/), ...files(`${fixtures}/rust/cargolock`, /\.lock$/)]

test('Cargo.lock: real ones have as many packages as they have headers of one', { skip }, () => {
  const paths = cargoLocks()
  assert.ok(paths.length >= 12, `${paths.length} files`)
  for (const path of paths) {
    const { components, subject } = read(cargoLock, path)
    const own = subject !== undefined && subject.ref !== '.' ? 1 : 0
    assert.equal(components.length + own, readFileSync(path, 'utf8').match(/^\[\[package\]\]/gm)?.length ?? 0, path)
  }
})

test('Cargo.lock: read as a full TOML reader reads it', { skip }, () => {
  for (const path of cargoLocks()) {
    const text = readFileSync(path, 'utf8')
    const full = (parse(text) as { package?: Record<string, unknown>[] }).package ?? []
    const ours = parseCargoLock(text.split('\n'), path, defaultLimits).packages
    assert.deepEqual(
      ours.map(({ name, version, source, checksum, dependencies }) => [name, version, source, checksum, dependencies]),
      full.map(one => [one['name'], one['version'], one['source'], one['checksum'], one['dependencies'] ?? []]),
      path,
    )
  }
})

test('lockfiles: what is none is refused with a Problem', { skip }, () => {
  const refused: [BomFormat, string][] = [
    [packageLock, 'javascript/packagelockjson/testdata/not-json.txt'],
    [packageLock, 'javascript/packagelockjson/testdata/null.v2.jsontest'],
    [goMod, 'golang/gomod/testdata/not-go-mod.mod'],
    [cargoLock, 'rust/cargolock/testdata/not-toml.txt'],
  ]
  for (const [format, path] of refused) {
    const paper = paperOf(basename(path), readFileSync(join(data!, fixtures, path)))
    assert.throws(
      () => format.read(paper),
      (error: unknown) => error instanceof Problem && error.message.includes(basename(path)),
      path,
    )
  }
})

test('inventory: a real-sized one has as many components as rows, each by its id', { skip }, () => {
  const path = join(data!, 'ot-pairs/assets.csv')
  const bom = read(inventory, path)
  const ids = readFileSync(path, 'utf8').match(/^A\d{5}(?=,)/gm)
  assert.deepEqual(
    bom.components.map(one => one.ref),
    ids,
  )
  assert.ok(bom.components.every(one => one.supplier && one.name))
})
