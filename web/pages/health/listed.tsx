import { type RefObject, useMemo } from 'react'
import type { In, Out } from '../../api.ts'
import { usePages } from '../../asking.ts'
import { useLed } from '../../parts/led.ts'
import { Link } from '../../parts/link.tsx'
import { Failed } from '../../parts/state.tsx'
import { Clipped, type Column, Table } from '../../parts/table.tsx'
import { useWords } from '../../words.ts'
import { type Health, type HealthAddress, levelKey, measures } from './address.ts'
import look from './health.module.css'
import { reasonSettle, reasonWhy } from './reason-words.ts'

type Row = Out<'health.assets'>['rows'][number]
type Site = Out<'sites.list'>['rows'][number]

type Given = { at: HealthAddress; told: Health; sites: readonly Site[]; siteId: string | undefined }

type Field = NonNullable<In<'health.assets'>['field']>

const keyOf = (row: Row) => row.assetId
const addressOf = (row: Row) => ({ to: '/assets/$id', params: { id: row.assetId } })

/** The assets of the number that was picked, with what to do next; nothing while none is. */
export function Listed(given: Given) {
  const { at, told } = given
  const reason = told.reasons.some(one => one.reason === at.reason)
  const field = told.fields.some(one => one.field === at.field)
  const heading = useLed([at.level, at.lacks, at.reason, at.field, at.vendor])
  return at.lacks !== '' || reason || field || at.vendor !== '' ? <Assets {...given} heading={heading} /> : null
}

function Assets({ at, told, sites, siteId, heading }: Given & { heading: RefObject<HTMLHeadingElement | null> }) {
  const words = useWords()
  const { health, parts } = words
  const reason = told.reasons.find(one => one.reason === at.reason)
  const found = usePages(
    'health.assets',
    useMemo(() => asked(at, siteId), [JSON.stringify(at), siteId]),
  )
  const lacking = at.lacks
  const count = countOf(at, told)
  const columns = useColumns(siteId === undefined && sites.length > 1 ? sites : undefined)
  const level =
    at.level === ''
      ? undefined
      : at.level === 'none'
        ? parts.bands.noLevel
        : `${at.level} ${parts.bands.names[Number(at.level) as 0] ?? ''}`
  const what = lacking
    ? health.lacking[lacking]
    : reason
      ? reasonWhy(reason, words)
      : at.field
        ? health.without(health.fieldNames[at.field] ?? at.field)
        : health.vendorIs(at.vendor.slice(0, 100))
  const next = lacking ? health.nexts[lacking] : reason ? reasonSettle(reason, words) : at.field ? health.nextField : ''
  return (
    <section className={look['section']}>
      <div className={look['head']}>
        <h2 ref={heading} tabIndex={-1}>
          {[count === undefined ? health.listed : health.assets(count), what, level].filter(Boolean).join(' · ')}
        </h2>
        <span className="screen">
          <Link to="/health" search={{ site: at.site }}>
            {health.close}
          </Link>
        </span>
      </div>
      <p className={look['next']}>
        {next && <span className="soft">{health.next}: </span>}
        <bdi>{next}</bdi>
        {(lacking === 'known' || lacking === 'billHeld' || (!lacking && (reason?.components === 0 || at.field))) && (
          <>
            {' '}
            <Link to="/import" search={{ site: at.site }}>
              {health.import}
            </Link>
          </>
        )}
      </p>
      {found.error ? (
        <Failed error={found.error} onAgain={found.again} />
      ) : (
        <Table
          id="gaps"
          title={health.listed}
          rows={found.rows}
          total={found.loading ? undefined : count}
          onMore={found.onMore}
          columns={columns}
          rowKey={keyOf}
          rowAddress={addressOf}
          tall={420}
          empty={found.loading ? '' : health.listNone}
        />
      )}
    </section>
  )
}

/** How many there are, as the numbers above say; undefined where none says so. */
function countOf({ level, lacks, reason, field }: HealthAddress, told: Health): number | undefined {
  const levels = told.levels.filter(one => level === '' || level === levelKey(one.level))
  if (lacks !== '') return levels.reduce((sum, one) => sum + one.assets - one[lacks], 0)
  if (level !== '') return undefined
  const filled = told.fields.find(one => one.field === field)?.filled
  return (
    told.reasons.find(one => one.reason === reason)?.assets ?? (filled === undefined ? undefined : told.assets - filled)
  )
}

function asked(
  { level, lacks, reason, field, vendor }: HealthAddress,
  siteId: string | undefined,
): In<'health.assets'> {
  return {
    limit: 200,
    ...(siteId !== undefined && { siteId }),
    ...(level === 'none' ? { levelless: true } : level !== '' && { level: Number(level) }),
    ...(lacks !== '' && { lacks }),
    // One thing is listed at a time.
    ...(lacks !== '' ? {} : reason ? { reason } : field ? { field: field as Field } : vendor ? { vendor } : {}),
  }
}

function useColumns(sites: readonly Site[] | undefined): readonly Column<Row>[] {
  const words = useWords()
  const { health } = words
  return useMemo(
    () => [
      {
        id: 'tag',
        title: health.column.tag,
        width: 150,
        value: row => row.tag ?? row.assetId,
        show: row => <Clipped text={row.tag ?? row.assetId} mono />,
      },
      ...(sites === undefined
        ? []
        : [outside('site', health.site, row => sites.find(({ id }) => id === row.siteId)?.code ?? null, 90)]),
      { id: 'level', title: health.column.level, width: 72, align: 'end', value: row => row.level },
      outside('name', health.column.name, ({ name }) => name),
      {
        ...outside('place', health.column.place, ({ path }) => path.split('/').slice(1, -1).join(' / ')),
        hidden: true,
      },
      outside('vendor', health.column.vendor, ({ vendor }) => vendor),
      outside('product', health.column.product, ({ product }) => product),
      { ...outside('order', health.column.orderNumber, ({ orderNumber }) => orderNumber), hidden: true },
      { ...outside('firmware', health.column.firmware, ({ firmware }) => firmware, 110), version: true },
      outside(
        'why',
        health.column.why,
        ({ reasons }) => reasons.map(reason => reasonWhy({ reason, rule: reason }, words)).join('; '),
        280,
      ),
      { ...outside('kind', health.column.kind, ({ kind }) => kind, 100), hidden: true },
      ...measures.map(
        (measure): Column<Row> => ({
          id: measure.toLowerCase(),
          title: health.measures[measure],
          width: 110,
          hidden: true,
          value: row => (row[measure] ? health.yes : health.no),
        }),
      ),
    ],
    [words, health, sites],
  )
}

function outside(id: string, title: string, value: (row: Row) => string | null, width?: number): Column<Row> {
  const show = (row: Row) => {
    const text = value(row)
    return text === null || text === '' ? null : <Clipped text={text} />
  }
  return { id, title, value, show, ...(width !== undefined && { width }) }
}
