import { useMemo } from 'react'
import { usePages } from '../../asking.ts'
import { When, whenText } from '../../parts/date.tsx'
import { Found } from '../../parts/found.tsx'
import { Empty } from '../../parts/state.tsx'
import { Clipped, type Column } from '../../parts/table.tsx'
import { useWords } from '../../words.ts'
import { type AssetAddress, momentIn } from './address.ts'
import type { Story } from './model.ts'

type Lot = ReturnType<typeof usePages<'assets.lots'>>['rows'][number]

const keyOf = ({ lotId }: Lot) => lotId
const addressOf = ({ lotId }: Lot) => ({ to: '/lots/$id', params: { id: lotId } })

/** The lots that were made on it, the newest first. */
export function Lots({ story, at }: { story: Story; at: AssetAddress }) {
  const { asset, parts } = useWords()
  const found = usePages('assets.lots', { id: story.assetId, ...momentIn(at), limit: 200 })
  const { timeZone } = story.site
  const columns = useMemo((): Column<Lot>[] => {
    const { lot } = asset
    const time = (id: 'from' | 'until', value: (row: Lot) => string | null): Column<Lot> => ({
      ...{ id, title: lot[id], width: 216 },
      value: row => whenText(value(row), timeZone, parts),
      show: row => (value(row) === null ? null : <When at={value(row)} zone={timeZone} />),
    })
    return [
      {
        ...{ id: 'number', title: lot.number, width: 170, version: true },
        value: ({ number }) => number,
        show: ({ number }) => <Clipped text={number} mono />,
      },
      {
        ...{ id: 'product', title: lot.product },
        value: ({ product }) => product,
        show: ({ product }) => (product ? <Clipped text={product} /> : null),
      },
      time('from', ({ madeFrom }) => madeFrom),
      time('until', ({ madeUntil }) => madeUntil),
      {
        ...{ id: 'status', title: lot.status, width: 130 },
        value: ({ status }) => status,
        show: ({ status }) => (status ? <Clipped text={status} /> : null),
      },
      { id: 'shipments', title: lot.shipments, width: 108, align: 'end', value: ({ shipments }) => shipments || null },
    ]
  }, [asset, parts, timeZone])
  return (
    <Found
      id="lots"
      found={found}
      lines={8}
      none={<Empty title={asset.lotsNone}>{asset.lotsNoneNext}</Empty>}
      title={asset.lotsTitle}
      total={story.lots.count}
      columns={columns}
      rowKey={keyOf}
      rowAddress={addressOf}
    />
  )
}
