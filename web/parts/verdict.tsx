import { useWords } from '../words.ts'
import { Shape } from './shape.tsx'
import styles from './verdict.module.css'

export type VerdictWord = 'affected' | 'undecided' | 'fixed' | 'not_affected' | 'not_named'

/**
 * A verdict as shape and word. With `count` the number stands before the word; `short` leaves the word to screen readers
 * where a heading says it already.
 */
export function Verdict({ of, count, short }: { of: VerdictWord; count?: number; short?: boolean }) {
  const { parts } = useWords()
  return (
    <span className={styles.verdict} data-verdict={of} title={short ? parts.verdict[of] : undefined}>
      <Shape of={of} />
      {count !== undefined && <span className={styles.count}>{parts.number(count)}</span>}
      <span className={short ? 'unseen' : undefined}>{parts.verdict[of]}</span>
    </span>
  )
}

const severities = ['critical', 'high', 'medium', 'low', 'none'] as const

/** A severity as word with one to four strokes; what is no known severity is "not said". */
export function Severity({ of }: { of: string | null | undefined }) {
  const { parts } = useWords()
  const known = severities.find(one => one === of?.toLowerCase())
  const strokes = known === undefined ? 0 : 4 - severities.indexOf(known)
  return (
    <span className={styles.severity} data-severity={known ?? 'unknown'}>
      <svg viewBox="0 0 12 12" className={styles.strokes} aria-hidden="true" focusable="false">
        {[0, 1, 2, 3].map(at => (
          <rect
            key={at}
            x={at * 3 + 0.2}
            y={9 - at * 2.6}
            width="2"
            height={2.4 + at * 2.6}
            data-on={at < strokes ? '' : undefined}
          />
        ))}
      </svg>
      {parts.severity[known ?? 'unknown']}
    </span>
  )
}

/** How sure a match is, as a word; only what is less than exact is set off. */
export function Confidence({ of }: { of: 'exact' | 'likely' | 'possible' | undefined }) {
  const { parts } = useWords()
  if (of === undefined) return null
  return (
    <span className={styles.confidence} data-confidence={of}>
      {parts.confidence[of]}
    </span>
  )
}
