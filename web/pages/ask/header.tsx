import { useEffect } from 'react'
import { useAsk } from '../../asking.ts'
import { whenText } from '../../parts/date.tsx'
import { Outside } from '../../parts/fact.tsx'
import { type Address, Link } from '../../parts/link.tsx'
import { Sentence } from '../../parts/sentence.tsx'
import { Shape } from '../../parts/shape.tsx'
import { shareText } from '../../parts/share-text.ts'
import { Severity } from '../../parts/verdict.tsx'
import { useWords } from '../../words.ts'
import look from './ask.module.css'
import { type Answer, saidOf } from './facts.ts'
import { useAsked, useHere, useSites, whole } from './state.ts'
import { Told } from './told.tsx'

/** The answer in a few sentences; each number leads to its rows. */
export function Header({
  answer,
  from,
  onFollow,
}: {
  answer: Answer
  from?: string
  onFollow: (place: string) => void
}) {
  const { ask, frame, parts } = useWords()
  const here = useHere()
  const { zoneOf } = useSites()
  const { question, lots, fix, windows, asked } = answer
  const shown = asked.text ?? question.trim()
  useEffect(() => {
    document.title = `${shown.slice(0, 80)} – ${frame.product}`
  }, [shown, frame.product])
  const list = (change: Readonly<Record<string, string>>) => here({ ...whole, ...change })
  const tab = (name: string, more = {}) => here({ tab: name, open: '', ...more })
  const addresses: Record<string, Address> = {
    all: list({}),
    affected: list({ verdict: 'affected' }),
    undecided: list({ verdict: 'undecided' }),
    fixed: list({ verdict: 'fixed' }),
    notAffected: list({ verdict: 'not_affected' }),
    notNamed: list({ verdict: 'not_named' }),
    lines: list({ verdict: 'affected' }),
    lots: tab('lots', { shipped: '' }),
    shipped: tab('lots', { shipped: 'yes' }),
    evidence: tab('evidence'),
    remedy: tab('evidence'),
    unknown: tab('unknown'),
  }
  const [next] = windows
  const zone = zoneOf(next?.siteId)
  const nodes = {
    names: <bdi>{clipped(asked.kind === 'advisory' ? some(shown.split(' ')) : nameOf(shown))}</bdi>,
    since: lots.since && <time dateTime={lots.since}>{lots.since.slice(0, 10)}</time>,
    fix: (
      <Link {...tab('evidence')} onClick={() => onFollow('evidence')}>
        <bdi>{fix.versions.slice(0, 3).join(', ')}</bdi>
        {fix.versions.length > 3 && ` +${fix.versions.length - 3}`}
      </Link>
    ),
    line: next && <bdi className={next.path.length < 40 ? look['when'] : undefined}>{next.path}</bdi>,
    when: next && (
      <time dateTime={next.startsAt} className={look['when']} title={parts.date.zone(zone)}>
        {whenText(next.startsAt, zone, parts)}
      </time>
    ),
  }
  const [first = '', ...rest] = ask.sentence(saidOf(answer))
  const told = { addresses, nodes, onFollow }
  return (
    <Sentence state={answer.state} note={<Note answer={answer} from={from} shown={shown} />}>
      <Told text={first} {...told} />
      {rest.length > 0 && (
        <span className={look['rest']}>
          {' '}
          <Told text={rest.join(' ')} {...told} />
        </span>
      )}
    </Sentence>
  )
}

/** `lot:2471` is the lot 2471. */
function nameOf(question: string): string {
  return question.replace(/^(?:lot|asset|advisory|cve|ghsa):\s*/i, '')
}

/** The first of many ids. */
function some(ids: readonly string[]): string {
  const more = ids.length > 4 ? ` +${ids.length - 3}` : ''
  return `${(more === '' ? ids : ids.slice(0, 3)).join(', ')}${more}`
}

function clipped(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200).toWellFormed()}…` : text
}

/** How it was understood, how urgent it is, and how old what it rests on is. */
function Note({ answer, from, shown }: { answer: Answer; from: string | undefined; shown: string }) {
  const { ask, parts } = useWords()
  const [{ known }] = useAsked()
  const { zoneOf } = useSites()
  const { asked, evidence, asOf } = answer
  const { feeds } = evidence
  const zone = zoneOf()
  return (
    <span className={look['note']}>
      <span>
        {ask.kinds[asked.kind]}: <Outside text={shown} mono />
        {from !== undefined && (
          <>
            {' '}
            ({ask.inFile('')}
            <bdi>{from}</bdi>)
          </>
        )}
      </span>
      {asked.kind === 'advisory' && <Urgency answer={answer} />}
      <span>
        {ask.asOf} {whenText(asOf.at, zone, parts)}
        {asOf.known !== null && `, ${ask.known} ${whenText(asOf.known, zone, parts)}`}
      </span>
      {feeds.digest === null ? (
        <span className={look['warning']}>
          <Shape of="warning" /> {ask.noFeeds}
        </span>
      ) : (
        known === '' && (
          <span className={feeds.stale.length > 0 ? look['warning'] : undefined}>
            {feeds.stale.length > 0 && <Shape of="warning" />} {ask.feedsAsOf} {feeds.asOf ?? parts.date.unknown}
            {feeds.stale.length > 0 && ` (${ask.stale(feeds.stale.length)})`}
          </span>
        )
      )}
    </span>
  )
}

/** How severe it is, whether it is exploited and how likely: of the one vulnerability that was asked about. */
function Urgency({ answer }: { answer: Answer }) {
  const { ask, parts } = useWords()
  const names = new Set(
    answer.rows.flatMap(row => row.components.flatMap(one => one.findings.map(f => f.vulnerability))),
  )
  const [vulnerability] = names
  const { data } = useAsk(
    'findings.list',
    { vulnerability: vulnerability ?? '', limit: 5 },
    { when: names.size === 1 && vulnerability !== undefined },
  )
  const found = data?.rows[0]
  if (found === undefined) return null
  return (
    <>
      <Severity of={found.severity} />
      {found.kev && (
        <strong className={look['exploited']}>
          <Shape of="exploited" /> {ask.exploited}
        </strong>
      )}
      {found.epss !== null && <span title={ask.epssTitle}>EPSS {shareText(found.epss, parts.locale)}</span>}
    </>
  )
}
