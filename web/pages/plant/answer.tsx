import { Fragment, type ReactNode } from 'react'
import { whenText } from '../../parts/date.tsx'
import { type Address, Link } from '../../parts/link.tsx'
import { Filled } from '../../parts/sentence.tsx'
import { useWords } from '../../words.ts'
import { type PlantAddress, picked } from './address.ts'
import look from './answer.module.css'
import { attention, attentionOf, type Node, sumOf, type Tally, total, windowOf } from './model.ts'
import { StateWord } from './state.tsx'
import { WindowTime } from './window.tsx'

/** How a place is, in a sentence: what needs attention, and what cannot be judged. */
export function Answer({ at, node }: { at: PlantAddress; node: Node }) {
  return <AnswerOf sum={sumOf(node.all)} place={node.name} rows={state => picked(at, { state })} />
}

/** The same of any sum; `rows` is where the assets of a state are listed. */
export function AnswerOf({
  sum,
  place: name,
  rows: addressOf,
}: {
  sum: Tally
  place: string
  rows: (state: PlantAddress['state']) => Address
}) {
  const { plant, parts } = useWords()
  const place = <bdi>{name}</bdi>
  const rows = (state: PlantAddress['state'], children: ReactNode) => <Link {...addressOf(state)}>{children}</Link>
  const bad = attention.filter(state => sum[state] > 0)
  const listed = bad.map((state, index) => (
    <Fragment key={state}>
      {index > 0 && ' '}
      <span className={look['state']}>
        {rows(state, <StateWord of={state} count={sum[state]} />)}
        {index < bad.length - 1 && ' ·'}
      </span>
    </Fragment>
  ))
  if (total(sum) === 0) return <Filled text={plant.answerNone} with={{ place }} />
  const filling = {
    attention: rows('attention', parts.number(attentionOf(sum))),
    all: rows('', plant.assets(total(sum))),
    states: <>{listed}</>,
    place,
  }
  return (
    <>
      <Filled text={bad.length > 0 ? plant.answer : plant.answerCalm} with={filling} />
      {sum.unknown > 0 && (
        <>
          {' '}
          <Filled text={plant.answerUnknown} with={{ unknown: rows('unknown', parts.number(sum.unknown)) }} />
        </>
      )}
    </>
  )
}

/** When work can next be done at a place, and as of when all of it is said. */
export function NextWindow({ node, zone, now }: { node: Node; zone: string; now: string }) {
  const { plant, parts } = useWords()
  const next = windowOf(node)
  const window = next ? (
    <strong>
      {next.of !== node && (
        <>
          <bdi>{next.of.name}</bdi>{' '}
        </>
      )}
      <WindowTime of={next.window} zone={zone} now={now} />
    </strong>
  ) : (
    plant.windowNone
  )
  return (
    <>
      <Filled text={plant.answerWindow} with={{ window }} /> · {plant.printed(whenText(now, zone, parts), zone)}
    </>
  )
}
