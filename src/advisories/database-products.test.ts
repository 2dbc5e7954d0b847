import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem } from '#base'
import { type MemoryWorld, memoryWorld } from '../../tools/memory/world.ts'
import { openDatabase } from './database.ts'
import { db } from './operations.ts'

const maker = 'product/vendor:millworks'

/** Two products of a maker, with a status and a remediation each. */
const paper = {
  document: {
    category: 'csaf_security_advisory',
    csaf_version: '2.0',
    publisher: { category: 'vendor', name: 'Mill Works', namespace: 'https://mill.example/' },
    title: 'Flaws',
    tracking: { id: 'MILL-1', status: 'final', version: '1', current_release_date: '2026-11-10T00:00:00Z' },
  },
  product_tree: {
    branches: ['Pump P1', 'Valve V2'].map((name, i) => ({
      category: 'product_name',
      name,
      branches: [
        {
          category: 'product_version_range',
          name: `< ${i + 2}.0`,
          product: {
            name,
            product_id: `P${i}`,
            product_identification_helper: { model_numbers: [`MW-${i}`] },
          },
        },
      ],
    })),
  },
  vulnerabilities: ['known_affected', 'fixed'].map((status, i) => ({
    cve: `CVE-2026-1000${i}`,
    product_status: { [status]: ['P0', 'P1'] },
    remediations: [{ category: 'vendor_fix', details: `Update, ${i}`, url: 'https://mill.example/fix' }],
  })),
}

async function build(world: MemoryWorld) {
  world.files.set('csaf.json', Buffer.from(JSON.stringify(paper)))
  const flags = new Map([
    ['from', ['csaf.json']],
    ['db', ['db']],
  ])
  assert.equal(await db.build.run(world, { words: [], flags }), 0)
}

/** Everything that a database has of the maker. */
function told(world: MemoryWorld) {
  const database = openDatabase(world.disk, 'db')!
  return database.catalogue(maker).map(entry => {
    const claims = database.productClaims(entry.key).map(({ claim, advisory }) => {
      const said = claim.said.map(({ remediations, ...one }) => ({ ...one, remediations: [...remediations] }))
      return { ...claim, said, id: advisory().id }
    })
    return { entry, claims }
  })
}

test('a catalogue names every product of a maker, with what is said and advised of each', async () => {
  const world = memoryWorld()
  await build(world)
  const [pump, valve] = told(world)
  assert.deepEqual(
    [pump, valve].map(one => one?.entry.name),
    ['Pump P1', 'Valve V2'],
  )
  assert.deepEqual(valve!.claims, [
    {
      vendor: 'Mill Works',
      name: 'Valve V2',
      orderNumbers: ['MW-1'],
      versions: { text: '< 3.0', range: true },
      said: ['affected', 'fixed'].map((status, i) => ({
        status,
        vulnerabilities: [`CVE-2026-1000${i}`],
        remediations: [{ category: 'vendor_fix', text: `Update, ${i}`, url: 'https://mill.example/fix' }],
      })),
      id: 'MILL-1',
    },
  ])
})

test('a change of any byte of a catalogue, a claim or what claims share is found, at the latest when it is used', async () => {
  const world = memoryWorld()
  await build(world)
  const [path, bytes] = [...world.files].find(([name]) => name.endsWith('.index'))!
  const whole = told(world)
  let found = 0
  for (let at = 0; at < bytes.length; at++)
    for (const bit of [1, 0x80]) {
      const changed = Buffer.from(bytes)
      changed[at]! ^= bit
      world.files.set(path, changed)
      try {
        // A product that is not found any more reads as one that nothing is said of.
        assert.deepEqual(told(world), whole, `byte ${at} of ${bytes.length}`)
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        assert.ok(['advisories/index-damaged', 'advisories/index-version'].includes(error.code), error.code)
        found++
      }
    }
  assert.ok(found > bytes.length, `${found} of ${2 * bytes.length}`)
})
