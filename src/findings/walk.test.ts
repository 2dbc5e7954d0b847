import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { Database } from '#advisories'
import { type BomTables, migrations as bomSteps, type Component, component, componentOf } from '#boms'
import { type Ledger, rowsOf } from '#ledger'
import { componentJudge, subjectOf } from '#matching'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { advise, billOf, kept, rematched } from '../../tools/findings/keeping.ts'
import { memoryWorld } from '../../tools/memory/world.ts'
import { findingsStore, type MatchRow, migrations } from './index.ts'

const { planRematch } = await findingsStore()
const start = Date.parse('2026-11-21T10:00:00Z')

/** Numbers that are the same each time. */
function chance(seed: number) {
  let state = seed
  const below = (most: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * most)
  }
  return { below, one: <T>(list: readonly T[]) => list[below(list.length)]! }
}
type Chance = ReturnType<typeof chance>

const cpe = (rest: string) => `cpe:2.3:${rest}${':*'.repeat(11 - rest.split(':').length)}`

const components: readonly Component[] = [
  ...['1.0.0', '2.0.0', 'none'].flatMap(version => [
    component(`valve@${version}`, 'valve', version, `pkg:npm/valve@${version}`),
    component(`pump@${version}`, 'pump', version, `pkg:pypi/pump@${version}`),
    { ...component(`drive@${version}`, 'drive', version), cpe: cpe(`a:mill:drive:${version}`) },
    {
      ...component(`gauge@${version}`, 'gauge', version, `pkg:npm/gauge@${version}`),
      cpe: cpe(`a:mill:gauge:${version}`),
    },
  ]),
  component('seal', 'seal', '1.0-1', 'pkg:deb/debian/seal@1.0-1?distro=debian-12'),
  component('oil', 'oil', '1.0-1', 'pkg:deb/debian/oil@1.0-1?arch=source&distro=debian-13'),
  component('odd', 'odd', '1', 'pkg:unheard/odd@1'),
  component('nameless', 'nameless', '1'),
]
const assets: readonly Component[] = ['V1.0', 'V2.5', undefined].flatMap(version =>
  ['M7 i25', 'M8 k30'].map(name => ({
    ...component(`${name} ${version}`, name, version),
    type: 'device' as const,
    supplier: 'Mill Optics',
  })),
)

function osv(by: Chance, number: number, modified: string) {
  const [ecosystem, name] = by.one([
    ['npm', 'valve'],
    ['npm', 'gauge'],
    ['PyPI', 'pump'],
    ['Debian:12', 'seal'],
    ['Debian:13', 'oil'],
  ] as const)
  const events = [{ introduced: '0' }, ...by.one([[], [{ fixed: '2.0.0' }], [{ fixed: '1.0.0' }]])]
  const aliases = by.one([[], [`CVE-2026-100${by.below(4)}`]])
  const ranges = [{ type: 'ECOSYSTEM', events }]
  const withdrawn = by.below(4) === 0 ? { withdrawn: modified } : {}
  const id = `${ecosystem.startsWith('Debian') ? 'DEBIAN-CVE-2026' : 'GHSA-aaaa-bbbb'}-${1000 + number}`
  return { id, modified, aliases, affected: [{ package: { ecosystem, name }, ranges }], ...withdrawn }
}

function nvd(by: Chance, number: number, modified: string) {
  const criteria = by.one(['a:mill:drive', 'a:mill:gauge', 'a:mill:*', 'a:*:drive', 'a:mill:drive:1.0.0'])
  const end = by.one([{}, { versionEndExcluding: '2.0.0' }])
  const nodes = [{ operator: 'OR', cpeMatch: [{ vulnerable: true, criteria: cpe(criteria), ...end }] }]
  const vulnStatus = by.below(4) === 0 ? 'Rejected' : 'Analyzed'
  const cve = { id: `CVE-2026-100${number}`, lastModified: modified, vulnStatus, configurations: [{ nodes }] }
  return { cve }
}

