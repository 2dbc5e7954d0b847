import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { sql } from 'kysely'
import { defaultLimits, digest, Problem } from '#base'
import { migrations as bomSteps } from '#boms'
import { keptBoms } from '#boms/operations'
import { migrations as findingSteps } from '#findings'
import { insertRows, type Ledger, type Migration, rowsOf } from '#ledger'
import { migrations as plantSteps } from '#plant'
import { type Calling, calling } from '../../tools/databases/calling.ts'
import { onEachDatabase, type TestDatabase } from '../../tools/databases/each.ts'
import { disk } from '../cli/disk.ts'
import { papers, tasks } from './operations.ts'

const steps: readonly Migration[] = [...bomSteps, ...plantSteps, ...findingSteps]
const { import: take, boms: bills } = await papers()
const { boms } = await keptBoms()

/** A house with one asset at each of two sites, and what lies aside there. */
async function house(database: TestDatabase, context: TestContext, now = '2026-11-21T10:00:00Z') {
  const folder = mkdtempSync(join(tmpdir(), 'millcert-intake-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const ledger = await database.ledger(steps)
  await assets(ledger)
  const at = (time: string, sites: 'everywhere' | string[] = 'everywhere'): Calling =>
    calling(ledger, {
      sites,
      now: time,
      over: {
        disk,
        folder,
        aside: async (task, input) => structuredClone(await run(task, input, time)) as never,
      },
    })
  return { ledger, folder, caller: at(now), at, left: () => disk.list(`${folder}/aside`)?.length ?? 0 }
}

/** As another thread would: what goes in and comes out is copied. */
function run(task: string, input: unknown, now: string): Promise<unknown> {
  const reading = { disk, limits: defaultLimits, now: () => Date.parse(now), progress() {} }
  return tasks[task as 'bom.rows'](reading, structuredClone(input) as never)
}

async function assets(ledger: Ledger): Promise<void> {
  const columns = { site_id: 'text', id: 'text', tag: 'text', path: 'text' } as const
  const told = { simulated: 'integer', conflicts: 'integer', recorded_at: 'integer' } as const
  const rows = [
    ['site-a', 'asset-1', 'HMI-1', 'A/L1/HMI-1'],
    ['site-a', 'asset-2', 'HMI-2', 'A/L1/HMI-2'],
    ['site-a', 'asset-3', 'HMI-2', 'A/L2/HMI-2'],
    ['site-b', 'asset-4', 'HMI-4', 'B/L1/HMI-4'],
  ]
  await ledger.write({ ...doing, operation: 'assets' }, async db => {
    await insertRows(
      db,
      'asset',
      { ...columns, ...told },
      rows.map(row => [...row, 0, 0, 1]),
    )
    return { out: undefined, entry: { object: 'assets', change: rows.length } }
  })
}

const doing = { actor: { kind: 'house', id: 't', name: 't' }, operation: 't', at: 1, sites: 'everywhere' } as const

/** How many rows there are of everything that an upload may write. */
async function counts(ledger: Ledger): Promise<Record<string, number>> {
  const tables = [
    'bom',
    'bom_site',
    'component',
    'bom_component',
    'deployment',
    'content',
    'content_piece',
    'journal_entry',
  ]
  const found: Record<string, number> = {}
  for (const table of tables) {
    const [row] = await ledger.read(db =>
      rowsOf<{ count: number }>(db, sql`select count(*) as count from ${sql.table(table)}`),
    )
    found[table] = Number(row!.count)
  }
  return found
}

const bill = (version: string, names = ['x', 'y']) =>
  Buffer.from(
    JSON.stringify({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      metadata: { component: { type: 'application', name: 'viewer', version, 'bom-ref': 'root' } },
      components: names.map(name => ({
        type: 'library',
        name,
        version,
        purl: `pkg:npm/${name}@${version}`,
        'bom-ref': name,
      })),
      dependencies: [{ ref: 'root', dependsOn: names }],
    }),
  )

onEachDatabase(
  'an uploaded bill is kept with its bytes, runs on its asset, and is read once',
  async (database, context) => {
    const { ledger, caller, left } = await house(database, context)
    const words = { siteId: 'site-a', assetId: 'HMI-1', name: 'viewer.cdx.json' }
    const first = await caller.act(bills.upload, words, bill('1'))
    assert.deepEqual([first.isNew, first.changed, first.components, first.newComponents], [true, true, 2, 2])
    assert.deepEqual(
      [first.deployment?.assetId, first.deployment?.kind, first.deployment?.part, first.deployment?.validFrom],
      ['asset-1', 'observed', 'viewer', '2026-11-21T10:00:00Z'],
    )
    assert.equal(first.digest, digest(bill('1')))
    assert.equal(first.matched?.components, 2)
    const before = await counts(ledger)
    const again = await caller.act(bills.upload, words, bill('1'))
    assert.deepEqual([again.id, again.isNew, again.changed, again.deployment], [first.id, false, false, null])
    assert.deepEqual(await counts(ledger), before)
    const { base64 } = await caller.ask(boms.original, { id: first.digest })
    assert.deepEqual(Buffer.from(base64, 'base64'), bill('1'))
    assert.equal(left(), 0)
  },
)

onEachDatabase(
  'a newer bill ends the older one of the same part; other sites share the bill',
  async (database, context) => {
    const { ledger, at } = await house(database, context)
    const words = { siteId: 'site-a', assetId: 'asset-1' }
    const old = await at('2026-11-20T00:00:00Z').act(bills.upload, words, bill('1'))
    await at('2026-11-21T00:00:00Z').act(bills.upload, { ...words, validFrom: '2026-11-20T12:00:00+01:00' }, bill('2'))
    const other = await at('2026-11-22T00:00:00Z', ['site-b']).act(
      bills.upload,
      { siteId: 'site-b', assetId: 'B/L1/HMI-4' },
      bill('1'),
    )
    assert.deepEqual([other.id, other.isNew, other.changed], [old.id, false, true])
    const rows = await ledger.read(db =>
      rowsOf<{ asset_id: string; valid_from: number; valid_until: number | null }>(
        db,
        sql`select asset_id, valid_from, valid_until from deployment where replaced_at is null order by site_id, valid_from`,
      ),
    )
    const time = (text: string) => Date.parse(text)
    assert.deepEqual(
      rows.map(row => [row.asset_id, row.valid_from, row.valid_until]),
      [
        ['asset-1', time('2026-11-20T00:00:00Z'), time('2026-11-20T11:00:00Z')],
        ['asset-1', time('2026-11-20T11:00:00Z'), null],
        ['asset-4', time('2026-11-22T00:00:00Z'), null],
      ],
    )
    // Each sees its own: the bill that only the first site has is not there for the second.
    assert.equal((await at('2026-11-22T00:00:00Z', ['site-b']).ask(boms.list, {})).boms.length, 1)
  },
)

onEachDatabase('what is refused changes nothing and leaves nothing', async (database, context) => {
  const { ledger, caller, left } = await house(database, context)
  const before = await counts(ledger)
  const refused = async (words: object, bytes: Uint8Array | undefined, code: string) => {
    await assert.rejects(
      caller.act(bills.upload, { siteId: 'site-a', ...words }, bytes),
      (error: Problem) => error instanceof Problem && error.code === code,
      code,
    )
    assert.deepEqual(await counts(ledger), before)
    assert.equal(left(), 0)
  }
  await refused({}, undefined, 'intake/empty')
  await refused({}, Buffer.alloc(0), 'intake/empty')
  await refused({ name: '../../etc/passwd' }, Buffer.from('hello'), 'boms/unknown-format')
  await refused({}, bill('1').subarray(0, 200), 'base/truncated')
  await refused({ assetId: 'HMI-4' }, bill('1'), 'intake/no-asset')
  await refused({ assetId: 'HMI-2' }, bill('1'), 'intake/several-assets')
  const times = { validFrom: '2026-11-21T10:00:00Z', validUntil: '2026-11-21T10:00:00Z' }
  await refused({ assetId: 'HMI-1', ...times }, bill('1'), 'intake/bad-time')
})

onEachDatabase('a dry run shows what would be kept, and keeps nothing', async (database, context) => {
  const { ledger, caller, left } = await house(database, context)
  const before = await counts(ledger)
  const words = { siteId: 'site-a', assetId: 'HMI-1', name: 'viewer.cdx.json' }
  const shown = await caller.act(take, { ...words, dryRun: true }, bill('1'))
  assert.deepEqual([shown.changed, shown.bom?.isNew, shown.bom?.deployment?.part], [true, true, 'viewer'])
  assert.deepEqual(await counts(ledger), before)
  const taken = await caller.act(take, words, bill('1'))
  assert.equal(taken.bom?.isNew, true)
  assert.equal((await caller.act(take, words, bill('1'))).changed, false)
  assert.equal(left(), 0)
  await assert.rejects(caller.act(take, { ...words, as: 'lots' }, bill('1')), { code: 'intake/wrong-kind' })
})
