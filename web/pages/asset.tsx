import { useEffect } from 'react'
import { usePart } from '../address.ts'
import { useAsk } from '../asking.ts'
import { Refused } from '../parts/refused.tsx'
import { Loading } from '../parts/state.tsx'
import { usePrinting } from '../parts/table/loading.ts'
import { Tabs } from '../parts/tabs.tsx'
import { useWords } from '../words.ts'
import { type AssetAddress, type GoAsset, momentIn, tabIds, useAssetAddress } from './asset/address.ts'
import look from './asset/asset.module.css'
import { Documents } from './asset/documents.tsx'
import { Findings } from './asset/findings.tsx'
import { Head } from './asset/head.tsx'
import { Journal } from './asset/journal.tsx'
import { Lots } from './asset/lots.tsx'
import type { Story } from './asset/model.ts'
import { Overview } from './asset/overview.tsx'
import { Printed } from './asset/printed.tsx'
import { Software } from './asset/software.tsx'
import { Timeline } from './asset/timeline.tsx'

/** One asset: what is wrong with it, what is undecided, what runs on it, what happened to it. */
export function Page() {
  const { asset, frame } = useWords()
  const id = usePart('id')
  const [at, go] = useAssetAddress()
  const story = useAsk('assets.story', { id, ...momentIn(at) }, { keep: true })
  // What is kept while another time is fetched must not stand for another asset.
  const mine = story.data && [story.data.assetId, story.data.tag, story.data.path].includes(id)
  const shown = mine || !story.isPlaceholderData ? story.data : undefined
  const name = shown && (shown.tag ?? shown.name ?? shown.path.split('/').at(-1) ?? shown.assetId)
  useEffect(() => {
    if (name !== undefined) document.title = `${name} – ${frame.product}`
  }, [name, frame.product])
  if (story.error)
    return <Refused error={story.error} onAgain={() => void story.refetch()} words={asset} list="/assets" />
  if (shown === undefined)
    return (
      <>
        <h1 className="unseen">{asset.title}</h1>
        <Loading lines={14} />
      </>
    )
  return (
    <>
      <Head story={shown} at={at} go={go} name={name ?? ''} />
      <Body story={shown} at={at} go={go} />
    </>
  )
}

type Given = { story: Story; at: AssetAddress; go: GoAsset }

/** The tabs; on paper what they have one after another. */
function Body({ story, at, go }: Given) {
  const { asset } = useWords()
  const printing = usePrinting()
  if (printing && at.tab === 'overview') return <Printed story={story} at={at} go={go} />
  const { counts, lots, documents } = story
  const counted: Partial<Record<(typeof tabIds)[number], number>> = {
    ...{ findings: counts.affected + counts.undecided, software: counts.components, lots: lots.count },
    documents: documents.length,
  }
  const content = (tab: (typeof tabIds)[number]) => {
    const given = { story, at, go }
    if (tab === 'findings') return <Findings {...given} />
    if (tab === 'software') return <Software {...given} />
    if (tab === 'lots') return <Lots {...given} />
    if (tab === 'timeline') return <Timeline {...given} />
    if (tab === 'documents') return <Documents {...given} />
    if (tab === 'journal') return <Journal {...given} />
    return <Overview {...given} />
  }
  return (
    <div className={look['tabs']}>
      <Tabs
        label={asset.tabs.label}
        chosen={at.tab}
        onChoose={tab => go({ tab: tab as AssetAddress['tab'], verdict: '', state: '' }, { push: true })}
        tabs={tabIds.map(tab => ({
          id: tab,
          title: asset.tabs[tab],
          ...(counted[tab] !== undefined && { count: counted[tab] }),
          content: () => content(tab),
        }))}
      />
    </div>
  )
}
