import { useMemo } from 'react'
import type { Out } from '../../api.ts'
import { useAct, useAsk } from '../../asking.ts'
import { Button } from '../../parts/button.tsx'
import { Age, When, whenText } from '../../parts/date.tsx'
import { type FeedState, feedStateOf } from '../../parts/feed-state.ts'
import { Progress } from '../../parts/progress.tsx'
import { QuarantinedFeeds, quarantineColumn } from '../../parts/quarantined.tsx'
import { Filled } from '../../parts/sentence.tsx'
import { Shape } from '../../parts/shape.tsx'
import { Empty, Failed, Loading } from '../../parts/state.tsx'
import { Clipped, type Column, Table } from '../../parts/table.tsx'
import { useWords, type Words } from '../../words.ts'
import look from './health.module.css'
import { useMay } from './may.ts'

type Told = Out<'feeds.list'>
type Feed = Told['feeds'][number]

const keyOf = (feed: Feed) => feed.id

/** The feeds that all answers rest on: how old, what their last update brought, and whether what runs was laid against them. */
export function Feeds({ zone }: { zone: string }) {
  const { health } = useWords()
  const found = useAsk('feeds.list', {})
  const columns = useColumns(zone)
  const told = found.data
  const stale = told?.feeds.filter(feed => feed.stale).length ?? 0
  return (
    <section className={look['section']} id="feeds">
      <div className={look['head']}>
        <h2>{health.feeds}</h2>
        {told && told.feeds.length > 0 && <Rematch />}
      </div>
      {found.error ? (
        <Failed error={found.error} onAgain={() => void found.refetch()} />
      ) : !told ? (
        <Loading lines={6} />
      ) : told.feeds.length === 0 ? (
        <Empty title={health.feedsNone}>
          <p>{health.feedsNoneNext}</p>
        </Empty>
      ) : (
        <>
          <p className={look['next']}>
            {stale === 0 ? health.feedsFresh(told.feeds.length) : health.feedsStale(stale, told.feeds.length)}{' '}
            <Matched told={told} zone={zone} />
            {stale > 0 && <span className="soft"> {health.feedNext}</span>}
          </p>
          <QuarantinedFeeds feeds={told.feeds} zone={zone} />
          <Table id="feeds" title={health.feeds} rows={told.feeds} columns={columns} rowKey={keyOf} plain tall={440} />
        </>
      )}
    </section>
  )
}

function Matched({ told, zone }: { told: Told; zone: string }) {
  const { health } = useWords()
  if (told.matchedAt === null) return health.matchedNever
  return (
    <>
      <Filled text={health.matched} with={{ at: <When at={told.matchedAt} zone={zone} /> }} />
      {told.matchedWith !== told.digest && ` ${health.matchedOld}`}
    </>
  )
}

/** Lays what runs against the advisories once more; for those who may. */
function Rematch() {
  const { health, parts } = useWords()
  const may = useMay('feeds.write')
  const act = useAct('feeds.rematch', { told: true })
  if (may === undefined) return null
  if (!may.may) return <span className={look['may']}>{parts.state.mayRoles(may.roles.join(', '))}</span>
  const { data, progress } = act
  return (
    <div className={`${look['head']} screen`}>
      <span role="status" className={look['may']}>
        {data &&
          (data.changed
            ? health.rematched(parts.number(data.judged), parts.number(data.started), parts.number(data.ended))
            : health.rematchedSame)}
      </span>
      {act.isPending && progress && (
        <Progress
          title={health.rematching}
          done={progress.done}
          {...(progress.total > 0 && { total: progress.total })}
        />
      )}
      {act.error && <Failed error={act.error} />}
      <Button busy={act.isPending} onClick={() => act.mutate({})}>
        {act.isPending ? health.rematching : health.rematch}
      </Button>
    </div>
  )
}

function State({ of, words }: { of: FeedState; words: Words }) {
  return (
    <span className={look['word']} data-state={of}>
      {of !== 'live' && <Shape of={of === 'stale' ? 'clock' : 'warning'} />}
      {words.parts.feedStates[of]}
    </span>
  )
}

function useColumns(zone: string): readonly Column<Feed>[] {
  const words = useWords()
  return useMemo(() => {
    const { health, parts } = words
    const time = (id: string, at: (feed: Feed) => string | null): Column<Feed> => ({
      id,
      title: health.feed[id as 'attempt'],
      width: 130,
      value: feed => whenText(at(feed), zone, parts),
      show: feed => (at(feed) === null ? <span className={look['told']}>–</span> : <Age at={at(feed)} zone={zone} />),
    })
    const reason = (id: 'failure' | 'held', of: (feed: Feed) => string | undefined): Column<Feed> => ({
      id,
      title: health.feed[id],
      value: feed => of(feed) ?? null,
      show: feed => {
        const text = of(feed)
        return text === undefined ? <span className={look['told']}>–</span> : <Clipped text={text} />
      },
    })
    return [
      {
        id: 'id',
        title: health.feed.id,
        width: 140,
        value: ({ id }) => id,
        show: ({ id }) => <Clipped text={id} mono />,
      },
      {
        id: 'state',
        title: health.feed.state,
        width: 140,
        value: feed => parts.feedStates[feedStateOf(feed)],
        show: feed => <State of={feedStateOf(feed)} words={words} />,
      },
      {
        id: 'snapshot',
        title: health.feed.snapshot,
        width: 184,
        value: ({ snapshotAt }) => whenText(snapshotAt, zone, parts),
        show: ({ snapshotAt }) => <When at={snapshotAt} zone={zone} form="day" />,
      },
      {
        id: 'age',
        title: health.feed.age,
        width: 110,
        value: ({ snapshotAt }) => snapshotAt,
        show: ({ snapshotAt }) => <Age at={snapshotAt} zone={zone} />,
      },
      { id: 'records', title: health.feed.records, width: 106, align: 'end', value: ({ records }) => records },
      {
        id: 'withdrawn',
        title: health.feed.withdrawn,
        width: 100,
        align: 'end',
        hidden: true,
        value: ({ withdrawn }) => withdrawn,
      },
      {
        ...time('attempt', ({ attempt }) => attempt),
        show: ({ attempt }) =>
          attempt === null ? <span className={look['told']}>{health.byFile}</span> : <Age at={attempt} zone={zone} />,
      },
      time('success', ({ success }) => success),
      reason(
        'failure',
        ({ failure }) => (failure && `${whenText(failure.at, zone, parts)}: ${failure.reason}`) || undefined,
      ),
      reason('held', ({ heldBack }) => heldBack?.reason),
      quarantineColumn(words, zone),
    ]
  }, [words, zone])
}
