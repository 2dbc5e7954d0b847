import { Link } from '../../parts/link.tsx'
import { Filled } from '../../parts/sentence.tsx'
import { useWords } from '../../words.ts'
import { type Health, type HealthAddress, listing } from './address.ts'
import { reasonWhy } from './reason-words.ts'

/** How many can be judged, the DMZ through which everything comes, and what keeps most of the others from it. */
export function Answer({ at: { site }, told }: { at: HealthAddress; told: Health }) {
  const words = useWords()
  const { health } = words
  if (told.assets === 0) return health.title
  const judged = told.levels.reduce((sum, { judgeable }) => sum + judgeable, 0)
  const dmz = told.levels.find(({ level }) => level === 3.5)
  const [reason] = told.reasons
  const assets = (
    <Link to="/assets" search={{ site }}>
      {health.assets(told.assets)}
    </Link>
  )
  return (
    <>
      <Filled
        text={judged === told.assets ? health.answerAll : health.answer}
        with={{
          assets,
          share: <Link {...listing(site, { lacks: 'judgeable' })}>{health.percent(judged / told.assets)}</Link>,
        }}
      />
      {dmz && (
        <>
          {' '}
          <Filled
            text={health.answerDmz}
            with={{
              dmz: (
                <Link {...listing(site, { level: '3.5', lacks: 'judgeable' })}>
                  {health.of(dmz.judgeable, dmz.assets)}
                </Link>
              ),
            }}
          />
        </>
      )}
      {reason && (
        <>
          {' '}
          <Filled
            text={health.answerReason}
            with={{
              reason: (
                <Link {...listing(site, { reason: reason.reason })}>
                  {reasonWhy(reason, words)} ({health.assets(reason.assets)})
                </Link>
              ),
            }}
          />
        </>
      )}
    </>
  )
}
