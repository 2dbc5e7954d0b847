import { Fragment, useMemo } from 'react'
import { usePages } from '../../asking.ts'
import { Link } from '../../parts/link.tsx'
import { Empty, Failed, Loading } from '../../parts/state.tsx'
import { useWords } from '../../words.ts'
import { type PlantAddress, picked } from './address.ts'
import { Conduits } from './conduits.tsx'
import { type Plant, type Site, topLevels } from './model.ts'
import look from './zones.module.css'

const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name, undefined, { numeric: true })

/** The zones of a site with what they want, can and achieve, and the ways between them. */
export function Zones({
  at,
  site,
  plant: state,
  conduits,
}: {
  at: PlantAddress
  site: Site
  plant: Plant
  conduits: boolean
}) {
  const { plant } = useWords()
  const found = usePages('zones.list', { siteId: site.siteId, limit: 500 })
  const boxes = useMemo(() => {
    const tops = topLevels(state, site)
    return found.rows.map(({ id, name }) => ({ id, name, level: tops.get(id) ?? null })).toSorted(byName)
  }, [found.rows, state, site])
  if (found.error) return <Failed error={found.error} onAgain={found.again} />
  if (found.loading) return <Loading lines={8} />
  const zones = found.rows.toSorted(byName)
  return (
    <div className={look['zones']}>
      <section>
        <h2>{plant.zones}</h2>
        {zones.length === 0 ? (
          <Empty title={plant.zonesNone}>{plant.zonesNext}</Empty>
        ) : (
          <>
            <p className="soft">{plant.zonesLead}</p>
            <ZoneTable at={at} zones={zones} />
          </>
        )}
      </section>
      {conduits && <Conduits site={site} zones={boxes} />}
    </div>
  )
}

type Zone = ReturnType<typeof usePages<'zones.list'>>['rows'][number]
const vectors = [
  ['target', 'slTarget'],
  ['capability', 'slCapability'],
  ['achieved', 'slAchieved'],
] as const

function ZoneTable({ at, zones }: { at: PlantAddress; zones: readonly Zone[] }) {
  const { plant } = useWords()
  const names = new Map(zones.map(({ id, name }) => [id, name]))
  return (
    <div className={look['scroll']}>
      <table className={look['table']}>
        <thead>
          <tr>
            <th scope="col" rowSpan={2}>
              {plant.zone}
            </th>
            {plant.requirements.map((name, index) => (
              <th key={name} scope="colgroup" colSpan={3} title={name} className={look['requirement']}>
                FR {index + 1}
                <span className={look['long']}>{name}</span>
              </th>
            ))}
            <th scope="col" rowSpan={2}>
              {plant.gaps}
            </th>
          </tr>
          <tr>
            {plant.requirements.map(name => (
              <Fragment key={name}>
                {vectors.map(([word]) => (
                  <th key={word} scope="col" data-of={word} title={plant.vectorLong[word]}>
                    {plant.vector[word]}
                  </th>
                ))}
              </Fragment>
            ))}
          </tr>
        </thead>
        <tbody>
          {zones.map(zone => (
            <tr key={zone.id} aria-current={at.zone === zone.id ? 'true' : undefined}>
              <th scope="row">
                <Link {...picked(at, { zone: zone.id })}>
                  <bdi>{zone.name}</bdi>
                </Link>
                {zone.parentId !== undefined && (
                  <span className={look['under']}>{plant.zoneUnder(names.get(zone.parentId) ?? '')}</span>
                )}
                {zone.description !== undefined && <bdi className={look['under']}>{zone.description}</bdi>}
              </th>
              {plant.requirements.map((name, index) => {
                const gap = zone.gaps?.includes(index + 1)
                return vectors.map(([word, key]) => (
                  <td key={`${name} ${word}`} data-of={word} data-gap={(gap && word === 'achieved') || undefined}>
                    {zone[key]?.[index] ?? '–'}
                  </td>
                ))
              })}
              <td className={look['gaps']} data-gap={(zone.gaps?.length ?? 0) > 0 || undefined}>
                {zone.gaps === undefined
                  ? plant.gapsUnknown
                  : zone.gaps.length === 0
                    ? plant.gapsNone
                    : zone.gaps.map(gap => `FR\u00A0${gap}`).join(', ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
