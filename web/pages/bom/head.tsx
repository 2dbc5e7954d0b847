import { useEffect } from 'react'
import { AsOf } from '../../parts/asof.tsx'
import { When } from '../../parts/date.tsx'
import { Link } from '../../parts/link.tsx'
import head from '../../parts/page-top.module.css'
import { Filled, Sentence } from '../../parts/sentence.tsx'
import { useWords } from '../../words.ts'
import look from '../component/component.module.css'
import { short } from '../component/names.ts'
import { Sub } from '../component/sub.tsx'
import { calledBill, type Given } from './model.ts'

/** The sign of the sentence: unknown has that of what is undecided, never that of what is well. */
const signs = {
  exploited: 'affected',
  affected: 'affected',
  undecided: 'undecided',
  unknown: 'undecided',
  clear: 'not_named',
} as const

/** What it is about, how bad that is, and where it runs, in a sentence. */
export function Head({ bill, standing, at, go, zone }: Given) {
  const { bom, component, frame } = useWords()
  const name = calledBill(bill, bill.format === 'asset-row' ? component.oneLine : bom.noSubject)
  useEffect(() => {
    document.title = `${short(name)} – ${frame.product}`
  }, [name, frame.product])
  const { affected, undecided, unjudged, assets, state } = standing
  const here = (search: Readonly<Record<string, string>>) => ({
    to: '/boms/$id',
    params: { id: bill.digest },
    search: { at: at.at, ...search },
  })
  const kind =
    bill.components === 0
      ? 'nothing'
      : state === 'exploited' || state === 'affected'
        ? 'affected'
        : state === 'undecided'
          ? 'undecided'
          : state
  const [said, count, which] =
    assets.now > 0
      ? ([bom.runsNow, assets.now, 'now'] as const)
      : assets.ever > 0
        ? ([bom.ranOnce, assets.ever, ''] as const)
        : ([assets.approved > 0 ? bom.approvedOnly : bom.runsNever, assets.approved, ''] as const)
  const runs = (
    <Filled text={said} with={{ assets: <Link {...here({ tab: 'runs', runs: which })}>{bom.assets(count)}</Link> }} />
  )
  return (
    <>
      <Sub here="boms" />
      <div className={`${head['top']} ${look['top']}`}>
        <Sentence
          state={bill.components === 0 ? 'undecided' : signs[state]}
          note={
            <>
              {bom.kindOf(bill.kind)},{' '}
              <span className="mono">{[bill.format, bill.specVersion].filter(Boolean).join(' ')}</span>
              {', '}
              {bom.received.toLowerCase()} <When at={bill.receivedAt} zone={zone} />
            </>
          }
        >
          <Filled
            text={bom.sentence[kind]}
            with={{
              subject: <bdi>{short(name, 120)}</bdi>,
              affected: (
                <Link {...here({ state: state === 'exploited' ? 'exploited' : 'affected' })}>
                  {bom.vulnerabilities(affected)}
                </Link>
              ),
              undecided:
                undecided === 0 ? '0' : <Link {...here({ state: 'undecided' })}>{bom.vulnerabilities(undecided)}</Link>,
              unjudged: <Link {...here({ state: 'unknown' })}>{String(unjudged)}</Link>,
              components: <Link {...here({})}>{bom.components(bill.components)}</Link>,
              runs,
            }}
          />
        </Sentence>
        <div className={`${look['tools']} screen`}>
          <Link to="/" search={{ q: bill.digest, at: at.at, tab: 'lots' }}>
            {component.askLots}
          </Link>
          <Link to="/boms/$id/diff" params={{ id: bill.digest }}>
            {bom.compare}
          </Link>
          <AsOf at={at.at} onAt={time => go({ at: time }, { push: true })} zone={zone} />
        </div>
      </div>
    </>
  )
}
