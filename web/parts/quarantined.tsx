import type { Out } from '../api.ts'
import { useWords, type Words } from '../words.ts'
import { When, whenText } from './date.tsx'
import styles from './quarantined.module.css'
import { Filled } from './sentence.tsx'
import { Shape } from './shape.tsx'
import { Clipped, type Column } from './table.tsx'

type Feed = Out<'feeds.list'>['feeds'][number]
type InQuarantine = Feed & { quarantine: NonNullable<Feed['quarantine']> }

/** Feeds of whom nothing is sure that they say: since when, who says so and why, and how it ends. */
export function QuarantinedFeeds({ feeds, zone }: { feeds: readonly Feed[]; zone: string }) {
  const words = useWords()
  const found = feeds.filter((feed): feed is InQuarantine => feed.quarantine !== null)
  if (found.length === 0) return null
  return (
    <ul className={styles.list}>
      {found.map(feed => (
        <li key={feed.id}>
          <span className={styles.sign}>
            <Shape of="warning" />
          </span>
          <div>
            <p>
              <Filled
                text={words.parts.quarantined.line}
                with={{
                  feed: <strong>{feed.id}</strong>,
                  since: <When at={feed.quarantine.since} zone={zone} />,
                  by: <bdi>{byOf(feed.quarantine, words)}</bdi>,
                  reason: <bdi>{feed.quarantine.reason}</bdi>,
                }}
              />
            </p>
            <Ending feed={feed} />
          </div>
        </li>
      ))}
    </ul>
  )
}

/** What ends it: the next update what a check began, where the feed has a source; a person everything else. */
function Ending({ feed: { id, attempt, quarantine } }: { feed: InQuarantine }) {
  const { quarantined } = useWords().parts
  const update = quarantine.cause === 'check' && attempt !== null
  return (
    <p className="soft">
      {update ? quarantined.update : quarantined.release}{' '}
      <code>{update ? 'millcert db update' : `millcert feeds quarantine --feed ${id} --release`}</code>
    </p>
  )
}

function byOf({ cause, by }: InQuarantine['quarantine'], { parts }: Words): string {
  return cause === 'check' ? parts.quarantined.check : by
}

/** The column of a table of feeds that says it of each. */
export function quarantineColumn(words: Words, zone: string): Column<Feed> {
  const { parts } = words
  const told = ({ quarantine }: Feed) =>
    quarantine &&
    `${whenText(quarantine.since, zone, parts).slice(0, 10)}, ${byOf(quarantine, words)}: ${quarantine.reason}`
  return {
    id: 'quarantine',
    title: parts.quarantined.title,
    value: told,
    show: feed => {
      const text = told(feed)
      return text === null ? <span className="soft">–</span> : <Clipped text={text} />
    },
  }
}
