import { useMemo } from 'react'
import { useAsk } from '../../asking.ts'
import { Digest } from '../../parts/digest.tsx'
import { Outside } from '../../parts/fact.tsx'
import { Link } from '../../parts/link.tsx'
import { Shape } from '../../parts/shape.tsx'
import { Failed, Loading } from '../../parts/state.tsx'
import { Verdict } from '../../parts/verdict.tsx'
import { useWords } from '../../words.ts'
import look from './ask.module.css'
import type { Answer, AssetRow } from './facts.ts'
import { useAsked, useHere } from './state.ts'

type Component = AssetRow['components'][number]
type Seen = { component: Component; bills: string[]; assets: Set<string> }

/** Bills of one component whose paths are shown. */
const mostBills = 10
/** Components that are listed. */
const mostComponents = 200

/** Every component of the answer once, and the ways by which it came into its bills. */
export function Paths({ answer }: { answer: Answer }) {
  const { ask } = useWords()
  const [{ open }] = useAsked()
  const here = useHere()
  const seen = useMemo(() => componentsOf(answer.rows), [answer.rows])
  if (seen.length === 0) return <p className="soft">{ask.noPaths}</p>
  return (
    <>
      <p className={`${look['lead']} soft`}>
        {ask.pathsLead} {answer.next !== undefined && ask.pathsPart(answer.rows.length)}
      </p>
      <ul className={look['paths']}>
        {seen.slice(0, mostComponents).map(({ component, bills, assets }) => {
          const id = String(component.componentId)
          const isOpen = open === id
          return (
            <li key={id}>
              <div className={look['pathHead']}>
                <Link
                  {...here({ open: isOpen ? '' : id })}
                  className={look['fold']}
                  aria-expanded={isOpen}
                  title={component.purl ?? component.orderNumber ?? ''}
                >
                  <span className={look['arrow']} data-open={isOpen || undefined}>
                    <Shape of="open" />
                  </span>
                  <bdi>{component.name.slice(0, 200)}</bdi>
                  {component.version !== null && <bdi className="mono">{component.version.slice(0, 100)}</bdi>}
                </Link>
                <Verdict of={component.verdict} />
                <span className="soft">{ask.onAssets(assets.size)}</span>
              </div>
              {isOpen && bills.slice(0, mostBills).map(bill => <Ways key={bill} bill={bill} of={component} />)}
            </li>
          )
        })}
      </ul>
    </>
  )
}

const order = ['affected', 'undecided', 'fixed', 'not_affected', 'not_named']

function componentsOf(rows: readonly AssetRow[]): Seen[] {
  const found = new Map<number, Seen>()
  for (const { assetId, components } of rows)
    for (const component of components) {
      const before = found.get(component.componentId) ?? { component, bills: [], assets: new Set<string>() }
      if (!before.bills.includes(component.bill)) before.bills.push(component.bill)
      before.assets.add(assetId)
      found.set(component.componentId, before)
    }
  return [...found.values()].sort(
    (a, b) => order.indexOf(a.component.verdict) - order.indexOf(b.component.verdict) || b.assets.size - a.assets.size,
  )
}

/** The ways in one bill, from its root down. */
function Ways({ bill, of }: { bill: string; of: Component }) {
  const { ask } = useWords()
  const { data, error, refetch } = useAsk('paths.show', { bill, componentId: of.componentId })
  return (
    <div className={look['ways']}>
      <p className="soft">
        {ask.inBill} {data?.subject && <Outside text={data.subject} mono />} <Digest value={bill} />
      </p>
      {error ? (
        <Failed error={error} onAgain={() => void refetch()} />
      ) : data === undefined ? (
        <Loading lines={1} />
      ) : data.paths.length === 0 ? (
        <p>{ask.noPathsIn}</p>
      ) : (
        <ul>
          {data.paths.map((path, at) => (
            <li key={at}>
              <ol className={look['way']}>
                {path.map(step => (
                  <li key={step.entry}>
                    <bdi title={step.purl ?? step.ref}>{step.name.slice(0, 200)}</bdi>
                    {step.version !== null && <bdi className="mono"> {step.version.slice(0, 100)}</bdi>}
                  </li>
                ))}
              </ol>
              {path.length === 1 && <span className="soft">{ask.direct}</span>}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
