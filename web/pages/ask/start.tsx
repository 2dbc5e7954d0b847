import type { Out } from '../../api.ts'
import { useAsk } from '../../asking.ts'
import { Button } from '../../parts/button.tsx'
import { Link } from '../../parts/link.tsx'
import { Shape } from '../../parts/shape.tsx'
import { Empty, Failed, Loading } from '../../parts/state.tsx'
import { Severity } from '../../parts/verdict.tsx'
import { useWords } from '../../words.ts'
import { forget, useRecent } from './recent.ts'
import look from './start.module.css'
import { fresh, useHere } from './state.ts'

/** Questions that stand here at most. */
const most = 8

/** What can be asked here: the most urgent first, what was asked before, and how else one asks. */
export function Start() {
  return (
    <div className={look['start']}>
      <Urgent />
      <div className={look['side']}>
        <Recent />
        <Examples />
      </div>
    </div>
  )
}

type Finding = Out<'findings.list'>['rows'][number]
type Urgency = { vulnerability: string; first: Finding; affected: number; undecided: number; products: string[] }

/** Findings of one vulnerability as one, in the order in which they came: the most urgent first. */
function byVulnerability(rows: readonly Finding[]): Urgency[] {
  return Array.from(
    Map.groupBy(rows, row => row.vulnerability),
    ([vulnerability, mine]) => ({
      vulnerability,
      first: mine[0]!,
      affected: largest(mine, row => row.affected),
      undecided: largest(mine, row => row.undecided),
      products: [...new Set(mine.map(row => shortName(row.product)))],
    }),
  )
}

/** Assets that run several of the products are counted once at each site: what one product says is what is sure. */
function largest(rows: readonly Finding[], pick: (row: Finding) => number): number {
  const bySite = Map.groupBy(rows, row => row.siteId)
  return [...bySite.values()].reduce((sum, mine) => sum + Math.max(...mine.map(pick)), 0)
}

/** `pkg:maven/org.apache/log4j-core` as people say it, `org.apache/log4j-core`. */
function shortName(product: string): string {
  if (!product.startsWith('pkg:')) return product
  const name = product.slice(product.indexOf('/') + 1)
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

function Urgent() {
  const { ask } = useWords()
  const here = useHere()
  const { data, error, refetch } = useAsk('findings.list', { limit: 40 })
  // Who may not see findings still asks.
  if (error?.status === 403) return null
  const found = byVulnerability(data?.rows ?? []).slice(0, most)
  return (
    <section aria-labelledby="urgent">
      <h2 id="urgent">{ask.urgent}</h2>
      <p className="soft">{ask.urgentLead}</p>
      {error ? (
        <Failed error={error} onAgain={() => void refetch()} />
      ) : data === undefined ? (
        <Loading lines={8} />
      ) : found.length === 0 ? (
        <Empty title={ask.noFindings}>
          <Link to="/import">{ask.toImport}</Link> · <Link to="/health">{ask.toHealth}</Link>
        </Empty>
      ) : (
        <ol className={look['urgent']}>
          {found.map(({ vulnerability, first, affected, undecided, products }) => (
            <li key={vulnerability}>
              <Link {...here({ ...fresh, q: vulnerability })} className={look['row']}>
                <span className={look['name']}>{vulnerability}</span>
                <bdi className={look['product']}>{products.join(', ')}</bdi>
                <span className={look['severity']}>
                  <Severity of={first.severity} />
                </span>
                <span className={look['counts']}>{ask.affectedOf(affected, undecided)}</span>
                <span className={look['exploited']} title={first.kev ? ask.exploited : undefined}>
                  {first.kev && (
                    <>
                      <Shape of="exploited" /> {ask.exploitedShort}
                    </>
                  )}
                </span>
              </Link>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

function Recent() {
  const { ask } = useWords()
  const here = useHere()
  const recent = useRecent()
  if (recent.length === 0) return null
  return (
    <section aria-labelledby="recent">
      <div className={look['head']}>
        <h2 id="recent">{ask.recent}</h2>
        <Button kind="quiet" onClick={forget}>
          {ask.forget}
        </Button>
      </div>
      <ul className={look['questions']}>
        {recent.map(question => (
          <li key={question}>
            <Link {...here({ ...fresh, q: question })} className={look['question']}>
              <bdi>{question.length > 60 ? `${question.slice(0, 60)}…` : question}</bdi>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Questions of each kind that this plant has an answer to. */
export function Examples() {
  const { ask } = useWords()
  const here = useHere()
  const findings = useAsk('findings.list', { limit: 40 })
  const lots = useAsk('lots.list', { limit: 1 })
  const assets = useAsk('plant.assets', { limit: 20 })
  const rows = findings.data?.rows ?? []
  const pack = rows.find(({ product }) => product.startsWith('pkg:'))?.product
  const asset = assets.data?.rows.find(one => one.tag !== null)
  const made = assets.data?.rows.find(one => one.vendor !== null && one.product !== null && !/[(:]/.test(one.vendor))
  const lot = lots.data?.lots[0]?.number
  const ids = [...new Set(rows.map(({ vulnerability }) => vulnerability))].slice(0, 2)
  const kinds = [
    { of: 'package', q: pack },
    { of: 'product', q: made && `${made.vendor}:${made.product}` },
    { of: 'asset', q: asset?.tag ? `asset:${asset.tag}` : undefined },
    { of: 'lot', q: lot === undefined ? undefined : `lot:${lot}` },
    { of: 'several', q: ids.length === 2 ? ids.join(' ') : undefined },
  ] as const
  const shown = kinds.flatMap(({ of, q }) => (q === undefined ? [] : [{ of, q }]))
  if (shown.length === 0) return null
  return (
    <section aria-labelledby="examples">
      <h2 id="examples">{ask.examples}</h2>
      <ul className={look['questions']}>
        {shown.map(({ of, q }) => (
          <li key={of}>
            <Link {...here({ ...fresh, q })} className={look['question']}>
              <bdi>{q}</bdi>
            </Link>
            <span className="soft">{ask.exampleWords[of]}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
