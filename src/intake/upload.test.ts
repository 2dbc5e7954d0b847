import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { db as advisories } from '#advisories/operations'
import { digest, Problem } from '#base'
import { keptBoms } from '#boms/operations'
import { rowsOf } from '#ledger'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { counts, intakeHouse as house, realDisk } from '../../tools/databases/intake.ts'
import { memoryWorld } from '../../tools/memory/world.ts'
import { papers } from './operations.ts'

const { import: take, boms: bills } = await papers()
const { boms } = await keptBoms()

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
    assert.equal(first.judged.components, 2)
    // There are no advisories: nothing of it is known, and it says so.
    assert.deepEqual([first.judged.database, first.judged.affected, first.judged.waiting], [null, null, 2])
    const before = await counts(ledger)
    const again = await caller.act(bills.upload, words, bill('1'))
    assert.deepEqual([again.id, again.isNew, again.changed, again.deployment], [first.id, false, false, null])
    assert.deepEqual(await counts(ledger), before)
    const { base64 } = await caller.ask(boms.original, { id: first.digest })
    assert.deepEqual(Buffer.from(base64, 'base64'), bill('1'))
    assert.equal(left(), 0)
  },
)

onEachDatabase('who sees one site is not told what others have', async (database, context) => {
  const { at } = await house(database, context)
  await at('2026-11-20T10:00:00Z').act(bills.upload, { siteId: 'site-b', name: 'other.cdx.json' }, bill('1'))
  const guest = at('2026-11-21T10:00:00Z', ['site-a'])
  const words = { siteId: 'site-a', name: 'viewer.cdx.json' }
  const shown = ({ isNew, newComponents, changed }: { isNew: boolean; newComponents: number; changed: boolean }) => [
    ...[isNew, newComponents, changed],
  ]
  assert.deepEqual(shown(await guest.act(bills.upload, words, bill('1'))), [true, 2, true])
  assert.deepEqual(shown(await guest.act(bills.upload, words, bill('1'))), [false, 0, false])
  assert.deepEqual(shown(await guest.act(bills.upload, words, bill('1', ['x', 'z']))), [true, 1, true])
  const { boms: rows } = await guest.ask(boms.list, {})
  assert.deepEqual(
    rows.map(({ receivedAt }) => receivedAt),
    ['2026-11-21T10:00:00Z', '2026-11-21T10:00:00Z'],
  )
  const all = await at('2026-11-22T10:00:00Z').act(bills.upload, { siteId: 'site-a', name: 'x' }, bill('1', ['z']))
  assert.deepEqual(shown(all), [true, 0, true])
})

onEachDatabase('a product that its bill does not list is told to be not judged', async (database, context) => {
  const { caller } = await house(database, context)
  const made = JSON.parse(bill('1').toString())
  made.metadata.component.purl = 'pkg:npm/viewer@1'
  const taken = await caller.act(bills.upload, { siteId: 'site-a', name: 'a.json' }, Buffer.from(JSON.stringify(made)))
  assert.deepEqual(
    taken.notes.map(({ code }) => code),
    ['product-not-judged'],
  )
})

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
    assert.deepEqual([other.id, other.isNew, other.changed], [old.id, true, true])
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

onEachDatabase(
  'the name of a file helps to tell what it is, and no folder of this machine is looked at',
  async (database, context) => {
    const { caller } = await house(database, context)
    const send = (name: string, text: string) => caller.act(bills.upload, { siteId: 'site-a', name }, Buffer.from(text))
    const list = await send('../requirements.txt', 'requests==2.31.0\n-r other.txt\n')
    assert.deepEqual([list.format, list.components], ['requirements', 1])
    const module = await send('go.mod', 'module example.com/app\n\ngo 1.22\n\nrequire example.com/lib v1.2.3\n')
    assert.equal(module.format, 'go-mod')
    const { components } = await caller.ask(boms.components, { id: module.digest })
    assert.ok(components.some(({ purl }) => purl === 'pkg:golang/example.com/lib@v1.2.3'))
  },
)

onEachDatabase('what should run is said by another act than what was seen to run', async (database, context) => {
  const { ledger, caller } = await house(database, context)
  const words = { siteId: 'site-a', assetId: 'HMI-1' }
  await caller.act(bills.upload, words, bill('1'))
  const approved = await caller.act(bills.approve, words, bill('1'))
  assert.deepEqual([approved.isNew, approved.changed, approved.deployment?.kind], [false, true, 'approved'])
  assert.deepEqual([bills.upload.can, bills.approve.can], ['boms.write', 'boms.approve'])
  const rows = await ledger.read(db => rowsOf<{ kind: string }>(db, sql`select kind from deployment order by kind`))
  assert.deepEqual(
    rows.map(({ kind }) => kind),
    ['approved', 'observed'],
  )
})

onEachDatabase('an answer tells of all components what is known, and what is not', async (database, context) => {
  const { folder, caller } = await house(database, context)
  const world = { ...memoryWorld(), disk: realDisk }
  const record = {
    id: 'GHSA-1',
    modified: '2026-11-20T00:00:00Z',
    affected: [
      { package: { ecosystem: 'npm', name: 'x' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] },
    ],
  }
  realDisk.write(`${folder}/osv.ndjson`, [`${JSON.stringify(record)}\n`])
  const flags = new Map([
    ['from', [`${folder}/osv.ndjson`]],
    ['db', [`${folder}/advisories`]],
  ])
  await advisories.build.run(world, { words: [], flags })
  const first = await caller.act(bills.upload, { siteId: 'site-a' }, bill('1'))
  assert.deepEqual([first.judged.affected, first.judged.undecided, first.judged.waiting], [1, 0, 0])
  assert.notEqual(first.judged.database, null)
  // Nothing of it is new, and it is affected all the same.
  const second = await caller.act(bills.upload, { siteId: 'site-a' }, bill('1', ['x']))
  assert.deepEqual([second.isNew, second.newComponents, second.judged.affected], [true, 0, 1])
  const other = Buffer.from(bill('1', ['z']).toString().replaceAll('pkg:npm', 'pkg:cargo'))
  const third = await caller.act(bills.upload, { siteId: 'site-a' }, other)
  assert.deepEqual([third.judged.affected, third.judged.unchecked], [0, 1])
})
