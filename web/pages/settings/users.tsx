import { type FormEvent, useMemo, useState } from 'react'
import { text, useAddress } from '../../address.ts'
import type { Out } from '../../api.ts'
import { usePages } from '../../asking.ts'
import { When, whenText } from '../../parts/date.tsx'
import { Field } from '../../parts/field.tsx'
import { Failed, Loading, NotAllowed } from '../../parts/state.tsx'
import { Clipped, type Column, Table } from '../../parts/table.tsx'
import { useWords, type Words } from '../../words.ts'
import { Account } from './account.tsx'
import { FormDialog } from './form-dialog.tsx'
import { type Link, OneTimeLink } from './once.tsx'
import { type Grant, useGrantWords, useZone } from './plant.ts'
import type { Rights } from './rights.ts'
import { useSecretly } from './secretly.ts'
import look from './settings.module.css'
import { MayNot } from './wrong.tsx'

type Listed = Out<'accounts.list'>['accounts'][number]

/** Accounts: the list, or the one that the address names. */
export function Users({ rights }: { rights: Rights }) {
  const [{ user }] = useAddress({ user: text() })
  if (!rights.somewhere('access.read')) return <NotAllowed roles={rights.roles('access.read')} />
  return user === '' ? <All rights={rights} /> : <Account key={user} id={user} rights={rights} />
}

const keyOf = ({ id }: Listed) => id
const addressOf = ({ id }: Listed) => ({ to: '/settings', search: { part: 'users', user: id } })

function All({ rights }: { rights: Rights }) {
  const words = useWords()
  const { settings } = words
  const zone = useZone()
  const inWords = useGrantWords()
  const found = usePages('accounts.list', { limit: 200 })
  const columns = useMemo(() => accountColumns(words, zone, inWords), [words, zone, inWords])
  if (found.error) return <Failed error={found.error} onAgain={found.again} />
  if (found.loading) return <Loading />
  return (
    <>
      <div className={look['bar']}>
        <h2>{settings.users.count(found.rows.length)}</h2>
        {rights.everywhere('access.admin') ? (
          <Add />
        ) : (
          <MayNot
            what={roles => `${settings.open(settings.users.what, roles)} ${settings.users.alone}`}
            roles={rights.roles('access.admin')}
          />
        )}
      </div>
      <Table
        id="users"
        title={settings.users.title}
        rows={found.rows}
        columns={columns}
        rowKey={keyOf}
        rowAddress={addressOf}
        plain
        {...(found.onMore && { onMore: found.onMore })}
      />
    </>
  )
}

/** Whether somebody may sign in with an account. */
export function stateOf({ disabledAt, hasPassword }: Listed): 'disabled' | 'active' | 'invited' {
  return disabledAt !== undefined ? 'disabled' : hasPassword ? 'active' : 'invited'
}

function accountColumns({ settings, parts }: Words, zone: string, inWords: (grant: Grant) => string): Column<Listed>[] {
  const { users } = settings
  const rolesOf = ({ grants }: Listed) => grants.map(inWords).join('; ')
  return [
    { id: 'name', title: users.name, value: ({ name }) => name, width: 200 },
    {
      id: 'display',
      title: users.display,
      value: ({ display }) => display,
      show: ({ display }) => <Clipped text={display} />,
      width: 260,
    },
    {
      id: 'roles',
      title: users.roles,
      value: rolesOf,
      show: row =>
        row.grants.length > 0 ? <Clipped text={rolesOf(row)} /> : <span className="soft">{settings.noRole}</span>,
    },
    { id: 'state', title: users.state, value: row => users.states[stateOf(row)], width: 150 },
    {
      id: 'made',
      title: users.made,
      value: ({ madeAt }) => whenText(madeAt, zone, parts),
      show: ({ madeAt }) => <When at={madeAt} zone={zone} form="day" />,
      width: 186,
    },
  ]
}

function Add() {
  const { settings } = useWords()
  const { users } = settings
  const [, go] = useAddress({ user: text() })
  const add = useSecretly('accounts.add')
  const [open, setOpen] = useState(false)
  const [made, setMade] = useState<Link & { id: string }>()
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const [name, display] = [String(given.get('name')).trim().toLowerCase(), String(given.get('display')).trim()]
    const out = await add.run({ name, display })
    if (!out) return
    setOpen(false)
    setMade({ ...out, name: display })
  }
  return (
    <>
      <FormDialog
        id="add-account"
        label={users.add}
        title={users.addTitle}
        go={users.addGo}
        busy={add.busy}
        error={add.error}
        open={open}
        onOpen={() => setOpen(true)}
        onClose={() => setOpen(false)}
        onSend={event => void send(event)}
      >
        <Field
          label={users.name}
          name="name"
          hint={users.nameHint}
          required
          maxLength={63}
          pattern="[A-Za-z0-9][A-Za-z0-9._@\-]*"
          autoCapitalize="none"
        />
        <Field label={users.display} name="display" required maxLength={200} />
      </FormDialog>
      {made && (
        <OneTimeLink
          made={made}
          next={users.linkNext}
          onClose={() => {
            setMade(undefined)
            go({ user: made.id }, { push: true })
          }}
        />
      )}
    </>
  )
}
