import { startOfHash } from '#boms'
import { insertRows, type Ledger } from '#ledger'

/**
 * Two small plants with a year behind them, one at site `a`, the other at site `b`, where every text has a word in it that stands
 * nowhere else: what is told to a reader of site `a` never has it. For tests.
 */
export const canary = 'canary'

export const site = { a: 'site-a', b: 'site-b' }

const day = (text: string) => Date.parse(`${text}T00:00:00Z`)
const text = 'text' as const
const integer = 'integer' as const
type Columns = Parameters<typeof insertRows>[2]
type Rows = Parameters<typeof insertRows>[3]

export async function twoSites(ledger: Ledger): Promise<void> {
  for (const [table, columns, rows] of [...catalogue(), ...plant('a', ''), ...plant('b', canary)])
    await ledger.derive(db => insertRows(db, table, columns, rows))
}

const withHash = JSON.stringify({ hashes: [['SHA-256', 'ab'.repeat(32)]] })

/** Components 1 and 2: a package in two versions; 3: firmware without a version; 5: of site b alone; 4 and 6: nothing is said of them. */
function catalogue(): [string, Columns, Rows][] {
  const component = (id: number, name: string, version: string | null, supplier: string | null = null) => {
    const key = supplier === null ? `pkg:pypi/${name}` : null
    return [
      ...[id, `key ${id}`, supplier === null ? 'library' : 'firmware', name, name.toLowerCase(), version],
      ...[key && `${key}@${version}`, key, supplier, id === 1 ? withHash : '{}', ''],
    ]
  }
  const because = (more: object) => JSON.stringify({ rule: 'purl+range', range: '<2.7.0', ...more })
  const told = (component: number, advisory: number, cve: string, verdict: string, why: object, from: string) => [
    ...[component, advisory, cve, verdict, verdict === 'affected' ? 'exact' : null, 'high', because(why)],
    ...[day(from), null, day(from)],
  ]
  const settle = 'Read the version from the project.'
  const unclear = { rule: 'version-missing', found: '', settle }
  return [
    [
      'component',
      {
        ...{ id: integer, key: text, type: text, name: text, name_key: text, version: text, purl: text },
        ...{ package_key: text, supplier: text, facts: text, context: text },
      },
      [
        component(1, 'urllib3', '2.6.3'),
        component(2, 'urllib3', '2.7.0'),
        component(3, 'Modicon M340', null, 'Schneider Electric'),
        component(4, 'requests', '2.32.0'),
        component(5, `${canary}-lib`, '1.0', `${canary} works`),
        component(6, 'colorama', '0.4.6'),
      ],
    ],
    ['component_hash', { start: integer, component_id: integer }, [[startOfHash('ab'.repeat(32))!, 1]]],
    [
      'matched',
      { component_id: integer, print: integer, fresh: integer },
      [1, 2, 3, 4, 5, 6].map(id => [id, id === 4 || id === 6 ? 0 : 7, 0]),
    ],
    [
      'component_key',
      { key: text, component_id: integer },
      [
        ['pypi/colorama', 6],
        ['pypi/requests', 4],
        ['pypi/urllib3', 1],
        ['pypi/urllib3', 2],
      ],
    ],
    [
      'advisory',
      {
        ...{ id: integer, name: text, source: text, url: text, severity: text, published: integer, modified: integer },
        ...{ malicious: integer, first_seen: integer, print: integer, moved: integer },
      },
      [
        [
          11,
          'GHSA-MADE-UPUP-ONES',
          'osv-pypa',
          'https://made.example/11',
          'high',
          day('2026-05-09'),
          day('2026-05-09'),
          0,
          0,
          1,
          0,
        ],
        [12, 'ICSA-26-001-01', 'csaf-cisa', 'https://made.example/12', 'high', day('2026-05-09'), null, 0, 0, 1, 0],
        [13, 'GHSA-MADE-UPUP-TWOS', 'osv-pypa', 'https://made.example/13', 'low', day('2026-05-09'), null, 0, 0, 1, 0],
      ],
    ],
    [
      'advisory_name',
      { name: text, advisory_id: integer },
      [
        ['GHSA-MADE-UPUP-ONES', 11],
        ['CVE-2026-44431', 11],
        ['ICSA-26-001-01', 12],
        ['CVE-2026-5000', 12],
        ['CVE-2026-5001', 12],
        ['GHSA-MADE-UPUP-TWOS', 13],
        ['CVE-2026-6000', 13],
      ],
    ],
    [
      'match',
      {
        ...{ component_id: integer, advisory_id: integer, vulnerability: text, verdict: text, confidence: text },
        ...{ severity: text, because: text, known_from: integer, known_until: integer, since: integer },
      },
      [
        told(1, 11, 'CVE-2026-44431', 'affected', { fixed: ['2.7.0'] }, '2026-05-10'),
        told(5, 11, 'CVE-2026-44431', 'affected', { fixed: [`2.0-${canary}`], found: canary }, '2026-05-10'),
        told(3, 12, 'CVE-2026-5000', 'undecided', unclear, '2026-01-10'),
        told(3, 12, 'CVE-2026-5001', 'undecided', unclear, '2026-01-10'),
      ],
    ],
    [
      'match_run',
      {
        ...{ number: integer, digest: text, segments: text, covers: text, at: integer },
        ...{ judged: integer, started: integer, ended: integer },
      },
      [[1, databaseDigest, '[]', '', day('2026-11-20'), 6, 4, 0]],
    ],
    [
      'bom',
      {
        ...{ id: integer, digest: text, format: text, kind: text, subject: text, components: integer, notes: text },
        ...{ received_at: integer, size: integer },
      },
      [101, 102, 103, 104, 105].map(id => [
        ...[id, billDigest(id), 'cyclonedx-json', 'bom', id === 105 ? canary : `image ${id}`, 2, '[]', 0, 1],
      ]),
    ],
    [
      'bom_component',
      { bom_id: integer, number: integer, component_id: integer, ref: text, parent: integer },
      [
        ...[
          [101, 1, 4, 'requests', 0],
          [101, 2, 1, 'urllib3', 1],
        ],
        ...[
          [102, 1, 4, 'requests', 0],
          [102, 2, 2, 'urllib3', 1],
        ],
        [103, 1, 3, 'm340', null],
        [104, 1, 6, 'colorama', 0],
        [105, 1, 5, canary, 0],
      ],
    ],
  ]
}

