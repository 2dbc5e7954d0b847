import { useCallback, useMemo } from 'react'
import { text, time, useAddress } from '../../address.ts'
import type { Out } from '../../api.ts'
import { usePages } from '../../asking.ts'
import { type Actors, useActors } from '../../parts/actors.ts'
import { Button } from '../../parts/button.tsx'
import { wallTime } from '../../parts/calendar.ts'
import { When, whenText } from '../../parts/date.tsx'
import { Field } from '../../parts/field.tsx'
import { Found } from '../../parts/found.tsx'
import { Select } from '../../parts/select.tsx'
import { Empty, Loading, NotAllowed } from '../../parts/state.tsx'
import { Clipped, type Column } from '../../parts/table.tsx'
import { Typed } from '../../parts/typed.tsx'
import { useWords, type Words } from '../../words.ts'
import { Check } from './journal-check.tsx'
import { Entry } from './journal-entry.tsx'
import { Checkpoints } from './journal-points.tsx'
import { useSites } from './plant.ts'
import type { Rights } from './rights.ts'
import look from './settings.module.css'

export type Listed = Out<'journal.list'>['entries'][number]

/** What narrows the entries; it stands in the address. `chain` is the code of a site, nothing for the enterprise. */
const narrowing = { chain: text(), from: time(), until: time(), by: text(), what: text(), object: text() } as const

/** What was done, by whom and when; whether it is whole; and what proves it. */
export function Journal({ rights }: { rights: Rights }) {
  const [{ chain }] = useAddress({ chain: text() })
  const sites = useSites()
  if (!rights.somewhere('journal.read')) return <NotAllowed roles={rights.roles('journal.read')} />
  if (!sites) return <Loading />
  const enterprise = rights.everywhere('journal.read')
  const seen = sites.filter(({ id }) => rights.somewhere('journal.read', id))
  const site = seen.find(({ code }) => code === chain) ?? (enterprise ? undefined : seen[0])
  if (!enterprise && !site) return <NotAllowed roles={rights.roles('journal.read')} />
  const zone = site?.timeZone ?? sites[0]?.timeZone ?? 'UTC'
  const of = { siteId: site?.id, zone }
  const choices = Object.fromEntries(seen.map(({ code, name }) => [code, `${name} (${code})`]))
  return (
    <Of key={of.siteId} of={of} chain={site?.code ?? ''} choices={choices} enterprise={enterprise} rights={rights} />
  )
}

/** A chain of the journal: of a site, or of the enterprise. */
export interface Chain {
  siteId: string | undefined
  zone: string
}

function Of({
  of,
  chain,
  choices,
  enterprise,
  rights,
}: {
  of: Chain
  chain: string
  choices: Readonly<Record<string, string>>
  enterprise: boolean
  rights: Rights
}) {
  const { journal } = useWords().settings
  const [{ entry }, go] = useAddress({ entry: text(), chain: text() })
  return (
    <>
      <div className={look['bar']}>
        <p className="soft">{journal.lead}</p>
        <Select
          label={journal.chain}
          value={chain}
          choices={{ ...(enterprise && { '': journal.enterprise }), ...choices }}
          onChange={code => go({ chain: code, entry: '' })}
        />
      </div>
      {/^\d{1,15}$/.test(entry) ? (
        <Entry of={of} seq={Number(entry)} chain={chain} />
      ) : (
        <>
          <Entries of={of} />
          <div className={look['columns']}>
            <Check of={of} />
            <Checkpoints of={of} rights={rights} />
          </div>
        </>
      )}
    </>
  )
}

const keyOf = ({ seq }: Listed) => String(seq)
/** When a day begins at the plant, so many days later: a day that is named counts to its end. */
const dayStart = (day: string, later: number, zone: string) =>
  wallTime(new Date(Date.parse(day.slice(0, 10)) + later * 86_400_000).toISOString().slice(0, 10), '00:00', zone)

function Entries({ of: { siteId, zone } }: { of: Chain }) {
  const words = useWords()
  const { journal } = words.settings
  const [asked] = useAddress(narrowing)
  const { chain, from, until, by, what, object } = asked
  const actors = useActors()
  const found = usePages('journal.list', {
    limit: 200,
    ...(siteId !== undefined && { siteId }),
    ...(from && { from: dayStart(from, 0, zone) }),
    ...(until && { until: dayStart(until, 1, zone) }),
    ...(by && { actor: by }),
    ...(what && { operation: what.trim().slice(0, 100) }),
    ...(object && { object: [object.trim().slice(0, 500)] }),
  })
  const columns = useMemo(() => entryColumns(words, zone, actors), [words, zone, actors])
  const addressOf = useCallback(
    ({ seq }: Listed) => ({ to: '/settings', search: { part: 'journal', chain, entry: String(seq) } }),
    [chain],
  )
  const narrowed = [from, until, by, what, object].some(value => value !== '')
  return (
    <>
      <Filters actors={actors} narrowed={narrowed} />
      <Found
        id="entries"
        found={found}
        none={<Empty title={journal.none}>{narrowed ? journal.noneFiltered : journal.noneMore}</Empty>}
        title={journal.title}
        columns={columns}
        rowKey={keyOf}
        rowAddress={addressOf}
        plain
        tall={420}
      />
    </>
  )
}

function Filters({ actors, narrowed }: { actors: Actors; narrowed: boolean }) {
  const { journal } = useWords().settings
  const [{ from, until, by, what, object }, go] = useAddress(narrowing)
  const known = Object.fromEntries(actors.known.map(actor => [actor, actors.inWords(actor)]))
  return (
    <div className={`${look['filters']} screen`}>
      <Typed label={journal.from} value={from.slice(0, 10)} width={108} day onValue={from => go({ from })} />
      <Typed label={journal.until} value={until.slice(0, 10)} width={108} day onValue={until => go({ until })} />
      <Select
        label={journal.byWho}
        value={by}
        choices={{ '': journal.anybody, ...(by !== '' && { [by]: actors.inWords(by) }), ...known }}
        onChange={actor => go({ by: actor })}
      />
      <Field
        label={journal.operation}
        value={what}
        placeholder="assets.change"
        maxLength={100}
        onChange={event => go({ what: event.target.value })}
      />
      <Field
        label={journal.object}
        value={object}
        placeholder="asset-…"
        maxLength={500}
        onChange={event => go({ object: event.target.value })}
      />
      {narrowed && (
        <Button kind="quiet" onClick={() => go({ from: '', until: '', by: '', what: '', object: '' })}>
          {journal.clear}
        </Button>
      )}
    </div>
  )
}

function entryColumns({ settings: { journal, who }, parts }: Words, zone: string, actors: Actors): Column<Listed>[] {
  return [
    { id: 'seq', title: journal.number, value: ({ seq }) => seq, align: 'end', width: 80 },
    {
      id: 'at',
      title: journal.when,
      value: ({ at }) => whenText(at, zone, parts),
      show: ({ at }) => <When at={at} zone={zone} />,
      width: 220,
    },
    {
      id: 'who',
      title: who,
      value: ({ actor }) => actors.inWords(actor),
      show: ({ actor }) => <Clipped text={actors.inWords(actor)} />,
      width: 220,
    },
    { id: 'what', title: journal.operation, value: ({ operation }) => operation, width: 180 },
    {
      id: 'object',
      title: journal.object,
      value: ({ object }) => object,
      show: ({ object }) => <Clipped text={object} mono />,
    },
    { id: 'result', title: journal.result, value: ({ result }) => journal.results[result], width: 100 },
  ]
}
