import { Link } from '../../parts/link.tsx'
import { useWords } from '../../words.ts'
import { type AssetAddress, type GoAsset, tabOf } from './address.ts'
import look from './asset.module.css'
import { Compare } from './compare.tsx'
import { Doubts } from './doubts.tsx'
import { FindingList, useFindings } from './findings.tsx'
import type { Story } from './model.ts'
import { Nameplate } from './nameplate.tsx'

type Given = { story: Story; at: AssetAddress; go: GoAsset }

const mostUrgent = 5

/** What most people look for first: what is worst, what the asset is, what runs on it, what is not known of it. */
export function Overview({ story, at, go }: Given) {
  return (
    <div className={look['sections']}>
      <Urgent story={story} at={at} />
      <Nameplate story={story} at={at} go={go} />
      <Compare story={story} at={at} />
      <Doubts story={story} at={at} />
    </div>
  )
}

function Urgent({ story, at }: Pick<Given, 'story' | 'at'>) {
  const { asset } = useWords()
  const all = story.counts.affected + story.counts.undecided
  const found = useFindings(story, at)
  if (all === 0) return null
  return (
    <section aria-labelledby="urgent">
      <div className={look['heading']}>
        <h2 id="urgent">{asset.urgent}</h2>
        <Link to="/assets/$id" params={{ id: story.assetId }} search={tabOf(at, 'findings')}>
          {asset.urgentAll(all)}
        </Link>
      </div>
      <FindingList findings={found.rows.slice(0, mostUrgent)} story={story} room={Math.min(all, mostUrgent)} />
    </section>
  )
}
