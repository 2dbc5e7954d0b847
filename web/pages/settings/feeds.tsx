import { useMemo, useState } from 'react'
import type { Out } from '../../api.ts'
import { useAct, useAsk } from '../../asking.ts'
import { Button } from '../../parts/button.tsx'
import { Age, When, whenText } from '../../parts/date.tsx'
import { feedStateOf } from '../../parts/feed-state.ts'
import { Tick } from '../../parts/field.tsx'
import { Progress } from '../../parts/progress.tsx'
import { QuarantinedFeeds, quarantineColumn } from '../../parts/quarantined.tsx'
import { Shape } from '../../parts/shape.tsx'
import { Empty, Failed, Loading } from '../../parts/state.tsx'
import { Clipped, type Column, Table } from '../../parts/table.tsx'
import { useWords, type Words } from '../../words.ts'
import { Copied } from './copied.tsx'
import { quotedPath } from './path.ts'
import { useZone } from './plant.ts'
import type { Rights } from './rights.ts'
import look from './settings.module.css'
import { MayNot, Wrong } from './wrong.tsx'

type State = Out<'feeds.list'>
type Feed = State['feeds'][number]

/** Where advisories come from, how old they are, and how a server without internet gets them. */
export function Feeds({ rights }: { rights: Rights }) {
  const words = useWords()
  const { feeds } = words.settings
  const zone = useZone()
  const found = useAsk('feeds.list', {})
  const columns = useMemo(() => feedColumns(words, zone), [words, zone])
  if (found.error) return <Failed error={found.error} onAgain={() => void found.refetch()} />
  if (!found.data) return <Loading />
  const state = found.data
  return (
    <>
      {state.feeds.length === 0 ? (
        <Empty title={feeds.none}>{feeds.noneMore}</Empty>
      ) : (
        <>
          <Told state={state} zone={zone} />
          <QuarantinedFeeds feeds={state.feeds} zone={zone} />
          <Table
            id="feeds"
            title={feeds.title}
            rows={state.feeds}
            columns={columns}
            rowKey={({ id }) => id}
            plain
            tall={420}
          />
        </>
      )}
      <div className={look['columns']}>
        <Rematch rights={rights} />
        <Offline rights={rights} />
      </div>
    </>
  )
}

function Told({ state, zone }: { state: State; zone: string }) {
  const { feeds } = useWords().settings
  const records = state.feeds.reduce((sum, feed) => sum + feed.records, 0)
  const old = state.feeds.filter(({ stale }) => stale).length
  const failing = state.feeds.filter(({ failure }) => failure !== null).length
  const current = state.digest === state.matchedWith
  return (
    <div className={look['told']}>
      <p className={look['sentence']}>
        {feeds.state(state.feeds.length, records)}.{' '}
        {old > 0 && (
          <span className={look['attention']}>
            <Shape of="clock" /> {feeds.stale(old)}.{' '}
          </span>
        )}
        {failing > 0 && (
          <span className={look['attention']}>
            <Shape of="warning" /> {feeds.failing(failing)}.{' '}
          </span>
        )}
        {current ? (
          `${feeds.current}.`
        ) : (
          <span className={look['attention']}>
            <Shape of="warning" /> {feeds.behind}.
          </span>
        )}
      </p>
      <p className="soft">
        {feeds.built} <When at={state.builtAt} zone={zone} />, {feeds.matched.toLocaleLowerCase()}{' '}
        {state.matchedAt === null ? feeds.never : <When at={state.matchedAt} zone={zone} />}
      </p>
    </div>
  )
}

