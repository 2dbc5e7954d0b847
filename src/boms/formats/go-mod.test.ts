import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { paperOf } from '../paper.ts'
import { goMod } from './go-mod.ts'

const sample = (name: string) => readFileSync(new URL(`testdata/go-mod/${name}`, import.meta.url), 'utf8')
const read = (text: string, sums?: string) =>
  goMod.read(paperOf('go.mod', text, new Map(sums === undefined ? [] : [['go.sum', sums]])))
const shown = (bom: ReturnType<typeof read>) => bom.components.map(one => `${one.name} ${one.version}`)
const codes = (bom: ReturnType<typeof read>) => bom.notes.map(note => note.code)

const pruned = () => read(sample('pruned/go.mod'), sample('pruned/go.sum'))

test('go.mod: replaced modules are listed as what replaces them', () => {
  assert.deepEqual(shown(pruned()), [
    'fork.example/alpha v1.2.1',
    'example.com/beta v0.0.0-20240102030405-abcdefabcdef',
    'example.com/Gamma/v2 v2.0.1+incompatible',
    'example.com/delta undefined',
    'example.com/epsilon v0.3.0',
    'stdlib 1.22.5',
  ])
  assert.equal(pruned().components[0]!.label, 'replaces example.com/alpha')
})

test('go.mod: purls keep the v and the case of the module', () => {
  const purls = pruned().components.map(one => one.purl)
  assert.equal(purls[0], 'pkg:golang/fork.example/alpha@v1.2.1')
  assert.match(purls[2]!, /^pkg:golang\/example\.com\/Gamma\/v2@v2\.0\.1%2Bincompatible$/)
  assert.equal(purls[5], 'pkg:golang/stdlib@1.22.5')
})

test('go.mod: the project asks for what is not indirect, and for the standard library', () => {
  const bom = pruned()
  assert.equal(bom.subject?.name, 'plant.example/historian')
  assert.deepEqual(bom.dependencies, [
    {
      ref: '.',
      on: [
        'fork.example/alpha@v1.2.1',
        'example.com/Gamma/v2@v2.0.1+incompatible',
        'example.com/delta',
        'stdlib@1.22.5',
      ],
    },
  ])
})

test('go.mod: go.sum confirms, and a module that it does not know is noted', () => {
  assert.deepEqual(codes(pruned()), ['replaced-by-folder', 'not-in-go-sum'])
  assert.equal(pruned().notes[1]!.at, 'line 14')
  assert.deepEqual(codes(read(sample('pruned/go.mod'))), ['no-go-sum', 'replaced-by-folder'])
})

test('go.mod before 1.17: what only go.sum knows is added at its highest version, with a label', () => {
  const bom = read(sample('unpruned/go.mod'), sample('unpruned/go.sum'))
  assert.deepEqual(shown(bom), ['example.com/alpha v1.2.0', 'example.com/beta v0.10.0', 'stdlib 1.16.0'])
  assert.equal(bom.components[1]!.label, 'from go.sum')
  assert.deepEqual(codes(read(sample('unpruned/go.mod'))), ['no-go-sum', 'indirect-not-listed'])
})

test('go.mod: of two requirements the higher is selected, an excluded one has no version', () => {
  const bom = read(
    'module m\ngo 1.20\nrequire a.example/x v1.9.0\nrequire a.example/x v1.10.0\nrequire a.example/y v1.0.0\nexclude a.example/y v1.0.0\n',
    '',
  )
  assert.deepEqual(shown(bom), ['a.example/x v1.10.0', 'a.example/y undefined', 'stdlib 1.20.0'])
  assert.ok(codes(bom).includes('required-twice') && codes(bom).includes('version-excluded'))
})

test('go.mod: the standard library follows the toolchain unless the go line asks for more', () => {
  const library = (text: string) =>
    read(`module m\n${text}\n`).components.map(one => `${one.version} ${one.label?.match(/from the (\w+)/)?.[1]}`)[0]
  assert.equal(library('go 1.23.5\ntoolchain go1.23.6-vendor'), '1.23.6 toolchain')
  assert.equal(library('go 1.24\ntoolchain go1.23.6'), '1.24.0 go')
  assert.equal(library('go 1.22rc1'), '1.22.0-rc.1 go')
  assert.equal(library('go 1.9'), '1.9.0 go')
  assert.equal(library('toolchain default'), undefined)
  assert.equal(library(''), undefined)
})

test('go.mod: what is none is refused, an odd line is noted, an empty one is empty', () => {
  assert.throws(() => read('this is not a go.mod file!'), { code: 'boms/not-go-mod' })
  assert.throws(() => read('module m\0'), { code: 'boms/binary' })
  assert.deepEqual(codes(read('module m\nwrong line here\n')), ['line-not-understood'])
  assert.deepEqual(codes(read('')), ['empty'])
})

test('go.mod: sniffed by name or by its module line', () => {
  const sniff = (name: string, text: string) => goMod.sniff(paperOf(name, text))
  assert.ok(sniff('go.mod', ''))
  assert.ok(sniff('', '// a comment\n\nmodule example.com/x\n\ngo 1.20\n'))
  assert.ok(!sniff('MODULE.bazel', 'module(\n    name = "x",\n)\n'))
  assert.ok(!sniff('', 'the module x\n'))
  assert.ok(!sniff('', '{"module":"x"}'))
})
