import { useMemo } from 'react'
import { Because, reasonText } from '../../parts/because.tsx'
import { Digest } from '../../parts/digest.tsx'
import { Link } from '../../parts/link.tsx'
import { Clipped, type Column, Table } from '../../parts/table.tsx'
import { Confidence, Verdict } from '../../parts/verdict.tsx'
import { useWords } from '../../words.ts'
import { type ComponentAddress, versionText } from './address.ts'
import look from './component.module.css'
import type { Given, Story } from './head.tsx'
import { short } from './names.ts'

type Row = Story['versions'][number]

const keyOf = ({ version }: Row) => versionText(version)

/** Every version that a bill lists, the newest first: what is said of it and why, and on how many assets it runs. */
export function Versions({ story, at }: Given) {
  const { component: words } = useWords()
  const columns = useColumns(at)
  return (
    <>
      <Table id="versions" title={words.tabs.versions} rows={story.versions} columns={columns} rowKey={keyOf} plain />
      {story.moreVersions > 0 && <p className="soft">{words.moreVersions(story.moreVersions)}</p>}
    </>
  )
}

function useColumns({ key, at }: ComponentAddress): readonly Column<Row>[] {
  const words = useWords()
  const { component, parts } = words
  return useMemo(() => {
    const count = (row: Row, tab: 'assets' | 'bills') =>
      row[tab] === 0 ? (
        <span className="soft">0</span>
      ) : (
        <Link to="/component" search={{ key, tab, at, version: versionText(row.version) }}>
          {parts.number(row[tab])}
        </Link>
      )
    const told = (row: Row, which: 'affected' | 'undecided' | 'fixed') =>
      row[which] === 0 ? (
        <span className="soft">0</span>
      ) : (
        <Link to="/component" search={{ key, tab: 'findings', at, version: versionText(row.version) }}>
          {parts.number(row[which])}
        </Link>
      )
    return [
      {
        ...{ id: 'version', title: component.version, width: 150, version: true },
        value: row => row.version,
        show: row =>
          row.version === null ? (
            <span className="soft">{component.noVersion}</span>
          ) : (
            <Clipped text={row.version} mono />
          ),
      },
      {
        ...{ id: 'verdict', title: component.verdict, width: 168 },
        value: row => parts.verdict[row.verdict],
        show: row => (
          <span className={look['said']}>
            <Verdict of={row.verdict} /> <Confidence of={row.confidence ?? undefined} />
          </span>
        ),
      },
      {
        ...{ id: 'why', title: component.why },
        value: row => (row.because === null ? null : reasonText(row.because, words)),
        show: row => row.because !== null && <Because of={row.because} line />,
      },
      {
        ...{ id: 'assets', title: component.column.assets, width: 84, align: 'end' },
        value: row => row.assets,
        show: row => count(row, 'assets'),
      },
      {
        ...{ id: 'bills', title: component.column.bills, width: 112, align: 'end' },
        value: row => row.bills,
        show: row => count(row, 'bills'),
      },
      {
        ...{ id: 'affected', title: component.affected, width: 124, align: 'end' },
        value: row => row.affected,
        show: row => told(row, 'affected'),
      },
      {
        ...{ id: 'undecided', title: component.undecided, width: 124, align: 'end' },
        value: row => row.undecided,
        show: row => told(row, 'undecided'),
      },
      {
        ...{ id: 'fixed', title: component.fixed, width: 84, align: 'end', hidden: true },
        value: row => row.fixed,
        show: row => told(row, 'fixed'),
      },
      {
        ...{ id: 'digest', title: component.digest, width: 176, version: true },
        value: row => row.hashes.map(({ algorithm, value }) => `${algorithm}:${value}`).join(' ') || null,
        show: ({ hashes: [first] }) =>
          first === undefined ? (
            <span className="soft">{component.noDigest}</span>
          ) : (
            <Digest value={`${first.algorithm.toLowerCase().replace('sha-', 'sha')}:${first.value}`} />
          ),
      },
      {
        ...{ id: 'ask', title: component.ask, width: 72 },
        value: () => null,
        show: row => (
          <Link to="/" search={{ q: row.question, at }} aria-label={component.askVersion(short(row.version ?? ''))}>
            {component.ask}
          </Link>
        ),
      },
    ]
  }, [key, at, words, component, parts])
}
