import { Link } from '../../parts/link.tsx'
import { useWords } from '../../words.ts'
import { type PlantAddress, picked } from './address.ts'
import type { Column } from './columns.ts'
import { attentionOf, type Level, type Spot, type State, type Tally, total, windowOf, worstOf } from './model.ts'
import { StateWord } from './state.tsx'
import look from './tile.module.css'
import { WindowTime } from './window.tsx'

/** What stands at one level of one place: the worst with its number, of how many, and how much of it is unknown. */
export function Tile({
  at,
  column,
  level,
  spot,
  label,
  active,
  zone,
  now,
}: {
  at: PlantAddress
  column: Column
  level: Level
  spot: Spot
  /** Where it is, as it is read aloud. */
  label: string
  /** Whether it is the one that the Tab key reaches. */
  active: boolean
  /** Time zone of the site. */
  zone: string
  now: string
}) {
  const { plant, parts } = useWords()
  const { tally } = spot
  const all = total(tally)
  const worst = worstOf(tally)
  if (worst === undefined) return null
  const next = windowOf(column.node)
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
      <Strip tally={tally} worst={worst} />
      <span className={look['window']} aria-hidden="true">
        {next ? <WindowTime of={next.window} zone={zone} now={now} short /> : plant.windowNone}
      </span>
    </Link>
  )
}

/** Shares: what needs attention, what is clear, what is unknown. */
export function Strip({ tally, worst }: { tally: Tally; worst: State }) {
  return (
    <span className={look['strip']}>
      <i data-of={worst} style={{ flexGrow: attentionOf(tally) }} />
      <i data-of="clear" style={{ flexGrow: tally.clear }} />
      <i data-of="unknown" style={{ flexGrow: tally.unknown }} />
    </span>
  )
}
