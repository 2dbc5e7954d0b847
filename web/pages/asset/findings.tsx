import { useMemo } from 'react'
import { type Rows, usePages } from '../../asking.ts'
import { reasonText, settleText } from '../../parts/because.tsx'
import { When, whenText } from '../../parts/date.tsx'
import { Outside } from '../../parts/fact.tsx'
import { Link, OutsideLink } from '../../parts/link.tsx'
import { Select } from '../../parts/select.tsx'
import { Shape } from '../../parts/shape.tsx'
import { shareText } from '../../parts/share-text.ts'
import { Empty, Failed, Loading } from '../../parts/state.tsx'
import { Clipped, type Column, Table } from '../../parts/table.tsx'
import { Severity, Verdict } from '../../parts/verdict.tsx'
import { useWords } from '../../words.ts'
import { type AssetAddress, type GoAsset, momentIn } from './address.ts'
import look from './asset.module.css'
import { clipped, type Finding, type Story } from './model.ts'

/** What is wrong with it, the first page; asked once for all who show it. */
export function useFindings(story: Story, at: AssetAddress): Rows<Finding> {
  return usePages('assets.findings', { id: story.assetId, ...momentIn(at), limit: 200 })
}

const keyOf = ({ vulnerability }: Finding) => vulnerability

type Given = { story: Story; at: AssetAddress; go: GoAsset }

/** Every vulnerability of what runs on it and in it, with why. */
export function Findings({ story, at, go }: Given) {
  const { asset, parts } = useWords()
  const asked = { id: story.assetId, ...momentIn(at), ...(at.verdict && { verdict: at.verdict }), limit: 200 }
  const found = usePages('assets.findings', asked)
  const columns = useColumns(story)
  const { counts } = story
  const addressOf = useMemo(() => (row: Finding) => ({ to: '/', search: { q: row.vulnerability, at: at.at } }), [at.at])
  if (found.error) return <Failed error={found.error} onAgain={found.again} />
  if (found.loading) return <Loading lines={8} />
  if (counts.affected + counts.undecided === 0)
    return <Empty title={at.known ? asset.findingsThen : asset.findingsNone}>{asset.findingsNoneNext}</Empty>
  const count = at.verdict === '' ? counts.affected + counts.undecided : counts[at.verdict]
  return (
    <>
      <div className={`${look['bar']} screen`}>
        <Select
          label={asset.finding.verdict}
          value={at.verdict}
          choices={{ '': asset.filter.any, affected: parts.verdict.affected, undecided: parts.verdict.undecided }}
          onChange={verdict => go({ verdict })}
        />
      </div>
      <Table
        id="findings"
        title={asset.tabs.findings}
        rows={found.rows}
        total={count}
        onMore={found.onMore}
        columns={columns}
        rowKey={keyOf}
        rowAddress={addressOf}
      />
    </>
  )
}

function useColumns(story: Story): readonly Column<Finding>[] {
  const words = useWords()
  const { asset, parts } = words
  const { timeZone } = story.site
  return useMemo(() => {
    const { finding } = asset
    const why = (row: Finding) => (row.because === null ? row.why : reasonText(row.because, words))
    const names = (row: Finding) =>
      row.components.map(({ name, version }) => [name, version].filter(Boolean).join(' ')).join(', ')
    return [
      {
        ...{ id: 'vulnerability', title: finding.vulnerability, width: 150, version: true },
        value: row => row.vulnerability,
        show: row => <Clipped text={row.vulnerability} mono />,
      },
      {
        ...{ id: 'verdict', title: finding.verdict, width: 112 },
        value: row => parts.verdict[row.verdict],
        show: row => <Verdict of={row.verdict} />,
      },
      {
        ...{ id: 'severity', title: finding.severity, width: 128 },
        value: row => severities.indexOf(row.severity),
        show: row => <Severity of={row.severity} />,
      },
      {
        ...{ id: 'exploited', title: finding.exploited, width: 72 },
        value: row => (row.malicious ? asset.malicious : row.kev ? asset.yes : null),
        show: row => (row.kev || row.malicious ? <Exploited of={row} short /> : null),
      },
      {
        ...{ id: 'epss', title: finding.epss, width: 68, align: 'end' },
        value: row => row.epss,
        show: row => (row.epss === null ? null : shareText(row.epss, parts.locale)),
      },
      {
        ...{ id: 'component', title: finding.component, width: 166, version: true },
        value: row => (row.more > 0 ? `${names(row)} ${asset.more(row.more)}` : names(row)),
        show: row => <Clipped text={row.more > 0 ? `${names(row)} ${asset.more(row.more)}` : names(row)} />,
      },
      { id: 'why', title: finding.why, value: why, show: row => <Clipped text={why(row)} /> },
      {
        ...{ id: 'fixed', title: finding.fixed, width: 112, version: true },
        value: row => row.fixed.join(', ') || null,
        show: row => <Clipped text={row.fixed.join(', ') || asset.noFix} />,
      },
      {
        ...{ id: 'since', title: finding.since, width: 166 },
        value: row => row.since,
        show: row => <When at={row.since} zone={timeZone} form="day" />,
      },
      {
        ...{ id: 'advisory', title: finding.advisory, hidden: true },
        value: row => row.advisories.map(({ name }) => name).join(', ') || null,
      },
      {
        ...{ id: 'settle', title: finding.settle, hidden: true },
        value: row =>
          (row.because === null ? row.settle : settleText(row.because, row.settle ?? undefined, words)) || null,
      },
      { id: 'confidence', title: finding.confidence, hidden: true, value: row => row.confidence },
      { id: 'when', title: parts.date.week, hidden: true, value: row => whenText(row.since, timeZone, parts) },
    ]
  }, [asset, parts, words, timeZone])
}

