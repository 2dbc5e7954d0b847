import { Fragment, type ReactNode } from 'react'
import { When, whenText } from '../../parts/date.tsx'
import { Outside } from '../../parts/fact.tsx'
import { Link } from '../../parts/link.tsx'
import { Filled } from '../../parts/sentence.tsx'
import { Shape, type ShapeName } from '../../parts/shape.tsx'
import { useWords } from '../../words.ts'
import { type AssetAddress, tabOf } from './address.ts'
import look from './asset.module.css'
import { calledBill, calledPart, clipped, type Story } from './model.ts'
import { drawn } from './weeks.ts'

type Event = Story['events'][number]

/** What happened to the asset, by time, with a drawing of its lots and what changed. */
export function Timeline({ story, at }: { story: Story; at: AssetAddress }) {
  const { asset } = useWords()
  return (
    <section className={look['past']} aria-labelledby="timeline">
      <h2 id="timeline">{asset.timeline}</h2>
      <Drawing story={story} />
      {story.events.length === 0 ? (
        <p className="soft">{asset.eventsNone}</p>
      ) : (
        <ol className={look['events']}>
          {story.events.map((event, index) => (
            <li key={index} data-what={event.what}>
              <span className={look['time']}>
                <When at={event.at} zone={story.site.timeZone} form={event.what === 'installed' ? 'day' : 'full'} />
              </span>
              <span className={look['mark']}>
                <Shape of={shapes[event.what]} />
              </span>
              <span>
                <Told event={event} story={story} at={at} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

const shapes: Readonly<Record<Event['what'], ShapeName>> = {
  installed: 'file',
  observed: 'up',
  approved: 'fixed',
  learned: 'affected',
  gone: 'close',
}

function Told({ event, story, at }: { event: Event; story: Story; at: AssetAddress }): ReactNode {
  const { asset } = useWords()
  if (event.what === 'installed' || event.what === 'gone') return asset.event[event.what]
  if (event.what === 'learned') return <Learned event={event} story={story} at={at} />
  const part = story.parts.find(({ assetId }) => assetId === event.assetId)
  const kind = event.part ?? ''
  const what = (
    <Link to="/boms/$id" params={{ id: event.bill ?? '' }}>
      <bdi>{clipped(calledBill(event)) || event.bill?.slice(0, 17)}</bdi>
    </Link>
  )
  const after = event.before === undefined ? event.what : (`${event.what}After` as const)
  return (
    <>
      <Filled
        text={asset.event[after]}
        with={{ part: asset.parts[kind] ?? <bdi>{kind}</bdi>, what, before: <bdi>{event.before ?? '–'}</bdi> }}
      />
      <span className="soft">
        {part !== undefined && part.parentId !== null && (
          <>
            {', '}
            <Filled text={asset.onModule} with={{ module: <bdi>{clipped(calledPart(part))}</bdi> }} />
          </>
        )}
        {event.until != null && (
          <>
            {', '}
            <Filled
              text={asset.event.until}
              with={{ when: <When at={event.until} zone={story.site.timeZone} form="day" /> }}
            />
          </>
        )}
        {event.source && (
          <>
            {' · '}
            <Outside text={event.source} />
          </>
        )}
      </span>
    </>
  )
}

function Learned({ event, story, at }: { event: Event; story: Story; at: AssetAddress }) {
  const { asset, parts } = useWords()
  const { affected = 0, undecided = 0, vulnerabilities = [] } = event.learned ?? {}
  const more = affected + undecided - vulnerabilities.length
  const to = (children: ReactNode, verdict: string) => (
    <Link to="/assets/$id" params={{ id: story.assetId }} search={tabOf(at, 'findings', { verdict })}>
      {children}
    </Link>
  )
  const said = [
    affected > 0 && (
      <Filled
        key="affected"
        text={asset.event.learnedAffected}
        with={{ n: to(asset.vulnerabilities(affected), 'affected') }}
      />
    ),
    undecided > 0 && (
      <Filled
        key="undecided"
        text={asset.event.learnedUndecided}
        with={{ n: to(parts.number(undecided), 'undecided') }}
      />
    ),
  ].filter(one => one !== false)
  const what = said.map((one, index) => (
    <Fragment key={index}>
      {index > 0 && ', '}
      {one}
    </Fragment>
  ))
  return (
    <>
      <Filled text={asset.event.learned} with={{ what: <>{what}</> }} />
      <span className="soft">
        {' '}
        (
        {vulnerabilities.map((name, index) => (
          <Fragment key={name}>
            {index > 0 && ', '}
            <Link to="/" search={{ q: name }}>
              <bdi className="mono">{clipped(name)}</bdi>
            </Link>
          </Fragment>
        ))}
        {more > 0 && ` ${asset.more(more)}`})
      </span>
    </>
  )
}

/** Lots by week as bars; above them when something changed and when advisories became known. */
export function Drawing({ story }: { story: Story }) {
  const { asset, parts } = useWords()
  const { bars, marks, months, weeks } = drawn(story)
  if (bars.length === 0) return null
  const count = bars.reduce((sum, { lots }) => sum + lots, 0)
  const most = Math.max(1, ...bars.map(({ lots }) => lots))
  return (
    <figure className={look['drawing']}>
      <figcaption>
        <span>{asset.drawing}</span>
        <span className="soft">{asset.drawingSum(weeks, count)}</span>
        <span className={look['legend']}>
          <span>
            <i className={look['key']} /> {asset.legend.lots}
          </span>
          <span>
            <Shape of="up" /> {asset.legend.changed}
          </span>
          <span data-what="learned">
            <Shape of="affected" /> {asset.legend.learned}
          </span>
        </span>
      </figcaption>
      <div className={look['lane']} aria-hidden="true">
        {marks.map((mark, index) => (
          <span
            key={index}
            className={look['event']}
            data-what={mark.what}
            style={{ insetInlineStart: `${mark.at * 100}%` }}
            title={whenText(mark.time, story.site.timeZone, parts)}
          >
            <Shape of={mark.what === 'learned' ? 'affected' : 'up'} />
          </span>
        ))}
      </div>
      <svg
        className={look['bars']}
        viewBox="0 0 1000 60"
        preserveAspectRatio="none"
        role="img"
        aria-label={asset.drawingSum(weeks, count)}
      >
        {months.map(({ at }) => (
          <line key={at} x1={at * 1000} x2={at * 1000} y1="0" y2="60" className={look['month']} />
        ))}
        {bars.map(({ at, width, lots }) => (
          <rect
            key={at}
            x={at * 1000}
            width={Math.max(1, width * 1000 - 2)}
            y={60 - (lots / most) * 56}
            height={(lots / most) * 56}
            className={look['weekly']}
          />
        ))}
      </svg>
      <div className={look['axis']} aria-hidden="true">
        {months
          .filter(({ shown }) => shown)
          .map(({ at, name }) => (
            <span key={at} style={{ insetInlineStart: `${at * 100}%` }}>
              {name}
            </span>
          ))}
      </div>
    </figure>
  )
}
