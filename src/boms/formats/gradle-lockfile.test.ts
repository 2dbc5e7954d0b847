import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { paperOf } from '../paper.ts'
import { gradleLockfile } from './gradle-lockfile.ts'

const read = (text: string) => gradleLockfile.read(paperOf('gradle.lockfile', text))

test('gradle.lockfile: a module a line, those for tests alone are optional', () => {
  const bom = read(readFileSync(new URL('testdata/gradle-lockfile/sample.txt', import.meta.url), 'utf8'))
  assert.deepEqual(
    bom.components.map(one => [one.group, one.name, one.version, one.purl, one.scope, one.at]),
    [
      ['org.mill', 'valve', '1.2.3', 'pkg:maven/org.mill/valve@1.2.3', 'required', 'line 4'],
      ['org.mill', 'seal', '2.1.4', 'pkg:maven/org.mill/seal@2.1.4', 'required', 'line 5'],
      ['org.mill.test', 'gauge', '3.1.0', 'pkg:maven/org.mill.test/gauge@3.1.0', 'optional', 'line 6'],
    ],
  )
  assert.deepEqual([bom.dependencies, bom.notes], [[], []])
})

test('gradle.lockfile: a line that is no module is a note', () => {
  const bom = read('>>>\na:b=c\norg.mill:valve:1=a\nempty==\n')
  assert.equal(bom.components.length, 1)
  assert.deepEqual(
    bom.notes.map(({ code, at }) => [code, at]),
    [
      ['line-not-understood', 'line 1'],
      ['line-not-understood', 'line 2'],
      ['line-not-understood', 'line 4'],
    ],
  )
})

test('gradle.lockfile: one that locks nothing is empty', () => {
  assert.deepEqual(
    read('# x\nempty=a,b\n').notes.map(({ code }) => code),
    ['empty'],
  )
})
