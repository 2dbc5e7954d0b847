import type { ReactNode } from 'react'
import { oneOf, useAddress } from '../address.ts'
import { useAsk } from '../asking.ts'
import { Failed, Loading } from '../parts/state.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { Title } from '../parts/title.tsx'
import { useWords } from '../words.ts'
import { Backup } from './settings/backup.tsx'
import { Feeds } from './settings/feeds.tsx'
import { Journal } from './settings/journal.tsx'
import { type Rights, useRights } from './settings/rights.ts'
import { Sites } from './settings/sites.tsx'
import { Tokens } from './settings/tokens.tsx'
import { Users } from './settings/users.tsx'
import { You } from './settings/you.tsx'

const pieces = {
  you: () => <You />,
  users: rights => <Users rights={rights} />,
  tokens: rights => <Tokens rights={rights} />,
  sites: rights => <Sites rights={rights} />,
  feeds: rights => <Feeds rights={rights} />,
  backup: rights => <Backup rights={rights} />,
  journal: rights => <Journal rights={rights} />,
} as const satisfies Readonly<Record<string, (rights: Rights) => ReactNode>>
const names = Object.keys(pieces) as (keyof typeof pieces)[]

/** Who may come in, what the server reads and keeps, and what was done: a part each. */
export function Page() {
  const { settings } = useWords()
  const [{ part }, go] = useAddress({ part: oneOf('you', ...names.slice(1)) })
  const asked = useAsk('session.rights', {})
  const rights = useRights()
  return (
    <>
      <Title title={part === 'you' ? settings.title : `${settings.title}: ${settings.tabs[part]}`} />
      {asked.error ? (
        <Failed error={asked.error} onAgain={() => void asked.refetch()} />
      ) : !rights ? (
        <Loading />
      ) : (
        <Tabs
          label={settings.tabsLabel}
          chosen={part}
          onChoose={id => go({ part: id as typeof part }, { push: true })}
          tabs={names.map(id => ({ id, title: settings.tabs[id], content: () => pieces[id](rights) }))}
        />
      )}
    </>
  )
}
