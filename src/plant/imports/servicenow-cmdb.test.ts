import assert from 'node:assert/strict'
import { test } from 'node:test'
import { paperOf } from '#boms'
import { findImport, readImport } from '../import-read.ts'

const chassis = '1'.repeat(32)

test('the answer of the Table API is read: people read display values, records are joined by values', () => {
  const paper = paperOf(
    '',
    JSON.stringify({
      result: [
        {
          sys_id: { display_value: chassis, value: chassis },
          name: 'PLC-1',
          sys_class_name: 'cmdb_ci_ot_plc',
          manufacturer: { display_value: 'Siemens', value: '2'.repeat(32) },
          firmware_version: 'V2.8.1',
        },
        {
          sys_id: '3'.repeat(32),
          name: 'DI',
          manufacturer: '2'.repeat(32),
          backplane_id: { display_value: 'PLC-1', value: chassis },
          slot_number: '2',
          firmware_version: 33.1,
        },
        {
          sys_id: '4'.repeat(32),
          name: 'DQ',
          manufacturer: '2'.repeat(32),
          backplane_id: { link: 'https://x', value: chassis },
          slot_number: 3,
        },
      ],
    }),
  )
  assert.equal(findImport(paper)?.id, 'servicenow-cmdb')
  const { assets, refused, notes } = readImport(paper)
  assert.deepEqual(
    assets.map(({ ref, vendor, parentRef, slot, kind }) => ({
      ref: ref![0],
      vendor,
      parent: parentRef?.[0],
      slot,
      kind,
    })),
    [
      { ref: '1', vendor: 'Siemens', parent: undefined, slot: undefined, kind: 'plc' },
      { ref: '4', vendor: undefined, parent: '1', slot: '3', kind: undefined },
    ],
  )
  assert.deepEqual(
    refused.map(({ row, code }) => [row, code]),
    [['/result/1', 'version-maybe-damaged']],
  )
  assert.ok(notes.some(({ code }) => code === 'reference-not-shown'))
})