function csaf(by: Chance, number: number, modified: string) {
  const name = by.one(['M7 i25', 'M8 k30', 'M7 family'])
  const versions = by.one(['< V2.0', '< V3.0', 'vers:all/*'])
  const product = { name, product_id: 'P' }
  const version = { category: 'product_version_range', name: versions, product }
  const branch = { category: 'product_name', name, branches: [version] }
  return {
    document: {
      category: by.below(4) === 0 ? 'csaf_withdrawn' : 'csaf_security_advisory',
      csaf_version: '2.0',
      publisher: { category: 'coordinator', name: 'Mill', namespace: 'https://mill.example/' },
      title: 'Flaws',
      tracking: { id: `MILL-${number}`, status: 'final', version: '1', current_release_date: modified },
    },
    product_tree: { branches: [{ category: 'vendor', name: 'Mill Optics', branches: [branch] }] },
    vulnerabilities: [{ cve: `CVE-2026-200${number}`, product_status: { known_affected: ['P'] } }],
  }
}

const writers = { osv, nvd, csaf }
type Papers = Record<keyof typeof writers, object[]>

/** What stands in the database, and what a judgement of every component says. */
async function compared(ledger: Ledger, database: Database): Promise<{ stands: string[]; is: string[] }> {
  const judge = componentJudge(database)
  return ledger.read(async db => {
    const rows = await rowsOf<BomTables['component']>(db, sql`select * from component order by id`)
    const is = rows.flatMap(row =>
      judge.of(subjectOf(componentOf(row))).map(({ advisory, vulnerability, verdict, severity, because }) => {
        const record = advisory ? `${advisory.source} ${advisory.id}` : '-'
        return `${row.id} ${record} ${vulnerability} ${verdict} ${severity} ${JSON.stringify(because)}`
      }),
    )
    const standing = await rowsOf<MatchRow & { source: string | null; name: string | null }>(
      db,
      sql`select m.*, a.source, a.name from match m left join advisory a on a.id = m.advisory_id where m.known_until is null`,
    )
    const stands = standing.map(row => {
      const record = row.source === null ? '-' : `${row.source} ${row.name}`
      return `${row.component_id} ${record} ${row.vulnerability} ${row.verdict} ${row.severity} ${row.because}`
    })
    return { stands: stands.sort(), is: is.sort() }
  })
}

for (const seed of [1, 2, 3, 4])
  onEachDatabase(
    `after any change of records what stands is what a judgement of everything says, ${seed}`,
    async database => {
      const by = chance(seed)
      const world = memoryWorld()
      const ledger = await database.ledger([...bomSteps, ...migrations])
      const all: Record<keyof typeof writers, Map<number, object>> = { osv: new Map(), nvd: new Map(), csaf: new Map() }
      let index: Database | undefined
      for (let turn = 1; turn <= 9; turn++) {
        const fresh: Papers = { osv: [], nvd: [], csaf: [] }
        for (let count = turn === 1 ? 9 : 1 + by.below(3); count > 0; count--) {
          const format = by.one(['osv', 'nvd', 'csaf'] as const)
          const number = by.below(5)
          const record = writers[format](by, number, `2026-10-${String(turn).padStart(2, '0')}T00:00:00.000Z`)
          if (all[format].get(number) !== undefined && fresh[format].includes(all[format].get(number)!)) continue
          all[format].set(number, record)
          fresh[format].push(record)
        }
        const whole = turn === 1 || turn % 4 === 0
        const now = whole
          ? { osv: [...all.osv.values()], nvd: [...all.nvd.values()], csaf: [...all.csaf.values()] }
          : fresh
        index = await advise(world, now, whole ? 'whole' : 'add')
        if (turn === 3) await kept(ledger, billOf(assets), 'inventory', index, start)
        await rematched(ledger, index, start + turn)
        if (turn === 2) await kept(ledger, billOf(components), 'bom', index, start)
        const { stands, is } = await compared(ledger, index)
        assert.deepEqual(stands, is, `after turn ${turn}`)
        const everything = await ledger.read(db => planRematch(db, index!, { everything: true }))
        assert.deepEqual([everything.changed, everything.unseen], [[], []])
      }
      assert.ok((await compared(ledger, index!)).is.length > 10)
    },
  )
