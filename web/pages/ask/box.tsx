import { type ClipboardEvent, useEffect, useRef, useState } from 'react'
import { useAskKeys } from '../../parts/ask-field.tsx'
import { Button } from '../../parts/button.tsx'
import { Shape } from '../../parts/shape.tsx'
import { useWords } from '../../words.ts'
import look from './box.module.css'

/** A question of one line that is longer is sent as a file. */
const longest = 2000

type BoxGiven = {
  question: string
  busy: boolean
  onAsk: (question: string) => void
  /** A file was chosen, or a whole text pasted. */
  onPaper: (file: File) => void
}

/** The field: a line is a question, a pasted text or advisory is read as a file. */
export function Box({ question, busy, onAsk, onPaper }: BoxGiven) {
  const { ask } = useWords()
  const field = useRef<HTMLInputElement>(null)
  const file = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(question)
  useEffect(() => setTyped(question), [question])
  useAskKeys(field)
  const send = (text: string) => {
    const said = text.trim()
    if (said === '') return
    if (/^[{[]/.test(said) || said.length > longest) onPaper(paperOf(text, ask.pasted))
    else onAsk(said)
  }
  const pasted = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData('text/plain')
    const lines = text.trim().split(/\r?\n/)
    if (lines.length === 1 && text.length <= longest) return
    event.preventDefault()
    onPaper(paperOf(text, ask.pasted))
  }
  return (
    <form
      className={`${look['box']} screen`}
      onSubmit={event => {
        event.preventDefault()
        send(typed)
      }}
    >
      <span className={look['sign']}>
        <Shape of="search" />
      </span>
      <input
        ref={field}
        className={look['field']}
        name="q"
        type="text"
        autoComplete="off"
        spellCheck={false}
        // The page is this field: who opens it wants to ask.
        // biome-ignore lint/a11y/noAutofocus: the field is what the page is for
        autoFocus={question === ''}
        maxLength={1_000_000}
        aria-label={ask.field}
        aria-keyshortcuts="/ Control+K"
        placeholder={ask.hint}
        value={typed}
        onChange={event => setTyped(event.target.value)}
        onPaste={pasted}
        onKeyDown={event => event.key === 'Escape' && setTyped(question)}
      />
      <input
        ref={file}
        type="file"
        hidden
        aria-label={ask.file}
        onChange={event => {
          const [chosen] = event.target.files ?? []
          event.target.value = ''
          if (chosen) onPaper(chosen)
        }}
      />
      <Button kind="quiet" title={ask.fileTitle} onClick={() => file.current?.click()}>
        <Shape of="file" /> {ask.file}
      </Button>
      <Button kind="main" type="submit" busy={busy} className={look['go'] ?? ''}>
        {ask.go}
      </Button>
    </form>
  )
}

function paperOf(text: string, name: string): File {
  const isData = /^\s*[{[]/.test(text)
  return new File([text], `${name}.${isData ? 'json' : 'txt'}`, { type: 'text/plain' })
}
