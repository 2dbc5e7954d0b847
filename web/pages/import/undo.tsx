import { useState } from 'react'
import { act, type Out } from '../../api.ts'
import { useAct } from '../../asking.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Field } from '../../parts/field.tsx'
import { Failed, Loading } from '../../parts/state.tsx'
import { useWords } from '../../words.ts'
import look from './import.module.css'

/** Things that are left and named one by one; of more only how many. */
const mostNamed = 50

/** A button that says what undoing an import would take back and leave, and then does it. */
export function Undo({ id, file }: { id: string; file: string }) {
  const { importing: words, frame } = useWords()
  const [open, setOpen] = useState(false)
  const [tried, setTried] = useState<Out<'imports.undo'>>()
  const [problem, setProblem] = useState<unknown>()
  const [reason, setReason] = useState('')
  const undo = useAct('imports.undo')
  const begin = async () => {
    setOpen(true)
    setTried(undefined)
    setProblem(undefined)
    try {
      setTried(await act('imports.undo', { id, dryRun: true }))
    } catch (error) {
      setProblem(error)
    }
  }
  const wrong = problem ?? undo.error ?? undefined
  return (
    <>
      <Button onClick={() => void begin()}>{words.undo.button}</Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={words.undo.title(file)}
        actions={
          <>
            <Button onClick={() => setOpen(false)}>{frame.cancel}</Button>
            <Button
              kind="danger"
              disabled={!tried}
              busy={undo.isPending}
              onClick={() =>
                undo.mutate(
                  { id, ...(reason.trim() && { reason: reason.trim() }) },
                  { onSuccess: () => setOpen(false) },
                )
              }
            >
              {words.undo.confirm}
            </Button>
          </>
        }
      >
        {wrong !== undefined ? <Failed error={wrong} /> : tried ? <TakenBack tried={tried} /> : <Loading lines={4} />}
        {tried && (
          <Field
            label={words.undo.reason}
            hint={words.undo.reasonHint}
            value={reason}
            maxLength={2000}
            onChange={event => setReason(event.target.value)}
          />
        )}
      </Dialog>
    </>
  )
}

function TakenBack({ tried }: { tried: Out<'imports.undo'> }) {
  const { importing: words } = useWords()
  const says = [
    tried.removed > 0 && words.undo.removed(tried.removed),
    tried.restored > 0 && words.undo.restored(tried.restored),
    tried.renamed > 0 && words.undo.renamed(tried.renamed),
    tried.lots > 0 && words.undo.lots(tried.lots),
  ].filter(text => text !== false)
  return (
    <div className={look['undo']}>
      <p>{words.undo.back}:</p>
      <ul>{says.length > 0 ? says.map(text => <li key={text}>{text}</li>) : <li>{words.undo.nothing}</li>}</ul>
      {tried.kept.length > 0 && (
        <>
          <p>{words.undo.kept(tried.kept.length)}:</p>
          <ul className={look['kept']}>
            {tried.kept.slice(0, mostNamed).map((left, at) => (
              <li key={at}>
                {words.undo.whats[left.what]} <bdi>{left.name ?? left.assetId ?? left.id}</bdi>
                {left.field !== undefined && ` ${words.fields[left.field] ?? left.field}`}:{' '}
                <span className="soft">{left.why}</span>
              </li>
            ))}
          </ul>
          {tried.kept.length > mostNamed && <p className="soft">{words.undo.more(tried.kept.length - mostNamed)}</p>}
        </>
      )}
      {tried.places > 0 && <p className="soft">{words.undo.places(tried.places)}</p>}
    </div>
  )
}
