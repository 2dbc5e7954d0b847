import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import { useWords } from '../words.ts'
import { bytes } from './bytes.ts'
import styles from './drop.module.css'
import { Shape } from './shape.tsx'

type DropGiven = {
  onFiles: (files: File[]) => void
  many?: boolean
  /** Endings that the choice of files offers first, `.csv,.xlsx`; anything may be dropped. */
  accept?: string
  /** Bytes at most; what is larger is refused before anything is sent. */
  most?: number
  disabled?: boolean
  /** What may be dropped here. */
  children?: ReactNode
}

/** A place for files: dropped, or chosen with a button that the keyboard reaches. */
export function Drop({ onFiles, many = false, accept, most, disabled = false, children }: DropGiven) {
  const { parts } = useWords()
  const input = useRef<HTMLInputElement>(null)
  // Parts of the zone are entered and left one by one: it is left when as many were left as entered.
  const [depth, setDepth] = useState(0)
  const [refused, setRefused] = useState<string>()
  const take = (list: FileList | null) => {
    const files = [...(list ?? [])].slice(0, many ? undefined : 1)
    const large = files.find(file => most !== undefined && file.size > most)
    setRefused(large && parts.drop.tooLarge(large.name, bytes(most ?? 0, parts.locale)))
    const fit = files.filter(file => file !== large && (most === undefined || file.size <= most))
    if (fit.length > 0) onFiles(fit)
  }
  const carries = (event: DragEvent) => !disabled && event.dataTransfer.types.includes('Files')
  return (
    <section
      className={styles.drop}
      data-over={depth > 0 || undefined}
      data-disabled={disabled || undefined}
      aria-label={many ? parts.drop.chooseMany : parts.drop.choose}
      onDragEnter={event => {
        if (!carries(event)) return
        event.preventDefault()
        setDepth(depth + 1)
      }}
      onDragOver={event => carries(event) && event.preventDefault()}
      onDragLeave={() => setDepth(Math.max(0, depth - 1))}
      onDrop={event => {
        setDepth(0)
        if (!carries(event)) return
        event.preventDefault()
        take(event.dataTransfer.files)
      }}
    >
      <p className={styles.line}>
        <Shape of="file" />
        {depth > 0 ? parts.drop.over : many ? parts.drop.hintMany : parts.drop.hint}
        <button type="button" className={styles.choose} disabled={disabled} onClick={() => input.current?.click()}>
          {many ? parts.drop.chooseMany : parts.drop.choose}
        </button>
      </p>
      <input
        ref={input}
        type="file"
        hidden
        multiple={many}
        accept={accept}
        aria-label={many ? parts.drop.chooseMany : parts.drop.choose}
        onChange={event => {
          take(event.target.files)
          event.target.value = ''
        }}
      />
      {children !== undefined && <div className={styles.what}>{children}</div>}
      {refused !== undefined && (
        <p className={styles.refused} role="alert">
          <Shape of="warning" /> <bdi>{refused}</bdi>
        </p>
      )}
    </section>
  )
}
