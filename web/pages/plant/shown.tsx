import type { ReactNode } from 'react'
import { Link } from '../../parts/link.tsx'
import { useWords } from '../../words.ts'
import { type PlantAddress, zoomTo } from './address.ts'
import { type Node, upFrom } from './model.ts'
import look from './shown.module.css'

/** The way down to the place that is drawn, with what the page is set to beside it. */
export function Bar({
  at,
  node,
  missing,
  children,
}: {
  at: PlantAddress
  node: Node
  missing: boolean
  children: ReactNode
}) {
  const { plant } = useWords()
  const way = upFrom(node).reverse()
  return (
    <div className={look['bar']}>
      <ol className={look['way']} aria-label={plant.way}>
        {way.map(one => (
          <li key={one.path}>
            {one === node ? (
              <bdi aria-current="location">{one.name}</bdi>
            ) : (
              <Link {...zoomTo(at, one.path)}>
                <bdi>{one.name}</bdi>
              </Link>
            )}
          </li>
        ))}
      </ol>
      {missing && <p role="status">{plant.noPlace}</p>}
      <div className={`${look['side']} screen`}>{children}</div>
    </div>
  )
}

/** What is laid over the drawing. */
export function Shown({ at }: { at: PlantAddress }) {
  const { plant } = useWords()
  return (
    <nav className={look['over']} aria-label={plant.show}>
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
  )
}
