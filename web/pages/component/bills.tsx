import { useMemo } from 'react'
import type { Out } from '../../api.ts'
import { usePages } from '../../asking.ts'
import { When, whenText } from '../../parts/date.tsx'
import { Found } from '../../parts/found.tsx'
import { Link } from '../../parts/link.tsx'
import { Empty } from '../../parts/state.tsx'
import { Clipped, type Column } from '../../parts/table.tsx'
import { useWords } from '../../words.ts'
import { versionIn } from './address.ts'
import { PickVersion } from './assets.tsx'
import look from './component.module.css'
import type { Given } from './head.tsx'

type Row = Out<'components.bills'>['rows'][number]

const keyOf = (row: Row) => `${row.bomId} ${row.componentId}`
const addressOf = (row: Row) => ({ to: '/boms/$id', params: { id: row.digest } })

/** The bills that list it, the last received first; from each the way by which it came in. */
export function Bills({ story, at, go, zone }: Given) {
  const { component: words } = useWords()
  const when = at.at === '' ? {} : { at: at.at, known: at.at }
  const found = usePages('components.bills', { key: at.key, ...versionIn(at.version), ...when, limit: 200 })
  const columns = useColumns(zone)
  return (
    <>
      <div className={`${look['bar']} screen`}>
        <PickVersion story={story} at={at} go={go} />
      </div>
      <Found
        id="bills"
        found={found}
        lines={10}
        title={words.tabs.bills}
        columns={columns}
        rowKey={keyOf}
        rowAddress={addressOf}
        plain
        empty={<Empty title={words.noBills} />}
      />
    </>
  )
}

const oneLine = 'asset-row'

function useColumns(zone: string): readonly Column<Row>[] {
  const { component: words, bom, parts } = useWords()
  return useMemo(
    () => [
      {
        ...{ id: 'bill', title: words.bill },
        value: row => row.subject ?? (row.format === oneLine ? words.oneLine : row.digest),
        show: row => <Clipped text={row.subject ?? (row.format === oneLine ? words.oneLine : bom.noSubject)} />,
      },
      {
        ...{ id: 'of', title: bom.column.version, width: 120, version: true },
        value: row => row.subjectVersion,
        show: row => row.subjectVersion !== null && <Clipped text={row.subjectVersion} mono />,
      },
      {
        ...{ id: 'version', title: words.versionIn, width: 190, version: true },
        value: row => row.version,
        show: row =>
          row.version === null ? <span className="soft">{words.noVersion}</span> : <Clipped text={row.version} mono />,
      },
      { id: 'kind', title: bom.column.kind, width: 150, value: row => bom.kindOf(row.kind) },
      {
        ...{ id: 'received', title: words.received, width: 150 },
        value: row => whenText(row.receivedAt, zone, parts),
        show: row => <When at={row.receivedAt} zone={zone} form="short" />,
      },
      {
        ...{ id: 'assets', title: words.column.assets, width: 92, align: 'end' },
        value: row => row.assets,
        show: row => (
          <Link to="/boms/$id" params={{ id: row.digest }} search={{ tab: 'runs' }}>
            {parts.number(row.assets)}
          </Link>
        ),
      },
      {
        ...{ id: 'paths', title: words.paths, width: 150, align: 'end' },
        value: row => row.number,
        show: row => (
          <Link to="/boms/$id" params={{ id: row.digest }} search={{ of: String(row.componentId) }}>
            {words.paths}
          </Link>
        ),
      },
    ],
    [words, bom, parts, zone],
  )
}
