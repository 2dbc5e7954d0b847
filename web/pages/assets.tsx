import { useMemo } from 'react'
import type { In, Out } from '../api.ts'
import { useAsk, usePages } from '../asking.ts'
import { AsOf, Past } from '../parts/asof.tsx'
import { Found } from '../parts/found.tsx'
import { Link } from '../parts/link.tsx'
import { Filled } from '../parts/sentence.tsx'
import { Empty } from '../parts/state.tsx'
import { Clipped, type Column } from '../parts/table.tsx'
import { Title } from '../parts/title.tsx'
import { useWords } from '../words.ts'
import { Filters } from './asset/filters.tsx'
import look from './asset/list.module.css'
import { type ListAddress, listed, states, useListAddress } from './asset/list-address.ts'
import { stateAsked, statesIn } from './plant/address.ts'
import { StateWord } from './plant/state.tsx'

type Row = Out<'plant.assets'>['rows'][number]

const keyOf = (row: Row) => row.assetId

/** Every asset with what can be said of it as a whole, the worst first. */
export function Page() {
  const { asset } = useWords()
  const [at, go] = useListAddress()
  const sites = useAsk('sites.list', { limit: 500 })
  const site = sites.data?.rows.find(({ code }) => code === at.site)
  const zone = site?.timeZone ?? sites.data?.rows[0]?.timeZone ?? 'UTC'
  const waits = at.site !== '' && sites.isPending
  const found = usePages('plant.assets', { ...asked(at, site?.id), limit: 500 }, { when: !waits })
  const whole = useAsk(
    'plant.show',
    { ...(site && { siteId: site.id }), ...(at.at && { at: at.at }) },
    { when: !waits },
  )
  const addressOf = useAddressOf(at.at)
  const columns = useColumns(site === undefined && (sites.data?.rows.length ?? 0) > 1)
  const count = whole.data && countOf(whole.data, at)
  return (
    <>
      <Title title={asset.title} lead={whole.data && <Lead at={at} counts={stateCounts(whole.data, at)} />}>
        <AsOf at={at.at} onAt={time => go({ at: time }, { push: true })} zone={zone} />
      </Title>
      <Past at={at.at} onAt={time => go({ at: time }, { push: true })} zone={zone} />
      <Filters at={at} go={go} sites={sites.data?.rows ?? []} site={site} />
      <Found
        id="assets"
        found={{ ...found, error: sites.error ?? found.error }}
        lines={12}
        title={asset.title}
        total={count}
        find={false}
        columns={columns}
        rowKey={keyOf}
        rowAddress={addressOf}
        actions={[{ id: 'tags', title: asset.copyTags, run: copyTags }]}
        empty={<Nothing any={whole.data === undefined || total(stateCounts(whole.data, none)) > 0} />}
      />
    </>
  )
}

const none = { ...listed({}), site: '' } as ListAddress

function useAddressOf(at: string) {
  return useMemo(() => (row: Row) => ({ to: '/assets/$id', params: { id: row.assetId }, search: { at } }), [at])
}

function copyTags(rows: readonly Row[]): void {
  void navigator.clipboard.writeText(rows.map(row => row.tag ?? row.assetId).join('\n'))
}

/** What of the address the server is asked. */
function asked(at: ListAddress, siteId: string | undefined): In<'plant.assets'> {
  return {
    ...(siteId !== undefined && { siteId }),
    ...(at.path && { path: at.path }),
    ...(at.level === 'none' ? { levelless: true } : at.level && { level: Number(at.level) }),
    ...(at.zone && { zoneId: at.zone }),
    ...(at.kind && { kind: at.kind }),
    ...(at.q && { words: at.q }),
    ...(at.conflicts && { conflicts: true }),
    ...stateAsked(at),
    ...(at.at && { at: at.at }),
  }
}

type Counts = Readonly<Record<(typeof states)[number], number>>

/** Assets by state, as far as the plant's counts tell it: of the places, levels and zones of the address. */
function stateCounts(plant: Out<'plant.show'>, at: ListAddress): Counts {
  const sums = Object.fromEntries(states.map(state => [state, 0])) as Record<(typeof states)[number], number>
  const under = at.path === '' ? undefined : new Set(plant.places.filter(within(at.path)).map(({ placeId }) => placeId))
  for (const { state, assets, placeId, level, zoneId } of plant.states) {
    if (under !== undefined && !under.has(placeId ?? '')) continue
    if (at.level !== '' && String(level ?? 'none') !== at.level) continue
    if (at.zone !== '' && zoneId !== at.zone) continue
    sums[state] += assets
  }
  return sums
}

