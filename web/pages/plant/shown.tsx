import { Link } from '../../parts/link.tsx'
import { useWords } from '../../words.ts'
import { type PlantAddress, zoomTo } from './address.ts'
import { type Node, upFrom } from './model.ts'
import look from './shown.module.css'

/** The way down to the place that is drawn, and what is laid over the drawing. */
export function Shown({ at, node, missing }: { at: PlantAddress; node: Node; missing: boolean }) {
  const { plant } = useWords()
  const way = upFrom(node).reverse()
  return (
    <div className={look['bar']}>
      <ol className={look['way']} aria-label={plant.tree}>
        {way.map(one => (
          <li key={one.path} aria-current={one === node ? 'location' : undefined}>
            {one === node ? (
              <bdi>{one.name}</bdi>
            ) : (
              <Link {...zoomTo(at, one.path)}>
                <bdi>{one.name}</bdi>
              </Link>
            )}
          </li>
        ))}
      </ol>
      {missing && <p role="status">{plant.noPlace}</p>}
      <nav className={`${look['over']} screen`} aria-label={plant.show}>
        {(['', 'zones', 'conduits'] as const).map(show => (
          <Link
            key={show}
            to="/plant"
            search={{ ...at, page: at.page === '1' ? '' : at.page, show }}
            aria-current={at.show === show ? 'true' : undefined}
          >
            {plant.shows[show]}
          </Link>
        ))}
      </nav>
    </div>
  )
}
