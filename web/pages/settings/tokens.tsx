import { useMemo, useState } from 'react'
import { text, useAddress } from '../../address.ts'
import type { Out } from '../../api.ts'
import { useAct, useAsk, usePages } from '../../asking.ts'
import { Age, When, whenText } from '../../parts/date.tsx'
import { Found } from '../../parts/found.tsx'
import { Select } from '../../parts/select.tsx'
import { Empty } from '../../parts/state.tsx'
import { type Action, Clipped, type Column } from '../../parts/table.tsx'
import { useWords, type Words } from '../../words.ts'
import { Confirm } from './confirm.tsx'
import { type Grant, useGrantWords, useZone } from './plant.ts'
import type { Rights } from './rights.ts'
import look from './settings.module.css'
import { AddToken } from './token-add.tsx'

type Token = Out<'tokens.list'>['tokens'][number]

/** Tokens of programs: one's own, or those of an account that an administrator chooses. */
export function Tokens({ rights }: { rights: Rights }) {
  const words = useWords()
  const { tokens } = words.settings
  const [{ account }, go] = useAddress({ account: text() })
  const governs = rights.everywhere('access.admin')
  const of = governs ? account : ''
  const found = usePages('tokens.list', { limit: 200, ...(of && { account: of }) })
  const [asked, setAsked] = useState<readonly Token[]>([])
  const zone = useZone()
  const inWords = useGrantWords()
  const columns = useMemo(() => tokenColumns(words, zone, inWords), [words, zone, inWords])
  const actions = useMemo((): Action<Token>[] => {
    const run = (rows: readonly Token[]) => setAsked(rows.filter(({ revokedAt }) => revokedAt === undefined))
    return [{ id: 'revoke', title: tokens.revoke, run }]
  }, [tokens])
  return (
    <>
      <div className={look['bar']}>
        <p className="soft">{tokens.lead}</p>
        <div className={look['row']}>
          {governs && <Whose account={account} onAccount={name => go({ account: name })} />}
          <AddToken account={of} />
        </div>
      </div>
      <Found
        id="tokens"
        found={found}
        none={<Empty title={tokens.none}>{tokens.noneMore}</Empty>}
        title={tokens.title}
        columns={columns}
        rowKey={keyOf}
        actions={actions}
      />
      {asked.length > 0 && <Revoke rows={asked} onClose={() => setAsked([])} />}
    </>
  )
}

const keyOf = ({ id }: Token) => id

function Whose({ account, onAccount }: { account: string; onAccount: (name: string) => void }) {
  const { tokens } = useWords().settings
  const { data } = useAsk('accounts.list', { limit: 500 })
  const names = (data?.accounts ?? []).map(({ name, display }) => [name, `${display} (${name})`] as const)
  // An account that is beyond the list, or named by hand, can be looked at too.
  const more = account === '' || names.some(([name]) => name === account) ? [] : [[account, account] as const]
  const choices = Object.fromEntries<string>([['', tokens.own], ...names, ...more])
  return <Select label={tokens.of} value={account} choices={choices} onChange={onAccount} />
}

function Revoke({ rows, onClose }: { rows: readonly Token[]; onClose: () => void }) {
  const { tokens } = useWords().settings
  const revoke = useAct('tokens.revoke')
  const go = async () => {
    for (const { id } of rows) await revoke.mutateAsync({ id })
    onClose()
  }
  return (
    <Confirm
      title={tokens.revokeTitle(rows.length)}
      go={tokens.revokeGo}
      busy={revoke.isPending}
      error={revoke.error}
      onClose={onClose}
      onGo={() => void go().catch(() => {})}
    >
      <bdi>{rows.map(({ name }) => name.slice(0, 80)).join(', ')}</bdi>. {tokens.revokeMore}
    </Confirm>
  )
}

function stateOf({ revokedAt, expiresAt }: Token): 'revoked' | 'over' | 'good' {
  if (revokedAt !== undefined) return 'revoked'
  return Date.parse(expiresAt) <= Date.now() ? 'over' : 'good'
}

function tokenColumns({ settings, parts }: Words, zone: string, inWords: (grant: Grant) => string): Column<Token>[] {
  const { tokens } = settings
  const grantsOf = ({ grants }: Token) => grants.map(inWords).join('; ')
  return [
    { id: 'name', title: tokens.name, value: ({ name }) => name, show: ({ name }) => <Clipped text={name} /> },
    {
      id: 'scope',
      title: tokens.scope,
      value: grantsOf,
      show: row => <Clipped text={grantsOf(row)} />,
      width: 240,
    },
    {
      id: 'made',
      title: tokens.made,
      value: ({ madeAt }) => whenText(madeAt, zone, parts),
      show: ({ madeAt }) => <When at={madeAt} zone={zone} form="day" />,
      width: 186,
    },
    {
      id: 'expires',
      title: tokens.expires,
      value: ({ expiresAt }) => whenText(expiresAt, zone, parts),
      show: ({ expiresAt }) => <When at={expiresAt} zone={zone} form="day" />,
      width: 186,
    },
    {
      id: 'used',
      title: tokens.used,
      value: ({ usedAt }) => (usedAt === undefined ? null : whenText(usedAt, zone, parts)),
      show: ({ usedAt }) =>
        usedAt === undefined ? <span className="soft">{tokens.neverUsed}</span> : <Age at={usedAt} zone={zone} />,
      width: 130,
    },
    { id: 'state', title: tokens.state, value: row => tokens.states[stateOf(row)], width: 110 },
  ]
}
