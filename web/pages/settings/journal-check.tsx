import { useState } from 'react'
import { useAsk } from '../../asking.ts'
import { Button } from '../../parts/button.tsx'
import { Digest } from '../../parts/digest.tsx'
import { Progress } from '../../parts/progress.tsx'
import { Shape } from '../../parts/shape.tsx'
import { Failed } from '../../parts/state.tsx'
import { useWords } from '../../words.ts'
import type { Chain } from './journal.tsx'
import look from './settings.module.css'

/** Looks whether every entry is as it was written, when asked to: it reads all of them. */
export function Check({ of: { siteId } }: { of: Chain }) {
  const { journal } = useWords().settings
  const [asked, setAsked] = useState(false)
  const found = useAsk('journal.check', { ...(siteId !== undefined && { siteId }) }, { when: asked })
  const { data } = found
  return (
    <section className={asked ? undefined : 'screen'}>
      <h2>{journal.check}</h2>
      <div className={`${look['row']} screen`}>
        <Button busy={found.isFetching} onClick={() => (asked ? void found.refetch() : setAsked(true))}>
          {journal.check}
        </Button>
      </div>
      {found.isFetching && <Progress title={journal.checking} />}
      {found.error && <Failed error={found.error} onAgain={() => void found.refetch()} />}
      <div role="status" className={look['verdict']}>
        {data &&
          !found.isFetching &&
          (data.fault ? (
            <>
              <p className={look['broken']}>
                <Shape of="warning" /> {journal.broken(String(data.fault.entry))}
              </p>
              <p>
                <bdi>{data.fault.message}</bdi>
              </p>
              <p>{journal.brokenMore}</p>
            </>
          ) : data.entries === 0 ? (
            <p>{journal.empty}</p>
          ) : (
            <>
              <p className={look['whole']}>
                <Shape of="fixed" /> {journal.whole(data.entries)}
              </p>
              <p className="soft">{journal.wholeMore}</p>
              {data.head !== null && (
                <p>
                  {journal.head}: <Digest value={data.head} />
                </p>
              )}
            </>
          ))}
      </div>
      {data && data.notes.length > 0 && (
        <>
          <h3>{journal.notes}</h3>
          <ul className={look['bullets']}>
            {data.notes.slice(0, 20).map(note => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
