import { useMemo } from 'react'
import { Because, reasonText } from '../../parts/because.tsx'
import { Age, When } from '../../parts/date.tsx'
import { OutsideLink } from '../../parts/link.tsx'
import { Shape } from '../../parts/shape.tsx'
import { Clipped, type Column, Table } from '../../parts/table.tsx'
import { Confidence, Severity, Verdict } from '../../parts/verdict.tsx'
import { useWords, type Words } from '../../words.ts'
import look from './ask.module.css'
import type { Answer, AssetRow } from './facts.ts'
import { useSites } from './state.ts'

/** What the answer rests on: advisories, the rule and range of each match, and the feeds with their age. */
export function Evidence({ answer }: { answer: Answer }) {
  const { ask } = useWords()
  return (
    <div className={look['stack']}>
      <section aria-labelledby="advisories-title">
        <h3 id="advisories-title">{ask.advisoriesTitle}</h3>
        <Advisories answer={answer} />
      </section>
      <section aria-labelledby="matches-title">
        <h3 id="matches-title">{ask.matchesTitle}</h3>
        <p className="soft">{ask.matchesLead}</p>
        <Matches answer={answer} />
      </section>
      <section aria-labelledby="feeds-title">
        <h3 id="feeds-title">{ask.feedsTitle}</h3>
        <Feeds answer={answer} />
      </section>
    </div>
  )
}

function Advisories({ answer: { evidence, asOf } }: { answer: Answer }) {
  const { ask } = useWords()
  const { zoneOf } = useSites()
  const { columns } = ask
  if (evidence.advisories.length === 0) return <p className="soft">{ask.noAdvisories}</p>
  return (
    <table className={look['plain']}>
      <thead>
        <tr>
          <th scope="col">{columns.advisory}</th>
          <th scope="col">{columns.feed}</th>
          <th scope="col">{columns.severity}</th>
          <th scope="col">{columns.published}</th>
          <th scope="col">{columns.modified}</th>
          <th scope="col">{columns.age}</th>
        </tr>
      </thead>
      <tbody>
        {evidence.advisories.map(({ name, source, url, severity, published, modified, withdrawn }) => (
          <tr key={`${source} ${name}`}>
            <th scope="row">
              {url === '' ? <bdi className="mono">{name}</bdi> : <OutsideLink href={url}>{name}</OutsideLink>}
              {withdrawn !== null && (
                <span className={look['withdrawn']}>
                  {' '}
                  {ask.withdrawn} {withdrawn.slice(0, 10)}
                </span>
              )}
            </th>
            <td>{source}</td>
            <td>
              <Severity of={severity} />
            </td>
            <td>{published === null ? '–' : <When at={published} zone={zoneOf()} form="day" />}</td>
            <td>{modified === null ? '–' : <When at={modified} zone={zoneOf()} form="day" />}</td>
            <td>
              {(modified ?? published) === null ? (
                '–'
              ) : (
                <Age at={modified ?? published} now={asOf.at} zone={zoneOf()} />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

type Match = AssetRow['components'][number]['findings'][number] & {
  component: string
  version: string | null
  id: string
}

/** What was said of each component, once. */
function matchesOf(rows: readonly AssetRow[]): Match[] {
  const found = new Map<string, Match>()
  for (const { components } of rows)
    for (const { componentId, name, version, findings } of components)
      for (const finding of findings) {
        const id = `${componentId} ${finding.vulnerability}`
        if (!found.has(id)) found.set(id, { ...finding, component: name, version, id })
      }
  return [...found.values()]
}

function Matches({ answer }: { answer: Answer }) {
  const words = useWords()
  const rows = useMemo(() => matchesOf(answer.rows), [answer.rows])
  const columns = useMemo(() => matchColumns(words), [words])
  if (rows.length === 0) return <p className="soft">{words.ask.noMatches}</p>
  return (
    <Table id="matches" title={words.ask.matchesTitle} rows={rows} columns={columns} rowKey={keyOf} plain tall={420} />
  )
}

const keyOf = ({ id }: Match) => id

function matchColumns(words: Words): Column<Match>[] {
  const { columns } = words.ask
  const { parts } = words
  const text = (value: unknown) => (typeof value === 'string' ? value : null)
  return [
    { id: 'component', title: columns.component, width: 200, value: row => row.component },
    { id: 'version', title: columns.version, width: 110, version: true, value: row => row.version },
    {
      id: 'verdict',
      title: columns.verdict,
      width: 144,
      value: row => parts.verdict[row.verdict],
      show: row => <Verdict of={row.verdict} />,
    },
    { id: 'vulnerability', title: columns.vulnerability, width: 140, value: row => row.vulnerability },
    {
      id: 'rule',
      title: columns.rule,
      value: row => reasonText(row.because, words),
      show: row => <Because of={row.because} line />,
    },
    {
      id: 'confidence',
      title: columns.confidence,
      width: 104,
      value: row => (row.confidence ? parts.confidence[row.confidence] : null),
      show: row => <Confidence of={row.confidence} />,
    },
    {
      id: 'fixed',
      title: columns.fixed,
      width: 110,
      version: true,
      value: row => (Array.isArray(row.because['fixed']) ? row.because['fixed'].join(', ') : null),
    },
    {
      id: 'range',
      title: columns.range,
      width: 160,
      version: true,
      hidden: true,
      value: row => text(row.because['range']),
    },
    {
      id: 'advisory',
      title: columns.advisory,
      width: 186,
      value: row => row.advisories.join(', '),
      show: row => <Clipped text={row.advisories.join(', ')} mono />,
    },
    {
      id: 'known',
      title: columns.knownSince,
      width: 110,
      hidden: true,
      value: row => row.knownSince.slice(0, 10),
    },
  ]
}

function Feeds({ answer: { evidence, asOf } }: { answer: Answer }) {
  const { ask, parts } = useWords()
  const { zoneOf } = useSites()
  const { columns } = ask
  const { feeds } = evidence.feeds
  if (feeds.length === 0) return <p className="soft">{ask.noFeeds}</p>
  return (
    <table className={look['plain']}>
      <thead>
        <tr>
          <th scope="col">{columns.feed}</th>
          <th scope="col" className="number">
            {columns.records}
          </th>
          <th scope="col">{columns.snapshot}</th>
          <th scope="col">{columns.age}</th>
          <th scope="col">{columns.status}</th>
        </tr>
      </thead>
      <tbody>
        {feeds.map(({ id, records, snapshotAt, stale }) => (
          <tr key={id}>
            <th scope="row">{id}</th>
            <td className="number">{parts.number(records)}</td>
            <td>
              <When at={snapshotAt} zone={zoneOf()} />
            </td>
            <td>
              <Age at={snapshotAt} now={asOf.at} zone={zoneOf()} />
            </td>
            <td>
              {stale ? (
                <span className={look['warning']}>
                  <Shape of="warning" /> {ask.staleFeed}
                </span>
              ) : (
                <span className="soft">{ask.fresh}</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
