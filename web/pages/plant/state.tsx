import { Shape } from '../../parts/shape.tsx'
import { useWords } from '../../words.ts'
import type { State } from './model.ts'
import look from './state.module.css'

/** The shape of each state; clear has the ring of what is well. */
const shapes = {
  exploited: 'exploited',
  affected: 'affected',
  undecided: 'undecided',
  unknown: 'unknown',
  clear: 'not_affected',
} as const

/** A state as shape and word, with a number before the word; `short` leaves the word to who is read to. */
export function StateWord({ of, count, short = false }: { of: State; count?: number; short?: boolean }) {
  const { plant, parts } = useWords()
  return (
    <span className={look['state']} data-state={of} title={plant.meaning[of]}>
      <Shape of={shapes[of]} />
      {count !== undefined && <span className={look['count']}>{parts.number(count)}</span>}
      <span className={short ? 'unseen' : undefined}>{plant.states[of]}</span>
    </span>
  )
}
