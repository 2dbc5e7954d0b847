import { Link } from '../../parts/link.tsx'
import { useWords } from '../../words.ts'
import type { PlantAddress } from './address.ts'
import { mostColumns } from './columns.ts'
import look from './drawing.module.css'

/** The way to the places that do not fit into one drawing. */
export function Pager({
  at,
  page,
  pages,
  columns,
}: {
  at: PlantAddress
  page: number
  pages: number
  columns: number
}) {
  const { plant } = useWords()
  const to = (n: number) => ({ to: '/plant', search: { ...at, page: n === 1 ? '' : String(n) } })
  return (
    <p className={look['pager']}>
      <span>{plant.page((page - 1) * mostColumns + 1, Math.min(columns, page * mostColumns), columns)}</span>
      {page > 1 && (
        <Link {...to(page - 1)} className={look['turn']}>
          {plant.pageBefore}
        </Link>
      )}
      {page < pages && (
        <Link {...to(page + 1)} className={look['turn']}>
          {plant.pageAfter}
        </Link>
      )}
    </p>
  )
}