function feedColumns(words: Words, zone: string): Column<Feed>[] {
  const { settings, parts } = words
  const { feeds } = settings
  const count = (id: 'records' | 'withdrawn'): Column<Feed> => ({
    id,
    title: feeds[id],
    value: feed => feed[id],
    show: feed => parts.number(feed[id]),
    align: 'end',
    width: 110,
  })
  const time = (id: string, title: string, at: (feed: Feed) => string | null): Column<Feed> => ({
    id,
    title,
    value: feed => whenText(at(feed), zone, parts),
    show: feed => <When at={at(feed)} zone={zone} form="day" />,
    width: 186,
  })
  const reason = ({ heldBack, failure }: Feed) => heldBack?.reason ?? failure?.reason ?? ''
  return [
    { id: 'id', title: feeds.feed, value: ({ id }) => id, width: 190 },
    count('records'),
    { ...count('withdrawn'), hidden: true },
    time('newest', feeds.newest, ({ newest }) => newest),
    { ...time('snapshot', feeds.snapshot, ({ snapshotAt }) => snapshotAt), hidden: true },
    {
      id: 'attempt',
      title: feeds.attempt,
      value: ({ attempt }) => (attempt === null ? feeds.noSource : whenText(attempt, zone, parts)),
      show: ({ attempt }) =>
        attempt === null ? <span className="soft">{feeds.noSource}</span> : <Age at={attempt} zone={zone} />,
      width: 150,
    },
    {
      id: 'state',
      title: feeds.health,
      value: feed => [parts.feedStates[feedStateOf(feed)], reason(feed)].filter(text => text !== '').join(': '),
      show: feed => <Health feed={feed} reason={reason(feed)} />,
    },
    quarantineColumn(words, zone),
  ]
}

function Health({ feed, reason }: { feed: Feed; reason: string }) {
  const { feedStates } = useWords().parts
  const state = feedStateOf(feed)
  if (state === 'live') return feedStates.live
  return (
    <span className={look['attention']}>
      <Shape of={state === 'stale' ? 'clock' : 'warning'} /> {feedStates[state]}
      {reason !== '' && (
        <>
          : <Clipped text={reason} />
        </>
      )}
    </span>
  )
}

/** Lays what runs against the advisories once more. */
function Rematch({ rights }: { rights: Rights }) {
  const { settings } = useWords()
  const { feeds } = settings
  const rematch = useAct('feeds.rematch', { told: true })
  const [everything, setEverything] = useState(false)
  const { data } = rematch
  return (
    <section className="screen">
      <h2>{feeds.rematch}</h2>
      <p className="soft">{feeds.rematchMore}</p>
      {rights.everywhere('feeds.write') ? (
        <>
          <Tick label={feeds.rematchAll} checked={everything} onChange={event => setEverything(event.target.checked)} />
          <div className={look['row']}>
            <Button busy={rematch.isPending} onClick={() => rematch.mutate({ everything })}>
              {feeds.rematch}
            </Button>
          </div>
          {rematch.isPending && (
            <Progress
              title={feeds.rematching}
              {...(rematch.progress &&
                rematch.progress.total > 0 && { done: rematch.progress.done, total: rematch.progress.total })}
            />
          )}
          <p role="status">
            {data && (data.changed ? feeds.changed(data.judged, data.started, data.ended) : feeds.nothing(data.judged))}
          </p>
          <Wrong error={rematch.error} />
        </>
      ) : (
        <MayNot what={roles => settings.open(feeds.rematchWhat, roles)} roles={rights.roles('feeds.write')} />
      )}
    </section>
  )
}

/** How advisories come to where no network is. */
function Offline({ rights }: { rights: Rights }) {
  const { feeds } = useWords().settings
  // Where everything is kept is told to who looks after the whole server.
  const { data } = useAsk('backups.list', {}, { when: rights.everywhere('access.admin') })
  const into = quotedPath(`${data?.folder ?? 'DATA'}/advisories`)
  return (
    <section>
      <h2>{feeds.offline}</h2>
      <p className="soft">{feeds.offlineMore}</p>
      <Copied
        many
        label={feeds.steps.fetch}
        text={
          'openssl genpkey -algorithm ed25519 -out key.pem\nopenssl pkey -in key.pem -pubout -out office.pem\nmillcert db update\nmillcert db export db.millcert --key key.pem'
        }
      />
      <Copied
        many
        label={feeds.steps.take}
        text={`millcert db import db.millcert --trust office.pem --db ${into} --dry-run\nmillcert db import db.millcert --trust office.pem --db ${into}`}
      />
      <p className="soft">
        {feeds.steps.trust} {!data && feeds.steps.data}
      </p>
    </section>
  )
}
