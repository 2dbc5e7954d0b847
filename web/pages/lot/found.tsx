import { useMemo } from 'react'
import { oneOf, useAddress } from '../../address.ts'
import { Outside } from '../../parts/fact.tsx'
import { Link } from '../../parts/link.tsx'
import { Select } from '../../parts/select.tsx'
import { Shape } from '../../parts/shape.tsx'
import { Empty } from '../../parts/state.tsx'
import { Clipped, type Column, Table } from '../../parts/table.tsx'
import { Severity, Verdict } from '../../parts/verdict.tsx'
import { useWords, type Words } from '../../words.ts'
import look from './lot.module.css'
import { asked, type FoundRow, foundOf, type LotRecord, notJudged, said } from './record.ts'

const keyOf = ({ vulnerability }: FoundRow) => vulnerability

/** What records say against the software of a lot: as known then and as known now, with what came in between. */
export function Found({ record }: { record: LotRecord }) {
  const { lot: words, parts } = useWords()
  const [{ show }, go] = useAddress({ show: oneOf('all', 'new', 'is', 'was') })
  const all = useMemo(() => foundOf(record), [record])
  const rows = useMemo(
    () =>
      all.filter(row =>
        show === 'new' ? row.since === 'new' : show === 'is' ? row.is : show === 'was' ? row.was : true,
      ),
    [all, show],
  )
  const columns = useMemo(() => columnsOf(record, words, parts), [record, words, parts])
  if (all.length === 0)
    return (
      <Empty title={words.nothingFound}>
        <p>{words.nothingFoundNext}</p>
      </Empty>
    )
  return (
    <div className={look['found']}>
      <Select label={words.show} value={show} choices={words.shows} onChange={show => go({ show })} />
      <Table id="known" title={words.tabs.known} rows={rows} columns={columns} rowKey={keyOf} plain />
    </div>
  )
}

function columnsOf(record: LotRecord, words: Words['lot'], parts: Words['parts']): Column<FoundRow>[] {
  const tags = new Map(record.assets.map(({ assetId, tag, name }) => [assetId, tag ?? name ?? assetId]))
  const on = (row: FoundRow) => [...new Set(row.last.in.flatMap(({ assetIds }) => assetIds))]
  const verdict = (of: FoundRow['is']) => (of ? parts.verdict[of.verdict] : '')
  return [
    {
      id: 'since',
      title: words.since,
      value: row => words[row.since],
      show: row => <Since of={row} words={words} />,
      width: 108,
    },
    {
      id: 'component',
      title: words.component,
      value: row => row.last.in.map(said).join('; '),
      show: row => <Component row={row} words={words} />,
      version: true,
    },
    {
      id: 'was',
      title: words.knownThen,
      value: row => verdict(row.was),
      show: row => (row.was ? <Verdict of={row.was.verdict} /> : <span className="soft">–</span>),
      width: 128,
    },
    {
      id: 'is',
      title: words.knownNow,
      value: row => verdict(row.is),
      show: row => (row.is ? <Verdict of={row.is.verdict} /> : <span className="soft">–</span>),
      width: 128,
    },
    {
      id: 'severity',
      title: words.severity,
      value: row => parts.severity[row.last.severity as keyof typeof parts.severity] ?? row.last.severity,
      show: row => <Severity of={row.last.severity} />,
      width: 128,
    },
    {
      id: 'exploited',
      title: words.exploited,
      value: row => (row.last.kev ? words.yes : ''),
      show: row =>
        row.last.kev && (
          <span className={look['exploited']} title={words.exploitedYes}>
            <Shape of="exploited" /> {words.yes}
            <span className="unseen">: {words.exploitedYes}</span>
          </span>
        ),
      width: 72,
    },
    {
      id: 'record',
      title: words.vulnerability,
      value: row => (row.vulnerability === notJudged ? words.notJudged : row.vulnerability),
      show: row =>
        row.vulnerability === notJudged ? (
          <span className="soft" title={words.notJudgedWhy}>
            {words.notJudged}
          </span>
        ) : (
          <Link to="/" search={{ q: row.vulnerability }} className="mono">
            <Outside text={row.vulnerability} />
          </Link>
        ),
      width: 176,
      version: true,
    },
    {
      id: 'on',
      title: words.equipment,
      value: row =>
        on(row)
          .map(id => tags.get(id))
          .join('; '),
      show: row => <On ids={on(row)} count={row.last.assets} tags={tags} words={words} />,
    },
  ]
}

function Since({ of: { since }, words }: { of: FoundRow; words: Words['lot'] }) {
  if (since === 'new') return <strong className={look['new']}>{words.new}</strong>
  return <span className="soft">{words[since]}</span>
}

/** The first component leads to the other lots that met it. */
function Component({ row, words }: { row: FoundRow; words: Words['lot'] }) {
  const [first] = row.last.in
  if (first === undefined) return null
  const question = asked(first)
  const name = <Clipped text={said(first)} mono />
  const more = row.last.components - 1
  return (
    <>
      {question === undefined ? (
        name
      ) : (
        <Link to="/lots" search={{ with: question }} title={words.otherLots(said(first).slice(0, 200))}>
          {name}
        </Link>
      )}
      {more > 0 && <span className="soft"> {words.moreComponents(more)}</span>}
    </>
  )
}

type OnGiven = { ids: readonly string[]; count: number; tags: ReadonlyMap<string, string>; words: Words['lot'] }

function On({ ids, count, tags, words }: OnGiven) {
  const shown = ids.slice(0, 2)
  return (
    <span className={look['line']}>
      {shown.map((id, at) => (
        <span key={id}>
          {at > 0 && ', '}
          <Link to="/assets/$id" params={{ id }}>
            <bdi>{(tags.get(id) ?? id).slice(0, 60)}</bdi>
          </Link>
        </span>
      ))}
      {count > shown.length && <span className="soft"> {words.moreComponents(count - shown.length)}</span>}
    </span>
  )
}
