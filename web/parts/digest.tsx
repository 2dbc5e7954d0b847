import { useEffect, useState } from 'react'
import { useWords } from '../words.ts'
import styles from './digest.module.css'
import icon from './icon-button.module.css'
import { Shape } from './shape.tsx'

/** The beginning of a digest (`sha256:3f2a91c0…`), the whole one on hovering and by the button. */
export function Digest({ value }: { value: string }) {
  const { parts } = useWords()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  const colon = value.indexOf(':')
  const short = value.slice(0, colon + 1 + 10)
  return (
    <span className={styles.digest}>
      <code title={value}>{short.length < value.length ? `${short}…` : value}</code>
      <button
        type="button"
        className={`${icon['icon']} ${styles.copy}`}
        title={copied ? parts.digest.copied : parts.digest.copy}
        onClick={() =>
          navigator.clipboard?.writeText(value).then(
            () => setCopied(true),
            () => {},
          )
        }
      >
        <Shape of={copied ? 'fixed' : 'copy'} />
        <span className="unseen" aria-live="polite">
          {copied ? parts.digest.copied : parts.digest.copy}
        </span>
      </button>
      <span className={styles.printed}>{value}</span>
    </span>
  )
}
