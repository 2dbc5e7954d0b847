import { useMemo } from 'react'
import { usePages } from '../../asking.ts'
import { Failed } from '../../parts/state.tsx'
import { Clipped, type Column, Table } from '../../parts/table.tsx'
import { useWords } from '../../words.ts'
import { ConduitDrawing } from './conduit-drawing.tsx'
import { waysOf, type ZoneBox } from './conduit-layout.ts'
import type { Site } from './model.ts'

type Conduit = ReturnType<typeof usePages<'conduits.list'>>['rows'][number]

const keyOf = ({ id }: Conduit) => id
/** Zones that are drawn; more of them are a tangle, and stand in the table alone. */
const mostDrawn = 60

/** The ways for data between the zones of a site. */
export function Conduits({ site, zones }: { site: Site; zones: readonly ZoneBox[] }) {
  const { plant } = useWords()
  const found = usePages('conduits.list', { siteId: site.siteId, limit: 500 })
  const names = useMemo(() => new Map(zones.map(({ id, name }) => [id, name])), [zones])
  const columns = useMemo((): Column<Conduit>[] => {
    const column = (id: keyof typeof plant.conduit, value: (conduit: Conduit) => string | null): Column<Conduit> => ({
      id,
      title: plant.conduit[id],
      value,
      show: conduit => <Clipped text={value(conduit) ?? ''} />,
    })
    return [
      column('from', ({ fromZone }) => names.get(fromZone) ?? fromZone),
      column('to', ({ toZone }) => names.get(toZone) ?? toZone),
      column('protocol', ({ protocol }) => protocol ?? null),
      { ...column('port', ({ port }) => port ?? null), version: true },
      { ...column('name', ({ name }) => name ?? null), hidden: true },
    ]
  }, [plant, names])
  return (
    <section>
      <h2>{plant.conduits}</h2>
      {found.error ? (
        <Failed error={found.error} onAgain={found.again} />
      ) : (
        <>
          {found.rows.length > 0 && zones.length <= mostDrawn && (
            <ConduitDrawing zones={zones} ways={waysOf(found.rows)} />
          )}
          <Table
            id="conduits"
            title={plant.conduits}
            rows={found.rows}
            onMore={found.onMore}
            columns={columns}
            rowKey={keyOf}
            plain
            tall={420}
            empty={found.loading ? '' : plant.conduitsNone}
          />
        </>
      )}
    </section>
  )
}
