import assert from 'node:assert/strict'
import { test } from 'node:test'
import { component, emptyBom } from '#boms'
import { productsLeft, type Scanned } from './subject.ts'

const purl = 'pkg:npm/filler@2.0.0'
const cpe = 'cpe:2.3:a:mill:filler:2.0.0:*:*:*:*:*:*:*'

function bill(subject: { purl?: string; cpe?: string }, listed: string[] = [], kind: Scanned['kind'] = 'bom'): Scanned {
  const product = { ...component('product', 'filler', '2.0.0', subject.purl), cpe: subject.cpe }
  const components = listed.map(text => component(text, text, undefined, text))
  return { bom: { ...emptyBom('x'), subject: product, components }, kind, location: 'a/bom.json' }
}

test('a product that its bill does not list is told to be left out, where it could have been judged', () => {
  const told = (...papers: Scanned[]) => productsLeft(papers).map(({ message, at }) => [message.split(',')[0], at])
  assert.deepEqual(told(bill({ purl }, ['pkg:npm/a@1'])), [[`"${purl}"`, 'a/bom.json']])
  assert.deepEqual(told(bill({ cpe })), [[`"${cpe}"`, 'a/bom.json']])
  assert.deepEqual(told(bill({ purl }, [purl])), [])
  assert.deepEqual(told(bill({ purl: 'pkg:npm/filler' })), [])
  assert.deepEqual(told(bill({ purl }, [], 'lockfile')), [])
  assert.deepEqual(told(bill({})), [])
})
