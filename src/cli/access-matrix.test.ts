import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { permits, type Role, roles, scopeOf } from '#access'
import { Problem } from '#base'
import { type Ledger, rowsOf, type SiteId } from '#ledger'
import {
  asHouse,
  everyMigration,
  everyOperation,
  type House,
  houseKnown,
  type Known,
  type Named,
  perform,
} from '#operations/operations'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { memoryWorld } from '../../tools/memory/world.ts'
import { houseOf } from './house.ts'

/** Everything there is at the site that is foreign to whoever asks; each name of it has the word below in it. */
interface Foreign {
  site: string
  place: string
  zone: string
  other: string
  asset: string
  window: string
  lot: string
  bom: number
  digest: string
  deployment: string
  importId: string
  account: string
  vendor: string
  file: string
}

const canary = 'canary'
const bill = JSON.stringify({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  components: [{ type: 'library', name: `${canary}-library`, version: '1.0', purl: `pkg:npm/${canary}-library@1.0` }],
})
const inventory = `asset_id,vendor,product,firmware\n${canary}-7,${canary} maker,${canary} panel,1.0\n`
const times = { startsAt: '2026-12-01T00:00:00Z', endsAt: '2026-12-01T04:00:00Z' }

/** What an operation is asked about the foreign site; `enterprise`: it is about no site, and a role at one site is not enough to change it. */
type Row = ((there: Foreign) => Record<string, unknown>) | 'enterprise'

const atSite: Row = ({ site }) => ({ siteId: site })
const atAsset: Row = ({ asset }) => ({ id: asset })
const blockedDigest = `sha256:${'ab'.repeat(32)}`
const grant = (there: Foreign) => ({ id: there.account, role: 'viewer', siteId: there.site })

