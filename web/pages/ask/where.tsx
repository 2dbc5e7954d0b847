import { type Band, Bands } from '../../parts/bands.tsx'
import { useWords } from '../../words.ts'
import type { Answer } from './facts.ts'
import { useHere, whole } from './state.ts'

/** The answer by Purdue level, with the zones of each. */
export function Where({ answer: { counts } }: { answer: Answer }) {
  const { ask } = useWords()
  const here = useHere()
  const bands = counts.byLevel.map(({ level, ...tally }): Band => {
    const { affected, undecided, fixed, notAffected, notNamed } = tally
    const zones = counts.byZone.filter(zone => zone.level === level)
    return {
      level,
      assets: affected + undecided + fixed + notAffected + notNamed,
      counts: tally,
      ...(level !== null && { address: here({ ...whole, level: String(level) }) }),
      zones: zones.map(zone => ({
        name: zone.name,
        address: here({ ...whole, zone: zone.zoneId, ...(level !== null && { level: String(level) }) }),
        attention: zone.affected > 0 ? 'affected' : zone.undecided > 0 ? 'undecided' : undefined,
      })),
    }
  })
  return (
    <section aria-label={ask.where}>
      <Bands bands={bands} />
    </section>
  )
}
