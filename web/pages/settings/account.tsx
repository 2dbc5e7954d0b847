import { type FormEvent, useState } from 'react'
import type { Out } from '../../api.ts'
import { useAct, useAsk } from '../../asking.ts'
import { Button } from '../../parts/button.tsx'
import { When } from '../../parts/date.tsx'
import { Fact, Facts, Outside } from '../../parts/fact.tsx'
import { Field } from '../../parts/field.tsx'
import { Link } from '../../parts/link.tsx'
import { Failed, Loading } from '../../parts/state.tsx'
import { useWords } from '../../words.ts'
import { Confirm } from './confirm.tsx'
import { type Link as Made, OneTimeLink } from './once.tsx'
import { everywhere, type Grant, useGrantWords, useZone, type Where, whereOf } from './plant.ts'
import type { Rights } from './rights.ts'
import { type Role, RoleChoice } from './role-choice.tsx'
import { useSecretly } from './secretly.ts'
import look from './settings.module.css'
import { stateOf } from './users.tsx'
import { MayNot, Wrong } from './wrong.tsx'

type Shown = Out<'accounts.show'>

/** One account: what it is, its roles, and its way in. */
export function Account({ id, rights }: { id: string; rights: Rights }) {
  const { settings } = useWords()
  const { users } = settings
  const zone = useZone()
  const found = useAsk('accounts.show', { id })
  const may = rights.everywhere('access.admin')
  const back = (
    <Link to="/settings" search={{ part: 'users' }} className={look['back']}>
      ‹ {users.all}
    </Link>
  )
  if (found.error)
    return (
      <>
        {back}
        <Failed error={found.error} onAgain={() => void found.refetch()} />
      </>
    )
  if (!found.data) return <Loading />
  const account = found.data
  return (
    <>
      {back}
      <h2 className={look['name']}>
        <Outside text={account.display} />
      </h2>
      <div className={look['columns']}>
        <section>
          <Facts>
            <Fact label={settings.you.signsInAs} value={account.name} mono />
            <Fact label={users.state} value={users.states[stateOf(account)]} />
            <Fact label={users.made} value={<When at={account.madeAt} zone={zone} form="day" />} />
          </Facts>
          <ul className={look['links']}>
            {may && (
              <li>
                <Link to="/settings" search={{ part: 'tokens', account: account.name }}>
                  {users.tokens}
                </Link>
              </li>
            )}
            {rights.everywhere('journal.read') && (
              <li>
                <Link to="/settings" search={{ part: 'journal', by: `user:${account.id}` }}>
                  {users.journal}
                </Link>
              </li>
            )}
          </ul>
          {may && <Rename account={account} />}
        </section>
        <Roles account={account} may={may} />
        {may && <WayIn account={account} />}
      </div>
      {!may && (
        <MayNot
          what={roles => `${settings.open(users.what, roles)} ${users.alone}`}
          roles={rights.roles('access.admin')}
        />
      )}
    </>
  )
}

function Rename({ account }: { account: Shown }) {
  const { users } = useWords().settings
  const change = useAct('accounts.change')
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    change.mutate({ id: account.id, display: String(new FormData(event.currentTarget).get('display')).trim() })
  }
  return (
    <form className={`${look['inline']} screen`} onSubmit={send}>
      <Field label={users.display} name="display" defaultValue={account.display} required maxLength={200} />
      <Button type="submit" busy={change.isPending}>
        {users.renameGo}
      </Button>
      <Wrong error={change.error} />
    </form>
  )
}

