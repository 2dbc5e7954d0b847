import { useMemo } from 'react'
import { When, whenText } from '../../parts/date.tsx'
import { Digest } from '../../parts/digest.tsx'
import { Fact, Facts } from '../../parts/fact.tsx'
import { Link } from '../../parts/link.tsx'
import { Empty } from '../../parts/state.tsx'
import { Clipped, type Column, Table } from '../../parts/table.tsx'
import { useWords, type Words } from '../../words.ts'
import look from './lot.module.css'
import type { LotRecord } from './record.ts'

type Shipment = LotRecord['shipped'][number] & { key: string }
type Run = LotRecord['runs'][number] & { key: string }

const keyOf = ({ key }: { key: string }) => key

/** Where and when a lot was made, what was shipped of it to whom, and the digest of its record. */
export function Made({ record }: { record: LotRecord }) {
  const { lot: words, parts } = useWords()
  const zone = record.site.timeZone
  const shipped = useMemo(() => record.shipped.map((one, at) => ({ ...one, key: String(at) })), [record])
  const runs = useMemo(() => record.runs.map((one, at) => ({ ...one, key: String(at) })), [record])
  const shipmentColumns = useMemo(() => shipmentsOf(record, words, parts), [record, words, parts])
  const runColumns = useMemo(() => runsOf(zone, words, parts), [zone, words, parts])
  const amount = record.quantity === null ? null : `${parts.number(record.quantity)} ${record.unit ?? ''}`.trim()
  return (
    <div className={look['made']}>
      <Facts>
        <Fact label={words.product} value={record.product} />
        <Fact label={words.quantity} value={amount} />
        <Fact label={words.status} value={record.status && words.statusOf(record.status)} />
        <Fact label={words.madeFrom} value={<When at={record.madeFrom} zone={zone} />} />
        <Fact
          label={words.madeUntil}
          value={record.madeUntil === null ? words.goingOn : <When at={record.madeUntil} zone={zone} />}
        />
        <Fact label={words.digest} value={<Digest value={record.digest} />} />
      </Facts>
      <p className="soft">{words.digestWhy}</p>
      <h2>{words.shippedTo}</h2>
      {shipped.length === 0 ? (
        <Empty title={words.noShipments}>
          <p>{words.noShipmentsNext}</p>
        </Empty>
      ) : (
        <Table
          id="shipped"
          title={words.shippedTo}
          rows={shipped}
          columns={shipmentColumns}
          rowKey={keyOf}
          plain
          tall={320}
        />
      )}
      <h2>{words.runs}</h2>
      <Table id="runs" title={words.runs} rows={runs} columns={runColumns} rowKey={keyOf} plain tall={320} />
    </div>
  )
}

function shipmentsOf({ site, unit }: LotRecord, words: Words['lot'], parts: Words['parts']): Column<Shipment>[] {
  return [
    {
      id: 'customer',
      title: words.customer,
      value: row => row.customer,
      show: row => row.customer !== null && <Clipped text={row.customer} />,
    },
    { id: 'delivery', title: words.delivery, value: row => row.delivery, width: 180, version: true },
    {
      id: 'at',
      title: words.shippedAt,
      value: row => whenText(row.shippedAt, site.timeZone, parts),
      show: row => <When at={row.shippedAt} zone={site.timeZone} />,
      width: 218,
    },
    { id: 'quantity', title: words.quantity, value: row => row.quantity, align: 'end', width: 110 },
    { id: 'unit', title: words.unit, value: row => (row.quantity === null ? null : unit), width: 80 },
  ]
}

function runsOf(zone: string, words: Words['lot'], parts: Words['parts']): Column<Run>[] {
  return [
    {
      id: 'place',
      title: words.place,
      value: row => row.path,
      show: ({ path, assetId }) =>
        path !== null &&
        (assetId === null ? (
          <Link to="/plant" search={{ place: path, site: path.split('/')[0] ?? '' }}>
            <Clipped text={path} />
          </Link>
        ) : (
          <Link to="/assets/$id" params={{ id: assetId }}>
            <Clipped text={path} />
          </Link>
        )),
    },
    {
      id: 'from',
      title: words.madeFrom,
      value: row => whenText(row.from, zone, parts),
      show: row => <When at={row.from} zone={zone} />,
      width: 218,
    },
    {
      id: 'until',
      title: words.madeUntil,
      value: row => whenText(row.until, zone, parts),
      show: row => (row.until === null ? words.goingOn : <When at={row.until} zone={zone} />),
      width: 218,
    },
  ]
}
