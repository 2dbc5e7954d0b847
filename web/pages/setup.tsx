import { useQueryClient } from '@tanstack/react-query'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useEffect, useState } from 'react'
import { act, type Refusal } from '../api.ts'
import { Button } from '../parts/button.tsx'
import entry from '../parts/entry.module.css'
import { Entry } from '../parts/entry.tsx'
import { Field } from '../parts/field.tsx'
import { useRefusal } from '../parts/refusal.ts'
import { useWords } from '../words.ts'

/** Chooses a password with the one-time link, whose secret stands behind `#`: no server and no log ever sees it in an address. */
export function Page() {
  const { setup, frame } = useWords()
  const { hash } = useLocation()
  const link = hash.replace(/^link=/, '')
  useEffect(() => {
    document.title = `${setup.title} – ${frame.product}`
  }, [setup.title, frame.product])
  if (link === '')
    return (
      <Entry title={setup.noLink}>
        <p className="soft">{setup.noLinkMore}</p>
      </Entry>
    )
  return (
    <Entry title={setup.title}>
      <p className="soft">{setup.lead}</p>
      <Form link={link} />
    </Entry>
  )
}

function Form({ link }: { link: string }) {
  const told = useRefusal()
  const { setup } = useWords()
  const navigate = useNavigate()
  const kept = useQueryClient()
  const [wrong, setWrong] = useState<{ detail: string; next?: string | undefined }>()
  const [busy, setBusy] = useState(false)
  const choose = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const password = String(given.get('password'))
    if (password !== String(given.get('again'))) return setWrong({ detail: setup.different })
    setBusy(true)
    setWrong(undefined)
    try {
      const { name } = await act('setup.finish', { link, password })
      await act('session.start', { name, password })
      kept.clear()
      await navigate({ to: '/' as never, replace: true })
    } catch (error) {
      setWrong(error as Refusal)
      setBusy(false)
    }
  }
  const field = { type: 'password', autoComplete: 'new-password', required: true, minLength: 12 } as const
  return (
    <form onSubmit={event => void choose(event)}>
      <Field label={setup.password} name="password" hint={setup.passwordHint} autoFocus {...field} />
      <Field label={setup.again} name="again" {...field} />
      {wrong && (
        <p role="alert" className={entry['wrong']}>
          {told(wrong).detail} {told(wrong).next}
        </p>
      )}
      <Button kind="main" type="submit" busy={busy}>
        {setup.go}
      </Button>
    </form>
  )
}
