import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'
import { useWords } from '../words.ts'
import styles from './tabs.module.css'

export type Tab = { id: string; title: string; count?: number | undefined; content: () => ReactNode }

type TabsGiven = {
  tabs: readonly Tab[]
  /** Id of the tab that is open; what names none opens the first. It stands in the address, which the page keeps. */
  chosen: string | undefined
  onChoose: (id: string) => void
  /** What the tabs are of, read aloud. */
  label: string
}

/** Tabs whose state is the page's address. Only the open one is made. */
export function Tabs({ tabs, chosen, onChoose, label }: TabsGiven) {
  const { parts } = useWords()
  const open = tabs.find(tab => tab.id === chosen) ?? tabs[0]
  if (open === undefined) return null
  return (
    <Base.Root value={open.id} onValueChange={id => onChoose(String(id))} className={styles.tabs}>
      <Base.List className={styles.list} aria-label={label}>
        {tabs.map(tab => (
          <Base.Tab key={tab.id} value={tab.id} className={styles.tab}>
            {tab.title}
            {tab.count !== undefined && <span className={styles.count}>{parts.number(tab.count)}</span>}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map(tab => (
        <Base.Panel key={tab.id} value={tab.id} className={styles.panel}>
          {tab.id === open.id && tab.content()}
        </Base.Panel>
      ))}
    </Base.Root>
  )
}
