import { useEffect, useState } from 'react'
import { useWords } from '../words.ts'
import { Field } from './field.tsx'

type TypedGiven = {
  label: string
  /** Stands in the empty field. */
  hint?: string
  value: string
  /** In pixels. */
  width: number
  /** A day as ISO 8601 writes it, whatever the browser's language: `2026-03-03`, or nothing. */
  day?: boolean
  onValue(value: string): void
}

/** A field that counts when it is left or entered, not at every key. */
export function Typed({ label, hint, value, width, day = false, onValue }: TypedGiven) {
  const { parts } = useWords()
  const [typed, setTyped] = useState(value)
  useEffect(() => setTyped(value), [value])
  const wrong = day && typed !== '' && !/^\d{4}-\d{2}-\d{2}$/.test(typed.trim())
  const say = () => {
    if (typed.trim() !== value && !wrong) onValue(typed.trim())
  }
  return (
    <Field
      label={label}
      placeholder={hint ?? (day ? parts.day.hint : undefined)}
      value={typed}
      maxLength={day ? 10 : 200}
      wrong={wrong && typed.length === 10 ? parts.day.wrong : undefined}
      style={{ width }}
      onChange={event => setTyped(event.target.value)}
      onBlur={say}
      onKeyDown={event => event.key === 'Enter' && say()}
    />
  )
}
