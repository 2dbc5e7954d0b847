import { useMemo, useState } from 'react'
import type { Out } from '../../api.ts'
import { useAct, useAsk, usePages } from '../../asking.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Link } from '../../parts/link.tsx'
import { Select } from '../../parts/select.tsx'
import { Failed, Loading } from '../../parts/state.tsx'
import { Clipped, type Column, Table } from '../../parts/table.tsx'
import { useWords } from '../../words.ts'
import { listing } from './address.ts'
import look from './health.module.css'
import { useMay } from './may.ts'

type Row = Out<'vendors.unmapped'>['rows'][number]

const keyOf = (row: Row) => row.text

/** Vendor texts of assets under which no vendor is known, those of most assets first; who may says whom they mean. */
export function Vendors({ site, siteId }: { site: string; siteId: string | undefined }) {
  const { health, parts } = useWords()
  const of = useMemo(() => (siteId === undefined ? {} : { siteId }), [siteId])
  const told = useAsk('vendors.unmapped', { ...of, limit: 1 }).data
  const found = usePages('vendors.unmapped', { ...of, limit: 200 })
  const may = useMay('vendors.write')
  const [mapping, setMapping] = useState<string>()
  const columns = useColumns(site, may?.may === true ? setMapping : undefined)
  return (
    <section className={look['section']}>
      <h2>{health.vendors}</h2>
      <p className="soft">
        {told && (told.texts === 0 ? health.vendorsNone : health.vendorsLead(told.texts, health.assets(told.assets)))}
        {told && told.missing > 0 && ` ${health.vendorsMissing(health.assets(told.missing))}.`}
        {may?.may === false && ` ${parts.state.mayRoles(may.roles.join(', '))}`}
      </p>
      {found.error ? (
        <Failed error={found.error} onAgain={found.again} />
      ) : found.loading ? (
        <Loading lines={6} />
      ) : (
        found.rows.length > 0 && (
          <div className={look['next']}>
            <Table
              id="vendors"
              title={health.vendors}
              rows={found.rows}
              total={told?.texts}
              onMore={found.onMore}
              columns={columns}
              rowKey={keyOf}
              plain
              tall={360}
            />
          </div>
        )
      )}
      {mapping !== undefined && <Mapping text={mapping} onClose={() => setMapping(undefined)} />}
    </section>
  )
}

function useColumns(site: string, onMap: ((text: string) => void) | undefined): readonly Column<Row>[] {
  const { health, parts } = useWords()
  return useMemo(
    () => [
      { id: 'text', title: health.vendor.text, value: ({ text }) => text, show: ({ text }) => <Clipped text={text} /> },
      {
        id: 'assets',
        title: health.vendor.assets,
        width: 80,
        align: 'end',
        value: ({ assets }) => assets,
        show: ({ text, assets }) => (
          <Link {...listing(site, { vendor: text })} aria-label={`${health.assets(assets)}: ${text.slice(0, 200)}`}>
            {parts.number(assets)}
          </Link>
        ),
      },
      { id: 'sites', title: health.vendor.sites, width: 96, align: 'end', value: ({ sites }) => sites },
      {
        id: 'maker',
        title: health.vendor.maker,
        value: ({ maker, names }) => (names ? maker : health.vendorNobody),
        show: ({ maker, names }) =>
          names ? maker && <Clipped text={maker} /> : <span className={look['told']}>{health.vendorNobody}</span>,
      },
      ...(onMap === undefined
        ? []
        : [
            {
              id: 'act',
              title: health.vendor.act,
              width: 110,
              value: () => '',
              show: ({ text, names }: Row) =>
                names && (
                  <Button
                    kind="quiet"
                    className={look['act']}
                    aria-label={`${health.map}: ${text.slice(0, 200)}`}
                    onClick={() => onMap(text)}
                  >
                    {health.map}
                  </Button>
                ),
            },
          ]),
    ],
    [health, site, onMap],
  )
}

/** Gives a vendor the text as one of its names, or makes a vendor of it. */
function Mapping({ text, onClose }: { text: string; onClose: () => void }) {
  const { health, frame } = useWords()
  const known = useAsk('vendors.list', { limit: 500 })
  const change = useAct('vendors.change')
  const add = useAct('vendors.add')
  const [chosen, setChosen] = useState('')
  const vendors = known.data?.vendors.toSorted((a, b) => a.name.localeCompare(b.name)) ?? []
  const vendor = vendors.find(({ id }) => id === chosen)
  const save = () => {
    const done = { onSuccess: onClose }
    if (vendor === undefined) add.mutate({ name: text }, done)
    else {
      const others = vendor.names.filter(name => name !== vendor.name)
      change.mutate({ id: vendor.id, names: [...others, text] }, done)
    }
  }
  const error = known.error ?? change.error ?? add.error
  return (
    <Dialog
      open
      onClose={onClose}
      title={health.mapTitle(text.slice(0, 100))}
      actions={
        <>
          <Button onClick={onClose}>{frame.cancel}</Button>
          <Button kind="main" busy={change.isPending || add.isPending} onClick={save}>
            {health.mapDone}
          </Button>
        </>
      }
    >
      <p className="soft">{health.mapSay}</p>
      {known.isPending ? (
        <Loading lines={1} />
      ) : (
        <Select
          label={health.mapTo}
          value={chosen}
          choices={Object.fromEntries([['', health.mapNew], ...vendors.map(({ id, name }) => [id, name.slice(0, 80)])])}
          onChange={setChosen}
        />
      )}
      {error && <Failed error={error} />}
    </Dialog>
  )
}
