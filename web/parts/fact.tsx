import { type ReactNode, useState } from 'react'
import { useWords } from '../words.ts'
import { Age } from './date.tsx'
import styles from './fact.module.css'

/** Longest text that is shown whole by itself. */
const longest = 240

/**
 * Text from outside: its direction stays its own, and a very long one shows its beginning with a button for the rest.
 * `mono` for versions, purls and order numbers.
 */
export function Outside({ text, mono }: { text: string; mono?: boolean }) {
  const { parts } = useWords()
  const [whole, setWhole] = useState(false)
  const long = text.length > longest
  return (
    <>
      <bdi className={mono ? styles.mono : styles.text}>
        {long && !whole ? `${text.slice(0, longest).toWellFormed()}…` : text}
      </bdi>
      {long && (
        <button type="button" className={styles.more} aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? parts.fact.less : parts.fact.more}
        </button>
      )}
    </>
  )
}

type FactGiven = {
  label: ReactNode
  /** null or nothing shows the hatch and "not known". */
  value: ReactNode
  /** Who told so. */
  source?: ReactNode
  /** Since when it is known, ISO. */
  at?: string | null
  zone?: string
  mono?: boolean
}

/** One line of a nameplate: label, value, and small beneath it who says so and how long ago. Stands in `Facts`. */
export function Fact({ label, value, source, at, zone = 'UTC', mono }: FactGiven) {
  const { parts } = useWords()
  const unknown = value === null || value === undefined || value === ''
  return (
    <div className={styles.fact}>
      <dt>{label}</dt>
      <dd>
        {unknown ? (
          <span className={styles.unknown}>{parts.fact.unknown}</span>
        ) : typeof value === 'string' ? (
          <Outside text={value} {...(mono && { mono })} />
        ) : (
          value
        )}
        {(source !== undefined || at) && (
          <span className={styles.source}>
            {source !== undefined && (
              <>
                {parts.fact.from} <bdi>{source}</bdi>
              </>
            )}
            {source !== undefined && at && ', '}
            {at && <Age at={at} zone={zone} />}
          </span>
        )}
      </dd>
    </div>
  )
}

/** A list of facts, in as many columns as fit. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className={styles.facts}>{children}</dl>
}
