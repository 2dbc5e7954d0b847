import { useWords } from '../../words.ts'
import type { AssetAddress, GoAsset } from './address.ts'
import look from './asset.module.css'
import { Compare } from './compare.tsx'
import { Doubts } from './doubts.tsx'
import { FindingList, useFindings } from './findings.tsx'
import type { Story } from './model.ts'
import { Nameplate } from './nameplate.tsx'
import { Timeline } from './timeline.tsx'

/** The asset on paper: everything but the long lists, one after another. */
export function Printed({ story, at, go }: { story: Story; at: AssetAddress; go: GoAsset }) {
  const { asset } = useWords()
  const found = useFindings(story, at)
  const all = story.counts.affected + story.counts.undecided
  return (
    <div className={look['sections']}>
      <Nameplate story={story} at={at} go={go} />
      <Compare story={story} at={at} />
      {all > 0 && (
        <section>
          <h2>{asset.tabs.findings}</h2>
          <FindingList findings={found.rows} story={story} room={0} />
          {found.rows.length < all && <p>{asset.more(all - found.rows.length)}</p>}
        </section>
      )}
      <Doubts story={story} at={at} />
      <Timeline story={story} at={at} />
    </div>
  )
}
