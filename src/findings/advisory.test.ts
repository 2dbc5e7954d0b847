import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { type AdvisoryFacts, advisoryNumber, advisorySeverity, urgencyOf } from './advisory-row.ts'
import { advisoryNumbers, keepAdvisories } from './advisory-store.ts'
import { advisoriesNamed } from './known-store.ts'
import { migrations } from './store.ts'

const facts = (name: string, print = 1): AdvisoryFacts => ({
  source: 'mill',
  name,
  url: '',
  severity: 'high',
  published: null,
  modified: null,
  malicious: 0,
  print,
  names: [name],
})
const doing = { actor: { kind: 'house', id: 'h', name: 'h' }, operation: 'x', at: 1, sites: 'everywhere' } as const

onEachDatabase('two records of one number are two records, and each keeps its own', async database => {
  const ledger = await database.ledger(migrations)
  const same = advisoryNumber('mill', 'MILL-1')
  const keep = (all: AdvisoryFacts[], at: number) =>
    ledger.write(doing, async db => {
      const known = await advisoryNumbers(db)
      const own = advisoryNumber('mill', 'MILL-2')
      // As if the digests of both began alike.
      const numberOf = (source: string, name: string) => (known(source, name) === own ? same : known(source, name))
      return { out: await keepAdvisories(db, all, numberOf, at), entry: { object: 'x', change: 1 } }
    })
  assert.equal(await keep([facts('MILL-1')], 1), false)
  assert.equal(await keep([facts('MILL-2')], 2), true)
  assert.equal(await keep([facts('MILL-2', 2), facts('MILL-1', 2)], 3), false, 'its number is known by now')
  await ledger.read(async db => {
    const found = [...(await advisoriesNamed(db, 'mill-1')), ...(await advisoriesNamed(db, 'mill-2'))]
    assert.deepEqual(
      found.map(({ id, name, first_seen, print }) => [id, name, first_seen, print]),
      [
        [same, 'MILL-1', 1, 2],
        [same + 1, 'MILL-2', 2, 2],
      ],
    )
    assert.equal((await advisoryNumbers(db))('mill', 'MILL-2'), same + 1)
  })
})

test('a record is as severe as its worst score, one of version 2 counting only alone', () => {
  const cvss = (version: '2.0' | '3.1', score: number) => ({ version, score, vector: '', source: '' })
  assert.equal(advisorySeverity({ cvss: [cvss('3.1', 5), cvss('2.0', 10)], severity: 'low' }), 'medium')
  assert.equal(advisorySeverity({ cvss: [cvss('2.0', 9.5)], severity: 'low' }), 'critical')
  assert.equal(advisorySeverity({ cvss: [], severity: 'low' }), 'low')
})

test('what is exploited comes before what is severe, and that before what is probable', () => {
  const one = { kev: false, malicious: false, severity: 'low', epss: null }
  const order = [
    { ...one, kev: true },
    { ...one, malicious: true },
    { ...one, severity: 'critical', epss: 0.9 },
    { ...one, severity: 'critical', epss: 0.1 },
    { ...one, severity: 'critical' },
    { ...one, severity: 'high', epss: 1 },
    one,
  ].map(urgencyOf)
  assert.deepEqual(
    order,
    [...order].sort((a, b) => a - b),
  )
  assert.equal(new Set(order).size, order.length)
})
