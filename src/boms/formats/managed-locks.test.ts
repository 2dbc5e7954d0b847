import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { Problem } from '#base'
import type { Bom } from '../bom.ts'
import type { BomFormat } from '../format.ts'
import { paperOf } from '../paper.ts'
import { bomFormats, prepareFormats } from '../read.ts'
import { composerLock } from './composer-lock.ts'
import { gemfileLock } from './gemfile-lock.ts'
import { gradleLockfile } from './gradle-lockfile.ts'
import { nugetLock } from './nuget-lock.ts'
import { pnpmLock } from './pnpm-lock.ts'
import { yarnLock } from './yarn-lock.ts'

await prepareFormats()

const data = process.env['MILLCERT_TESTDATA']
const skip = data === undefined ? 'MILLCERT_TESTDATA is not set' : false
const fixtures = 'suites/lockfile-formats-scalibr/extractor/filesystem/language'

function files(folder: string, wanted: RegExp): string[] {
  return readdirSync(join(data!, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .filter(path => wanted.test(path))
    .sort()
}

function read(format: BomFormat, path: string): Bom {
  const beside = new Map<string, string>()
  for (const name of ['package.json', 'composer.json'])
    if (existsSync(join(dirname(path), name))) beside.set(name, readFileSync(join(dirname(path), name), 'utf8'))
  const paper = paperOf(basename(path), readFileSync(path), beside)
  const others = bomFormats.filter(one => one.id !== format.id && one.sniff(paper)).map(one => one.id)
  assert.deepEqual(others, [], `${path} is claimed by others`)
  const bom = format.read(paper)
  const refs = [bom.subject!.ref, ...bom.components.map(one => one.ref)]
  const known = new Set(refs)
  assert.equal(known.size, refs.length, path)
  for (const { ref, on } of bom.dependencies)
    assert.ok(
      [ref, ...on].every(one => known.has(one)),
      `${path}: ${ref}`,
    )
  return bom
}

/** Every file is read and has as many components as a count that shares no code with the reader. */
function countsAgree(format: BomFormat, paths: string[], least: number, count: (text: string) => number) {
  assert.ok(paths.length >= least, `${paths.length} files`)
  for (const path of paths) assert.equal(read(format, path).components.length, count(readFileSync(path, 'utf8')), path)
}

test('yarn.lock: real ones have as many components as they have entries', { skip }, () => {
  const count = (text: string) =>
    (text.match(/^[^\s#<].*:\r?$/gm) ?? []).filter(line => !/^__metadata:|@workspace:\."?:/.test(line)).length
  const real = files('lockfiles', /\/yarn\.lock$/)
  countsAgree(yarnLock, real, 12, count)
  countsAgree(yarnLock, files(`${fixtures}/javascript/yarnlock`, /\.lock$/), 26, count)
  // All that is asked for in a complete lockfile is in it.
  for (const path of real)
    assert.ok(!read(yarnLock, path).notes.some(({ code }) => code === 'dependency-not-listed'), path)
})

test('pnpm-lock.yaml: real ones have as many components as a plain YAML reader finds', { skip }, () => {
  const count = (text: string) => {
    const lock = parse(text)
    const importers = Object.keys(lock.importers ?? {}).filter(folder => folder !== '.').length
    return importers + Object.keys(lock.snapshots ?? lock.packages ?? {}).length
  }
  const real = files('lockfiles', /\/pnpm-lock\.yaml$/)
  countsAgree(pnpmLock, real, 6, count)
  const readable = /pnpmlock\/testdata\/(?!empty\.|not-yaml)[^/]*\.yaml$/
  countsAgree(pnpmLock, files(`${fixtures}/javascript/pnpmlock`, readable), 32, count)
  for (const path of real)
    assert.ok(!read(pnpmLock, path).notes.some(({ code }) => code === 'dependency-not-listed'), path)
})

test('composer.lock: fixtures have as many components as their lists have entries', { skip }, () => {
  const count = (text: string) => {
    const lock = JSON.parse(text)
    return lock.packages.length + lock['packages-dev'].length
  }
  countsAgree(composerLock, files(`${fixtures}/php/composerlock`, /\.json$/), 7, count)
})

test('Gemfile.lock: fixtures have as many components as lines of a gem', { skip }, () => {
  const count = (text: string) => text.match(/^ {4}\S/gm)?.length ?? 0
  countsAgree(gemfileLock, files(`${fixtures}/ruby/gemfilelock`, /\.lock$/), 12, count)
})

test('gradle.lockfile: fixtures have as many components as lines with a module', { skip }, () => {
  const count = (text: string) => text.match(/^[\w.]+:[\w.-]+:/gm)?.length ?? 0
  countsAgree(gradleLockfile, files(`${fixtures}/java/gradlelockfile/testdata`, /testdata\/[^.]+$/), 5, count)
})

test('packages.lock.json: the fixture has as many components as names with a version', { skip }, () => {
  const count = (text: string) => new Set(text.match(/"[\w.]+": \{\s+"type": "\w+",[^}]*?"resolved": "[^"]+"/g)).size
  countsAgree(nugetLock, files(`${fixtures}/dotnet/packageslockjson/testdata`, /packages\.lock\.json$/), 1, count)
})

test('lockfiles: what is none is refused with a Problem that names it', { skip }, () => {
  const refused: [BomFormat, string, string][] = [
    [pnpmLock, 'javascript/pnpmlock/testdata/not-yaml.txt', 'boms/yaml-not'],
    [pnpmLock, 'javascript/pnpmlock/testdata/empty.yaml', 'boms/yaml-not'],
    [composerLock, 'php/composerlock/testdata/not-json.txt', 'base/not-json'],
    [composerLock, 'php/composerlock/testdata/null.jsontest', 'boms/not-composer-lock'],
    [nugetLock, 'dotnet/packageslockjson/testdata/invalid/invalid', 'base/not-json'],
  ]
  for (const [format, path, code] of refused)
    assert.throws(
      () => format.read(paperOf(basename(path), readFileSync(join(data!, fixtures, path)))),
      (error: unknown) => error instanceof Problem && error.code === code && error.message.includes(basename(path)),
      path,
    )
})
