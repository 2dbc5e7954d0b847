import { type DragEvent, useEffect, useRef, useState } from 'react'
import type { Refusal } from '../api.ts'
import { useAsk } from '../asking.ts'
import { AsOf, Past } from '../parts/asof.tsx'
import { useRefusal } from '../parts/refusal.ts'
import { Select } from '../parts/select.tsx'
import { Failed, Loading, NotAllowed } from '../parts/state.tsx'
import { Title } from '../parts/title.tsx'
import { useWords } from '../words.ts'
import { AnswerShown } from './ask/answer.tsx'
import look from './ask/ask.module.css'
import { Box } from './ask/box.tsx'
import { PaperState, usePaper } from './ask/paper.tsx'
import { remember } from './ask/recent.ts'
import { Examples, Start } from './ask/start.tsx'
import { fresh, inputOf, useAsked, useSites } from './ask/state.ts'

/** The home of the page: what is affected by anything that one can name, paste or drop. */
export function Page() {
  const { ask } = useWords()
  const [state, go] = useAsked()
  const sites = useSites()
  const [from, setFrom] = useState<{ question: string; name: string }>()
  const {
    paper: last,
    read,
    end,
  } = usePaper(state, state.site || sites.rows[0]?.id, (question, name) => {
    setFrom({ question, name })
    go({ ...fresh, q: question }, { push: true })
  })
  // Who goes back in the address leaves the answer of a file.
  const isLeft = last?.state === 'answered' && last.question !== undefined && last.question !== state.q
  const paper = isLeft ? undefined : last
  const asked = state.q.trim() !== '' && paper === undefined
  const found = useAsk('ask', inputOf(state), { when: asked, keep: true })
  const { data, error, isPlaceholderData: old } = found
  useEffect(() => {
    if (asked && data !== undefined && !old) remember(data.asked.text ?? data.question)
  }, [asked, data, old])
  const zone = sites.zoneOf(state.site || undefined)
  const shown = paper?.state === 'answered' ? paper.answer : asked && !error ? data : undefined
  return (
    <Dropping onPaper={read}>
      {!asked && paper === undefined && (
        <div className={look['welcome']}>
          <Title title={ask.title} lead={ask.lead} />
        </div>
      )}
      <Box
        question={state.q}
        busy={asked && found.isFetching && data === undefined}
        onPaper={read}
        onAsk={q => {
          end()
          go({ ...fresh, q }, { push: true })
          if (q === state.q) void found.refetch()
        }}
      />
      {(asked || paper?.state === 'answered') && <Tools />}
      <div className={look['past']}>
        <Past at={state.at} onAt={at => go({ at })} zone={zone} />
      </div>
      {paper !== undefined && paper.state !== 'answered' ? (
        <PaperState paper={paper} onStop={end} />
      ) : shown !== undefined ? (
        <>
          {paper?.state === 'answered' && (
            <p className={`${look['held']} soft`}>{paper.question === undefined ? ask.notShared : ask.ofFile}</p>
          )}
          <AnswerShown
            answer={shown}
            from={paper?.name ?? (from?.question === state.q ? from.name : undefined)}
            old={old}
            asked={paper === undefined}
          />
        </>
      ) : !asked ? (
        <Start />
      ) : error ? (
        <Refused error={error} onAgain={() => void found.refetch()} />
      ) : (
        <>
          <h1 className="unseen">{ask.title}</h1>
          <Loading lines={9} height={420} />
        </>
      )}
    </Dropping>
  )
}

/** Where and when the answer is of. */
function Tools() {
  const { ask } = useWords()
  const [{ at, known, site }, go] = useAsked()
  const { rows, zoneOf } = useSites()
  const zone = zoneOf(site || undefined)
  const choices = Object.fromEntries([['', ask.allSites], ...rows.map(({ id, code, name }) => [id, `${code} ${name}`])])
  return (
    <div className={`${look['tools']} screen`}>
      {rows.length > 1 && (
        <Select
          label={ask.site}
          unlabelled
          value={site}
          choices={choices}
          onChange={site => go({ site, zone: '', line: '' })}
        />
      )}
      <AsOf at={at} onAt={at => go({ at })} zone={zone} />
      <AsOf label={ask.known} at={known} onAt={known => go({ known })} zone={zone} />
    </div>
  )
}

/** The server refused the question: its words, and questions that it answers. */
function Refused({ error, onAgain }: { error: Refusal; onAgain: () => void }) {
  const { ask } = useWords()
  const told = useRefusal()
  if (error.status === 403)
    return (
      <>
        <h1 className="unseen">{ask.title}</h1>
        <NotAllowed />
      </>
    )
  if (error.code !== 'answers/not-a-question')
    return (
      <>
        <h1 className="unseen">{ask.title}</h1>
        <Failed error={error} onAgain={onAgain} />
      </>
    )
  return (
    <div className={look['refused']} role="alert">
      <Title title={ask.notUnderstood} />
      <p>
        {ask.understood} <span className="mono">{ask.hint}</span>
      </p>
      <p className="soft">
        <bdi lang={told(error).language}>{told(error).detail}</bdi>
      </p>
      <Examples />
    </div>
  )
}

/** The whole page takes files that are dropped. */
function Dropping({ onPaper, children }: { onPaper: (file: File) => void; children: React.ReactNode }) {
  const { ask } = useWords()
  const [over, setOver] = useState(false)
  const depth = useRef(0)
  const carries = (event: DragEvent) => event.dataTransfer.types.includes('Files')
  const enter = (by: number) => {
    depth.current = Math.max(0, depth.current + by)
    setOver(depth.current > 0)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is besides the button, which every keyboard reaches
    <div
      className={look['page']}
      onDragEnter={event => carries(event) && enter(1)}
      onDragLeave={event => carries(event) && enter(-1)}
      onDragOver={event => carries(event) && event.preventDefault()}
      onDrop={event => {
        if (!carries(event)) return
        event.preventDefault()
        depth.current = 0
        setOver(false)
        const [file] = event.dataTransfer.files
        if (file) onPaper(file)
      }}
    >
      {children}
      {over && <p className={look['over']}>{ask.drop}</p>}
    </div>
  )
}
