import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useWords } from '../words.ts'
import look from './frame.module.css'

/** The field of the header: what is typed there is asked at `/?q=…`. */
export function AskField() {
  const { frame } = useWords()
  const navigate = useNavigate()
  const field = useRef<HTMLInputElement>(null)
  useAskKeys(field)
  return (
    <form
      className={look['ask']}
      onSubmit={event => {
        event.preventDefault()
        const q = field.current?.value.trim()
        if (q) void navigate({ to: '/' as never, search: { q } as never })
      }}
    >
      <input
        ref={field}
        name="q"
        type="text"
        autoComplete="off"
        spellCheck={false}
        aria-label={frame.askLabel}
        aria-keyshortcuts="/ Control+K"
        title={frame.askKey}
        placeholder={frame.askHint}
      />
      <span className={look['key']} aria-hidden="true">
        /
      </span>
    </form>
  )
}

/** `/` outside of fields, and Ctrl-K or Command-K anywhere, put the cursor into a field. */
export function useAskKeys(field: { current: HTMLElement | null }): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      const writing = target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
      const slash = event.key === '/' && !writing && !event.ctrlKey && !event.metaKey && !event.altKey
      const k = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)
      if (!slash && !k) return
      event.preventDefault()
      field.current?.focus()
      if (field.current instanceof HTMLInputElement) field.current.select()
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [field])
}
