import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Button } from '../../parts/button.tsx'
import { useWords } from '../../words.ts'
import look from './import.module.css'
import { type Paper, takePaper } from './papers.ts'

/** What would become of a paper, in a sentence, with the button that does it. */
export function Answer({ paper, note, children }: { paper: Paper; note?: string; children: ReactNode }) {
  return (
    <div className={look['answer']}>
      <div>
        <p className={look['said']}>{children}</p>
        {note && <p className="soft">{note}</p>}
      </div>
      <Accept paper={paper} />
    </div>
  )
}

/** Takes in what can be taken in. */
function Accept({ paper }: { paper: Paper }) {
  const { importing: words } = useWords()
  const kept = useQueryClient()
  const { id, told } = paper
  const counts = told?.plant?.counts
  const rows = counts ? counts.new + counts.changed + counts.same + counts.conflicting : 0
  const lots = told?.lots ? told.lots.counts.new + told.lots.counts.changed : 0
  const label = told?.bom
    ? words.takeBill
    : rows > 0
      ? words.takeRows(rows)
      : lots > 0
        ? words.takeLots(lots)
        : words.take
  return (
    <Button kind="main" disabled={!told?.changed} onClick={() => takePaper(id, () => void kept.invalidateQueries())}>
      {label}
    </Button>
  )
}
