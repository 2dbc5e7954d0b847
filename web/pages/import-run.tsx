import { useState } from 'react'
import { oneOf, useAddress, usePart } from '../address.ts'
import { ask, type Out } from '../api.ts'
import { useAsk } from '../asking.ts'
import { Button } from '../parts/button.tsx'
import { bytes } from '../parts/bytes.ts'
import { When } from '../parts/date.tsx'
import { Digest } from '../parts/digest.tsx'
import { Fact, Facts } from '../parts/fact.tsx'
import { Link } from '../parts/link.tsx'
import { Failed, Loading } from '../parts/state.tsx'
import { handOver } from '../parts/table/hand.ts'
import { Title } from '../parts/title.tsx'
import { useWords } from '../words.ts'
import look from './import/import.module.css'
import { Notes } from './import/paper.tsx'
import { usePeople } from './import/people.ts'
import { countsWithRows, RunRows, type What } from './import/run-rows.tsx'
import { Undo } from './import/undo.tsx'
import { Waiting } from './import/waiting.tsx'

type Run = Out<'imports.show'>

const whats = [
  ...(['new', 'changed', 'conflicting', 'same', 'gone', 'refused', 'mended'] as const),
  ...(['deployments', 'places', 'zones', 'conduits', 'windows'] as const),
  ...(['weak', 'elsewhere', 'rows', 'facts'] as const),
] as const

/** One file that was taken in: who, when, what it told, its rows that wait, its bytes, and the way back. */
export function Page() {
  const { importing: words } = useWords()
  const id = usePart('id')
  const [{ what }] = useAddress({ what: oneOf('', ...whats) })
  const found = useAsk('imports.show', { id })
  const sites = useAsk('sites.list', { limit: 500 })
  if (found.error)
    return (
      <>
        <Title title={words.runs.title} />
        <Failed error={found.error} onAgain={() => void found.refetch()} />
      </>
    )
  if (!found.data || !sites.data)
    return (
      <>
        <Title title={words.runs.title} />
        <Loading />
      </>
    )
  const run = found.data
  const site = sites.data.rows.find(one => one.id === run.siteId)
  const waits = run.undoneAt === undefined && (run.counts['refused'] ?? 0) > 0
  const chosen = what === '' ? countsWithRows(run)[0] : what
  return (
    <>
      <Title title={words.run.title(run.file)} shown={<bdi>{words.run.title(run.file)}</bdi>}>
        <Link to="/imports" search={{ site: site?.code }}>
          {words.run.back}
        </Link>
        <Original run={run} />
        {run.undoneAt === undefined && <Undo id={run.id} file={run.file} />}
      </Title>
      {run.undoneAt !== undefined && (
        <p className={look['remark']}>
          {words.run.undoneAt} <When at={run.undoneAt} zone={site?.timeZone ?? 'UTC'} />
        </p>
      )}
      <About run={run} site={site} what={chosen} />
      {chosen !== undefined && chosen !== 'refused' && (
        <section className={look['told']}>
          <RunRows run={run} what={chosen} zone={site?.timeZone ?? 'UTC'} site={site?.code ?? ''} />
        </section>
      )}
      {waits && (
        <>
          <h2 className={look['section']}>{words.waiting.title}</h2>
          <Waiting siteId={run.siteId} importId={run.id} />
        </>
      )}
      <Notes notes={run.notes} />
    </>
  )
}

type AboutGiven = { run: Run; site: { name: string; timeZone: string } | undefined; what: What | 'refused' | undefined }

function About({ run, site, what }: AboutGiven) {
  const { importing: words, parts } = useWords()
  const people = usePeople()
  const format = 'facts' in run.counts ? (words.formats[run.format] ?? run.format) : words.lotsTable
  const counts = Object.entries(run.counts).filter(([, count]) => count > 0)
  return (
    <>
      <Facts>
        <Fact label={words.runs.when} value={<When at={run.recordedAt} zone={site?.timeZone ?? 'UTC'} />} />
        <Fact label={words.runs.who} value={people(run.actor)} />
        <Fact label={words.site} value={site?.name ?? run.siteId} />
        <Fact label={words.runs.source} value={run.source} />
        <Fact label={words.runs.format} value={format} />
        <Fact label={words.run.size} value={bytes(run.size, parts.locale)} />
        <Fact label={words.run.digest} value={<Digest value={run.digest} />} />
        <Fact label={words.run.number} value={String(run.number)} />
      </Facts>
      <h2 className={look['section']}>{words.run.facts}</h2>
      <ul className={look['fates']}>
        {counts.map(([name, count]) => (
          <li key={name}>
            <Tally run={run} name={name} count={count} chosen={name === what} />
          </li>
        ))}
      </ul>
    </>
  )
}

/** One count: where it has rows, it leads to them. */
function Tally({ run, name, count, chosen }: { run: Run; name: string; count: number; chosen: boolean }) {
  const { importing: words, parts } = useWords()
  const told = (
    <>
      <b>{parts.number(count)}</b> {words.run.counts[name] ?? name}
    </>
  )
  const hasRows = countsWithRows(run).includes(name as What) || (name === 'refused' && run.undoneAt === undefined)
  if (!hasRows)
    return (
      <span className={look['tally']} data-of={name}>
        {told}
      </span>
    )
  return (
    <Link
      to="/imports/$id"
      params={{ id: run.id }}
      search={{ what: name }}
      className={look['tally']}
      data-of={name}
      aria-current={chosen ? 'true' : undefined}
    >
      {told}
    </Link>
  )
}

/** The file as it came, fetched piece by piece. */
function Original({ run }: { run: Run }) {
  const { importing: words } = useWords()
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const fetchAll = async () => {
    setBusy(true)
    setProblem(undefined)
    try {
      const pieces: Uint8Array<ArrayBuffer>[] = []
      for (let piece: number | undefined = 0; piece !== undefined; ) {
        const got: Out<'imports.original'> = await ask('imports.original', { id: run.id, piece })
        pieces.push(Uint8Array.from(atob(got.base64), letter => letter.charCodeAt(0)))
        piece = got.next
      }
      handOver(run.file, 'application/octet-stream', await new Blob(pieces).bytes())
    } catch {
      setProblem(words.run.originalGone)
    }
    setBusy(false)
  }
  return (
    <>
      <Button busy={isBusy} onClick={() => void fetchAll()}>
        {words.run.original}
      </Button>
      {problem !== undefined && <span role="alert">{problem}</span>}
    </>
  )
}
