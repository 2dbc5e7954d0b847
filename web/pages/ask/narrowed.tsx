import { Link } from '../../parts/link.tsx'
import { Shape } from '../../parts/shape.tsx'
import { useWords } from '../../words.ts'
import look from './ask.module.css'
import type { Answer } from './facts.ts'
import { useAsked, useHere, whole } from './state.ts'

/** What the list is narrowed to, each with the way back. */
export function Narrowed({ counts }: { counts: Answer['counts'] }) {
  const { ask, parts } = useWords()
  const [{ verdict, level, zone, line }] = useAsked()
  const here = useHere()
  const zoneName = counts.byZone.find(({ zoneId }) => zoneId === zone)?.name ?? zone
  const chosen = [
    ...(verdict ? [{ key: 'verdict', words: parts.verdict[verdict] }] : []),
    ...(level ? [{ key: 'level', words: ask.level(level) }] : []),
    ...(zone ? [{ key: 'zone', words: ask.zone(zoneName) }] : []),
    ...(line ? [{ key: 'line', words: line }] : []),
  ]
  if (chosen.length === 0) return null
  return (
    <p className={look['narrowed']}>
      <span className="soft">{ask.shownOnly}</span>
      {chosen.map(({ key, words }) => (
        <Link key={key} {...here({ [key]: '' })} className={look['chip']} aria-label={ask.drop1(words)}>
          <bdi>{words}</bdi> <Shape of="close" />
        </Link>
      ))}
      <Link {...here(whole)} className="screen">
        {ask.all}
      </Link>
    </p>
  )
}
