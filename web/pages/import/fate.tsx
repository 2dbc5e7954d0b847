import { Shape } from '../../parts/shape.tsx'
import { useWords } from '../../words.ts'
import look from './import.module.css'

/** What becomes of a row. */
export type FateName = 'new' | 'changed' | 'same' | 'conflicting' | 'refused' | 'elsewhere' | 'gone'

/** A row's fate as a word, with a sign where somebody has to look. */
export function Fate({ of, title }: { of: FateName; title?: string | undefined }) {
  const { importing: words } = useWords()
  return (
    <span className={look['fate']} data-of={of} title={title}>
      {of === 'refused' && <Shape of="warning" />}
      {of === 'conflicting' && <Shape of="undecided" />}
      {words.fates[of]}
    </span>
  )
}
