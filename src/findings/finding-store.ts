import { sql } from 'kysely'
import { listed, type Read, rowsOf, type Scope } from '#ledger'
import type { Finding, FindingKey } from './finding.ts'
import type { MatchRow, VulnerabilityRow } from './store.ts'

export interface FindingQuestion {
  /** One site of those in scope. */
  siteId?: string | undefined
  vulnerability?: string | undefined
  /** At least this severe, in the order of `severities`. */
  severities?: readonly string[] | undefined
  kev?: boolean | undefined
  /** Only where it is so of an asset at least. */
  verdict?: Finding['verdict'] | undefined
  /** What the page before gave as `next`. */
  after?: string | undefined
  limit: number
  /** Milliseconds since 1970 UTC. */
  now: number
}

/**
 * Vulnerabilities that are looked at in one question, at first and at most: most pages end with the first ones, but few of a large
 * catalogue are on the floor of a small site.
 */
const fewAtOnce = 50
const mostAtOnce = 3200

/** What a package or product is called whatever its version. */
const product = sql`coalesce(c.package_key, coalesce(c.supplier, '') || ' ' || c.name)`

/** Where bills run, and on which assets. */
const running = (now: number) => sql`join bom_component b on b.component_id = m.component_id
  join deployment d on d.bom_id = b.bom_id and d.kind = 'observed' and d.replaced_at is null
    and d.valid_from <= ${now} and (d.valid_until is null or d.valid_until > ${now})
  join asset a on a.site_id = d.site_id and a.id = d.asset_id and a.gone_at is null`

/** Findings by urgency: those known to be exploited first. Time grows with what is shown, and with what is catalogued and runs nowhere. */
export async function findingPage(
  db: Read,
  scope: Scope,
  question: FindingQuestion,
): Promise<{ rows: Finding[]; next?: string }> {
  const { after, limit } = question
  const from = after === undefined ? undefined : cursorOf(after)
  const found: { finding: Finding; place: string }[] = []
  let behind = from && { urgency: from.urgency, id: from.vulnerability, inclusive: true }
  for (let atOnce = fewAtOnce; found.length <= limit; atOnce = Math.min(2 * atOnce, mostAtOnce)) {
    const some = await vulnerabilityPage(db, question, behind, atOnce)
    if (some.length === 0) break
    const groups = await groupsOf(db, scope, question, some)
    for (const one of some)
      for (const { row, finding } of groups.get(one.id) ?? []) {
        const place = JSON.stringify([one.urgency, one.id, row.site_id, row.product])
        const seen = from !== undefined && one.id === from.vulnerability && !isBehind(row, from)
        if (!seen) found.push({ finding, place })
      }
    behind = { urgency: some.at(-1)!.urgency, id: some.at(-1)!.id, inclusive: false }
  }
  const shown = found.slice(0, limit)
  await addFixes(
    db,
    shown.map(({ finding }) => finding),
  )
  const rows = shown.map(({ finding }) => finding)
  return { rows, ...(found.length > limit && { next: shown.at(-1)!.place }) }
}

interface Cursor {
  urgency: number
  vulnerability: string
  siteId: string
  product: string
}

/** The place of a page's last row; of a text that is none the beginning. */
function cursorOf(text: string): Cursor | undefined {
  try {
    const [urgency, vulnerability, siteId, named] = JSON.parse(text) as [unknown, unknown, unknown, unknown]
    if (typeof urgency !== 'number') return undefined
    return { urgency, vulnerability: String(vulnerability), siteId: String(siteId), product: String(named) }
  } catch {
    return undefined
  }
}

function isBehind(row: Group, { siteId, product: named }: Cursor): boolean {
  return row.site_id > siteId || (row.site_id === siteId && row.product > named)
}

