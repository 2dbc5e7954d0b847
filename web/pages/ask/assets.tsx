import { useEffect, useMemo } from 'react'
import type { In } from '../../api.ts'
import { usePages } from '../../asking.ts'
import { Because, reasonText } from '../../parts/because.tsx'
import { When } from '../../parts/date.tsx'
import { Link } from '../../parts/link.tsx'
import { Failed, Loading } from '../../parts/state.tsx'
import { Clipped, type Column, type Group, Table } from '../../parts/table.tsx'
import { Verdict } from '../../parts/verdict.tsx'
import { useWords, type Words } from '../../words.ts'
import look from './ask.module.css'
import type { Answer, AssetRow } from './facts.ts'
import { Narrowed } from './narrowed.tsx'
import { inputOf, type State, useAsked, useHere, useSites, verdicts, whole } from './state.ts'

/** The assets of the answer by line, the worst first. */
export function Assets({ answer, asked = true }: { answer: Answer; asked?: boolean }) {
  const words = useWords()
  const { ask } = words
  const [state] = useAsked()
  const { zoneOf } = useSites()
  const columns = useMemo(() => columnsOf(words, zoneOf), [words, zoneOf])
  const found = useRows(answer, state, asked)
  const group = useGroup(answer)
  const rowAddress = useMemo(
    () => (row: AssetRow) => ({ to: '/assets/$id', params: { id: row.assetId }, search: { at: state.at } }),
    [state.at],
  )
  return (
    <section id="list" className={look['section']} aria-labelledby="list-title">
      <div className={look['head']}>
        <h2 id="list-title">{ask.list}</h2>
        <Narrowed counts={answer.counts} />
      </div>
      {found.error ? (
        <Failed error={found.error} onAgain={found.again} />
      ) : (
        <Table
          id="assets"
          title={ask.list}
          rows={found.rows}
          total={found.total}
          onMore={found.onMore}
          columns={columns}
          group={group}
          rowKey={keyOf}
          rowAddress={rowAddress}
          tall={520}
          empty={found.loading ? <Loading lines={2} /> : ask.noRows}
        />
      )}
    </section>
  )
}

const keyOf = ({ siteId, assetId }: AssetRow) => `${siteId} ${assetId}`

/** Rows that are fetched before anybody scrolls to them. */
const ahead = 500

/** The rows of the answer and those after them; of a narrowed list those that the server gives for it. */
function useRows(answer: Answer, state: State, asked: boolean) {
  const { verdict, level, zone, line } = state
  const narrowed = verdict !== '' || level !== '' || zone !== '' || line !== ''
  const only = {
    ...(verdict && { verdict }),
    ...(level && { level: Number(level) }),
    ...(zone && { zoneId: zone }),
    ...(line && { path: line }),
  }
  const few = usePages('ask', { ...inputOf(state), ...only } as In<'ask'>, { when: asked && narrowed })
  const rest = usePages(
    'ask',
    { ...inputOf(state), ...(answer.next && { after: answer.next }), limit: 500 },
    { when: asked && !narrowed && answer.next !== undefined },
  )
  const all = useMemo(() => [...answer.rows, ...rest.rows], [answer.rows, rest.rows])
  // Lines grow with every page: the first pages come unasked, so that nothing jumps while one reads.
  const { onMore: further } = narrowed ? few : rest
  const loaded = narrowed ? few.rows.length : all.length
  useEffect(() => {
    if (loaded < ahead) further?.()
  }, [loaded, further])
  if (narrowed && !asked)
    return {
      rows: answer.rows.filter(row => isWanted(row, state, answer)),
      total: undefined,
      onMore: undefined,
      loading: false,
      error: null,
      again: () => undefined,
    }
  if (narrowed) return { ...few, total: few.onMore === undefined ? few.rows.length : undefined }
  const { affected, undecided, fixed, notAffected, notNamed } = answer.counts
  return { ...rest, rows: all, total: affected + undecided + fixed + notAffected + notNamed }
}

/** Of an answer that cannot be asked for again: whether the list is narrowed to a row. */
function isWanted(row: AssetRow, { verdict, level, zone, line }: State, { counts }: Answer): boolean {
  const zoneName = counts.byZone.find(({ zoneId }) => zoneId === zone)?.name ?? zone
  return (
    (verdict === '' || row.verdict === verdict) &&
    (level === '' || row.level === Number(level)) &&
    (zone === '' || row.zone === zoneName) &&
    (line === '' || row.path.startsWith(`${line}/`))
  )
}

/** Lines as headings: how many of each verdict, and when work can next be done there. */
function useGroup(answer: Answer): Group<AssetRow> {
  const { ask } = useWords()
  return useMemo(
    () => ({
      title: ask.group,
      of: ({ linePath, site }) => linePath ?? ask.noLine(site),
      show: rows => <LineHead answer={answer} rows={rows} />,
    }),
    [ask, answer],
  )
}

