import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useAct, useAsk } from '../../asking.ts'
import { Button } from '../../parts/button.tsx'
import { When, whenText } from '../../parts/date.tsx'
import { Fact, Facts } from '../../parts/fact.tsx'
import { Field } from '../../parts/field.tsx'
import { Failed, Loading } from '../../parts/state.tsx'
import { useWords } from '../../words.ts'
import { Confirm } from './confirm.tsx'
import { useGrantWords, useZone } from './plant.ts'
import { useSecretly } from './secretly.ts'
import look from './settings.module.css'
import { Wrong } from './wrong.tsx'

/** Who is signed in: name and roles, the password, and the end of sessions. */
export function You() {
  const { settings } = useWords()
  const { you } = settings
  const found = useAsk('session.show', {})
  const inWords = useGrantWords()
  if (found.error) return <Failed error={found.error} onAgain={() => void found.refetch()} />
  if (!found.data) return <Loading />
  const { name, grants } = found.data
  return (
    <div className={look['columns']}>
      <section>
        <h2>{you.account}</h2>
        <Facts>
          <Fact label={you.name} value={name} />
          <Fact
            label={you.rolesTitle}
            value={
              grants.length === 0 ? (
                you.noRoles
              ) : (
                <ul>
                  {grants.map(grant => (
                    <li key={`${grant.role} ${grant.siteId}`}>
                      {inWords(grant)} <span className="soft">{settings.rolesMore[grant.role]}</span>
                    </li>
                  ))}
                </ul>
              )
            }
          />
        </Facts>
      </section>
      <Password />
      <Sessions />
    </div>
  )
}

/** Leaves for the door: nothing of what was seen is kept. */
function useLeave(): () => void {
  const kept = useQueryClient()
  const navigate = useNavigate()
  return () => {
    kept.clear()
    void navigate({ to: '/sign-in' as never, search: { back: '/settings' } as never })
  }
}

function Password() {
  const { you } = useWords().settings
  const change = useSecretly('password.change')
  const leave = useLeave()
  const go = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const password = String(given.get('password'))
    if (password !== String(given.get('again'))) return change.wrong({ detail: you.different })
    if (await change.run({ current: String(given.get('current')), password })) leave()
  }
  const field = { type: 'password', required: true } as const
  return (
    <section className="screen">
      <h2>{you.password}</h2>
      <form className={look['form']} onSubmit={event => void go(event)}>
        <Field label={you.current} name="current" {...field} autoComplete="current-password" />
        <Field label={you.next} name="password" hint={you.hint} {...field} autoComplete="new-password" minLength={12} />
        <Field label={you.again} name="again" {...field} autoComplete="new-password" minLength={12} />
        <p className="soft">{you.passwordMore}</p>
        <Wrong error={change.error} />
        <div>
          <Button kind="main" type="submit" busy={change.busy}>
            {you.change}
          </Button>
        </div>
      </form>
    </section>
  )
}

/** Every session of one's own, each with its end. */
function SessionList({ onOwn }: { onOwn: () => void }) {
  const { settings, parts } = useWords()
  const { you } = settings
  const zone = useZone()
  const found = useAsk('sessions.list', {})
  const end = useAct('sessions.end')
  if (found.error) return <Failed error={found.error} onAgain={() => void found.refetch()} />
  if (!found.data) return <Loading lines={3} />
  return (
    <>
      <table className={look['table']} aria-label={you.sessionList}>
        <thead>
          <tr>
            <th scope="col">{you.sessionSince}</th>
            <th scope="col">{you.sessionSeen}</th>
            <th scope="col">{you.sessionFrom}</th>
            <th scope="col">
              <span className="unseen">{you.sessionEnd}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {found.data.rows.map(({ id, startedAt, seenAt, source, own }) => (
            <tr key={id}>
              <td>
                <When at={startedAt} zone={zone} form="short" />
              </td>
              <td>{own ? you.sessionHere : <When at={seenAt} zone={zone} form="short" />}</td>
              <td className="mono">{source ?? you.sessionNoSource}</td>
              <td className="number">
                <Button
                  busy={end.isPending && end.variables.id === id}
                  aria-label={you.sessionEndOf(whenText(startedAt, zone, parts))}
                  onClick={() => end.mutate({ id }, own ? { onSuccess: onOwn } : {})}
                >
                  {you.sessionEnd}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Wrong error={end.error} />
    </>
  )
}

function Sessions() {
  const { you } = useWords().settings
  const end = useAct('session.end')
  const leave = useLeave()
  const [asks, setAsks] = useState(false)
  return (
    <section className="screen">
      <h2>{you.sessions}</h2>
      <p className="soft">{you.sessionsMore}</p>
      <SessionList onOwn={leave} />
      <div className={look['row']}>
        <Button busy={end.isPending} onClick={() => end.mutate({}, { onSuccess: leave })}>
          {you.end}
        </Button>
        <Button kind="danger" onClick={() => setAsks(true)}>
          {you.endAll}
        </Button>
      </div>
      {asks && (
        <Confirm
          title={you.endAllTitle}
          go={you.endAllGo}
          busy={end.isPending}
          error={end.error}
          onClose={() => setAsks(false)}
          onGo={() => end.mutate({ all: true }, { onSuccess: leave })}
        >
          {you.endAllMore}
        </Confirm>
      )}
    </section>
  )
}
