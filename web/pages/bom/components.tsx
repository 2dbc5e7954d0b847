import { useMemo } from 'react'
import type { Out } from '../../api.ts'
import { usePages } from '../../asking.ts'
import { Found } from '../../parts/found.tsx'
import { Link } from '../../parts/link.tsx'
import { Select } from '../../parts/select.tsx'
import { Empty } from '../../parts/state.tsx'
import { Clipped, type Column } from '../../parts/table.tsx'
import { useWords } from '../../words.ts'
import look from '../component/component.module.css'
import { calledComponent, short } from '../component/names.ts'
import { SearchField } from '../component/search-field.tsx'
import { StateWord } from '../plant/state.tsx'
import type { Given } from './model.ts'
import { Ways } from './ways.tsx'

type Row = Out<'boms.contents'>['rows'][number]

const keyOf = ({ componentId }: Row) => String(componentId)
const addressOf = ({ componentId }: Row) => ({ to: '/component', search: { key: `component:${componentId}` } })

/** What the bill lists, the worst first, with what is said of each; and by which ways one of them came in. */
export function Components({ bill, at, go }: Given) {
  const { bom, plant } = useWords()
  const found = usePages('boms.contents', {
    ...{ id: bill.digest, limit: 500 },
    ...(at.at && { known: at.at }),
    ...(at.q.trim() && { text: at.q.trim().slice(0, 200) }),
    ...(at.state !== '' && { state: at.state }),
  })
  const columns = useColumns(bill.digest, at.at)
  const all = at.q === '' && at.state === ''
  return (
    <>
      {at.of !== '' && <Ways bill={bill} of={at.of} onClose={() => go({ of: '' }, { push: true })} />}
      <div className={`${look['bar']} screen`}>
        <SearchField label={bom.text} hint={bom.textHint} value={at.q} most={200} onValue={q => go({ q })} />
        <Select
          label={bom.state}
          value={at.state}
          choices={{ '': bom.anyState, ...plant.states }}
          onChange={state => go({ state }, { push: true })}
        />
      </div>
      <Found
        id="contents"
        found={found}
        lines={12}
        find={false}
        title={bom.tabs.components}
        total={all ? undefined : found.total}
        columns={columns}
        rowKey={keyOf}
        rowAddress={addressOf}
        plain
        empty={
          all ? (
            <Empty title={bom.noComponents}>{bom.noComponentsNext}</Empty>
          ) : (
            <Empty title={bom.noMatch}>{bom.noMatchNext}</Empty>
          )
        }
      />
    </>
  )
}

function useColumns(id: string, at: string): readonly Column<Row>[] {
  const { bom, plant, component, parts } = useWords()
  return useMemo(() => {
    const counted = (row: Row, which: 'affected' | 'undecided') =>
      row[which] === 0 ? (
        <span className="soft">0</span>
      ) : (
        <Link to="/component" search={{ key: `component:${row.componentId}`, tab: 'findings', at }}>
          {parts.number(row[which])}
        </Link>
      )
    return [
      {
        ...{ id: 'name', title: bom.name },
        value: row => calledComponent(row),
        show: row => <Clipped text={calledComponent(row)} />,
      },
      {
        ...{ id: 'version', title: bom.version, width: 112, version: true },
        value: row => row.version,
        show: row =>
          row.version === null ? (
            <span className="soft">{component.noVersion}</span>
          ) : (
            <Clipped text={row.version} mono />
          ),
      },
      {
        ...{ id: 'state', title: bom.state, width: 136 },
        value: row => plant.states[row.state],
        show: row => <StateWord of={row.state} />,
      },
      {
        ...{ id: 'affected', title: bom.counts, width: 128, align: 'end' },
        value: row => row.affected,
        show: row => counted(row, 'affected'),
      },
      {
        ...{ id: 'undecided', title: bom.undecided, width: 124, align: 'end' },
        value: row => row.undecided,
        show: row => counted(row, 'undecided'),
      },
      {
        ...{ id: 'id', title: bom.id, width: 214, version: true },
        value: row => row.purl ?? row.orderNumber,
        show: row => <Clipped text={row.purl ?? row.orderNumber ?? ''} mono />,
      },
      {
        ...{ id: 'supplier', title: bom.supplier, width: 100 },
        value: row => row.supplier,
        show: row => row.supplier !== null && <Clipped text={row.supplier} />,
      },
      {
        ...{ id: 'licenses', title: bom.licenses, width: 110 },
        value: row => row.licenses.join(', ') || null,
        show: row => row.licenses.length > 0 && <Clipped text={row.licenses.join(', ')} />,
      },
      { id: 'type', title: bom.type, width: 100, hidden: true, value: row => row.type },
      { id: 'scope', title: bom.scope, width: 100, hidden: true, value: row => row.scope },
      {
        ...{ id: 'hashes', title: bom.hashes, width: 240, hidden: true, version: true },
        value: row => row.hashes.map(({ algorithm, value }) => `${algorithm}:${value}`).join(' ') || null,
        show: row => (
          <Clipped text={row.hashes.map(({ algorithm, value }) => `${algorithm}:${value}`).join(' ')} mono />
        ),
      },
      { id: 'number', title: bom.number, width: 70, align: 'end', hidden: true, value: row => row.number },
      {
        ...{ id: 'way', title: bom.way, width: 166 },
        value: () => null,
        show: row => (
          <Link to="/boms/$id" params={{ id }} search={{ of: String(row.componentId), at }}>
            {bom.wayOf}
            <span className="unseen">: {short(calledComponent(row))}</span>
          </Link>
        ),
      },
    ]
  }, [bom, plant, component, parts, id, at])
}
