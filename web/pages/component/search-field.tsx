import { useEffect, useRef, useState } from 'react'
import { Field } from '../../parts/field.tsx'
import look from './component.module.css'

/** How long somebody rests while typing before the server is asked, in milliseconds. */
const rest = 250

type SearchGiven = {
  label: string
  hint: string
  value: string
  most: number
  wide?: boolean
  onValue: (value: string) => void
}

/** A field whose text stands in the address once somebody rests, or presses Enter. */
export function SearchField({ label, hint, value, most, wide = false, onValue }: SearchGiven) {
  const [typed, setTyped] = useState(value)
  const said = useRef(value)
  useEffect(() => {
    // What the address says of itself, as after going back, is shown; what was typed here meanwhile stays.
    if (value !== said.current) setTyped(value)
    said.current = value
  }, [value])
  const say = (text: string) => {
    if (text.trim() === said.current) return
    said.current = text.trim()
    onValue(said.current)
  }
  const latest = useRef(say)
  latest.current = say
  useEffect(() => {
    const timer = setTimeout(() => latest.current(typed), rest)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <div className={wide ? look['wide'] : look['typed']}>
      <Field
        label={label}
        placeholder={hint}
        type="search"
        value={typed}
        maxLength={most}
        onChange={event => setTyped(event.target.value)}
        onKeyDown={event => event.key === 'Enter' && say(typed)}
      />
    </div>
  )
}
