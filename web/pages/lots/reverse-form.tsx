import { type FormEvent, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { useWords } from '../../words.ts'
import look from './lots.module.css'

/** Asks from a version or an advisory for the lots that were made while it ran, on one asset where its tag is given. */
export function ReverseForm({
  question,
  asset,
  onAsk,
}: {
  question: string
  asset: string
  onAsk(question: string, asset: string): void
}) {
  const { lot: words } = useWords()
  const [of, setOf] = useState(question)
  const [on, setOn] = useState(asset)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onAsk(of.trim(), of.trim() === '' ? '' : on.trim())
  }
  return (
    <form className={`${look['reverse']} screen`} onSubmit={submit}>
      <Field
        label={words.reverse}
        placeholder={words.reverseHint}
        value={of}
        maxLength={2000}
        onChange={event => setOf(event.target.value)}
        className={look['of'] ?? ''}
      />
      <Field
        label={words.reverseAsset}
        placeholder={words.reverseAssetHint}
        value={on}
        maxLength={200}
        onChange={event => setOn(event.target.value)}
        className={look['on'] ?? ''}
      />
      <Button type="submit" kind="main">
        {words.reverseGo}
      </Button>
      {question !== '' && <Button onClick={() => onAsk('', '')}>{words.reverseEnd}</Button>}
    </form>
  )
}
