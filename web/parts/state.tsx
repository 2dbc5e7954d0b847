import { type ReactNode, useEffect, useState } from 'react'
import { useWords } from '../words.ts'
import { useRefusal } from './refusal.ts'
import { Shape } from './shape.tsx'
import styles from './state.module.css'

/** What fast answers are spared, in milliseconds. */
const patience = 150

/** Grey lines in place of what is on its way: nothing for the first moment, so that fast answers do not flicker. */
export function Loading({ lines = 6, height }: { lines?: number; height?: number }) {
  const { parts } = useWords()
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patience)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className={styles.loading} role="status" aria-busy="true" style={{ minHeight: height ?? lines * 28 }}>
      {late && (
        <>
          <span className="unseen">{parts.state.loading}</span>
          {Array.from({ length: lines }, (_, at) => (
            <i key={at} className={styles.line} style={{ width: `${[92, 78, 85, 64, 88, 71][at % 6]}%` }} />
          ))}
        </>
      )}
    </div>
  )
}

/** Nothing is there: says so, and what to do next. */
export function Empty({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <p className={styles.title}>{title}</p>
      {children !== undefined && <div className={styles.body}>{children}</div>}
    </div>
  )
}

/** Something did not work: what in words, what to do, and once more. */
export function Failed({ error, onAgain }: { error: unknown; onAgain?: () => void }) {
  const { parts } = useWords()
  const refused = useRefusal()(error)
  return (
    <div className={styles.failed} role="alert">
      <p className={styles.title}>
        <Shape of="warning" /> {refused.title || parts.state.failed}
      </p>
      <p className={styles.body}>
        <bdi lang={refused.language}>{refused.detail}</bdi>
      </p>
      {refused.next !== undefined && (
        <p className={styles.body}>
          {parts.state.next}: <bdi lang={refused.language}>{refused.next}</bdi>
        </p>
      )}
      <p className={styles.foot}>
        {onAgain !== undefined && (
          <button type="button" className={styles.button} onClick={onAgain}>
            {parts.state.again}
          </button>
        )}
        {refused.code !== undefined && <code className={styles.code}>{refused.code}</code>}
      </p>
    </div>
  )
}

/** The account may not see this: which roles may. */
export function NotAllowed({ roles }: { roles?: readonly string[] }) {
  const { parts } = useWords()
  return (
    <div className={styles.empty} role="alert">
      <p className={styles.title}>
        <Shape of="lock" /> {parts.state.notAllowed}
      </p>
      <div className={styles.body}>
        {roles !== undefined && roles.length > 0 && <p>{parts.state.mayRoles(roles.join(', '))}</p>}
        <p>{parts.state.askAdmin}</p>
      </div>
    </div>
  )
}
