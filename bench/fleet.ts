/**
 * A fleet as large as a group of companies has it, the same for the same seed: sites with areas, lines and cells, assets of which some
 * are controllers with one line of firmware, some panels that share an image, some computers with a bill of their own; two years of
 * deployments; lots; advisories with what they say of every component. Written into the tables in big batches, without the road
 * through which papers come in.
 */
import { sql } from 'kysely'
import { type ColumnType, insertRows, type Ledger, rowsOf } from '#ledger'
import { type Catalogue, catalogueOf, systemBills } from './fleet-catalogue.ts'
import { type Chance, chanceOf } from './fleet-chance.ts'
import { plantOf, type Table } from './fleet-plant.ts'
import type { FleetSize } from './fleet-size.ts'

export { type FleetSize, fleet, smallFleet } from './fleet-size.ts'

/** The clock at which the fleet is to be asked, milliseconds since 1970 UTC. */
export const fleetNow = Date.parse('2026-11-21T10:00:00Z')
const day = 86_400_000

const oneSeed = 20_261_121

/** The vulnerabilities that its advisories are about. */
export function cvesOf(size: FleetSize, seed = oneSeed): string[] {
  return [...new Set(catalogueOf(chanceOf(seed), size).advisories.map(({ cve }) => cve))]
}

/** Whether a database has a fleet already. */
export async function isMade(ledger: Ledger): Promise<boolean> {
  const rows = await ledger.read(db => rowsOf<{ id: string }>(db, sql`select id from site limit 1`))
  return rows.length > 0
}

/** Fills an empty database whose schema is made; gives how many rows each table has. */
export async function makeFleet(ledger: Ledger, size: FleetSize, seed = oneSeed): Promise<Record<string, number>> {
  const chance = chanceOf(seed)
  const catalogue = catalogueOf(chance, size)
  const perSite = { panels: Math.ceil(size.assets * 0.04), computers: Math.ceil(size.assets * 0.2) }
  const firstSystem = 1_000_000
  const systems = { states: 2, from: firstSystem }
  const panels = systemBills(chance, catalogue, {
    ...systems,
    systems: Math.ceil((size.sites * perSite.panels) / 2),
    length: size.panel,
  })
  const computers = systemBills(chance, catalogue, {
    ...systems,
    systems: size.sites * perSite.computers,
    length: size.computer,
    from: firstSystem + panels.length * 2,
  })
  const counts: Record<string, number> = {}
  const put = async (table: Table) => {
    counts[table.name] = (counts[table.name] ?? 0) + table.rows.length
    for (let at = 0; at < table.rows.length; at += 100_000)
      await ledger.derive(db => insertRows(db, table.name, table.columns, table.rows.slice(at, at + 100_000)))
  }
  for (const table of catalogueTables(catalogue, chance)) await put(table)
  for (const table of billTables(catalogue, [...panels.flat(), ...computers.flat()])) await put(table)
  for (let site = 0; site < size.sites; site++) {
    const mine = computers.slice(site * perSite.computers, (site + 1) * perSite.computers)
    for (const table of plantOf(chance, { site, size, now: fleetNow, catalogue, panels, computers: mine }))
      await put(table)
  }
  return counts
}

const text = 'text' as const
const integer = 'integer' as const
type Columns = Record<string, Exclude<ColumnType, 'blob'>>

function catalogueTables({ components, advisories }: Catalogue, chance: Chance): Table[] {
  const component: Columns = {
    id: integer,
    key: text,
    type: text,
    name: text,
    name_key: text,
    version: text,
    purl: text,
  }
  const since = () => fleetNow - chance.below(700) * day
  const names = advisories.flatMap(({ id, name, cve }) => [
    [name, id],
    [cve, id],
  ])
  const advisory: Columns = { id: integer, name: text, source: text, url: text, severity: text, published: integer }
  const match: Columns = { component_id: integer, advisory_id: integer, vulnerability: text, verdict: text }
  return [
    {
      name: 'component',
      columns: { ...component, package_key: text, supplier: text, facts: text, context: text },
      rows: components.map(one => [
        ...[one.id, `key-${one.id}`, one.type, one.name, one.name.toLowerCase(), one.version, one.purl],
        ...[one.packageKey, one.supplier, '{}', ''],
      ]),
    },
    {
      name: 'advisory',
      columns: {
        ...advisory,
        modified: integer,
        malicious: integer,
        first_seen: integer,
        print: integer,
        moved: integer,
      },
      rows: advisories.map(({ id, name }) => {
        const first = since()
        return [id, name, 'osv-debian', `https://advisories.example/${name}`, 'high', first, first, 0, first, 1, 0]
      }),
    },
    {
      name: 'matched',
      columns: { component_id: integer, print: integer, fresh: integer },
      rows: components.map(({ id }) => [id, 1, 0]),
    },
    { name: 'advisory_name', columns: { name: text, advisory_id: integer }, rows: names },
    {
      name: 'match',
      columns: { ...match, confidence: text, severity: text, because: text, known_from: integer, since: integer },
      rows: advisories.flatMap(({ id, cve, verdicts, fixed }) => {
        const because = JSON.stringify({ rule: 'purl+range', range: `< ${fixed}`, confidence: 'exact', fixed: [fixed] })
        const first = since()
        return verdicts.map(({ component, verdict }) => [
          ...[component, id, cve, verdict, 'exact', 'high', because, first, first],
        ])
      }),
    },
  ]
}

function billTables({ firmware }: Catalogue, systems: readonly { id: number; components: number[] }[]): Table[] {
  // A line of firmware is a bill of one component, which has its number.
  const lines = firmware.flat().map(id => ({ id, components: [id] }))
  const bills = [...lines, ...systems]
  const bom: Columns = { id: integer, digest: text, format: text, kind: text, components: integer, notes: text }
  return [
    {
      name: 'bom',
      columns: { ...bom, received_at: integer, size: integer },
      rows: bills.map(({ id, components }) => [
        ...[id, `sha256:${id.toString(16).padStart(64, '0')}`, 'cyclonedx-json', 'bom', components.length, '[]'],
        ...[fleetNow - 700 * day, 1000],
      ]),
    },
    {
      name: 'bom_component',
      columns: { bom_id: integer, number: integer, component_id: integer, ref: text, parent: integer },
      rows: bills.flatMap(({ id, components }) =>
        components.map((component, at) => [id, at + 1, component, `c${at + 1}`, at < 20 ? 0 : 1 + (at % 20)]),
      ),
    },
  ]
}
