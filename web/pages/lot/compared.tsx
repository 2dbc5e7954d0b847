import type { ReactNode } from 'react'
import { time, useAddress } from '../../address.ts'
import { AsOf } from '../../parts/asof.tsx'
import { When } from '../../parts/date.tsx'
import { Link } from '../../parts/link.tsx'
import { Verdict } from '../../parts/verdict.tsx'
import { useWords } from '../../words.ts'
import look from './lot.module.css'
import { foundOf, type LotRecord } from './record.ts'

/** What was known when the lot was decided on beside what is known now, and what came since; every number leads to its rows. */
export function Compared({
  record,
  decided,
  onDecided,
}: {
  record: LotRecord
  /** The time the lot was decided on; empty where that is when it was made. */
  decided: string
  onDecided(at: string): void
}) {
  const { lot: words } = useWords()
  const { knownThen, knownNow } = record
  const [times] = useAddress({ decided: time(), known: time() })
  const gone = foundOf(record).filter(({ since }) => since === 'gone').length
  const here = (search: Record<string, string>, children: ReactNode) => (
    <Link to="/lots/$id" params={{ id: record.id }} search={{ ...search, ...times }}>
      {children}
    </Link>
  )
  return (
    <div className={look['compared']}>
      <Side
        side={knownThen}
        title={words.knownThen}
        why={decided !== '' ? words.thenWhyDecided : words.thenWhy}
        zone={record.site.timeZone}
        here={search => (children: ReactNode) => here({ tab: 'known', show: 'was', ...search }, children)}
      >
        <span title={words.decidedHint}>
          <AsOf
            label={words.decided}
            usual={words.decidedMade}
            at={decided}
            onAt={onDecided}
            zone={record.site.timeZone}
          />
        </span>
      </Side>
      <div className={look['came']}>
        {record.came.length > 0 ? (
          <strong>{here({ tab: 'known', show: 'new' }, words.newCount(record.came.length))}</strong>
        ) : (
          <span className="soft">{words.newNone}</span>
        )}
        {gone > 0 && <span className="soft">{words.goneCount(gone)}</span>}
      </div>
      <Side
        side={knownNow}
        title={words.knownNow}
        why={times.known === '' ? words.nowWhy : words.nowWhyKnown}
        zone={record.site.timeZone}
        here={search => (children: ReactNode) => here({ tab: 'known', show: 'is', ...search }, children)}
      />
    </div>
  )
}

type SideGiven = {
  side: LotRecord['knownNow']
  title: string
  why: string
  zone: string
  here(search: Record<string, string>): (children: ReactNode) => ReactNode
  /** Stands at the end of its heading. */
  children?: ReactNode
}

function Side({ side, title, why, zone, here, children }: SideGiven) {
  const { lot: words } = useWords()
  const { affected, undecided, unknown } = side
  return (
    <section className={look['side']} aria-label={title}>
      <div className={look['sideHead']}>
        <h2>{title}</h2>
        {children}
      </div>
      <p className="soft">
        <When at={side.known} zone={zone} /> · {why}
      </p>
      <p className={look['counts']}>
        {affected + undecided === 0 && <span className={look['nothing']}>{words.nothing}</span>}
        {affected > 0 && here({})(<Verdict of="affected" count={affected} />)}
        {undecided > 0 && here({})(<Verdict of="undecided" count={undecided} />)}
      </p>
      <p className="soft">
        {here({ tab: 'equipment' })(words.equipmentCount(side.assets, side.bills))}
        {unknown > 0 && <span className={look['unknown']}>{words.unknownCount(unknown)}</span>}
      </p>
    </section>
  )
}
