import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { fetchFile, type Out } from '../../api.ts'
import { useAct, useAsk } from '../../asking.ts'
import { Button } from '../../parts/button.tsx'
import { bytes } from '../../parts/bytes.ts'
import { Age, When } from '../../parts/date.tsx'
import { Digest } from '../../parts/digest.tsx'
import { Fact, Facts } from '../../parts/fact.tsx'
import { Progress } from '../../parts/progress.tsx'
import { Shape } from '../../parts/shape.tsx'
import { Failed, Loading, NotAllowed } from '../../parts/state.tsx'
import { handOver } from '../../parts/table/hand.ts'
import { useLanguage, useWords } from '../../words.ts'
import { Copied } from './copied.tsx'
import { quotedPath } from './path.ts'
import { useZone } from './plant.ts'
import type { Rights } from './rights.ts'
import look from './settings.module.css'
import { Wrong } from './wrong.tsx'

type State = Out<'backups.list'>

/** How often is looked whether a backup that is being written is there, in milliseconds. */
const pace = 2000

/** Backups: which there are, one more, and how to bring one back. */
export function Backup({ rights }: { rights: Rights }) {
  const may = rights.everywhere('access.admin')
  const found = useAsk('backups.list', {}, { when: may })
  const busy = found.data?.state === 'waiting' || found.data?.state === 'running'
  const { refetch } = found
  useEffect(() => {
    if (!busy) return
    const timer = setInterval(() => void refetch(), pace)
    return () => clearInterval(timer)
  }, [busy, refetch])
  if (!may) return <NotAllowed roles={rights.roles('access.admin')} />
  if (found.error) return <Failed error={found.error} onAgain={() => void refetch()} />
  if (!found.data) return <Loading />
  return (
    <>
      <Last state={found.data} busy={busy} />
      {found.data.backups.length > 0 && <Known state={found.data} />}
      <div className={look['columns']}>
        <ByHand state={found.data} />
        <Holds state={found.data} />
      </div>
    </>
  )
}

function Last({ state, busy }: { state: State; busy: boolean }) {
  const { backup } = useWords().settings
  const zone = useZone()
  const make = useAct('backups.make')
  const [last] = state.backups
  return (
    <div className={look['told']}>
      <div className={look['bar']}>
        <p className={look['sentence']}>
          {last ? (
            <>
              {backup.last}: <Age at={last.at} zone={zone} />
            </>
          ) : (
            <span className={look['attention']}>
              <Shape of="warning" /> {backup.none}
            </span>
          )}
        </p>
        <Button kind="main" className="screen" busy={make.isPending || busy} onClick={() => make.mutate({})}>
          {backup.make}
        </Button>
      </div>
      {!last && <p className="soft">{backup.noneMore(`${state.folder}/backups`)}</p>}
      {busy && <Progress title={backup.making} note={backup.makingMore} />}
      {state.failure !== null && state.state !== 'running' && (
        <p className={look['wrong']} role="alert">
          {backup.failed}: <bdi>{state.failure}</bdi>
        </p>
      )}
      <Wrong error={make.error} />
    </div>
  )
}

function Known({ state }: { state: State }) {
  const { backup } = useWords().settings
  const language = useLanguage()
  const zone = useZone()
  return (
    <section>
      <table className={look['table']}>
        <thead>
          <tr>
            <th scope="col">{backup.file}</th>
            <th scope="col">{backup.at}</th>
            <th scope="col" className="number">
              {backup.size}
            </th>
            <th scope="col">{backup.kind}</th>
            <th scope="col">{backup.digest}</th>
            <th scope="col" className="screen">
              <span className="unseen">{backup.download}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {state.backups.slice(0, 30).map(({ file, at, size, portable, digest }) => (
            <tr key={file}>
              <th scope="row" className="mono">
                {file}
              </th>
              <td>
                <When at={at} zone={zone} />
              </td>
              <td className="number">{bytes(size, language)}</td>
              <td>{portable ? backup.portable : backup.copyOf}</td>
              <td>
                <Digest value={digest} />
              </td>
              <td className="screen">
                <Download file={file} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="soft">
        {backup.lies} <code>{state.folder}/backups</code>. {backup.away} {backup.downloadMore}
      </p>
    </section>
  )
}

/** Hands a backup over to the browser, which writes it where downloads lie. */
function Download({ file }: { file: string }) {
  const { backup } = useWords().settings
  const kept = useQueryClient()
  const get = useMutation({
    mutationFn: async () => handOver(file, 'application/octet-stream', await fetchFile('backups.fetch', { file })),
    onSuccess: () => kept.invalidateQueries({ queryKey: ['journal.list'] }),
  })
  return (
    <>
      <Button busy={get.isPending} onClick={() => get.mutate()} aria-label={`${backup.download}: ${file}`}>
        {backup.download}
      </Button>
      <Wrong error={get.error} />
    </>
  )
}

function ByHand({ state: { folder, database, backups } }: { state: State }) {
  const { backup } = useWords().settings
  const data = quotedPath(folder)
  const kept = quotedPath(`${folder}/backups`)
  const last = backups[0]?.file ?? (database === 'sqlite' ? '2026-11-21.db' : '2026-11-21.jsonl')
  const day = '"$(date +%F)"'
  const kind = database === 'sqlite' ? 'db' : 'jsonl'
  return (
    <section>
      <h2>{backup.byHand}</h2>
      <Copied
        many
        label={backup.commands.backup}
        text={`mkdir -p ${kept}\nmillcert backup ${kept}/${day}.${kind} --data ${data}`}
      />
      {database === 'sqlite' && (
        <Copied
          label={backup.commands.portable}
          text={`millcert backup ${kept}/${day}.jsonl --portable --data ${data}`}
        />
      )}
      <Copied
        label={backup.commands.verify}
        text={`millcert journal verify --tables${database === 'sqlite' ? ' --pages' : ''} --data ${data}`}
      />
      <Copied label={backup.commands.restore} text={`millcert restore ${kept}/${last} --data /srv/millcert-new`} />
    </section>
  )
}

function Holds({ state: { folder, database } }: { state: State }) {
  const { backup } = useWords().settings
  return (
    <section>
      <h2>{backup.holds}</h2>
      <List lines={backup.holdsWhat} />
      <h3>{backup.lacks}</h3>
      <List lines={backup.lacksWhat} />
      <Facts>
        <Fact label={backup.folder} value={folder} mono />
        <Fact label={backup.database} value={backup.databases[database]} />
      </Facts>
    </section>
  )
}

function List({ lines }: { lines: readonly string[] }) {
  return (
    <ul className={look['bullets']}>
      {lines.map(line => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}
