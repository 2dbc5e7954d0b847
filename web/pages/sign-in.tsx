import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { type FormEvent, useEffect, useState } from 'react'
import { text, useAddress } from '../address.ts'
import { act, type Refusal } from '../api.ts'
import { Button } from '../parts/button.tsx'
import entry from '../parts/entry.module.css'
import { Entry } from '../parts/entry.tsx'
import { Field } from '../parts/field.tsx'
import { useRefusal } from '../parts/refusal.ts'
import { useWords } from '../words.ts'

/** Name and password, and back to where one was. */
export function Page() {
  const { signIn, frame } = useWords()
  const told = useRefusal()
  const [{ back }] = useAddress({ back: text() })
  const router = useRouter()
  const kept = useQueryClient()
  const [refusal, setRefusal] = useState<Refusal>()
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    document.title = `${signIn.title} – ${frame.product}`
  }, [signIn.title, frame.product])
  const start = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    setBusy(true)
    setRefusal(undefined)
    try {
      await act('session.start', { name: String(given.get('name')).trim(), password: String(given.get('password')) })
      kept.clear()
      // Only a page of ours: an address of another site is never gone to.
      router.history.replace(/^\/(?![/\\])/.test(back) ? back : '/')
    } catch (error) {
      setRefusal(error as Refusal)
      setBusy(false)
    }
  }
  return (
    <Entry title={signIn.title}>
      {back !== '' && back !== '/' && <p className="soft">{signIn.ended}</p>}
      <form onSubmit={event => void start(event)}>
        <Field label={signIn.name} name="name" autoComplete="username" required autoFocus />
        <Field label={signIn.password} name="password" type="password" autoComplete="current-password" required />
        {refusal && (
          <p role="alert" className={entry['wrong']}>
            {told(refusal).detail}
          </p>
        )}
        <Button kind="main" type="submit" busy={busy}>
          {signIn.go}
        </Button>
      </form>
      <p className="soft">{signIn.noAccount}</p>
    </Entry>
  )
}
