import { useMemo } from 'react'
import { oneOf, text, time, useAddress } from '../address.ts'
import type { Out } from '../api.ts'
import { usePages } from '../asking.ts'
import { AsOf, Past } from '../parts/asof.tsx'
import { Button } from '../parts/button.tsx'
import { Found } from '../parts/found.tsx'
import { Link } from '../parts/link.tsx'
import { Select } from '../parts/select.tsx'
import { Empty } from '../parts/state.tsx'
import { Clipped, type Column } from '../parts/table.tsx'
import { Title } from '../parts/title.tsx'
import { Verdict } from '../parts/verdict.tsx'
import { useWords } from '../words.ts'
import look from './component/component.module.css'
import { calledComponent } from './component/names.ts'
import { SearchField } from './component/search-field.tsx'
import { Sub } from './component/sub.tsx'
import { useSites } from './component/zone.ts'

type Row = Out<'components.list'>['rows'][number]

const keyOf = ({ key }: Row) => key
const parts = {
  q: text(),
  show: oneOf('', 'running', 'affected', 'undecided'),
  site: text(),
  at: time(),
}

/** Packages and products in all bills, by name, with the versions in use and where. */
export function Page() {
  const { component: words } = useWords()
  const [{ q, show, site, at }, go] = useAddress(parts)
  const { sites, zone } = useSites()
  const siteId = sites.find(({ code }) => code === site)?.id
  const found = usePages(
    'components.list',
    {
      ...(q.trim() && { text: q.trim().slice(0, 2000) }),
      ...(show !== '' && { running: true }),
      ...((show === 'affected' || show === 'undecided') && { verdict: show }),
      ...(siteId && { siteId }),
      ...(at && { at }),
      limit: 100,
    },
    { when: site === '' || sites.length > 0 },
  )
  const columns = useColumns(at)
  const addressOf = useMemo(() => (row: Row) => ({ to: '/component', search: { key: row.key, at } }), [at])
  const narrowed = q !== '' || show !== '' || site !== ''
  return (
    <>
      <Title title={words.title} lead={words.lead}>
        <AsOf at={at} onAt={time => go({ at: time }, { push: true })} zone={zone} />
      </Title>
      <Sub here="components" />
      <Past at={at} onAt={time => go({ at: time }, { push: true })} zone={zone} />
      <search className={`${look['filters']} screen`} aria-label={words.filters}>
        <SearchField label={words.search} hint={words.searchHint} value={q} most={2000} wide onValue={q => go({ q })} />
        <Select label={words.show} value={show} choices={words.shows} onChange={show => go({ show }, { push: true })} />
        {sites.length > 1 && (
          <Select
            label={words.site}
            value={site}
            choices={{ '': words.anySite, ...Object.fromEntries(sites.map(({ code, name }) => [code, name])) }}
            onChange={site => go({ site }, { push: true })}
          />
        )}
        {narrowed && <Button onClick={() => go({ q: '', show: '', site: '' })}>{words.clear}</Button>}
      </search>
      <p className={`${look['how']} screen`}>{words.searchHow}</p>
      <Found
        id="components"
        found={found}
        lines={14}
        none={
          narrowed ? undefined : (
            <Empty title={words.empty}>
              {words.emptyNext} <Link to="/import">{words.import}</Link>
            </Empty>
          )
        }
        find={false}
        title={words.title}
        columns={columns}
        rowKey={keyOf}
        rowAddress={addressOf}
        empty={<Empty title={words.none}>{words.noneNext}</Empty>}
      />
    </>
  )
}

function useColumns(at: string): readonly Column<Row>[] {
  const { component: words, parts } = useWords()
  return useMemo(() => {
    const { column } = words
    const linked = (row: Row, tab: string, count: number) =>
      count === 0 ? (
        <span className="soft">0</span>
      ) : (
        <Link to="/component" search={{ key: row.key, tab, at }}>
          {parts.number(count)}
        </Link>
      )
    return [
      {
        ...{ id: 'name', title: column.name },
        value: row => calledComponent(row),
        show: row => <Clipped text={calledComponent(row)} />,
      },
      {
        ...{ id: 'id', title: column.id, width: 290, version: true },
        value: row => row.packageKey ?? row.orderNumber,
        show: row => <Clipped text={row.packageKey ?? row.orderNumber ?? ''} mono />,
      },
      {
        ...{ id: 'supplier', title: column.supplier, width: 174 },
        value: row => row.supplier,
        show: row => row.supplier !== null && <Clipped text={row.supplier} />,
      },
      { id: 'type', title: column.type, width: 110, value: row => row.type, hidden: true },
      {
        ...{ id: 'verdict', title: column.verdict, width: 140 },
        value: row => (row.verdict === null ? words.notRunning : parts.verdict[row.verdict]),
        show: row =>
          row.verdict === null ? <span className="soft">{words.notRunning}</span> : <Verdict of={row.verdict} />,
      },
      {
        ...{ id: 'listed', title: column.listed, width: 140, hidden: true },
        value: row => parts.verdict[row.listed],
        show: row => <Verdict of={row.listed} />,
      },
      {
        ...{ id: 'running', title: column.running, width: 132, align: 'end' },
        value: row => row.running,
        show: row => linked(row, '', row.running),
      },
      {
        ...{ id: 'versions', title: column.versions, width: 132, align: 'end' },
        value: row => row.versions,
        show: row => linked(row, '', row.versions),
      },
      {
        ...{ id: 'assets', title: column.assets, width: 84, align: 'end' },
        value: row => row.assets,
        show: row => linked(row, 'assets', row.assets),
      },
      {
        ...{ id: 'bills', title: column.bills, width: 100, align: 'end' },
        value: row => row.bills,
        show: row => linked(row, 'bills', row.bills),
      },
      { id: 'key', title: column.key, width: 240, version: true, hidden: true, value: row => row.key },
    ]
  }, [words, parts, at])
}
