import { useEffect, useRef, useState } from 'react'
import { isRefusal, type Out, type Refusal, type Progress as Told, upload } from '../../api.ts'
import { Link } from '../../parts/link.tsx'
import { Progress } from '../../parts/progress.tsx'
import { useRefusal } from '../../parts/refusal.ts'
import { Shape } from '../../parts/shape.tsx'
import { useWords } from '../../words.ts'
import look from './ask.module.css'
import type { Answer } from './facts.ts'

/** A file that was dropped or a text that was pasted, and what came of it. */
export type Paper =
  | { state: 'reading'; name: string; progress: Told | undefined }
  | Answered
  | { state: 'refused'; name: string; refusal: Refusal; kind: Kind | undefined }

/** An answer that its address does not hold: it names too many, or the file itself says more than its names. */
type Answered = {
  state: 'answered'
  name: string
  answer: Answer
  file: File
  /** As what it stands in the address; undefined where it does not. */
  question: string | undefined
}

/** What a file is that is no advisory. */
type Kind = { of: 'bom'; format: string; components: number } | { of: 'plant' } | { of: 'lots' }

type Where = { at: string; known: string; site: string }

/**
 * Asks with files. `onNamed` is called where what the file names can be asked again as text; the answer is kept where that is not all of
 * it, and asked for again for another site or time.
 */
export function usePaper(where: Where, site: string | undefined, onNamed: (question: string, from: string) => void) {
  const [paper, setPaper] = useState<Paper>()
  const running = useRef<AbortController>(undefined)
  const end = () => {
    running.current?.abort()
    running.current = undefined
    setPaper(undefined)
  }
  const read = async (file: File) => {
    running.current?.abort()
    const control = new AbortController()
    running.current = control
    const name = file.name.slice(-200) || 'file'
    const show = (next: Paper | undefined) => running.current === control && setPaper(next)
    show({ state: 'reading', name, progress: undefined })
    const onProgress = (progress: Told) => show({ state: 'reading', name, progress })
    const doing = { onProgress, signal: control.signal }
    try {
      const { at, known } = where
      const answer = await upload(
        'advisories.ask',
        file,
        {
          name,
          ...(at && { at }),
          ...(known && { known }),
          ...(where.site && { siteId: where.site }),
          limit: 500,
          lots: 5000,
        },
        doing,
      )
      if (running.current !== control) return
      const { text: question, file: more } = answer.asked
      show(question === undefined || more ? { state: 'answered', name, answer, file, question } : undefined)
      if (question !== undefined) onNamed(question, name)
    } catch (error) {
      if (!isRefusal(error)) return show(undefined)
      const kind = /no-advisory|unreadable/.test(error.code) ? await kindOf(file, name, site, doing) : undefined
      show({ state: 'refused', name, refusal: error, kind })
    }
  }
  const { at, known, site: only } = where
  const answered = useRef<Answered>(undefined)
  answered.current = paper?.state === 'answered' ? paper : undefined
  const again = useRef(read)
  again.current = read
  useEffect(() => {
    if (answered.current) void again.current(answered.current.file)
  }, [at, known, only])
  return { paper, read: (file: File) => void read(file), end }
}

/** What a file is, as the page Import would take it; undefined where it would not. */
async function kindOf(
  file: File,
  name: string,
  site: string | undefined,
  doing: Parameters<typeof upload>[3],
): Promise<Kind | undefined> {
  if (site === undefined) return undefined
  try {
    const told: Out<'import'> = await upload('import', file, { siteId: site, name, dryRun: true }, doing)
    if (told.bom) return { of: 'bom', format: told.bom.format, components: told.bom.components }
    if (told.plant !== undefined) return { of: 'plant' }
    return told.lots === undefined ? undefined : { of: 'lots' }
  } catch {
    return undefined
  }
}

/** How far the reading is; or what the file is where it is no advisory, and where it belongs. */
export function PaperState({ paper, onStop }: { paper: Exclude<Paper, { state: 'answered' }>; onStop: () => void }) {
  const { ask, parts } = useWords()
  const told = useRefusal()
  if (paper.state === 'reading') {
    const { progress } = paper
    return (
      <div className={look['paper']}>
        <h1 className="unseen">{ask.looking}</h1>
        <Progress
          title={`${ask.looking}: ${paper.name}`}
          {...(progress && { done: progress.done, total: progress.total })}
          onStop={onStop}
        />
      </div>
    )
  }
  const { kind, name } = paper
  const refusal = told(paper.refusal)
  return (
    <section className={look['paper']} role="alert">
      <h1>
        <bdi>{ask.paperFailed(name)}</bdi>
      </h1>
      {kind === undefined ? (
        <p>
          <Shape of="warning" /> <bdi lang={refusal.language}>{refusal.detail}</bdi>
        </p>
      ) : (
        <>
          <p>
            {kind.of === 'bom'
              ? ask.isBill(kind.format, kind.components)
              : kind.of === 'plant'
                ? ask.isPlant
                : ask.isLots}
          </p>
          <p>
            <Link to="/import">{ask.takeIn}</Link>
          </p>
        </>
      )}
      <p className="soft">{ask.notTaken}</p>
      {refusal.next !== undefined && (
        <p className="soft">
          {parts.state.next}: <bdi lang={refusal.language}>{refusal.next}</bdi>
        </p>
      )}
    </section>
  )
}