const within =
  (path: string) =>
  ({ path: own }: { path: string }) =>
    own === path || own.startsWith(`${path}/`)

const total = (counts: Counts) => states.reduce((sum, state) => sum + counts[state], 0)

/** How many rows there are, where the counts of the plant tell it. */
function countOf(plant: Out<'plant.show'>, at: ListAddress): number | undefined {
  if (at.q !== '' || at.kind !== '' || at.conflicts !== '') return undefined
  const counts = stateCounts(plant, at)
  return at.state === '' ? total(counts) : statesIn(at).reduce((sum, state) => sum + counts[state], 0)
}

/** How many assets are how; each number leads to its rows. */
function Lead({ at, counts }: { at: ListAddress; counts: Counts }) {
  const { asset } = useWords()
  const { state: _, q: __, kind: ___, conflicts: ____, ...kept } = at
  const shown = states.filter(state => counts[state] > 0)
  if (shown.length === 0) return null
  const list = shown.map((state, index) => (
    <span key={state}>
      {index > 0 && ', '}
      <Link to="/assets" search={{ ...kept, state }} className={look['count']}>
        <StateWord of={state} count={counts[state]} />
      </Link>
    </span>
  ))
  const all = (
    <Link to="/assets" search={kept}>
      {asset.assets(total(counts))}
    </Link>
  )
  return <Filled text={asset.lead} with={{ all, states: <>{list}</> }} />
}

function Nothing({ any }: { any: boolean }) {
  const { asset } = useWords()
  return any ? (
    <Empty title={asset.listNone}>
      {asset.listNoneNext} <Link to="/assets">{asset.filter.clear}</Link>
    </Empty>
  ) : (
    <Empty title={asset.noAssets}>
      {asset.noAssetsNext} <Link to="/import">{asset.import}</Link>
    </Empty>
  )
}

function useColumns(several: boolean): readonly Column<Row>[] {
  const { asset, plant } = useWords()
  return useMemo(() => {
    const { column } = asset
    const text = (id: keyof typeof column, value: (row: Row) => string | null, width?: number): Column<Row> => ({
      id,
      title: column[id],
      value,
      show: row => {
        const told = value(row)
        return told ? <Clipped text={told} /> : null
      },
      ...(width !== undefined && { width }),
    })
    return [
      {
        ...{ id: 'tag', title: column.tag, width: 136 },
        value: row => row.tag ?? row.assetId,
        show: row => <Clipped text={row.tag ?? row.assetId} mono />,
      },
      {
        ...{ id: 'state', title: column.state, width: 140 },
        value: row => plant.states[row.state],
        show: row => <StateWord of={row.state} />,
      },
      text('name', ({ name }) => name),
      {
        ...text('place', ({ path }) => path.split('/').slice(0, -1).join(' / ')),
        show: ({ path }) => <Clipped text={path.split('/').slice(1, -1).slice(-2).join(' / ')} />,
      },
      { ...text('site', ({ path }) => path.split('/')[0] ?? null, 76), ...(!several && { hidden: true as const }) },
      { id: 'level', title: column.level, width: 64, align: 'end', value: row => row.level },
      text('zone', ({ zone }) => zone, 112),
      text('kind', ({ kind }) => (kind === null ? null : (asset.kinds[kind] ?? kind)), 104),
      text('vendor', ({ vendor }) => vendor),
      text('product', ({ product }) => product),
      {
        ...text('firmware', ({ firmware }) => firmware, 104),
        version: true,
        show: ({ firmware }) => (firmware ? <Clipped text={firmware} mono /> : null),
      },
      { ...text('orderNumber', ({ orderNumber }) => orderNumber, 130), hidden: true, version: true },
      { ...text('serial', ({ serial }) => serial, 130), hidden: true, version: true },
      { ...text('owner', ({ owner }) => owner, 100), hidden: true },
      { id: 'rank', title: column.rank, width: 90, align: 'end', value: row => row.rank, hidden: true },
      { id: 'conflicts', title: column.conflicts, width: 110, align: 'end', value: row => row.conflicts, hidden: true },
    ]
  }, [asset, plant, several])
}
