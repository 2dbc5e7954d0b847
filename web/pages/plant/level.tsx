import { useWords } from '../../words.ts'
import look from './level.module.css'
import type { Level } from './model.ts'

/** The class of what has the name of a level in it. */
export const levelLook = look['level']

/** The number of a level and its name; a question mark where nobody knows the level. */
export function LevelName({ level }: { level: Level }) {
  const { parts } = useWords()
  return (
    <>
      <span className={look['number']}>{level ?? '?'}</span>
      <span>{level === null ? parts.bands.noLevel : parts.bands.names[level as keyof typeof parts.bands.names]}</span>
    </>
  )
}
