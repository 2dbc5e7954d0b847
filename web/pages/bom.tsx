import { usePart } from '../address.ts'
import { useAsk } from '../asking.ts'
import { Past } from '../parts/asof.tsx'
import { Refused } from '../parts/refused.tsx'
import { Loading } from '../parts/state.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { useWords } from '../words.ts'
import { tabIds, useBomAddress } from './bom/address.ts'
import { Components } from './bom/components.tsx'
import { Grade } from './bom/grade.tsx'
import { Head } from './bom/head.tsx'
import { Paper } from './bom/paper.tsx'
import { Runs } from './bom/runs.tsx'
import { useSites } from './component/zone.ts'

/** One bill of materials: what it lists and what is said of it, how good it is, where it runs, and the paper itself. */
export function Page() {
  const { bom } = useWords()
  const id = usePart('id')
  const [at, go] = useBomAddress()
  const { zone } = useSites()
  const bill = useAsk('boms.show', { id })
  const standing = useAsk('boms.standing', { id, ...(at.at && { at: at.at, known: at.at }) }, { keep: true })
  const error = bill.error ?? standing.error
  if (error)
    return (
      <Refused
        error={error}
        onAgain={() => {
          void bill.refetch()
          void standing.refetch()
        }}
        words={bom}
        list="/boms"
      />
    )
  if (bill.data === undefined || standing.data === undefined)
    return (
      <>
        <h1 className="unseen">{bom.title}</h1>
        <Loading lines={14} />
      </>
    )
  const given = { bill: bill.data, standing: standing.data, at, go, zone }
  const contents = { components: Components, grade: Grade, runs: Runs, paper: Paper }
  const counted: Partial<Record<(typeof tabIds)[number], number>> = {
    components: bill.data.components,
    runs: standing.data.assets.now,
  }
  return (
    <>
      <Head {...given} />
      <Past at={at.at} onAt={time => go({ at: time }, { push: true })} zone={zone} />
      <Tabs
        label={bom.tabs.label}
        chosen={at.tab}
        onChoose={tab => go({ tab: tab as typeof at.tab, of: '' }, { push: true })}
        tabs={tabIds.map(tab => {
          const Content = contents[tab]
          return {
            ...{ id: tab, title: bom.tabs[tab], content: () => <Content {...given} /> },
            ...(counted[tab] !== undefined && { count: counted[tab] }),
          }
        })}
      />
    </>
  )
}
