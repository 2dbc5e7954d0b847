import { useState } from 'react'
import { useAsk } from '../../asking.ts'
import { useActors } from '../../parts/actors.ts'
import { Button } from '../../parts/button.tsx'
import { When } from '../../parts/date.tsx'
import { Digest } from '../../parts/digest.tsx'
import { Fact, Facts, Outside } from '../../parts/fact.tsx'
import { Link } from '../../parts/link.tsx'
import { Empty, Failed, Loading } from '../../parts/state.tsx'
import { useWords } from '../../words.ts'
import { Copied } from './copied.tsx'
import type { Chain } from './journal.tsx'
import look from './settings.module.css'

/** One entry: who did what to what, what changed, and its proof. */
export function Entry({ of: { siteId, zone }, seq, chain }: { of: Chain; seq: number; chain: string }) {
  const { settings } = useWords()
  const { journal } = settings
  const actors = useActors()
  const site = siteId !== undefined ? { siteId } : {}
  const found = useAsk('journal.list', { ...site, seq: Math.max(1, seq), limit: 1 })
  const here = { part: 'journal', chain }
  const entry = found.data?.entries.find(one => one.seq === seq)
  return (
    <>
      <Link to="/settings" search={here} className={look['back']}>
        ‹ {journal.all}
      </Link>
      <h2 className={look['name']}>{journal.entry(String(seq))}</h2>
      {found.error ? (
        <Failed error={found.error} onAgain={() => void found.refetch()} />
      ) : found.data && !entry ? (
        <Empty title={journal.none} />
      ) : !entry ? (
        <Loading />
      ) : (
        <div className={`${look['columns']} ${look['pair']}`}>
          <section>
            <Facts>
              <Fact label={journal.when} value={<When at={entry.at} zone={zone} />} />
              <Fact
                label={settings.who}
                value={
                  <Link to="/settings" search={{ ...here, by: entry.actor }}>
                    <Outside text={actors.inWords(entry.actor)} />
                  </Link>
                }
              />
              <Fact label={journal.operation} value={entry.operation} mono />
              <Fact
                label={journal.object}
                value={
                  <>
                    <Outside text={entry.object} mono />{' '}
                    <Link to="/settings" search={{ ...here, object: entry.object }}>
                      {journal.onThis}
                    </Link>
                  </>
                }
              />
              <Fact label={journal.result} value={journal.results[entry.result]} />
              <Fact label={journal.hash} value={<Digest value={entry.hash} />} />
            </Facts>
          </section>
          <section>
            <h2>{journal.change}</h2>
            <pre className={look['many']}>{JSON.stringify(entry.change, null, 2)}</pre>
          </section>
          <Proof site={site} seq={seq} />
        </div>
      )}
    </>
  )
}

function Proof({ site, seq }: { site: { siteId?: string }; seq: number }) {
  const { journal } = useWords().settings
  const [asked, setAsked] = useState(false)
  const found = useAsk('journal.prove', { ...site, seq }, { when: asked })
  const { data } = found
  return (
    <section className={look['wide']}>
      <h2>{journal.prove}</h2>
      <p className="soft">{journal.proveMore}</p>
      {!data && (
        <div className={`${look['row']} screen`}>
          <Button busy={found.isFetching} onClick={() => setAsked(true)}>
            {journal.prove}
          </Button>
        </div>
      )}
      {found.error && <Failed error={found.error} onAgain={() => void found.refetch()} />}
      {data && (
        <>
          <p className="soft">{journal.proofMore(journal.entries(Number(data.note.split('\n')[1])))}</p>
          <Copied many label={journal.proof} text={JSON.stringify(data, null, 2)} />
        </>
      )}
    </section>
  )
}
