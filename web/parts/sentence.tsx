import { Fragment, type ReactNode } from 'react'
import styles from './sentence.module.css'
import { Shape } from './shape.tsx'

type SentenceGiven = {
  /** What the answer is; it gives the sentence its shape and colour. */
  state: 'affected' | 'undecided' | 'fixed' | 'not_affected' | 'not_named'
  children: ReactNode
  /** A smaller line beneath: how it was understood, as of when. */
  note?: ReactNode
}

/** The answer in one sentence, the largest text of a page. Numbers in it are links to their rows. */
export function Sentence({ state, children, note }: SentenceGiven) {
  return (
    <header className={styles.header} data-state={state}>
      <span className={styles.sign}>
        <Shape of={state} />
      </span>
      <div>
        <h1 className={styles.sentence}>{children}</h1>
        {note !== undefined && <p className={styles.note}>{note}</p>}
      </div>
    </header>
  )
}

/** A sentence of a language with places `{name}` filled by nodes, so that each language keeps its own order. */
export function Filled({ text, with: nodes }: { text: string; with: Readonly<Record<string, ReactNode>> }) {
  const pieces = text.split(/\{(\w+)\}/)
  return pieces.map((piece, at) => <Fragment key={at}>{at % 2 === 0 ? piece : nodes[piece]}</Fragment>)
}
