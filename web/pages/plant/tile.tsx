import { Link } from '../../parts/link.tsx'
import { useWords } from '../../words.ts'
import { type PlantAddress, picked } from './address.ts'
import type { Column } from './columns.ts'
import { attentionOf, type Level, type Spot, total, worstOf } from './model.ts'
import { StateWord } from './state.tsx'
import look from './tile.module.css'

/** What stands at one level of one place: the worst with its number, of how many, and how much of it is unknown. */
export function Tile({
  at,
  column,
  level,
  spot,
  label,
  active,
}: {
  at: PlantAddress
  column: Column
  level: Level
  spot: Spot
  /** Where it is, as it is read aloud. */
  label: string
  /** Whether it is the one that the Tab key reaches. */
  active: boolean
}) {
  const { plant, parts } = useWords()
  const { tally } = spot
  const all = total(tally)
  const worst = worstOf(tally)
  if (worst === undefined) return null
  const address = picked(at, { of: column.node.path, alone: column.alone, level })
  const said = Object.entries(tally).flatMap(([state, n]) =>
    n > 0 ? [`${parts.number(n)} ${plant.states[state as keyof typeof tally]}`] : [],
  )
  return (
    <Link {...address} className={look['tile']} tabIndex={active ? 0 : -1} data-state={worst}>
      <span className="unseen">{`${label}: ${plant.assets(all)}, ${said.join(', ')}`}</span>
      <span className={look['numbers']} aria-hidden="true">
        <StateWord of={worst} count={tally[worst]} short />
        <span className={look['all']}>{plant.of(all)}</span>
        {worst !== 'unknown' && tally.unknown > 0 && (
          <span className={look['unknown']}>
            <StateWord of="unknown" count={tally.unknown} short />
          </span>
        )}
      </span>
      <span className={look['word']} data-state={worst} aria-hidden="true">
        {plant.states[worst]}
      </span>
      <span className={look['strip']}>
        <i data-of={worst} style={{ flexGrow: attentionOf(tally) }} />
        <i data-of="clear" style={{ flexGrow: tally.clear }} />
        <i data-of="unknown" style={{ flexGrow: tally.unknown }} />
      </span>
    </Link>
  )
}