export const databaseDigest = `sha256:${'d'.repeat(64)}`
export const billDigest = (id: number) => `sha256:${String(id).padStart(64, '0')}`

/** The manifest of an advisory database whose feed is of a day; as a file of the data folder. */
export function advisoriesOf(snapshot: string, ecosystems = ['pypi']): Record<string, string> {
  const at = day(snapshot)
  const feed = { id: 'osv-pypa', records: 1, withdrawn: 0, refused: 0, newest: at, snapshotAt: at }
  const manifest = {
    schema: 'millcert-db/1',
    digest: databaseDigest,
    builtAt: `${snapshot}T00:00:00Z`,
    segments: [],
    feeds: [{ ...feed, types: ecosystems, ecosystems }],
  }
  return { 'data/advisories/manifest.json': JSON.stringify(manifest) }
}

/** A site: an area with two lines, a panel at each, a controller and a computer of which nothing is known. */
function plant(name: 'a' | 'b', word: string): [string, Columns, Rows][] {
  const siteId = site[name]
  const code = `${name.toUpperCase()}${word}`
  const id = (what: string) => `${name}-${what}`
  const place = (what: string, parent: string | null, kind: string, path: string) => [
    ...[siteId, id(what), parent && id(parent), kind, `${what}${word}`, `${what}${word}`, `${code}/${path}`, 0],
  ]
  const asset = (what: string, at: string, level: number, vendor: string | null, more: (string | null)[] = []) => [
    ...[siteId, id(what), `${what}${word}`, `${what} ${word}`, 'hmi', id(at), `${code}/${at}/${what}`, level],
    ...[vendor && `${vendor}${word && ` ${word}`}`, `Panel ${word}`, `SN-${what}${word}`, 0, 0, 0],
    ...[more[0] ?? null, `["10.0.0.${what.length}"]`],
  ]
  let number = 0
  const ran = (what: string, bom: number, from: string, until: string | null, kind = 'observed', recorded = from) => [
    ...[siteId, id(`ran-${number++}`), id(what), bom, kind, bom === 103 ? 'firmware' : 'software', 'people', 'stated'],
    ...[`teller ${word}`, day(from), until && day(until), day(recorded)],
  ]
  const lot = (what: string, at: string, from: string, until: string, shipped: number) => ({
    lot: [siteId, id(what), `${what}${word}`, `Oat drink ${word}`, 1, day(from), day(until), shipped, day(from)],
    run: [siteId, id(what), 1, id(at), day(from), day(until), shipped],
  })
  const lots = [
    lot('lot-0', 'line-1', '2026-02-01', '2026-02-03', 1),
    lot('lot-1', 'line-1', '2026-04-01', '2026-04-03', 1),
    lot('lot-2', 'line-2', '2026-05-01', '2026-05-03', 0),
    lot('lot-3', 'line-2', '2026-06-01', '2026-06-03', 1),
  ]
  return [
    [
      'site',
      { id: text, code: text, name: text, time_zone: text, simulated: integer, recorded_at: integer },
      [[siteId, code, `Plant ${word}`, 'Europe/Berlin', 1, 0]],
    ],
    [
      'place',
      {
        ...{ site_id: text, id: text, parent_id: text, kind: text, code: text, name: text },
        ...{ path: text, recorded_at: integer },
      },
      [
        place('area', null, 'area', 'area'),
        place('line-1', 'area', 'line', 'area/line-1'),
        place('line-2', 'area', 'line', 'area/line-2'),
        place('cell-1', 'line-2', 'cell', 'area/line-2/cell-1'),
      ],
    ],
    [
      'asset',
      {
        ...{ site_id: text, id: text, tag: text, name: text, kind: text, place_id: text, path: text, level: 'real' },
        ...{ vendor: text, product: text, serial: text, simulated: integer, conflicts: integer, recorded_at: integer },
        ...{ zone_id: text, ip_addresses: text },
      },
      [
        asset('hmi-1', 'line-1', 2, 'Siemens AG'),
        asset('hmi-22', 'cell-1', 2, 'Siemens'),
        asset('plc', 'line-2', 1, 'Schneider Electric'),
        asset('server', 'area', 3.5, null),
        asset('other-one', 'area', 4, 'Moxa'),
      ],
    ],
    [
      'deployment',
      {
        ...{ site_id: text, id: text, asset_id: text, bom_id: integer, kind: text, part: text, source_id: text },
        ...{ confidence: text, said_by: text, valid_from: integer, valid_until: integer, recorded_at: integer },
      },
      [
        ran('hmi-1', 104, '2026-01-01', '2026-03-03'),
        ran('hmi-1', 101, '2026-03-03', null),
        ran('hmi-22', 101, '2026-01-01', '2026-06-01'),
        ran('hmi-22', 102, '2026-06-01', null),
        ran('plc', 103, '2026-01-01', null),
        // Told late: it ran from March on, and nobody knew before July.
        ran('other-one', 104, '2026-03-01', null, 'observed', '2026-07-01'),
        ran('hmi-1', 102, '2026-08-01', null, 'approved'),
        ...(name === 'b' ? [ran('server', 105, '2026-01-01', null)] : []),
      ],
    ],
    [
      'lot',
      {
        ...{ site_id: text, id: text, number: text, product: text, simulated: integer, made_from: integer },
        ...{ made_until: integer, shipments: integer, recorded_at: integer },
      },
      lots.map(({ lot }) => lot),
    ],
    [
      'lot_run',
      {
        ...{ site_id: text, lot_id: text, number: integer, place_id: text, valid_from: integer },
        ...{ valid_until: integer, shipped: integer },
      },
      lots.map(({ run }) => run),
    ],
    [
      'maintenance_window',
      {
        ...{ site_id: text, id: text, place_id: text, name: text, kind: text, starts_at: integer, ends_at: integer },
        ...{ simulated: integer, source_id: text, recorded_at: integer },
      },
      [
        [
          ...[siteId, id('window'), id('line-1'), `Stop ${word}`, 'maintenance'],
          ...[Date.parse('2026-11-28T05:00:00Z'), Date.parse('2026-11-28T13:00:00Z'), 1, 'people', 0],
        ],
      ],
    ],
  ]
}