const severities: readonly string[] = ['unknown', 'none', 'low', 'medium', 'high', 'critical']

/** That it is known to be exploited, or made to do harm: with its shape, never colour alone. */
function Exploited({ of, short = false }: { of: Finding; short?: boolean }) {
  const { asset } = useWords()
  return (
    <span className={look['exploited']} title={of.malicious ? asset.malicious : asset.exploitedYes}>
      <Shape of="exploited" /> {of.malicious ? asset.malicious : short ? 'KEV' : asset.exploitedYes}
    </span>
  )
}

/** Findings one below another with their reason and what ends them: read, and printed. */
export function FindingList({ findings, story, room }: { findings: readonly Finding[]; story: Story; room: number }) {
  const words = useWords()
  const { asset } = words
  if (findings.length === 0) return <Loading lines={room} />
  return (
    <ol className={look['findings']}>
      {findings.map(row => (
        <li key={row.vulnerability}>
          <div className={look['finding']}>
            <Verdict of={row.verdict} />
            <Link to="/" search={{ q: row.vulnerability }}>
              <bdi className="mono">{clipped(row.vulnerability)}</bdi>
            </Link>
            <Severity of={row.severity} />
            {(row.kev || row.malicious) && <Exploited of={row} />}
          </div>
          <p className={look['reason']}>
            {row.components.map(({ componentId, name, version }, index) => (
              <span key={componentId}>
                {index > 0 && ', '}
                <Link to="/component" search={{ key: `component:${componentId}` }}>
                  <bdi>{clipped([name, version].filter(Boolean).join(' '))}</bdi>
                </Link>
              </span>
            ))}
            {row.more > 0 && ` ${asset.more(row.more)}`}
            {': '}
            <Outside text={row.because === null ? row.why : reasonText(row.because, words)} />
          </p>
          <p className={look['fix']}>
            <Fix of={row} />
            <span className="soft">
              {asset.finding.since} <When at={row.since} zone={story.site.timeZone} form="day" />
            </span>
            {row.advisories.slice(0, 2).map(({ name, url }) => (
              <OutsideLink key={name} href={url}>
                {clipped(name)}
              </OutsideLink>
            ))}
          </p>
        </li>
      ))}
    </ol>
  )
}

function Fix({ of }: { of: Finding }) {
  const words = useWords()
  const { asset } = words
  if (of.verdict === 'undecided') {
    const settle = of.because === null ? of.settle : settleText(of.because, of.settle ?? undefined, words)
    return settle ? (
      <span>
        {asset.finding.settle}: <Outside text={settle} />
      </span>
    ) : null
  }
  const first = of.remediations[0]
  return (
    <span>
      {asset.finding.fixed}: <strong>{of.fixed.length > 0 ? <bdi>{of.fixed.join(', ')}</bdi> : asset.noFix}</strong>
      {of.fixed.length === 0 && first !== undefined && (
        <>
          {' · '}
          {asset.remediation[first.category] ?? first.category}: <Outside text={first.text} />
        </>
      )}
    </span>
  )
}
