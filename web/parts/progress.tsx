import type { ReactNode } from 'react'
import { useWords } from '../words.ts'
import styles from './progress.module.css'

type ProgressGiven = {
  /** What is being done. */
  title: ReactNode
  done?: number | undefined
  /** Without it the end is not known: the bar says that something is going on. */
  total?: number | undefined
  /** Numbers as they are shown, where they are no plain counts (bytes). */
  shown?: (count: number) => string
  note?: ReactNode
  onStop?: () => void
}

/** Work that goes on: what, how far, and a way to stop it where there is one. */
export function Progress({ title, done, total, shown, note, onStop }: ProgressGiven) {
  const { parts } = useWords()
  const told = shown ?? parts.number
  const known = done !== undefined && total !== undefined && total > 0
  const text = known
    ? parts.progress.of(told(Math.min(done, total)), told(total))
    : done === undefined
      ? ''
      : told(done)
  return (
    <div className={styles.progress}>
      <div className={styles.line}>
        <span className={styles.title}>{title}</span>
        <span className={styles.text}>{text}</span>
        {onStop !== undefined && (
          <button type="button" className={styles.stop} onClick={onStop}>
            {parts.progress.stop}
          </button>
        )}
      </div>
      <div
        className={styles.track}
        role="progressbar"
        aria-label={typeof title === 'string' ? title : parts.state.loading}
        aria-valuemin={0}
        aria-valuemax={known ? total : undefined}
        aria-valuenow={known ? Math.min(done, total) : undefined}
        aria-valuetext={text === '' ? undefined : text}
      >
        <i
          data-open={known ? undefined : ''}
          style={known ? { width: `${Math.min(100, (100 * done) / total)}%` } : undefined}
        />
      </div>
      {note !== undefined && <p className={styles.note}>{note}</p>}
    </div>
  )
}
