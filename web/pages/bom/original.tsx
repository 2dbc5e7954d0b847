import { useState } from 'react'
import { ask, type Out } from '../../api.ts'
import { Button } from '../../parts/button.tsx'
import { Progress } from '../../parts/progress.tsx'
import { Shape } from '../../parts/shape.tsx'
import { Failed } from '../../parts/state.tsx'
import { useWords } from '../../words.ts'
import look from './bom.module.css'
import { sha256 } from './sha256.ts'

type Bill = Out<'boms.show'>
type State =
  | { at: 'rest' }
  | { at: 'busy'; done: number }
  | { at: 'right' }
  | { at: 'wrong' }
  | { at: 'failed'; error: unknown }

/** Fetches the file as it came, piece by piece, and hands it over when its bytes have the digest of what came in. */
export function Original({ bill }: { bill: Bill }) {
  const { bom } = useWords()
  const [state, setState] = useState<State>({ at: 'rest' })
  const fetchAll = async () => {
    try {
      setState({ at: 'busy', done: 0 })
      const { pieces, digest } = await piecesOf(bill.digest, done => setState({ at: 'busy', done }))
      if (digest !== bill.digest) return setState({ at: 'wrong' })
      save(pieces, nameOf(bill))
      setState({ at: 'right' })
    } catch (error) {
      setState({ at: 'failed', error })
    }
  }
  return (
    <div className={look['original']}>
      <Button busy={state.at === 'busy'} onClick={() => void fetchAll()}>
        {state.at === 'busy' ? bom.downloading : bom.download}
      </Button>
      {state.at === 'busy' && bill.size > 1_000_000 && (
        <Progress title={bom.downloading} done={state.done} total={bill.size} />
      )}
      <span role="status">
        {state.at === 'right' && (
          <>
            <Shape of="fixed" /> {bom.checked}
          </>
        )}
      </span>
      {state.at === 'wrong' && (
        <p role="alert">
          <Shape of="warning" /> {bom.wrong}
        </p>
      )}
      {state.at === 'failed' && <Failed error={state.error} onAgain={() => void fetchAll()} />}
    </div>
  )
}

async function piecesOf(id: string, onDone: (bytes: number) => void) {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  const sum = sha256()
  let done = 0
  for (let piece: number | undefined = 0; piece !== undefined; ) {
    const given: { base64: string; next?: number | undefined } = await ask('boms.original', { id, piece })
    const bytes = Uint8Array.from(atob(given.base64), letter => letter.charCodeAt(0))
    sum.add(bytes)
    pieces.push(bytes)
    done += bytes.length
    onDone(done)
    piece = given.next
  }
  return { pieces, digest: `sha256:${sum.end()}` }
}

/** As who sent it called it; what no file may be called so is left out. */
function nameOf({ sites, subject, format }: Bill): string {
  const told =
    sites.find(({ name }) => name !== null)?.name ?? `${subject ?? 'bill'}.${/xml/.test(format) ? 'xml' : 'json'}`
  const last = told.split(/[/\\]/).at(-1) ?? ''
  return last.replaceAll(/[\p{Cc}\p{Cf}:*?"<>|]/gu, '-').slice(-120) || 'bill'
}

function save(pieces: Uint8Array<ArrayBuffer>[], name: string): void {
  const address = URL.createObjectURL(new Blob(pieces, { type: 'application/octet-stream' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