function Roles({ account, may }: { account: Shown; may: boolean }) {
  const { settings } = useWords()
  const { users } = settings
  const inWords = useGrantWords()
  const take = useAct('accounts.revoke')
  const [asked, setAsked] = useState<Grant>()
  return (
    <section>
      <h2>{users.roles}</h2>
      {account.grants.length === 0 && <p className="soft">{users.hasNone}</p>}
      <ul className={look['grants']}>
        {account.grants.map(grant => (
          <li key={`${grant.role} ${grant.siteId}`}>
            <span>
              {inWords(grant)} <span className="soft">{settings.rolesMore[grant.role]}</span>
            </span>
            {may && (
              <Button
                kind="quiet"
                className="screen"
                aria-label={users.takeOf(inWords(grant))}
                onClick={() => {
                  take.reset()
                  setAsked(grant)
                }}
              >
                {users.take}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {may && <Give account={account} />}
      {asked && (
        <Confirm
          title={users.takeTitle(inWords(asked), account.display)}
          go={users.takeGo}
          busy={take.isPending}
          error={take.error}
          onClose={() => setAsked(undefined)}
          onGo={() =>
            take.mutate(
              { id: account.id, role: asked.role as Role, ...whereOf(asked.siteId ?? everywhere) },
              { onSuccess: () => setAsked(undefined) },
            )
          }
        >
          {users.takeMore}
        </Confirm>
      )}
    </section>
  )
}

function Give({ account }: { account: Shown }) {
  const { users } = useWords().settings
  const give = useAct('accounts.grant')
  const [role, setRole] = useState<Role>('viewer')
  const [where, setWhere] = useState<Where>(everywhere)
  return (
    <div className={`${look['form']} screen`}>
      <h3>{users.give}</h3>
      <RoleChoice role={role} where={where} onRole={setRole} onWhere={setWhere} />
      <p className="soft">{users.giveMore}</p>
      <Wrong error={give.error} />
      <div>
        <Button
          kind="main"
          busy={give.isPending}
          onClick={() => give.mutate({ id: account.id, role, ...whereOf(where) })}
        >
          {users.giveGo}
        </Button>
      </div>
    </div>
  )
}

/** A new link in the place of the password, and whether the account may be used at all. */
function WayIn({ account }: { account: Shown }) {
  const { users } = useWords().settings
  const invite = useSecretly('accounts.invite')
  const disable = useAct('accounts.disable')
  const enable = useAct('accounts.enable')
  const [asks, setAsks] = useState<'invite' | 'disable'>()
  const [made, setMade] = useState<Made>()
  const ask = (what: 'invite' | 'disable') => {
    invite.wrong(undefined)
    disable.reset()
    setAsks(what)
  }
  const newLink = async () => {
    const out = await invite.run({ id: account.id })
    if (!out) return
    setAsks(undefined)
    setMade({ ...out, name: account.display })
  }
  const disabled = account.disabledAt !== undefined
  return (
    <section className="screen">
      <h2>{users.door}</h2>
      <p className="soft">{disabled ? users.enableMore : users.doorMore}</p>
      <div className={look['row']}>
        {disabled ? (
          <Button busy={enable.isPending} onClick={() => enable.mutate({ id: account.id })}>
            {users.enable}
          </Button>
        ) : (
          <>
            <Button onClick={() => ask('invite')}>{users.invite}</Button>
            <Button kind="danger" onClick={() => ask('disable')}>
              {users.disable}
            </Button>
          </>
        )}
      </div>
      <Wrong error={enable.error} />
      {asks === 'invite' && (
        <Confirm
          title={users.inviteTitle(account.display)}
          go={users.inviteGo}
          busy={invite.busy}
          error={invite.error}
          onClose={() => setAsks(undefined)}
          onGo={() => void newLink()}
        >
          {users.inviteMore}
        </Confirm>
      )}
      {asks === 'disable' && (
        <Confirm
          title={users.disableTitle(account.display)}
          go={users.disableGo}
          busy={disable.isPending}
          error={disable.error}
          onClose={() => setAsks(undefined)}
          onGo={() => disable.mutate({ id: account.id }, { onSuccess: () => setAsks(undefined) })}
        >
          {users.disableMore}
        </Confirm>
      )}
      {made && <OneTimeLink made={made} onClose={() => setMade(undefined)} />}
    </section>
  )
}
