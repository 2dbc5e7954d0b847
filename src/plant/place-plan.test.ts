import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SiteId } from '#ledger'
import { placePlan } from './place-plan.ts'
import type { Place, Site } from './site.ts'

const site: Site = {
  ...{ id: 'site-1' as SiteId, code: 'NH', name: 'Nordhafen' },
  ...{ timeZone: 'UTC', simulated: false, recordedAt: 0 },
}
const line: Place = {
  ...{ siteId: site.id, id: 'p1', kind: 'area', code: 'FIL', name: 'Filling', path: 'NH/FIL' },
}
const plan = () => {
  let made = 0
  return placePlan(site, [line], () => `new-${++made}`)
}

test('a place is found by code or name, with the site before it or not, and made where there is none', () => {
  const places = plan()
  for (const codes of [['FIL'], ['filling'], ['NH', 'Filling'], ['Group', 'Nordhafen', 'FIL']])
    assert.equal(places.of(codes)?.id, 'p1')
  assert.deepEqual(places.made, [])
  const cell = places.of(['Filling', 'Line 2', 'F/201'])!
  assert.deepEqual([cell.path, cell.kind, cell.parentId], ['NH/FIL/Line 2/F-201', 'cell', 'new-1'])
  assert.equal(places.of(['FIL', 'LINE  2', 'f-201'])?.id, cell.id)
  assert.equal(places.made.length, 2)
})

test('the site alone is no place, and nothing lies below a unit', () => {
  assert.equal(plan().of(['Nordhafen']), undefined)
  assert.throws(() => plan().of(['a', 'b', 'c', 'd', 'e']), { code: 'plant/bad-place' })
  assert.throws(() => plan().of(['a\u0000b']), { code: 'plant/bad-code' })
})

test('a calendar finds a place by its code where only one has it', () => {
  const places = placePlan(
    site,
    [line, { ...line, id: 'p2', code: 'L2', path: 'NH/FIL/L2' }, { ...line, id: 'p3', code: 'L2', path: 'NH/PAC/L2' }],
    () => 'x',
  )
  assert.equal(places.find(['L2']), undefined)
  assert.equal(places.find(['FIL', 'l2'])?.id, 'p2')
  assert.equal(places.find(['fil'])?.id, 'p1')
})
