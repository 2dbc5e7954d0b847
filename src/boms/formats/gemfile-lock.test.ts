import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Problem } from '#base'
import { paperOf } from '../paper.ts'
import { gemfileLock } from './gemfile-lock.ts'

const sample = readFileSync(new URL('testdata/gemfile-lock/sample.txt', import.meta.url), 'utf8')
const read = (text: string) => gemfileLock.read(paperOf('Gemfile.lock', text))

test('Gemfile.lock: gems of every section with platform, source and checksum', () => {
  const bom = read(sample)
  assert.deepEqual(
    bom.components.map(one => [one.ref, one.purl, one.hashes.length, one.type]),
    [
      [
        'pump@0.3.0',
        'pkg:gem/pump@0.3.0?vcs_url=git%2Bhttps:%2F%2Fgit.mill.example%2Fpump.git%400123456789abcdef0123456789abcdef01234567',
        0,
        'library',
      ],
      ['mill-tool@0.1.0', undefined, 0, 'application'],
      ['gauge@3.1.0-x86_64-linux', 'pkg:gem/gauge@3.1.0?platform=x86_64-linux', 1, 'library'],
      ['gauge@3.1.0', 'pkg:gem/gauge@3.1.0', 0, 'library'],
      ['seal@2.1.4', 'pkg:gem/seal@2.1.4', 0, 'library'],
      ['valve@1.2.3', 'pkg:gem/valve@1.2.3', 1, 'library'],
      ['siren@1.0.1', 'pkg:gem/siren@1.0.1?repository_url=https:%2F%2Fgems.mill.example%2F', 0, 'library'],
    ],
  )
  assert.ok(!JSON.stringify(bom).includes('secret'))
})

test('Gemfile.lock: the subject asks for what DEPENDENCIES lists, a gem of two platforms is both', () => {
  const bom = read(sample)
  const edges = Object.fromEntries(bom.dependencies.map(({ ref, on }) => [ref, on]))
  assert.deepEqual(edges['.'], ['mill-tool@0.1.0', 'pump@0.3.0', 'siren@1.0.1', 'valve@1.2.3'])
  assert.deepEqual(edges['valve@1.2.3'], ['gauge@3.1.0-x86_64-linux', 'gauge@3.1.0', 'seal@2.1.4'])
})

test('Gemfile.lock: an unsolved conflict and what is none are refused', () => {
  const code = (text: string) => {
    try {
      read(text)
    } catch (error) {
      if (error instanceof Problem) return error.code
    }
    return undefined
  }
  assert.equal(code(sample.replace('GEM\n', '<<<<<<< HEAD\nGEM\n')), 'boms/merge-conflict')
  assert.equal(code('gem "rails"\n'), 'boms/not-gemfile-lock')
  assert.equal(code(''), 'boms/not-gemfile-lock')
})
