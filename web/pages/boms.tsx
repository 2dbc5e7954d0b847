import { useMemo } from 'react'
import { oneOf, text, useAddress } from '../address.ts'
import type { Out } from '../api.ts'
import { usePages } from '../asking.ts'
import { Button } from '../parts/button.tsx'
import { bytes } from '../parts/bytes.ts'
import { When, whenText } from '../parts/date.tsx'
import { Digest } from '../parts/digest.tsx'
import { Found } from '../parts/found.tsx'
import { Link } from '../parts/link.tsx'
import { Select } from '../parts/select.tsx'
import { Empty } from '../parts/state.tsx'
import { Clipped, type Column } from '../parts/table.tsx'
import { Title } from '../parts/title.tsx'
import { useWords } from '../words.ts'
import look from './component/component.module.css'
import { SearchField } from './component/search-field.tsx'
import { Sub } from './component/sub.tsx'
import { useSites } from './component/zone.ts'

type Row = Out<'boms.list'>['boms'][number]

const keyOf = ({ id }: Row) => String(id)
const addressOf = ({ digest }: Row) => ({ to: '/boms/$id', params: { id: digest } })
const parts = {
  q: text(),
  kind: oneOf('', 'bom', 'lockfile', 'inventory', 'image', 'system'),
  site: text(),
}

/** Bills of materials, the last received first. */
export function Page() {
  const { bom, component } = useWords()
  const [{ q, kind, site }, go] = useAddress(parts)
  const { sites, zone } = useSites()
  const siteId = sites.find(({ code }) => code === site)?.id
  const found = usePages(
    'boms.list',
    {
      ...(q.trim() && { text: q.trim().slice(0, 200) }),
      ...(kind !== '' && { kind }),
      ...(siteId && { siteId }),
      limit: 200,
    },
    { when: site === '' || sites.length > 0 },
  )
  const columns = useColumns(zone)
  const narrowed = q !== '' || kind !== '' || site !== ''
  return (
    <>
      <Title title={bom.title} lead={bom.lead} />
      <Sub here="boms" />
      <search className={`${look['filters']} screen`} aria-label={bom.filters}>
        <SearchField label={bom.find} hint={bom.findHint} value={q} most={200} wide onValue={q => go({ q })} />
        <Select label={bom.kind} value={kind} choices={bom.kinds} onChange={kind => go({ kind }, { push: true })} />
        {sites.length > 1 && (
          <Select
            label={component.site}
            value={site}
            choices={{ '': component.anySite, ...Object.fromEntries(sites.map(({ code, name }) => [code, name])) }}
            onChange={site => go({ site }, { push: true })}
          />
        )}
        {narrowed && <Button onClick={() => go({ q: '', kind: '', site: '' })}>{component.clear}</Button>}
      </search>
      <Found
        id="boms"
        found={found}
        lines={14}
        none={
          narrowed ? undefined : (
            <Empty title={bom.empty}>
              {bom.emptyNext} <Link to="/import">{bom.import}</Link>
            </Empty>
          )
        }
        find={false}
        title={bom.title}
        columns={columns}
        rowKey={keyOf}
        rowAddress={addressOf}
        empty={<Empty title={bom.none}>{bom.noneNext}</Empty>}
      />
    </>
  )
}

function useColumns(zone: string): readonly Column<Row>[] {
  const { bom, component, parts } = useWords()
  return useMemo(() => {
    const { column } = bom
    const nothing = (row: Row) => (row.format === 'asset-row' ? component.oneLine : bom.noSubject)
    return [
      {
        ...{ id: 'subject', title: column.subject },
        value: row => row.subject ?? nothing(row),
        show: row => <Clipped text={row.subject ?? nothing(row)} />,
      },
      {
        ...{ id: 'version', title: column.version, width: 150, version: true },
        value: row => row.subjectVersion,
        show: row => row.subjectVersion !== null && <Clipped text={row.subjectVersion} mono />,
      },
      { id: 'kind', title: column.kind, width: 150, value: row => bom.kindOf(row.kind) },
      {
        ...{ id: 'format', title: column.format, width: 186 },
        value: row => [row.format, row.specVersion].filter(Boolean).join(' '),
        show: row => <Clipped text={[row.format, row.specVersion].filter(Boolean).join(' ')} mono />,
      },
      { id: 'components', title: column.components, width: 112, align: 'end', value: row => row.components },
      {
        ...{ id: 'notes', title: column.notes, width: 84, align: 'end' },
        value: row => row.notes,
        show: row =>
          row.notes === 0 ? (
            <span className="soft">0</span>
          ) : (
            <Link to="/boms/$id" params={{ id: row.digest }} search={{ tab: 'paper' }}>
              {parts.number(row.notes)}
            </Link>
          ),
      },
      {
        ...{ id: 'received', title: column.received, width: 150 },
        value: row => whenText(row.receivedAt, zone, parts),
        show: row => <When at={row.receivedAt} zone={zone} form="short" />,
      },
      {
        ...{ id: 'made', title: column.made, width: 150, hidden: true },
        value: row => (row.madeAt === null ? null : whenText(row.madeAt, zone, parts)),
        show: row => row.madeAt !== null && <When at={row.madeAt} zone={zone} form="short" />,
      },
      {
        ...{ id: 'size', title: column.size, width: 92, align: 'end' },
        value: row => row.size,
        show: row => bytes(row.size, parts.locale),
      },
      {
        ...{ id: 'digest', title: column.digest, width: 176, version: true },
        value: row => row.digest,
        show: row => <Digest value={row.digest} />,
      },
    ]
  }, [bom, component, parts, zone])
}
