import { useEffect, useRef } from 'react'
import { useAsk } from '../../asking.ts'
import { Button } from '../../parts/button.tsx'
import { Outside } from '../../parts/fact.tsx'
import { Link } from '../../parts/link.tsx'
import { Failed, Loading } from '../../parts/state.tsx'
import { useWords } from '../../words.ts'
import { short } from '../component/names.ts'
import look from './bom.module.css'
import { type Bill, calledBill } from './model.ts'

/** Ways that the server lists at once. */
const most = 100

/** By which ways a component came into the bill: a list, from the root down to it. */
export function Ways({ bill, of, onClose }: { bill: Bill; of: string; onClose: () => void }) {
  const { bom } = useWords()
  const known = /^\d{1,16}$/.test(of)
  const { data, error, refetch } = useAsk(
    'paths.show',
    { bill: bill.digest, componentId: Number(of), limit: most },
    { when: known },
  )
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (of !== '') heading.current?.focus()
  }, [of])
  const last = data?.paths[0]?.at(-1)
  const direct = data?.paths.every(path => path.length === 1) ?? false
  return (
    <section className={look['ways']} aria-labelledby="ways">
      <div className={look['waysHead']}>
        <h2 id="ways" ref={heading} tabIndex={-1}>
          {last === undefined ? bom.wayOf : bom.wayTo(short([last.name, last.version].filter(Boolean).join(' '), 100))}
        </h2>
        <span className="soft">{data !== undefined && data.paths.length > 0 && bom.ways(data.paths.length)}</span>
        <Link to="/component" search={{ key: `component:${of}` }}>
          {bom.aboutIt}
        </Link>
        <Button kind="quiet" onClick={onClose} aria-label={`${bom.wayOf}: ✕`}>
          ✕
        </Button>
      </div>
      {error ? (
        <Failed error={error} onAgain={() => void refetch()} />
      ) : data === undefined && known ? (
        <Loading lines={2} />
      ) : !data || data.paths.length === 0 ? (
        <p>{bom.noMatch}</p>
      ) : (
        <>
          <ul className={look['wayList']}>
            {data.paths.map((path, at) => (
              <li key={at}>
                <ol className={look['way']}>
                  <li className={look['root']}>
                    <Outside text={short(calledBill(bill, bom.noSubject), 100)} />
                  </li>
                  {path.map((step, at) => (
                    <li key={step.entry} title={short(step.purl ?? step.ref, 300)}>
                      <span className={at === path.length - 1 ? look['end'] : undefined}>
                        <bdi>{short(step.name, 100)}</bdi>{' '}
                        {step.version !== null && <bdi className="mono">{short(step.version, 60)}</bdi>}
                      </span>
                    </li>
                  ))}
                </ol>
              </li>
            ))}
          </ul>
          {direct && <p className="soft">{bom.wayDirect}</p>}
          {data.paths.length === most && <p className="soft">{bom.wayMost}</p>}
        </>
      )}
    </section>
  )
}
