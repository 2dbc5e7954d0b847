import { useAsk } from '../../asking.ts'
import { Link } from '../../parts/link.tsx'
import { Failed, Loading } from '../../parts/state.tsx'
import { useWords } from '../../words.ts'
import type { PlantAddress } from './address.ts'
import look from './leaf.module.css'
import { LevelName, levelLook } from './level.tsx'
import { levels, type Node, type Site } from './model.ts'
import { StateWord } from './state.tsx'

/** Assets that are drawn as tiles at once. */
const mostDrawn = 200

/** A place with nothing below it: its assets as tiles, by the levels of the Purdue model. */
export function Leaf({ at, site, node }: { at: PlantAddress; site: Site; node: Node }) {
  const { plant } = useWords()
  const found = useAsk(
    'plant.assets',
    {
      siteId: site.siteId,
      limit: mostDrawn,
      ...(node.kind !== 'site' && { path: node.path }),
      ...(at.at && { at: at.at }),
    },
    { keep: true },
  )
  if (found.error) return <Failed error={found.error} onAgain={() => void found.refetch()} />
  if (!found.data) return <Loading lines={10} />
  const rows = Map.groupBy(found.data.rows, ({ level }) => level)
  return (
    <>
      <ol className={look['bands']} aria-label={plant.drawing(node.name)}>
        {levels
          .filter(level => level !== null || rows.has(null))
          .map(level => (
            <li key={String(level)} data-level={level ?? 'none'} data-empty={rows.has(level) ? undefined : ''}>
              <div className={levelLook}>
                <LevelName level={level} />
              </div>
              <ul className={look['assets']} aria-label={level === null ? plant.noLevel : plant.atLevel(`${level}`)}>
                {rows.get(level)?.map(({ assetId, tag, name, zone, state }) => (
                  <li key={assetId}>
                    <Link to="/assets/$id" params={{ id: assetId }} search={{ at: at.at }} className={look['asset']}>
                      <bdi className={look['tag']}>{tag ?? name ?? assetId}</bdi>
                      {name !== null && tag !== null && <bdi className={look['name']}>{name}</bdi>}
                      {at.show !== '' && zone !== null && <bdi className={look['zone']}>{zone}</bdi>}
                      <StateWord of={state} />
                    </Link>
                  </li>
                ))}
              </ul>
            </li>
          ))}
      </ol>
      {found.data.next !== undefined && <p className="soft">{plant.drawnWorst(mostDrawn)}</p>}
    </>
  )
}
