import { useMemo } from 'react'
import type { Out } from '../../api.ts'
import { usePages } from '../../asking.ts'
import { When, whenText } from '../../parts/date.tsx'
import { Found } from '../../parts/found.tsx'
import { Select } from '../../parts/select.tsx'
import { Empty } from '../../parts/state.tsx'
import { Clipped, type Column } from '../../parts/table.tsx'
import { useWords } from '../../words.ts'
import look from '../component/component.module.css'
import type { Given } from './model.ts'

type Row = Out<'boms.runs'>['rows'][number]

const keyOf = ({ deploymentId, siteId }: Row) => `${siteId} ${deploymentId}`

/** Where it runs, where it ran, and for what it is approved: what holds first, then the newest. */
export function Runs({ bill, at, go }: Given) {
  const { bom } = useWords()
  const found = usePages('boms.runs', {
    ...{ id: bill.digest, limit: 200 },
    ...(at.at && { at: at.at, known: at.at }),
    ...(at.runs !== '' && { holds: at.runs === 'now' }),
  })
  const columns = useColumns()
  const addressOf = useMemo(
    () => (row: Row) => ({ to: '/assets/$id', params: { id: row.assetId }, search: { at: at.at } }),
    [at.at],
  )
  return (
    <>
      <div className={`${look['bar']} screen`}>
        <Select
          label={bom.runsWhich}
          value={at.runs}
          choices={bom.runsChoice}
          onChange={runs => go({ runs }, { push: true })}
        />
      </div>
      <Found
        id="runs"
        found={found}
        lines={8}
        title={bom.tabs.runs}
        columns={columns}
        rowKey={keyOf}
        rowAddress={addressOf}
        empty={<Empty title={bom.noRuns}>{bom.noRunsNext}</Empty>}
      />
    </>
  )
}

function useColumns(): readonly Column<Row>[] {
  const { bom, parts } = useWords()
  return useMemo(() => {
    const role = (row: Row) => (row.kind === 'approved' ? bom.approved : row.holds ? bom.observed : bom.ran)
    const until = (row: Row) => (row.until === null ? bom.still : whenText(row.until, row.timeZone, parts))
    return [
      {
        ...{ id: 'asset', title: bom.asset, width: 190 },
        value: row => row.tag ?? row.name ?? row.assetId,
        show: row => <Clipped text={row.tag ?? row.name ?? row.assetId} />,
      },
      { id: 'role', title: bom.role, width: 104, value: role },
      {
        ...{ id: 'from', title: bom.from, width: 150 },
        value: row => whenText(row.from, row.timeZone, parts),
        show: row => <When at={row.from} zone={row.timeZone} form="short" />,
      },
      {
        ...{ id: 'until', title: bom.until, width: 150 },
        value: until,
        show: row =>
          row.until === null ? (
            <span className="soft">{bom.still}</span>
          ) : (
            <When at={row.until} zone={row.timeZone} form="short" />
          ),
      },
      { id: 'path', title: bom.place, value: row => row.path, show: row => <Clipped text={row.path} /> },
      {
        ...{ id: 'zone', title: bom.zone, width: 160 },
        value: row => row.zone,
        show: row => row.zone !== null && <Clipped text={row.zone} />,
      },
      { id: 'level', title: bom.purdue, width: 76, align: 'end', value: row => row.level },
      { id: 'part', title: bom.part, width: 100, hidden: true, value: row => row.part },
      {
        ...{ id: 'source', title: bom.source, width: 170 },
        value: row => row.source,
        show: row => row.source !== null && <Clipped text={row.source} />,
      },
    ]
  }, [bom, parts])
}
