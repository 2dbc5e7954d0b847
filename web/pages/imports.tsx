import { useMemo } from 'react'
import { oneOf, text, useAddress } from '../address.ts'
import type { Out } from '../api.ts'
import { useAsk, usePages } from '../asking.ts'
import { When, whenText } from '../parts/date.tsx'
import { Found } from '../parts/found.tsx'
import { Link } from '../parts/link.tsx'
import { Select } from '../parts/select.tsx'
import { Empty, Failed, Loading } from '../parts/state.tsx'
import { Clipped, type Column, Table } from '../parts/table.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { Title } from '../parts/title.tsx'
import { useWords, type Words } from '../words.ts'
import { type People, usePeople } from './import/people.ts'
import { Waiting } from './import/waiting.tsx'

type Run = Out<'imports.list'>['rows'][number]
type Source = Out<'imports.sources'>['rows'][number]

/** Files that were taken in, rows that wait to be mended, and sources with how they are read. */
export function Page() {
  const { importing: words } = useWords()
  const [{ site, tab }, go] = useAddress({ site: text(), tab: oneOf('runs', 'waiting', 'sources') })
  const sites = useAsk('sites.list', { limit: 500 })
  if (sites.error)
    return (
      <>
        <Title title={words.runs.title} />
        <Failed error={sites.error} onAgain={() => void sites.refetch()} />
      </>
    )
  const known = (sites.data?.rows ?? []).toSorted((a, b) => (a.code < b.code ? -1 : 1))
  const chosen = known.find(({ code }) => code === site) ?? known[0]
  return (
    <>
      <Title title={words.runs.title} lead={words.runs.lead}>
        {chosen && (
          <Select
            label={words.site}
            value={chosen.code}
            choices={Object.fromEntries(known.map(({ code, name }) => [code, `${name} (${code})`]))}
            onChange={code => go({ site: code })}
          />
        )}
        <Link to="/import" search={{ site: chosen?.code }}>
          {words.runs.new}
        </Link>
      </Title>
      {!sites.data ? (
        <Loading />
      ) : !chosen ? (
        <Empty title={words.nothingYet}>{words.nothingYetMore}</Empty>
      ) : (
        <Tabs
          label={words.runs.tabsLabel}
          chosen={tab}
          onChoose={id => go({ tab: id as typeof tab })}
          tabs={[
            {
              id: 'runs',
              title: words.runs.tabs.runs,
              content: () => <Runs siteId={chosen.id} zone={chosen.timeZone} />,
            },
            { id: 'waiting', title: words.runs.tabs.waiting, content: () => <Waiting siteId={chosen.id} /> },
            { id: 'sources', title: words.runs.tabs.sources, content: () => <Sources siteId={chosen.id} /> },
          ]}
        />
      )}
    </>
  )
}

const keyOfRun = ({ id }: Run) => id
const addressOfRun = ({ id }: Run) => ({ to: '/imports/$id', params: { id } })

function Runs({ siteId, zone }: { siteId: string; zone: string }) {
  const words = useWords()
  const people = usePeople()
  const found = usePages('imports.list', { siteId, limit: 100 })
  const columns = useMemo(() => runColumns(words, zone, people), [words, zone, people])
  return (
    <Found
      id="runs"
      found={found}
      none={
        <Empty title={words.importing.runs.none}>
          {words.importing.runs.noneMore} <Link to="/import">{words.importing.runs.new}</Link>
        </Empty>
      }
      title={words.importing.runs.title}
      columns={columns}
      rowKey={keyOfRun}
      rowAddress={addressOfRun}
    />
  )
}

function runColumns({ importing: words, parts }: Words, zone: string, people: People): Column<Run>[] {
  const { runs } = words
  const count = (name: keyof typeof runs.counts): Column<Run> => ({
    id: name,
    title: runs.counts[name],
    value: ({ counts }) => counts[name] ?? null,
    show: run => <CountOf run={run} name={name} />,
    align: 'end',
    width: 106,
  })
  return [
    {
      id: 'when',
      title: runs.when,
      value: ({ recordedAt }) => whenText(recordedAt, zone, parts),
      show: ({ recordedAt }) => <When at={recordedAt} zone={zone} />,
      width: 220,
    },
    { id: 'file', title: runs.file, value: ({ file }) => file, show: ({ file }) => <Clipped text={file} /> },
    {
      id: 'source',
      title: runs.source,
      value: ({ source }) => source,
      show: ({ source }) => <Clipped text={source} />,
      width: 140,
    },
    {
      id: 'format',
      title: runs.format,
      value: run => formatName(words, run),
      width: 150,
      hidden: true,
    },
    { id: 'who', title: runs.who, value: ({ actor }) => people(actor), width: 110 },
    ...(['new', 'changed', 'same', 'refused'] as const).map(count),
    ...(['conflicting', 'mended'] as const).map(name => ({ ...count(name), hidden: true as const })),
    { id: 'state', title: runs.state, value: ({ undoneAt }) => (undoneAt ? runs.undone : runs.stands), width: 120 },
  ]
}

/** A count of a run: a link to its rows where it has any. */
function CountOf({ run, name }: { run: Run; name: string }) {
  const { parts } = useWords()
  const count = run.counts[name]
  if (count === undefined) return null
  const told = parts.number(count)
  if (count === 0 || run.undoneAt !== undefined) return told
  return (
    <Link to="/imports/$id" params={{ id: run.id }} search={{ what: name }}>
      {told}
    </Link>
  )
}

function formatName(words: Words['importing'], { format, counts }: Run): string {
  return 'facts' in counts ? (words.formats[format] ?? format) : words.lotsTable
}

const keyOfSource = ({ id }: Source) => id

function Sources({ siteId }: { siteId: string }) {
  const { importing: words } = useWords()
  const found = useAsk('imports.sources', { siteId })
  const columns = useMemo(
    (): Column<Source>[] => [
      {
        id: 'name',
        title: words.runs.source,
        value: ({ name }) => name,
        show: ({ name }) => <Clipped text={name} />,
        width: 220,
      },
      { id: 'kind', title: words.runs.format, value: ({ kind }) => words.formats[kind] ?? kind, width: 220 },
      {
        id: 'columns',
        title: words.runs.columns,
        value: ({ mapping }) =>
          Object.entries(mapping ?? {})
            .map(([header, role]) => `${header}: ${role === 'ignore' ? words.ignore : (words.fields[role] ?? role)}`)
            .join(', '),
      },
      { id: 'zone', title: words.runs.zone, value: ({ timeZone }) => timeZone ?? null, width: 150 },
    ],
    [words],
  )
  if (found.error) return <Failed error={found.error} onAgain={() => void found.refetch()} />
  if (!found.data) return <Loading />
  if (found.data.rows.length === 0) return <Empty title={words.runs.noSources} />
  return (
    <Table id="sources" title={words.runs.tabs.sources} rows={found.data.rows} columns={columns} rowKey={keyOfSource} />
  )
}
