import look from './share.module.css'

/** How many of all have something, drawn beside what says it; what lacks is hatched. */
export function Share({ have, all, className }: { have: number; all: number; className?: string | undefined }) {
  return (
    <span className={className === undefined ? look['bar'] : `${look['bar']} ${className}`} aria-hidden="true">
      {have > 0 && <i data-of="have" style={{ flexGrow: have }} />}
      {have < all && <i data-of="lack" style={{ flexGrow: all - have }} />}
    </span>
  )
}