function LineHead({ answer, rows }: { answer: Answer; rows: readonly AssetRow[] }) {
  const { ask } = useWords()
  const here = useHere()
  const { zoneOf } = useSites()
  const [first] = rows
  if (first === undefined) return null
  const { linePath: path, siteId, site } = first
  const counted = answer.counts.byLine.find(line => line.siteId === siteId && line.path === path)
  const window = answer.windows.find(one => one.siteId === siteId && path !== null && isNear(one.path, path))
  return (
    <>
      {path === null ? (
        <strong>{ask.noLine(site)}</strong>
      ) : (
        <Link {...here({ ...whole, line: path })} className={look['lineName']}>
          <bdi>{path}</bdi>
        </Link>
      )}
      {verdicts.map(verdict => {
        const known = verdict === 'affected' || verdict === 'undecided' ? counted?.[verdict] : undefined
        const count = known ?? rows.filter(row => row.verdict === verdict).length
        return count > 0 && <Verdict key={verdict} of={verdict} count={count} />
      })}
      {window !== undefined && (
        <span className={look['nextWindow']}>
          {ask.nextWindow} <When at={window.startsAt} zone={zoneOf(siteId)} />
        </span>
      )}
    </>
  )
}

/** A window of a line, of what lies in it, or of what it lies in. */
function isNear(window: string, line: string): boolean {
  return window === line || window.startsWith(`${line}/`) || line.startsWith(`${window}/`)
}

/** Why, of an asset: the finding of the component that weighs most. */
function reasonOf({ verdict, components }: AssetRow) {
  const finding = components[0]?.findings.find(one => one.verdict === verdict) ?? components[0]?.findings[0]
  return finding
}

function whyText(row: AssetRow, words: Words): string {
  const finding = reasonOf(row)
  if (finding === undefined) return row.verdict === 'not_named' ? words.because.noRecord : words.because.otherVersion
  return `${finding.vulnerability}: ${reasonText(finding.because, words)}`
}

function Why({ row }: { row: AssetRow }) {
  const { because } = useWords()
  const finding = reasonOf(row)
  const others = (row.components[0]?.findings.length ?? 0) - 1
  if (finding === undefined)
    return <span className="soft">{row.verdict === 'not_named' ? because.noRecord : because.otherVersion}</span>
  return (
    <span className={look['why']}>
      {others > 0 && (
        <span className="mono">
          {finding.vulnerability} +{others}
        </span>
      )}
      <Because of={finding.because} line />
    </span>
  )
}

function columnsOf(words: Words, zoneOf: (siteId?: string) => string): Column<AssetRow>[] {
  const { columns } = words.ask
  const { verdict: verdictWords, confidence } = words.parts
  const first = (row: AssetRow) => row.components[0]
  return [
    {
      id: 'asset',
      title: columns.asset,
      width: 190,
      value: row => row.tag ?? row.name ?? row.serial ?? row.assetId,
    },
    {
      id: 'verdict',
      title: columns.verdict,
      width: 144,
      value: row => verdictWords[row.verdict],
      show: row => <Verdict of={row.verdict} />,
    },
    { id: 'name', title: columns.name, width: 170, value: row => row.name },
    {
      id: 'component',
      title: columns.component,
      width: 250,
      value: row => row.components.map(one => `${one.name}${one.version ? `@${one.version}` : ''}`).join(', '),
      show: row => <Components row={row} />,
    },
    {
      id: 'why',
      title: columns.why,
      value: row => whyText(row, words),
      show: row => <Why row={row} />,
    },
    { id: 'zone', title: columns.zone, width: 140, value: row => row.zone },
    { id: 'level', title: columns.level, width: 70, align: 'end', value: row => row.level },
    {
      id: 'version',
      title: columns.version,
      width: 120,
      version: true,
      hidden: true,
      value: row => first(row)?.version ?? null,
    },
    {
      id: 'vulnerability',
      title: columns.vulnerability,
      width: 150,
      hidden: true,
      value: row => reasonOf(row)?.vulnerability ?? null,
    },
    {
      id: 'confidence',
      title: columns.confidence,
      width: 110,
      hidden: true,
      value: row => (row.confidence ? confidence[row.confidence] : null),
    },
    { id: 'site', title: columns.site, width: 84, hidden: true, value: row => row.site },
    { id: 'path', title: columns.path, width: 280, hidden: true, value: row => row.path },
    { id: 'vendor', title: columns.vendor, width: 160, hidden: true, value: row => row.vendor },
    { id: 'product', title: columns.product, width: 180, hidden: true, value: row => row.product },
    { id: 'serial', title: columns.serial, width: 140, version: true, hidden: true, value: row => row.serial },
    {
      id: 'since',
      title: columns.since,
      width: 200,
      hidden: true,
      value: row => first(row)?.since ?? null,
      show: row => <When at={first(row)?.since} zone={zoneOf(row.siteId)} />,
    },
    { id: 'source', title: columns.source, width: 160, hidden: true, value: row => first(row)?.source ?? null },
  ]
}

function Components({ row }: { row: AssetRow }) {
  const { ask } = useWords()
  const here = useHere()
  const [one] = row.components
  if (one === undefined) return null
  const others = row.components.length + row.more - 1
  return (
    <span className={look['component']}>
      <Clipped text={one.name} />
      {one.version !== null && (
        <span className={look['version']}>
          <Clipped text={one.version} mono />
        </span>
      )}
      {others > 0 && <Link {...here({ tab: 'paths' })}>{ask.moreComponents(others)}</Link>}
    </span>
  )
}
