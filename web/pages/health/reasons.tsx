import { Link } from '../../parts/link.tsx'
import { useWords } from '../../words.ts'
import { type Health, type HealthAddress, listing } from './address.ts'
import look from './health.module.css'
import { reasonSettle, reasonWhy } from './reason-words.ts'

/** What keeps assets from being judged, what most wait for first, and what would settle it. */
export function Reasons({ at, told }: { at: HealthAddress; told: Health }) {
  const words = useWords()
  const { health } = words
  return (
    <section className={look['section']}>
      <h2>{health.reasons}</h2>
      <p className="soft">{told.reasons.length === 0 ? health.reasonsNone : health.reasonsLead}</p>
      {told.reasons.length > 0 && (
        <ul className={look['box']}>
          {told.reasons.map(reason => (
            <li key={reason.reason} className={look['row']} data-picked={at.reason === reason.reason || undefined}>
              <span className={look['number']}>
                <Link
                  {...listing(at.site, { reason: reason.reason })}
                  aria-label={`${health.assets(reason.assets)}: ${reasonWhy(reason, words)}`}
                >
                  {health.assets(reason.assets)}
                </Link>
              </span>
              <div>
                <p className={look['why']}>
                  {reasonWhy(reason, words)}
                  {reason.components > 0 && (
                    <span className={look['told']}> · {health.components(reason.components)}</span>
                  )}
                </p>
                <p className="soft">
                  <bdi>{reasonSettle(reason, words)}</bdi>
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