/** One row for every operation: a new one without a row fails the test below. */
const rows: Readonly<Record<string, Row>> = {
  'journal.list': atSite,
  'journal.checkpoints': atSite,
  'journal.check': atSite,
  'journal.prove': ({ site }) => ({ siteId: site, seq: 1 }),
  'journal.checkpoint': atSite,
  'backups.list': 'enterprise',
  'backups.make': () => ({}),
  'backups.fetch': () => ({ file: '2026-11-21T100000Z.db' }),
  'accounts.list': 'enterprise',
  'accounts.show': ({ account }) => ({ id: account }),
  'accounts.add': () => ({ name: 'mallory', display: 'Mallory' }),
  'accounts.invite': ({ account }) => ({ id: account }),
  'accounts.change': ({ account }) => ({ id: account, display: 'Mallory' }),
  'accounts.disable': ({ account }) => ({ id: account }),
  'accounts.enable': ({ account }) => ({ id: account }),
  'accounts.grant': grant,
  'accounts.revoke': grant,
  'tokens.list': ({ account }) => ({ account }),
  'tokens.add': ({ site }) => ({ name: 't', role: 'viewer', siteId: site, expires: '2026-12-01T00:00:00Z' }),
  'tokens.revoke': () => ({ id: 'token-of-somebody' }),
  'session.start': () => ({ name: 'admin', password: 'admin' }),
  'session.end': () => ({}),
  'session.show': 'enterprise',
  'session.rights': 'enterprise',
  'sessions.list': 'enterprise',
  'sessions.end': () => ({ id: 'session-of-somebody' }),
  'password.change': () => ({ current: 'a wrong one', password: 'a long new password' }),
  'setup.finish': () => ({ link: 'no-link', password: 'a long new password' }),
  'boms.list': atSite,
  'boms.show': ({ digest }) => ({ id: digest }),
  'boms.components': ({ digest }) => ({ id: digest }),
  'boms.path': ({ digest }) => ({ id: digest, number: 1 }),
  'boms.diff': ({ digest }) => ({ id: digest, other: digest }),
  'boms.versions': ({ digest }) => ({ id: digest }),
  'boms.holding': () => ({ component: `pkg:npm/${canary}-library` }),
  'boms.original': ({ digest }) => ({ id: digest }),
  'boms.standing': ({ digest }) => ({ id: digest }),
  'boms.contents': ({ digest }) => ({ id: digest }),
  'boms.runs': ({ digest }) => ({ id: digest }),
  'boms.grade': ({ digest }) => ({ id: digest }),
  'vendors.list': 'enterprise',
  'vendors.show': 'enterprise',
  'vendors.add': () => ({ name: 'Mallory Works' }),
  'vendors.change': ({ vendor }) => ({ id: vendor, name: 'Mallory Works' }),
  'vendors.pins': ({ vendor }) => ({ id: vendor }),
  'vendors.pin': ({ vendor }) => ({ id: vendor, policy: null }),
  'support.list': 'enterprise',
  'support.add': ({ vendor }) => ({ vendorId: vendor, product: 'x', supportUntil: '2027-01-01', source: 'x' }),
  'sites.list': 'enterprise',
  'sites.show': ({ site }) => ({ id: site }),
  'sites.change': ({ site }) => ({ id: site, name: 'mine' }),
  'sites.add': () => ({ code: 'MA', name: 'Mallory' }),
  'places.list': atSite,
  'places.add': ({ site }) => ({ siteId: site, code: 'X', kind: 'area' }),
  'zones.list': atSite,
  'zones.show': ({ zone }) => ({ id: zone }),
  'zones.add': ({ site }) => ({ siteId: site, name: 'mine' }),
  'zones.change': ({ zone }) => ({ id: zone, description: 'mine' }),
  'conduits.list': atSite,
  'conduits.add': ({ site, zone, other }) => ({ siteId: site, from: zone, to: other }),
  'assets.list': atSite,
  'assets.show': atAsset,
  'assets.add': ({ site }) => ({ siteId: site, tag: 'mine' }),
  'assets.change': ({ asset }) => ({ id: asset, name: 'mine' }),
  'conflicts.list': atSite,
  'conflicts.settle': ({ asset }) => ({ id: asset, field: 'firmware', fact: 1 }),
  'deployments.list': atAsset,
  'deployments.observe': ({ asset, bom }) => ({ assetId: asset, bomId: bom }),
  'deployments.approve': ({ asset, bom }) => ({ assetId: asset, bomId: bom }),
  'deployments.baseline': atSite,
  'deployments.end': ({ deployment }) => ({ id: deployment }),
  'deployments.withdraw': ({ deployment }) => ({ id: deployment }),
  'drift.list': atSite,
  'drift.show': atAsset,
  'windows.list': atSite,
  'windows.next': ({ place }) => ({ place }),
  'windows.add': ({ site, place }) => ({ siteId: site, name: 'mine', place, ...times }),
  'windows.cancel': ({ window }) => ({ id: window }),
  'imports.add': ({ site }) => ({ siteId: site, name: 'a.csv' }),
  'imports.list': atSite,
  'imports.show': ({ importId }) => ({ id: importId }),
  'imports.rows': ({ importId }) => ({ id: importId, what: 'new' }),
  'imports.sources': atSite,
  'imports.quarantine': ({ site, importId }) => ({ siteId: site, importId }),
  'imports.mend': ({ site, importId }) => ({ siteId: site, importId }),
  'imports.look': ({ site }) => ({ siteId: site, name: 'a.csv' }),
  'imports.original': ({ importId }) => ({ id: importId }),
  'imports.undo': ({ importId }) => ({ id: importId }),
  'findings.list': atSite,
  'findings.show': ({ site }) => ({
    id: Buffer.from(JSON.stringify([site, 'CVE-2026-0001', canary])).toString('base64url'),
  }),
  'feeds.list': 'enterprise',
  'feeds.rematch': () => ({}),
  'feeds.quarantine': () => ({ feed: 'osv-ghsa', reason: 'mine' }),
  'lots.list': atSite,
  'lots.kinds': atSite,
  'lots.show': ({ lot }) => ({ id: lot }),
  'lots.add': ({ site }) => ({
    siteId: site,
    number: '99',
    runs: [{ asset: `${canary}-1`, from: '2026-11-01T00:00:00Z' }],
  }),
  'lots.ship': ({ lot }) => ({ id: lot, customer: 'mine' }),
  'lots.import': ({ site }) => ({ siteId: site, name: 'lots.csv' }),
  'lots.record': ({ lot }) => ({ id: lot }),
  import: ({ site }) => ({ siteId: site, name: 'a.csv' }),
  'intake.papers': ({ site }) => ({ siteId: site, name: 'a.sig' }),
  'intake.files': ({ site }) => ({ siteId: site, name: 'a.bin' }),
  'intake.seen': atSite,
  'intake.list': atSite,
  'intake.show': ({ file }) => ({ id: file }),
  'intake.approve': ({ file }) => ({ id: file, reason: 'mine' }),
  'intake.refuse': ({ file }) => ({ id: file, reason: 'mine' }),
  'intake.blocked': 'enterprise',
  'intake.block': () => ({ digests: [`sha256:${'cd'.repeat(32)}`], source: 'me', reason: 'mine' }),
  'intake.unblock': () => ({ digests: [blockedDigest], reason: 'mine' }),
  'boms.upload': ({ site, asset }) => ({ siteId: site, assetId: asset, name: 'a.cdx.json' }),
  'boms.approve': ({ site, asset }) => ({ siteId: site, assetId: asset, name: 'a.cdx.json' }),
  ask: ({ site }) => ({ question: `pkg:npm/${canary}-library`, siteId: site }),
  'advisories.ask': ({ site }) => ({ name: 'letter.txt', siteId: site }),
  'lots.touched': ({ site }) => ({ question: `pkg:npm/${canary}-library`, siteId: site }),
  'components.list': ({ site }) => ({ siteId: site }),
  'components.story': () => ({ key: `pkg:npm/${canary}-library` }),
  'components.assets': () => ({ key: `pkg:npm/${canary}-library` }),
  'components.bills': () => ({ key: `pkg:npm/${canary}-library` }),
  'paths.show': ({ digest }) => ({ bill: digest, componentId: 1 }),
  'health.show': atSite,
  'health.assets': atSite,
  'vendors.unmapped': atSite,
  'assets.story': ({ asset }) => ({ id: asset }),
  'assets.findings': ({ asset }) => ({ id: asset }),
  'assets.components': ({ asset }) => ({ id: asset }),
  'assets.lots': ({ asset }) => ({ id: asset }),
  'plant.show': atSite,
  'plant.sites': 'enterprise',
  'plant.assets': atSite,
  'monoculture.show': 'enterprise',
}

