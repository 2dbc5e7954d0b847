import { useMemo } from 'react'
import { usePages } from '../../asking.ts'
import { When, whenText } from '../../parts/date.tsx'
import { Tick } from '../../parts/field.tsx'
import { Failed, Loading } from '../../parts/state.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { Verdict } from '../../parts/verdict.tsx'
import { useWords, type Words } from '../../words.ts'
import look from './ask.module.css'
import type { Answer, LotRow } from './facts.ts'
import { inputOf, useAsked, useSites } from './state.ts'

/** The lots that met it, shipped ones first: what is recalled. */
export function Lots({ answer, asked = true }: { answer: Answer; asked?: boolean }) {
  const words = useWords()
  const { ask } = words
  const [state, go] = useAsked()
  const { zoneOf, rows: sites } = useSites()
  const { lots } = answer
  const count = lots.count + lots.undecided
  // A question about a lot is about that one, not about all that met its software.
  const whole = asked && answer.asked.kind !== 'lot' && lots.rows.length < count
  const { question, limit: _, ...input } = inputOf(state)
  const found = usePages('lots.touched', { question, ...input }, { when: whole })
  const all = whole ? found.rows : lots.rows
  const only = state.shipped === 'yes'
  const rows = useMemo(() => (only ? all.filter(({ shipments }) => shipments > 0) : all), [all, only])
  const columns = useMemo(() => columnsOf(words, zoneOf, sites), [words, zoneOf, sites])
  const rowAddress = useMemo(
    () => (row: LotRow) => ({ to: '/lots/$id', params: { id: row.lotId }, search: { at: state.at } }),
    [state.at],
  )
  if (count === 0) return <p className="soft">{ask.noLots}</p>
  if (whole && found.error) return <Failed error={found.error} onAgain={found.again} />
  if (whole && found.loading) return <Loading lines={8} />
  return (
    <>
      <div className={look['head']}>
        <p className="soft">{ask.lotsLead(lots.shipped, lots.count)}</p>
        <Tick
          label={ask.lotsOnly}
          checked={only}
          onChange={event => go({ shipped: event.target.checked ? 'yes' : '' })}
        />
      </div>
      {!asked && lots.rows.length < count && <p className="soft">{ask.lotsPast(lots.rows.length)}</p>}
      <Table
        id="lots"
        title={ask.lotsTitle}
        rows={rows}
        total={only ? undefined : whole ? count : rows.length}
        onMore={whole ? found.onMore : undefined}
        columns={columns}
        rowKey={keyOf}
        rowAddress={rowAddress}
        tall={560}
      />
    </>
  )
}

const keyOf = ({ siteId, lotId }: LotRow) => `${siteId} ${lotId}`

function columnsOf(
  { ask, parts }: Words,
  zoneOf: (siteId?: string) => string,
  sites: readonly { id: string; code: string }[],
): Column<LotRow>[] {
  const { columns } = ask
  const when = (id: string, title: string, pick: (row: LotRow) => string | null): Column<LotRow> => ({
    id,
    title,
    width: 224,
    value: row => whenText(pick(row), zoneOf(row.siteId), parts),
    show: row => <When at={pick(row)} zone={zoneOf(row.siteId)} />,
  })
  return [
    { id: 'lot', title: columns.lot, width: 150, version: true, value: row => row.number },
    {
      id: 'verdict',
      title: columns.verdict,
      width: 144,
      value: row => parts.verdict[row.verdict],
      show: row => <Verdict of={row.verdict} />,
    },
    {
      id: 'shipments',
      title: columns.shipments,
      width: 110,
      align: 'end',
      value: row => row.shipments,
      show: row => (row.shipments === 0 ? <span className="soft">{ask.shippedNo}</span> : parts.number(row.shipments)),
    },
    { id: 'product', title: columns.product, value: row => row.product },
    { id: 'status', title: columns.status, width: 110, value: row => row.status },
    when('made', columns.made, row => row.madeFrom),
    when('until', columns.until, row => row.madeUntil),
    {
      id: 'site',
      title: columns.site,
      width: 84,
      value: row => sites.find(({ id }) => id === row.siteId)?.code ?? row.siteId,
    },
  ]
}
