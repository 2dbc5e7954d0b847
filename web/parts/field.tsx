import { type ComponentProps, type ReactNode, useId } from 'react'
import look from './field.module.css'

interface Around {
  label: string
  /** Stands below: what is wanted. */
  hint?: string | undefined
  /** Stands below in place of the hint, and is read out: what is wrong. */
  wrong?: string | undefined
  /** The label is read and not seen. */
  unlabelled?: boolean | undefined
}

/** A line of text with its label. */
export function Field({ label, hint, wrong, unlabelled, className, ...rest }: ComponentProps<'input'> & Around) {
  return (
    <Labelled {...{ label, hint, wrong, unlabelled }}>
      {aria => (
        <input
          autoComplete="off"
          spellCheck={false}
          {...rest}
          {...aria}
          className={`${look['input']} ${className ?? ''}`}
        />
      )}
    </Labelled>
  )
}

/** Several lines of text with their label. */
export function Area({ label, hint, wrong, unlabelled, className, ...rest }: ComponentProps<'textarea'> & Around) {
  return (
    <Labelled {...{ label, hint, wrong, unlabelled }}>
      {aria => (
        <textarea rows={4} {...rest} {...aria} className={`${look['input']} ${look['area']} ${className ?? ''}`} />
      )}
    </Labelled>
  )
}

/** A box to tick. */
export function Tick({ label, hint, ...rest }: ComponentProps<'input'> & { label: ReactNode; hint?: string }) {
  const id = useId()
  return (
    <label className={look['tick']}>
      <input type="checkbox" aria-describedby={hint ? id : undefined} {...rest} />
      <span>
        {label}
        {hint !== undefined && (
          <span id={id} className={look['hint']}>
            {hint}
          </span>
        )}
      </span>
    </label>
  )
}

type Aria = { id: string; 'aria-invalid'?: true; 'aria-describedby'?: string }

function Labelled({ label, hint, wrong, unlabelled, children }: Around & { children: (aria: Aria) => ReactNode }) {
  const id = useId()
  const below = wrong ?? hint
  const aria: Aria = { id, ...(below && { 'aria-describedby': `${id}-below` }), ...(wrong && { 'aria-invalid': true }) }
  return (
    <div className={look['field']}>
      <label htmlFor={id} className={unlabelled ? 'unseen' : look['label']}>
        {label}
      </label>
      {children(aria)}
      {below !== undefined && (
        <p id={`${id}-below`} className={wrong ? look['wrong'] : look['hint']} role={wrong ? 'alert' : undefined}>
          {below}
        </p>
      )}
    </div>
  )
}