/** Questions about more than one site: asked of no site in particular, they tell of the asker's own alone. */
const ofOwn: Readonly<Record<string, Record<string, unknown>>> = { ask: { question: `pkg:npm/${canary}-library` } }

const bytesFor = ({ name }: Named) => {
  const text = name.startsWith('boms.') ? bill : inventory
  return (async function* () {
    yield Buffer.from(text)
  })()
}
const call = (named: Named) =>
  named.operation.kind === 'act' && named.operation.file ? { bytes: bytesFor(named) } : {}

async function furnished(house: House, operations: readonly Named[]): Promise<Foreign> {
  const done = async (name: string, input: Record<string, unknown>) => {
    const named = operations.find(one => one.name === name)!
    return (await perform(house, named, houseKnown, input, call(named))) as Record<string, string | undefined>
  }
  const made = async (name: string, input: Record<string, unknown>) => {
    const { id } = await done(name, input)
    return id!
  }
  const site = await made('sites.add', { code: 'BX', name: `${canary} works` })
  const place = await made('places.add', { siteId: site, code: `${canary}-L1`, kind: 'area' })
  const zone = await made('zones.add', { siteId: site, name: `${canary} zone` })
  const other = await made('zones.add', { siteId: site, name: `${canary} other` })
  await done('conduits.add', { siteId: site, from: zone, to: other, name: `${canary} conduit` })
  const asset = await made('assets.add', { siteId: site, tag: `${canary}-1`, name: `${canary} panel`, place })
  const window = await made('windows.add', { siteId: site, name: `${canary} window`, place, ...times })
  const runs = [{ asset: `${canary}-1`, from: '2026-11-01T00:00:00Z' }]
  const lot = await made('lots.add', { siteId: site, number: `${canary}-2471`, runs })
  const { id: bom, digest } = await done('boms.upload', { siteId: site, assetId: asset, name: `${canary}.cdx.json` })
  const { added } = await done('deployments.approve', { assetId: asset, bomId: Number(bom) })
  const deployment = String((added as unknown as { id: string }[])[0]!.id)
  const { importId } = await done('imports.add', { siteId: site, name: `${canary}.csv` })
  const account = await made('accounts.add', { name: `ann`, display: 'Ann' })
  const vendor = await made('vendors.add', { name: 'Acme' })
  const file = await made('intake.files', { siteId: site, name: `${canary}.bin` })
  await done('intake.block', { digests: [blockedDigest], source: 'a list', reason: 'harm' })
  return {
    site,
    place,
    zone,
    other,
    asset,
    window,
    lot,
    bom: Number(bom),
    digest: digest!,
    deployment,
    importId: importId!,
    account,
    vendor,
    file,
  }
}

