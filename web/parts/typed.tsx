import { type ChangeEvent, type KeyboardEvent, useEffect, useState } from 'react'
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

/** What is typed into a field until it is left or entered; then it counts, unless it is wrong. */
export function useTyped(value: string, isWrong: (typed: string) => boolean, onValue: (value: string) => void) {
  const [typed, setTyped] = useState(value)
  useEffect(() => setTyped(value), [value])
  const wrong = typed !== '' && isWrong(typed.trim())
  const say = () => {
    if (typed.trim() !== value && !wrong) onValue(typed.trim())
  }
  return {
    wrong,
    input: {
      value: typed,
      onChange: (event: ChangeEvent<HTMLInputElement>) => setTyped(event.target.value),
      onBlur: say,
      onKeyDown: (event: KeyboardEvent) => {
        if (event.key === 'Enter') say()
      },
    },
  }
}

/** A field that counts when it is left or entered, not at every key. */
export function Typed({ label, hint, value, width, day = false, onValue }: TypedGiven) {
  const { parts } = useWords()
  const { wrong, input } = useTyped(value, typed => day && !/^\d{4}-\d{2}-\d{2}$/.test(typed), onValue)
  return (
    <Field
      label={label}
      placeholder={hint ?? (day ? parts.day.hint : undefined)}
      maxLength={day ? 10 : 200}
      wrong={wrong && input.value.length === 10 ? parts.day.wrong : undefined}
      style={{ width }}
      {...input}
    />
  )
}