function vulnerabilityPage(
  db: Read,
  { vulnerability, severities, kev }: FindingQuestion,
  behind: { urgency: number; id: string; inclusive: boolean } | undefined,
  atOnce: number,
): Promise<VulnerabilityRow[]> {
  const conditions = [
    ...(vulnerability === undefined ? [] : [sql`id = ${vulnerability}`]),
    ...(severities === undefined ? [] : [sql`severity in ${listed(db, severities, 'text')}`]),
    ...(kev === undefined ? [] : [sql`kev = ${kev ? 1 : 0}`]),
    ...(behind === undefined
      ? []
      : [
          behind.inclusive
            ? sql`(urgency, id) >= (${behind.urgency}, ${behind.id})`
            : sql`(urgency, id) > (${behind.urgency}, ${behind.id})`,
        ]),
  ]
  const where = conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`
  return rowsOf(db, sql`select * from vulnerability ${where} order by urgency, id limit ${atOnce}`)
}

interface Group {
  vulnerability: string
  site_id: string
  product: string
  affected: number
  assets: number
  since: number
}

async function groupsOf(
  db: Read,
  scope: Scope,
  { siteId, verdict, now }: FindingQuestion,
  some: readonly VulnerabilityRow[],
): Promise<Map<string, { row: Group; finding: Finding }[]>> {
  const ids = listed(
    db,
    some.map(({ id }) => id),
    'text',
  )
  const rows = await rowsOf<Group>(
    db,
    sql`select m.vulnerability, d.site_id, ${product} as product, count(distinct d.asset_id) as assets,
        count(distinct case when m.verdict = 'affected' then d.asset_id end) as affected, min(m.since) as since
      from match m join component c on c.id = m.component_id ${running(now)}
      where m.vulnerability in ${ids} and m.known_until is null and m.verdict in ('affected', 'undecided')
        and ${inSites(db, scope, siteId)}
      group by m.vulnerability, d.site_id, ${product} order by m.vulnerability, d.site_id, product`,
  )
  const known = new Map(some.map(one => [one.id, one]))
  const found = rows.map(row => ({ row, finding: findingOf(row, known.get(row.vulnerability)!) }))
  const wanted = verdict === undefined ? found : found.filter(({ finding }) => finding.verdict === verdict)
  return Map.groupBy(wanted, ({ row }) => row.vulnerability)
}

function inSites(db: Read, scope: Scope, siteId: string | undefined) {
  const one = siteId === undefined ? sql`1 = 1` : sql`d.site_id = ${siteId}`
  return scope === 'everywhere' ? one : sql`${one} and d.site_id in ${listed(db, [...scope], 'text')}`
}

function findingOf(row: Group, { severity, kev, malicious, epss }: VulnerabilityRow): Finding {
  return {
    siteId: row.site_id,
    vulnerability: row.vulnerability,
    product: row.product.trim(),
    verdict: row.affected > 0 ? 'affected' : 'undecided',
    severity,
    kev: kev !== 0,
    malicious: malicious !== 0,
    epss,
    affected: row.affected,
    undecided: row.assets - row.affected,
    fixed: [],
    since: row.since,
  }
}

/** Reasons that are looked through for versions to move to. */
const mostReasons = 2000

async function addFixes(db: Read, findings: readonly Finding[]): Promise<void> {
  const ids = [...new Set(findings.map(({ vulnerability }) => vulnerability))]
  const rows = await rowsOf<{ vulnerability: string; product: string; because: string }>(
    db,
    sql`select distinct m.vulnerability, ${product} as product, m.because
      from match m join component c on c.id = m.component_id
      where m.vulnerability in ${listed(db, ids, 'text')} and m.known_until is null and m.verdict = 'affected'
      limit ${mostReasons}`,
  )
  for (const finding of findings) {
    const fixed = rows
      .filter(row => row.vulnerability === finding.vulnerability && row.product.trim() === finding.product)
      .flatMap(({ because }) => (JSON.parse(because) as { fixed?: string[] }).fixed ?? [])
    finding.fixed.push(...new Set(fixed))
  }
}

/** A component of a finding: what is said of it, and the assets it runs on. */
export interface FindingComponent {
  id: number
  name: string
  version: string | null
  matches: (MatchRow & { record: string | null; source: string | null; url: string | null })[]
  assets: { id: string; tag: string | null; path: string }[]
}

/** Components and assets that are shown of a finding. */
const mostShown = 500

/** The components of a finding with what is said of each, and the assets it runs on. */
export async function findingComponents(
  db: Read,
  scope: Scope,
  key: FindingKey,
  now: number,
): Promise<FindingComponent[]> {
  const rows = await rowsOf<{
    id: number
    name: string
    version: string | null
    asset: string
    tag: string | null
    path: string
  }>(
    db,
    sql`select distinct c.id, c.name, c.version, a.id as asset, a.tag, a.path
      from match m join component c on c.id = m.component_id ${running(now)}
      where m.vulnerability = ${key.vulnerability} and m.known_until is null and m.verdict in ('affected', 'undecided')
        and trim(${product}) = ${key.product} and ${inSites(db, scope, key.siteId)}
      order by c.name, c.version, a.path limit ${mostShown}`,
  )
  const found = new Map<number, FindingComponent>()
  for (const { id, name, version, asset, tag, path } of rows) {
    const one = found.get(id) ?? { id, name, version, matches: [], assets: [] }
    one.assets.push({ id: asset, tag, path })
    found.set(id, one)
  }
  const said = await rowsOf<FindingComponent['matches'][number]>(
    db,
    sql`select m.*, v.name as record, v.source, v.url from match m left join advisory v on v.id = m.advisory_id
      where m.component_id in ${listed(db, [...found.keys()], 'integer')} and m.vulnerability = ${key.vulnerability}
      order by m.component_id, v.source, v.name, m.known_from`,
  )
  for (const row of said) found.get(row.component_id)?.matches.push(row)
  return [...found.values()]
}
