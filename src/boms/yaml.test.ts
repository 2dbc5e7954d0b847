import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultLimits, Problem } from '#base'
import { paperOf } from './paper.ts'
import { loadYaml, readYaml } from './yaml.ts'

await loadYaml()

const read = (text: string, limits = defaultLimits) => readYaml(paperOf('x.yaml', text, new Map(), limits))
const code = (text: string, limits = defaultLimits) => {
  try {
    read(text, limits)
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
  return undefined
}

test('YAML: scalars are texts, maps have no prototype, empty is empty', () => {
  const value = read('a: 1.10\nb: {c: [true, "q", null]}\nd:\n"e": \'f\'\n')
  assert.deepEqual(
    { ...value, b: { ...(value['b'] as object) } },
    { a: '1.10', b: { c: ['true', 'q', 'null'] }, d: '', e: 'f' },
  )
  assert.equal(Object.getPrototypeOf(value), null)
})

test('YAML: names of prototypes are keys like others', () => {
  const value = read('__proto__:\n  polluted: yes\nconstructor: x\n')
  assert.deepEqual(Object.keys(value), ['__proto__', 'constructor'])
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
})

test('YAML: what no lockfile has is refused', () => {
  assert.equal(code('a: &x 1\nb: *x\n'), 'boms/yaml-not-plain')
  assert.equal(code('a: !!js/function x\n'), 'boms/yaml-not-plain')
  assert.equal(code('%TAG ! tag:x,2000:\n---\na: 1\n'), 'boms/yaml-not-plain')
  assert.equal(code('{a: 1}: 2\n'), 'boms/yaml-not-plain')
  assert.equal(code('a: 1\n---\nb: 2\n'), 'boms/yaml-several')
  assert.equal(code('a: 1\nb: 2\na: 3\n'), 'boms/yaml-duplicate-key')
  assert.equal(code('a: "x\n'), 'boms/yaml-not')
  assert.equal(code('- a\n'), 'boms/yaml-not')
  assert.equal(code('a: [1,, 2]\n'), 'boms/yaml-not')
  assert.equal(code('a: [: :]\n'), 'boms/yaml-not')
  assert.equal(code('a: [",", ",", x]\nb: ":"\n'), undefined)
  assert.equal(code(''), 'boms/yaml-not')
  assert.equal(code('a: "& * ! are texts here"\n'), undefined)
})

test('YAML: depth, keys, texts and bytes are bounded', () => {
  assert.equal(code(`a: ${'['.repeat(50_000)}`), 'boms/yaml-too-deep')
  assert.equal(code(`${'- '.repeat(50_000)}a`), 'boms/yaml-too-deep')
  assert.equal(code(`${'? '.repeat(50_000)}a`), 'boms/yaml-too-deep')
  assert.equal(code(`a: ${'{a: '.repeat(90)}b${'}'.repeat(90)}`), undefined)
  assert.equal(code('a: 1\nb: 2\nc: 3\n', { ...defaultLimits, keys: 2 }), 'boms/yaml-too-many-keys')
  assert.equal(code(`a: ${'x'.repeat(200)}\n`, { ...defaultLimits, text: 100 }), 'boms/yaml-text-too-long')
  assert.equal(code(`a: ${'x'.repeat(200)}\n`, { ...defaultLimits, element: 100 }), 'base/too-large')
})