/** Every fact of the plant that was ever written, as the journal counts it. */
const doneSoFar = (ledger: Ledger) =>
  ledger.read(db =>
    rowsOf<{ line: string }>(db, sql`select line from journal_entry order by chain, seq`).then(rows =>
      rows
        .map(({ line }) => JSON.parse(line) as { result: string; operation: string })
        .filter(({ result }) => result === 'done'),
    ),
  )

function known(role: Role, site: string): Known {
  const grants = [{ role, site: site as SiteId }]
  return { actor: { kind: 'user', id: role, name: role }, scopeFor: permission => scopeOf(grants, permission) }
}

type Outcome = { out: string } | { code: string }

async function outcome(house: House, named: Named, who: Known, input: Record<string, unknown>): Promise<Outcome> {
  try {
    return { out: JSON.stringify(await perform(house, named, who, input, call(named))) ?? '' }
  } catch (error) {
    return { code: error instanceof Problem ? error.code : `a fault: ${(error as Error).stack}` }
  }
}

const refusing = /^(?:[a-z]+\/(?:not-found|forbidden|refused|unknown)|ledger\/outside|advisories\/no-database)$/

onEachDatabase('nobody reads or changes anything of a site that is not theirs, whatever their role', async database => {
  const house = houseOf(await database.ledger(await everyMigration()), memoryWorld(), 'data')
  const operations = await everyOperation()
  assert.deepEqual(
    operations.map(({ name }) => name).filter(name => rows[name] === undefined),
    [],
    'operations without a row',
  )
  const there = await furnished(house, operations)
  const own = (await asHouse(house, 'sites.add', { code: 'AA', name: 'own works' })) as { id: string }
  const before = await doneSoFar(house.ledger)
  const faults: string[] = []
  for (const role of roles) {
    const who = known(role, own.id)
    for (const named of operations) {
      const { name, operation } = named
      const row = rows[name]!
      const { can } = operation
      const may = can === 'open' || can === 'self' || permits(role, can)
      const found = await outcome(house, named, who, row === 'enterprise' ? (ofOwn[name] ?? {}) : row(there))
      const say = (what: string) => faults.push(`${role} ${name}: ${what} ${JSON.stringify(found).slice(0, 300)}`)
      if (!may) {
        if (!('code' in found) || found.code !== 'operations/forbidden') say('was not forbidden')
        continue
      }
      if ('out' in found && found.out.includes(canary)) say('told of the other site')
      if ('code' in found && found.code.startsWith('a fault')) say('failed')
      // A question about the other site may also be answered as one about nothing; an act is refused.
      if (row !== 'enterprise' && operation.kind === 'act' && !('code' in found && refusing.test(found.code)))
        say('was not refused')
      if (row !== 'enterprise' && row(there)['siteId'] !== undefined && !('code' in found))
        say('was answered for the other site')
      if (operation.kind === 'ask' && row === atSite) {
        const all = await outcome(house, named, who, {})
        if ('out' in all && all.out.includes(canary))
          faults.push(`${role} ${name}: told of the other site when asked of all`)
      }
    }
    for (const [name, input] of Object.entries(ofOwn)) {
      const found = await outcome(house, operations.find(one => one.name === name)!, who, input)
      if ('out' in found && /BX|canary works|canary-1/.test(found.out))
        faults.push(`${role} ${name}: told of the other site`)
    }
  }
  assert.deepEqual(faults, [])
  assert.deepEqual(await doneSoFar(house.ledger), before, 'something was changed')
})

onEachDatabase(
  'every row of the matrix is one that who may everywhere can ask, and answers are what they are said to be',
  async database => {
    const house = { ...houseOf(await database.ledger(await everyMigration()), memoryWorld(), 'data'), strict: true }
    const operations = await everyOperation()
    const there = await furnished(house, operations)
    const refused: string[] = []
    for (const named of operations) {
      const row = rows[named.name]
      if (row === undefined || row === 'enterprise') continue
      const found = await outcome(house, named, houseKnown, row(there))
      if ('code' in found && /^operations\/|^a fault/.test(found.code))
        refused.push(`${named.name}: ${found.code}`.slice(0, 500))
    }
    assert.deepEqual(refused, [])
  },
)
