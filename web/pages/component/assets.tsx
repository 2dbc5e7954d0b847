import { useMemo } from 'react'
import type { Out } from '../../api.ts'
import { usePages } from '../../asking.ts'
import { Found } from '../../parts/found.tsx'
import { Link } from '../../parts/link.tsx'
import { Select } from '../../parts/select.tsx'
import { Empty } from '../../parts/state.tsx'
import { Clipped, type Column } from '../../parts/table.tsx'
import { Confidence, Verdict } from '../../parts/verdict.tsx'
import { useWords } from '../../words.ts'
import { versionIn, versionText } from './address.ts'
import look from './component.module.css'
import type { Given } from './head.tsx'
import { short } from './names.ts'

type Row = Out<'components.assets'>['rows'][number]

const keyOf = (row: Row) => `${row.siteId} ${row.assetId} ${row.componentId} ${row.digest}`

/** The assets on which it runs, with the version there, the worst first. */
export function Assets({ story, at, go }: Omit<Given, 'zone'>) {
  const { component: words, parts } = useWords()
  const when = at.at === '' ? {} : { at: at.at, known: at.at }
  const found = usePages('components.assets', {
    ...{ key: at.key, ...versionIn(at.version), ...when, limit: 200 },
    ...(at.verdict !== '' && { verdict: at.verdict }),
  })
  const columns = useColumns(at.at)
  const addressOf = useMemo(
    () => (row: Row) => ({ to: '/assets/$id', params: { id: row.assetId }, search: { at: at.at } }),
    [at.at],
  )
  return (
    <>
      <div className={`${look['bar']} screen`}>
        <PickVersion story={story} at={at} go={go} />
        <Select
          label={words.onlyVerdict}
          value={at.verdict}
          choices={{ '': words.anyVerdict, ...parts.verdict }}
          onChange={verdict => go({ verdict }, { push: true })}
        />
      </div>
      <Found
        id="assets"
        found={found}
        lines={10}
        title={words.tabs.assets}
        columns={columns}
        rowKey={keyOf}
        rowAddress={addressOf}
        empty={<Empty title={words.noAssets}>{words.noAssetsNext}</Empty>}
      />
    </>
  )
}

/** One version, or all of them. */
export function PickVersion({ story, at, go }: Omit<Given, 'zone'>) {
  const { component: words } = useWords()
  const versions = story.versions.map(
    ({ version }) => [versionText(version), version === null ? words.noVersion : short(version, 60)] as const,
  )
  return (
    <Select
      label={words.onlyVersion}
      value={at.version}
      choices={{ '': words.anyVersion, ...Object.fromEntries(versions) }}
      onChange={version => go({ version }, { push: true })}
    />
  )
}

function useColumns(at: string): readonly Column<Row>[] {
  const { component: words, parts } = useWords()
  return useMemo(
    () => [
      {
        ...{ id: 'asset', title: words.asset, width: 190 },
        value: row => row.tag ?? row.name ?? row.assetId,
        show: row => <Clipped text={row.tag ?? row.name ?? row.assetId} />,
      },
      {
        ...{ id: 'version', title: words.version, width: 160, version: true },
        value: row => row.version,
        show: row =>
          row.version === null ? <span className="soft">{words.noVersion}</span> : <Clipped text={row.version} mono />,
      },
      {
        ...{ id: 'verdict', title: words.verdict, width: 168 },
        value: row => parts.verdict[row.verdict],
        show: row => (
          <span className={look['said']}>
            <Verdict of={row.verdict} /> <Confidence of={row.confidence ?? undefined} />
          </span>
        ),
      },
      {
        ...{ id: 'path', title: words.place },
        value: row => row.path,
        show: row => <Clipped text={row.path} />,
      },
      {
        ...{ id: 'zone', title: words.zone, width: 160 },
        value: row => row.zone,
        show: row => row.zone !== null && <Clipped text={row.zone} />,
      },
      { id: 'level', title: words.level, width: 72, align: 'end', value: row => row.level },
      {
        ...{ id: 'bill', title: words.bill, width: 200 },
        value: row => row.subject ?? row.digest,
        show: row => (
          <Link to="/boms/$id" params={{ id: row.digest }} search={{ of: String(row.componentId), at }}>
            <Clipped text={row.subject ?? words.oneLine} />
          </Link>
        ),
      },
    ],
    [words, parts, at],
  )
}
