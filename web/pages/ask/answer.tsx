import { useRef } from 'react'
import { type Tab, Tabs } from '../../parts/tabs.tsx'
import { useWords } from '../../words.ts'
import look from './ask.module.css'
import { Assets } from './assets.tsx'
import { Evidence } from './evidence.tsx'
import type { Answer } from './facts.ts'
import { Header } from './header.tsx'
import { Lots } from './lots.tsx'
import { Paths } from './paths.tsx'
import { useAsked } from './state.ts'
import { Todo } from './todo.tsx'
import { Unknown } from './unknown.tsx'
import { Vendors } from './vendors.tsx'
import { Where } from './where.tsx'

const ofList = new Set(['all', 'affected', 'undecided', 'fixed', 'notAffected', 'notNamed', 'lines'])

type AnswerGiven = {
  answer: Answer
  /** The file that it was read from. */
  from?: string | undefined
  /** It is the one before, until the next is there. */
  old?: boolean
  /** Whether the server can be asked for more of it; not where it came of a file alone. */
  asked?: boolean
}

/** The whole answer: sentence, bands, assets by line, and everything else in tabs. */
export function AnswerShown({ answer, from, old = false, asked = true }: AnswerGiven) {
  const { ask } = useWords()
  const [state, go] = useAsked()
  const page = useRef<HTMLDivElement>(null)
  const { counts, lots, vendor, dontKnow, evidence } = answer
  const there = counts.affected + counts.undecided + counts.fixed + counts.notAffected + counts.notNamed
  const follow = (place: string) => {
    const id = ofList.has(place) ? 'list' : 'more'
    // After the address changed and what it leads to is drawn.
    setTimeout(() => page.current?.querySelector(`#${id}`)?.scrollIntoView({ block: 'start' }), 60)
  }
  const tabs: Tab[] = [
    {
      id: 'lots',
      title: ask.tab.lots,
      count: lots.count + lots.undecided,
      content: () => <Lots answer={answer} asked={asked} />,
    },
    { id: 'vendors', title: ask.tab.vendors, count: vendor.length, content: () => <Vendors answer={answer} /> },
    { id: 'paths', title: ask.tab.paths, content: () => <Paths answer={answer} /> },
    {
      id: 'evidence',
      title: ask.tab.evidence,
      count: evidence.advisories.length,
      content: () => <Evidence answer={answer} />,
    },
    { id: 'unknown', title: ask.tab.unknown, count: dontKnow.length, content: () => <Unknown answer={answer} /> },
  ]
  const first = there === 0 ? 'unknown' : lots.count + lots.undecided > 0 ? 'lots' : 'evidence'
  return (
    <div ref={page} className={look['answer']} aria-busy={old || undefined} data-old={old || undefined}>
      <Header answer={answer} {...(from !== undefined && { from })} onFollow={follow} />
      {there > 0 && (
        <>
          <div className={look['top']}>
            <Where answer={answer} />
            <Todo answer={answer} />
          </div>
          <Assets answer={answer} asked={asked} />
        </>
      )}
      <div id="more" className={look['section']}>
        <Tabs
          tabs={there === 0 ? tabs.slice(3) : tabs}
          chosen={state.tab === '' ? first : state.tab}
          onChoose={tab => go({ tab: tab as typeof state.tab })}
          label={ask.tabs}
        />
      </div>
    </div>
  )
}
