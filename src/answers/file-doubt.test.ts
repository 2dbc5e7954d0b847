import assert from 'node:assert/strict'
import { migrations as access } from '#access'
import { papers } from '#intake/operations'
import { sites } from '#plant/operations'
import { calling } from '../../tools/databases/calling.ts'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { roomSteps } from '../../tools/databases/rooms.ts'
import { sampleAdvisories } from '../matching/product-rule-sample.ts'
import { advisories } from './operations.ts'

const { import: take } = await papers()

onEachDatabase('a file that is asked with leaves open what it may be about, and nothing else', async database => {
  const ledger = await database.ledger([...roomSteps, ...access])
  const { act } = calling(ledger)
  await act(sites.add, { code: 'NH', name: 'North' })
  const list =
    'tag,vendor,product,firmware\nP-1,Acme Pumps,FlowMax 320,1.2\nP-2,Acme Pumps,FlowMax 320,\nP-3,Acme Pumps,FlowMax 334,\n'
  await act(take, { siteId: 'NH', name: 'list.csv' }, Buffer.from(list))
  const product = { name: 'FlowMax 320', versions: 'vers:all/<1.3', cve: 'CVE-2099-1', vendor: 'Acme Pumps' }
  const { rows } = await act(advisories.ask, { name: 'acme.json' }, Buffer.from(sampleAdvisories([product])))
  assert.deepEqual(
    rows.map(({ tag, verdict }) => [tag, verdict]),
    [
      ['P-1', 'affected'],
      ['P-2', 'undecided'],
    ],
  )
})
