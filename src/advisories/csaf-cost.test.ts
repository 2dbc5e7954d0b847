import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { defaultLimits, noteList } from '#base'
import type { Advisory } from './advisory.ts'
import { csaf } from './formats/csaf.ts'
import type { Statement } from './statement.ts'

const sample = JSON.parse(readFileSync(new URL('formats/testdata/csaf/sample.json', import.meta.url), 'utf8'))

await csaf.prepare!()

function read(tree: unknown, vulnerabilities: unknown) {
  const text = JSON.stringify({ document: sample.document, product_tree: tree, vulnerabilities })
  const statements: Statement[] = []
  const advisories: Advisory[] = []
  const refused: string[] = []
  csaf.read(
    { name: 'a.json', text: text.slice(0, 65536), bytes: Buffer.from(text), limits: defaultLimits, now: 0 },
    {
      notes: noteList(),
      advisory: one => advisories.push(one),
      signal: () => assert.fail('no signals here'),
      scores: () => assert.fail('no signals here'),
      statement: one => statements.push(one),
      refused: reason => refused.push(reason),
    },
  )
  return { statements, advisories, refused }
}

const list = <T>(count: number, one: (i: number) => T) => Array.from({ length: count }, (_, i) => one(i))
const products = (count: number) =>
  list(count, i => ({
    name: `p${i}`,
    product_id: `P${i}`,
    product_identification_helper: { purl: `pkg:npm/p${i}@1.0.0` },
  }))
const ids = (count: number) => list(count, i => `P${i}`)
const cve = (i: number) => `CVE-2026-${10_000 + i}`

test('CSAF: few groups that stand for very many products are refused, once they have been gone through ten million times', () => {
  const groups = list(1001, i => ({ group_id: `G${i}`, product_ids: [...ids(100), `P${100 + i}`] }))
  const all = groups.map(({ group_id }) => group_id)
  const { refused, statements, advisories } = read(
    { full_product_names: products(1200), product_groups: groups },
    list(100, i => ({
      cve: cve(i),
      product_status: { known_affected: ['P0'] },
      threats: [{ category: 'impact', details: 'x', group_ids: all }],
    })),
  )
  assert.match(
    refused.join(),
    /^more than 10000000 products are named by groups.* at \/vulnerabilities\/98\/threats\/0/,
  )
  assert.deepEqual([statements, advisories], [[], []])
})

test('CSAF: items for every product count too', () => {
  const { refused } = read({ full_product_names: products(5000) }, [
    {
      cve: cve(1),
      product_status: { known_affected: ids(5000) },
      remediations: list(2001, () => ({ category: 'vendor_fix' })),
    },
  ])
  assert.match(refused.join(), /^more than 10000000 products .* at \/vulnerabilities\/0\/remediations\/2000/)
})

test('CSAF: groups of the same products are gone through once for an item that names them all', () => {
  const groups = list(2000, i => ({ group_id: `G${i}`, product_ids: ids(1000) }))
  const { refused, statements } = read({ full_product_names: products(1000), product_groups: groups }, [
    ...list(6, i => ({
      cve: cve(i),
      product_status: { known_not_affected: ['P1'] },
      threats: [{ category: 'impact', details: 'x', group_ids: groups.map(({ group_id }) => group_id) }],
    })),
  ])
  assert.deepEqual(refused, [])
  assert.equal(statements.length, 6)
  assert.ok(statements.every(({ impact }) => impact === 'x'))
})

test('CSAF: a product of many vulnerabilities is one object in all their statements and records', () => {
  const { statements, advisories } = read(
    { full_product_names: products(30) },
    list(20, i => ({ cve: cve(i), product_status: { known_affected: ids(i < 10 ? 30 : 20) } })),
  )
  assert.equal(statements.length, 20)
  assert.equal(new Set(statements.flatMap(one => one.products)).size, 30)
  assert.equal(advisories.length, 20)
  assert.equal(new Set(advisories.flatMap(one => one.affected)).size, 30)
  assert.equal(new Set(advisories.map(one => one.affected)).size, 2)
})
