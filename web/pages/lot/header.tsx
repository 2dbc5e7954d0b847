import type { ReactNode } from 'react'
import { time, useAddress } from '../../address.ts'
import { When } from '../../parts/date.tsx'
import { Outside } from '../../parts/fact.tsx'
import { Link } from '../../parts/link.tsx'
import { Filled, Sentence } from '../../parts/sentence.tsx'
import { useLanguage, useWords } from '../../words.ts'
import { type LotRecord, madeAt } from './record.ts'

/** What the lot is and what was and is known of it, in one sentence; its numbers lead to their rows. */
export function Header({ record }: { record: LotRecord }) {
  const { lot: words } = useWords()
  const { knownThen, knownNow, shipments, site } = record
  const language = useLanguage()
  const [times] = useAddress({ decided: time(), known: time() })
  const places = new Intl.ListFormat(language, { type: 'conjunction' }).format(madeAt(record))
  const worst = knownNow.affected > 0 ? 'affected' : knownNow.undecided + knownNow.unknown > 0 ? 'undecided' : undefined
  const here = (search: Record<string, string>, children: ReactNode) => (
    <Link to="/lots/$id" params={{ id: record.id }} search={{ ...search, ...times }}>
      {children}
    </Link>
  )
  const side = ({ affected, undecided }: LotRecord['knownNow'], show: string) =>
    affected + undecided === 0 ? words.nothing : here({ tab: 'known', show }, words.counts(affected, undecided))
  return (
    <Sentence state={worst ?? 'not_named'}>
      <Filled
        text={words.sentence}
        with={{
          lot: <Outside text={record.number} />,
          product: record.product === null ? words.noProduct : <Outside text={record.product} />,
          day: <When at={record.madeFrom} zone={site.timeZone} form="day" />,
          places: <bdi>{words.at(places, site.name)}</bdi>,
          shipments: shipments === 0 ? words.shipmentCount(0) : here({ tab: 'made' }, words.shipmentCount(shipments)),
        }}
      />{' '}
      <Filled text={words.colon(words.knownThen, '{side}')} with={{ side: side(knownThen, 'was') }} />{' '}
      <Filled text={words.colon(words.knownNow, '{side}')} with={{ side: side(knownNow, 'is') }} />
    </Sentence>
  )
}
