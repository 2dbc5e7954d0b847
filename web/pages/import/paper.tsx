import { isRefusal } from '../../api.ts'
import { Button } from '../../parts/button.tsx'
import { bytes } from '../../parts/bytes.ts'
import { Outside } from '../../parts/fact.tsx'
import { Link } from '../../parts/link.tsx'
import { Progress } from '../../parts/progress.tsx'
import { Failed, NotAllowed } from '../../parts/state.tsx'
import { useWords } from '../../words.ts'
import { BillOf } from './bill.tsx'
import { Detected } from './detected.tsx'
import { DifferenceOf } from './difference.tsx'
import look from './import.module.css'
import { LotsOf } from './lots.tsx'
import { type Paper, removePaper, stopPaper, tryPaper } from './papers.ts'
import { UnknownTable } from './unknown-table.tsx'
import { Waiting } from './waiting.tsx'

/** What is known of the site of a paper. */
export interface OfSite {
  id: string
  code: string
  name: string
  timeZone: string
}

/** One file: how far it is, what it was recognised as, what would change, and what can be done. */
export function PaperCard({ paper, site }: { paper: Paper; site: OfSite }) {
  const { importing: words, parts } = useWords()
  const { id, file, step, told } = paper
  const state = step === 'taken' && !told?.changed ? 'same' : step
  return (
    <article className={look['paper']} aria-labelledby={`paper-${id}`} data-step={state}>
      <header className={look['head']}>
        <h3 id={`paper-${id}`}>
          <bdi>{file.name}</bdi>
        </h3>
        <span className={look['size']}>
          {bytes(file.size, parts.locale)} · {site.name}
        </span>
        <span className={look['state']} data-state={state} role="status">
          {words.steps[state]}
        </span>
        <Button kind="quiet" onClick={() => removePaper(id)}>
          {step === 'taken' ? words.remove : words.discard}
        </Button>
      </header>
      <Body paper={paper} site={site} />
    </article>
  )
}

function Body({ paper, site }: { paper: Paper; site: OfSite }) {
  const { importing: words } = useWords()
  const { id, step, told } = paper
  const isBusy = step === 'waiting' || step === 'trying' || step === 'taking'
  return (
    <>
      {isBusy && <Going paper={paper} />}
      {step === 'stopped' && (
        <div className={look['foot']}>
          <p className="soft">{words.stoppedMore}</p>
          <Button onClick={() => tryPaper(id)}>{words.again}</Button>
        </div>
      )}
      {step === 'failed' && (isTableUnknown(paper) ? <UnknownTable paper={paper} /> : <Refused paper={paper} />)}
      {told && (step === 'ready' || step === 'trying' || step === 'waiting') && (
        <div className={look['body']} inert={isBusy} data-busy={isBusy || undefined}>
          <Detected paper={paper} told={told} site={site} />
          {told.plant && <DifferenceOf paper={paper} difference={told.plant} />}
          {told.lots && <LotsOf paper={paper} lots={told.lots} />}
          {told.bom && <BillOf paper={paper} bill={told.bom} site={site} />}
        </div>
      )}
      {told && step === 'taken' && <Taken paper={paper} site={site} />}
    </>
  )
}

/** What the server has no header for, and is a table all the same. */
function isTableUnknown({ error, looked, choice }: Paper): boolean {
  const code = (error as { code?: string } | undefined)?.code ?? ''
  const unknown = [
    'plant/no-header',
    'plant/unknown-import',
    'lots/unknown-import',
    'boms/unknown-format',
    'intake/wrong-kind',
  ]
  return (
    unknown.includes(code) &&
    choice.as !== 'bom' &&
    (looked?.tables ?? []).some(({ rows }) => rows.some(({ cells }) => cells.length > 1))
  )
}

/** Roles that take files in. */
const mayImport = ['admin', 'engineer', 'integration']

/** Why a file is not taken, and what to do. */
function Refused({ paper: { id, error } }: { paper: Paper }) {
  const { importing: words } = useWords()
  if (!isRefusal(error)) return <Failed error={error} onAgain={() => tryPaper(id)} />
  const { code, detail, status } = error
  if (status === 403) return <NotAllowed roles={mayImport} />
  const next = error.next ?? words.nexts[code] ?? (status === 422 ? words.nextElse : undefined)
  return <Failed error={{ code, detail, ...(next && { next }) }} onAgain={() => tryPaper(id)} />
}

function Going({ paper }: { paper: Paper }) {
  const { importing: words, parts } = useWords()
  const { id, file, step, progress } = paper
  const isSent =
    progress !== undefined &&
    (progress.label === 'sent' ? progress.done < progress.total : progress.label.startsWith('receiving'))
  const title = step === 'waiting' ? words.steps.waiting : isSent ? words.sending(file.name) : words.reading(file.name)
  const total = isSent ? progress.total || file.size : progress?.label === 'sent' ? 0 : progress?.total
  return (
    <Progress
      title={title}
      done={isSent ? progress.done : total ? progress?.done : undefined}
      total={total}
      {...(isSent && { shown: (count: number) => bytes(count, parts.locale) })}
      onStop={() => stopPaper(id)}
    />
  )
}

/** What became of a paper, where to go on, and the rows of it that wait. */
function Taken({ paper, site }: { paper: Paper; site: OfSite }) {
  const { importing: words } = useWords()
  const { told } = paper
  if (!told) return null
  const importId = told.plant?.importId ?? told.lots?.importId ?? undefined
  const counts = told.plant?.counts
  const taken = counts
    ? counts.new + counts.changed + counts.same + counts.conflicting
    : told.lots
      ? told.lots.counts.new + told.lots.counts.changed
      : 0
  const refused = counts?.refused ?? told.lots?.counts.refused ?? 0
  const mended = counts?.mended ?? told.lots?.mended ?? 0
  const said = (told.plant ? words.say.rows : words.say.lots)(taken)
  const sentence = told.bom
    ? words.say.billTaken(told.bom.components)
    : !told.changed
      ? words.say.same
      : (refused > 0 ? words.say.taken : words.say.takenAll)
          .replace('{rows}', said)
          .replace('{refused}', words.say.wait(refused))
  return (
    <div className={look['body']}>
      <p className={look['said']}>
        {sentence} {mended > 0 && words.say.mended(mended)}
      </p>
      {told.bom && <Notes notes={told.bom.notes} />}
      <p className={look['links']}>
        {importId && (
          <Link to="/imports/$id" params={{ id: importId }}>
            {words.open}
          </Link>
        )}
        {told.bom && (
          <Link to="/boms/$id" params={{ id: String(told.bom.id) }}>
            {words.openBill}
          </Link>
        )}
        {told.bom?.deployment && (
          <Link to="/assets/$id" params={{ id: told.bom.deployment.assetId }}>
            {words.openAsset}
          </Link>
        )}
      </p>
      {importId && refused > 0 && <Waiting siteId={site.id} importId={importId} />}
    </div>
  )
}

/** What is odd in a paper, each in a line. */
export function Notes({ notes }: { notes: readonly { code: string; message: string; at?: string | undefined }[] }) {
  const { importing: words } = useWords()
  if (notes.length === 0) return null
  return (
    <details className={look['notes']}>
      <summary>{words.notes(notes.length)}</summary>
      <ul>
        {notes.map((note, at) => (
          <li key={at}>
            <Outside text={note.message} />
            {note.at !== undefined && (
              <>
                {' '}
                <span className="soft">
                  (<bdi>{note.at}</bdi>)
                </span>
              </>
            )}
          </li>
        ))}
      </ul>
    </details>
  )
}
