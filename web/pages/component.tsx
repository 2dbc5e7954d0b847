import { useAsk } from '../asking.ts'
import { Past } from '../parts/asof.tsx'
import { Refused } from '../parts/refused.tsx'
import { Loading } from '../parts/state.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { useWords } from '../words.ts'
import { tabIds, useComponentAddress } from './component/address.ts'
import { Assets } from './component/assets.tsx'
import { Bills } from './component/bills.tsx'
import { Findings } from './component/findings.tsx'
import { Head } from './component/head.tsx'
import { Versions } from './component/versions.tsx'
import { useSites } from './component/zone.ts'

/** One package or product: its versions in use, what is wrong with which and why, and where each runs. */
export function Page() {
  const { component: words } = useWords()
  const [at, go] = useComponentAddress()
  const { zone } = useSites()
  const { data, error, refetch } = useAsk(
    'components.story',
    { key: at.key, ...(at.at && { at: at.at, known: at.at }) },
    { when: at.key !== '', keep: true },
  )
  if (at.key === '' || error)
    return <Refused error={error} onAgain={() => void refetch()} words={words} list="/components" />
  if (data === undefined)
    return (
      <>
        <h1 className="unseen">{words.title}</h1>
        <Loading lines={14} />
      </>
    )
  const { counts, findings, moreFindings } = data
  const counted = {
    versions: counts.versions,
    findings: findings.length + moreFindings,
    assets: counts.assets,
    bills: counts.bills,
  }
  const contents = { versions: Versions, findings: Findings, assets: Assets, bills: Bills }
  return (
    <>
      <Head story={data} at={at} go={go} zone={zone} />
      <Past at={at.at} onAt={time => go({ at: time }, { push: true })} zone={zone} />
      <Tabs
        label={words.tabs.label}
        chosen={at.tab}
        onChoose={tab => go({ tab: tab as typeof at.tab, version: '', verdict: '' }, { push: true })}
        tabs={tabIds.map(id => {
          const Content = contents[id]
          return {
            ...{ id, title: words.tabs[id], count: counted[id] },
            content: () => <Content story={data} at={at} go={go} zone={zone} />,
          }
        })}
      />
    </>
  )
}
