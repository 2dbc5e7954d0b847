import assert from 'node:assert/strict'
import { migrations as access } from '#access'
import { papers } from '#intake/operations'
import { sites } from '#plant/operations'
import { calling } from '../../tools/databases/calling.ts'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { roomSteps } from '../../tools/databases/rooms.ts'
import { advisories } from './operations.ts'

const branch = (category: string, name: string, ...branches: object[]) => ({ category, name, branches })
const range = {
  ...{ category: 'product_version_range', name: 'vers:all/<1.3' },
  product: { product_id: 'P', name: 'Acme Pumps FlowMax 320 <1.3' },
}
const days = { initial_release_date: '2026-11-20T00:00:00Z', current_release_date: '2026-11-20T00:00:00Z' }
/** Of a maker that exists nowhere, about one of its products. */
const paper = {
  document: {
    ...{ category: 'csaf_security_advisory', csaf_version: '2.0', title: 'Pumps that stop' },
    publisher: { category: 'vendor', name: 'Acme Pumps', namespace: 'https://acme-pumps.example' },
    tracking: {
      ...{ id: 'ACME-2', status: 'final', version: '1', ...days },
      revision_history: [{ date: '2026-11-20T00:00:00Z', number: '1', summary: 'first' }],
    },
  },
  product_tree: { branches: [branch('vendor', 'Acme Pumps', branch('product_name', 'FlowMax 320', range))] },
  vulnerabilities: [{ cve: 'CVE-2099-1', product_status: { known_affected: ['P'] } }],
}

const { import: take } = await papers()

onEachDatabase('a file that is asked with leaves open what it may be about, and nothing else', async database => {
  const ledger = await database.ledger([...roomSteps, ...access])
  const { act } = calling(ledger)
  await act(sites.add, { code: 'NH', name: 'North' })
  const list =
    'tag,vendor,product,firmware\nP-1,Acme Pumps,FlowMax 320,1.2\nP-2,Acme Pumps,FlowMax 320,\nP-3,Acme Pumps,FlowMax 334,\n'
  await act(take, { siteId: 'NH', name: 'list.csv' }, Buffer.from(list))
  const { rows } = await act(advisories.ask, { name: 'acme.json' }, Buffer.from(JSON.stringify(paper)))
  assert.deepEqual(
    rows.map(({ tag, verdict }) => [tag, verdict]),
    [
      ['P-1', 'affected'],
      ['P-2', 'undecided'],
    ],
  )
})
