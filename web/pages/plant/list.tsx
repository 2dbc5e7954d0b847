import { useMemo } from 'react'
import type { In, Out } from '../../api.ts'
import { usePages } from '../../asking.ts'
import { useLed } from '../../parts/led.ts'
import { Link } from '../../parts/link.tsx'
import { Failed } from '../../parts/state.tsx'
import { Clipped, type Column, Table } from '../../parts/table.tsx'
import { useWords } from '../../words.ts'
import { levelIn, type PlantAddress, picked, stateAsked, statesIn } from './address.ts'
import look from './list.module.css'
import { countOf, type Node, nodeAt, type Plant, type Site } from './model.ts'
import { StateWord } from './state.tsx'

type Row = Out<'plant.assets'>['rows'][number]

const keyOf = (row: Row) => row.assetId

/** What of an address narrows the assets, as the server is asked. */
export function asked(at: PlantAddress, site: Site, path: string): In<'plant.assets'> {
  const level = levelIn(at)
  return {
    siteId: site.siteId,
    ...(path !== site.code && { path }),
    ...(at.alone && { alone: true }),
    ...(level === null ? { levelless: true } : level !== undefined && { level }),
    ...(at.zone && { zoneId: at.zone }),
    ...stateAsked(at),
    ...(at.at && { at: at.at }),
  }
}

/** Whether part of what is drawn was picked. */
export function picks({ of, alone, level, state, zone }: PlantAddress): boolean {
  return [of, alone, level, state, zone].some(value => value !== '')
}

/** The assets of what was picked, or of all that is drawn, the worst first. */
export function AssetList({
  at,
  site,
  plant: state,
  root,
  node,
}: {
  at: PlantAddress
  site: Site
  plant: Plant
  root: Node
  node: Node
}) {
  const { plant } = useWords()
  const place = at.of === '' ? node : nodeAt(root, at.of)
  const found = usePages('plant.assets', { ...asked(at, site, place.path), limit: 200 })
  const count = useMemo(
    () =>
      countOf(state, site, place, {
        ...{ alone: at.alone !== '', level: levelIn(at), zoneId: at.zone, states: statesIn(at) },
      }),
    [state, site, place, at],
  )
  const columns = useColumns()
  const heading = useLed([at.of, at.alone, at.level, at.state, at.zone])
  const narrowed = [
    at.level && (at.level === 'none' ? plant.noLevel : plant.atLevel(at.level)),
    at.zone && plant.inZone(state.zones.find(({ zoneId }) => zoneId === at.zone)?.name ?? '?'),
    at.state && (at.state === 'attention' ? plant.attention : plant.states[at.state]),
  ].filter(Boolean)
  return (
    <section className={look['list']} data-picked={picks(at) || undefined}>
      <div className={look['head']}>
        <h2 ref={heading} tabIndex={-1}>
          <bdi>{[at.alone ? plant.listAlone(place.name) : plant.listOf(place.name), ...narrowed].join(' · ')}</bdi>
        </h2>
        {picks(at) && (
          <span className="screen">
            <Link {...picked(at, {})}>{plant.listAll}</Link>
          </span>
        )}
      </div>
      {found.error ? (
        <Failed error={found.error} onAgain={found.again} />
      ) : (
        <Table
          id="assets"
          title={plant.listed}
          rows={found.rows}
          total={found.loading ? undefined : count}
          onMore={found.onMore}
          columns={columns}
          rowKey={keyOf}
          rowAddress={useMemo(() => (row: Row) => addressOf(row, at.at), [at.at])}
          tall={460}
          empty={found.loading ? '' : plant.listNone}
        />
      )}
    </section>
  )
}

function addressOf({ assetId }: Row, at: string) {
  return { to: '/assets/$id', params: { id: assetId }, search: { at } }
}

function useColumns(): readonly Column<Row>[] {
  const { plant } = useWords()
  return useMemo(
    () => [
      {
        id: 'tag',
        title: plant.column.tag,
        width: 150,
        value: row => row.tag ?? row.assetId,
        show: row => <Clipped text={row.tag ?? row.assetId} mono />,
      },
      {
        id: 'state',
        title: plant.column.state,
        width: 144,
        value: row => plant.states[row.state],
        show: row => <StateWord of={row.state} />,
      },
      outside('name', plant.column.name, ({ name }) => name),
      outside('place', plant.column.place, ({ path }) => path.split('/').slice(1, -1).join(' / ')),
      { id: 'level', title: plant.column.level, width: 72, align: 'end', value: row => row.level },
      outside('zone', plant.column.zone, ({ zone }) => zone, 150),
      { ...outside('kind', plant.column.kind, ({ kind }) => kind, 100), hidden: true },
      outside('vendor', plant.column.vendor, ({ vendor }) => vendor),
      outside('product', plant.column.product, ({ product }) => product),
      { ...outside('firmware', plant.column.firmware, ({ firmware }) => firmware, 110), version: true },
    ],
    [plant],
  )
}

function outside(id: string, title: string, value: (row: Row) => string | null, width?: number): Column<Row> {
  const show = (row: Row) => {
    const text = value(row)
    return text === null || text === '' ? null : <Clipped text={text} />
  }
  return { id, title, value, show, ...(width !== undefined && { width }) }
}
