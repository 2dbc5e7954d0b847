import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { Out } from '../../api.ts'
import { useAsk } from '../../asking.ts'
import { useActors } from '../../parts/actors.ts'
import { When, whenText } from '../../parts/date.tsx'
import { Empty, Failed, Loading, NotAllowed } from '../../parts/state.tsx'
import { Clipped, type Column, Table } from '../../parts/table.tsx'
import { useWords } from '../../words.ts'
import type { Shown, Story } from './model.ts'

type Entry = Out<'journal.list'>['entries'][number]

const keyOf = ({ seq }: Entry) => String(seq)

/** Roles that read the journal. */
const readers = ['auditor', 'admin']

/** Imports that are asked for, the latest ones: with the asset as many as the question takes. */
const mostImports = 99

/** Who changed what about the asset, imports that said something of it among them. */
export function Journal({ story }: { story: Story }) {
  const { asset, parts } = useWords()
  const actors = useActors()
  const shown = useAsk('assets.show', { id: story.assetId })
  const imports = useMemo(() => shown.data && importsOf(shown.data), [shown.data])
  const found = useAsk(
    'journal.list',
    {
      ...{ siteId: story.siteId, order: 'newest', limit: 200 },
      object: [story.assetId, ...(imports ?? [])],
    },
    { when: imports !== undefined },
  )
  const { timeZone } = story.site
  const columns = useMemo((): Column<Entry>[] => {
    const { entry } = asset
    return [
      {
        ...{ id: 'at', title: entry.at, width: 216 },
        value: ({ at }) => whenText(at, timeZone, parts),
        show: ({ at }) => <When at={at} zone={timeZone} />,
      },
      {
        ...{ id: 'who', title: entry.who, width: 220 },
        value: ({ actor }) => actors.inWords(actor),
        show: ({ actor }) => <Clipped text={actors.inWords(actor)} />,
      },
      {
        ...{ id: 'operation', title: entry.operation, width: 160 },
        value: ({ operation }) => operation,
        show: ({ operation, object }) =>
          imports?.includes(object) ? (
            <Link to="/imports/$id" params={{ id: object }}>
              <Clipped text={operation} mono />
            </Link>
          ) : (
            <Clipped text={operation} mono />
          ),
      },
      {
        ...{ id: 'change', title: entry.change, version: true },
        value: ({ change }) => JSON.stringify(change),
        show: ({ change }) => <Clipped text={JSON.stringify(change)} mono />,
      },
      { id: 'number', title: entry.number, width: 72, align: 'end', value: ({ seq }) => seq },
    ]
  }, [asset, actors, imports, parts, timeZone])
  if (shown.error) return <Failed error={shown.error} onAgain={() => void shown.refetch()} />
  if (found.error?.status === 403) return <NotAllowed roles={readers} />
  if (found.error) return <Failed error={found.error} onAgain={() => void found.refetch()} />
  if (found.data === undefined) return <Loading lines={6} />
  if (found.data.entries.length === 0) return <Empty title={asset.journalNone} />
  return <Table id="journal" title={asset.journal} rows={found.data.entries} columns={columns} rowKey={keyOf} plain />
}

/** Each once, those that said something last first. */
function importsOf({ facts, deployments }: Shown): string[] {
  return [...new Set([...facts, ...deployments].flatMap(({ importId }) => importId ?? []))].slice(0, mostImports)
}
