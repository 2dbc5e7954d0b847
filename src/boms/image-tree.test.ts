import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultLimits, noteList, Problem } from '#base'
import type { Layer, LayerStep } from './image-layer.ts'
import { imageTree } from './image-tree.ts'

const bytes = new Uint8Array(1)
const file = (path: string): LayerStep => ({ kind: 'file', path, content: bytes })
const layer = (...steps: LayerStep[]): Layer => ({ gone: [], opaque: [], steps })
const laid = (layers: readonly Layer[], limits = defaultLimits) => [
  ...imageTree(layers, 'x.tar', limits, noteList()).files(),
]
const refusal = (code: string, message: RegExp) => (error: unknown) =>
  error instanceof Problem && error.code === code && message.test(error.message)

test('layers: one that is named very often costs what is laid, and is refused over the bound of entries', () => {
  const one = layer(...Array.from({ length: 10 }, (_, i) => file(`a${i}`)))
  const other = layer(file('b'))
  const limits = { ...defaultLimits, files: 1000 }
  const turns = Array.from({ length: 92 }, () => [one, other]).flat()
  assert.throws(
    () => laid(turns, limits),
    refusal('boms/too-many-files', /x\.tar: its layers have more than 1000 entries/),
  )
  assert.equal(laid(turns.slice(0, 180), limits).length, 11)
})

test('layers: one that stands on itself changes nothing and costs nothing, unless links may lead it elsewhere', () => {
  const limits = { ...defaultLimits, files: 1000 }
  const plain = { ...layer(file('a/x'), file('b'), 'gone'), gone: ['b', 'c'], opaque: ['a'] }
  assert.deepEqual(laid([layer(file('a/old'), file('c')), plain], limits), ['a/x', 'b'])
  assert.deepEqual(laid([layer(file('a/old'), file('c')), ...Array(5000).fill(plain)], limits), ['a/x', 'b'])
  const linked = layer(file('a/x'), 'a', { kind: 'link', path: 'a', target: 'b' }, file('b/y'))
  assert.deepEqual(laid([linked], limits), ['b/y'])
  assert.deepEqual(laid([linked, linked], limits), ['b/x', 'b/y'])
})

test('layers: paths that links make very long are refused over the bound of parts', () => {
  const links = Array.from(
    { length: 39 },
    (_, i): LayerStep => ({ kind: 'link', path: `l${i}`, target: i === 0 ? 'd' : `${'./'.repeat(2000)}l${i - 1}` }),
  )
  const files = Array.from({ length: 1000 }, (_, i) => file(`l38/f${i}`))
  assert.throws(
    () => laid([layer(...links, ...files)]),
    refusal('boms/image-refused', /x\.tar: its paths lead through more than 20000000 folders/),
  )
  assert.equal(laid([layer(...links, ...files.slice(0, 50))]).length, 50)
})
