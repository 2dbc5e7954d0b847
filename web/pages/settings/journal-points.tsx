import { useAct, useAsk } from '../../asking.ts'
import { Button } from '../../parts/button.tsx'
import { When } from '../../parts/date.tsx'
import { Failed, Loading } from '../../parts/state.tsx'
import { useWords } from '../../words.ts'
import { Copied } from './copied.tsx'
import type { Chain } from './journal.tsx'
import type { Rights } from './rights.ts'
import look from './settings.module.css'
import { MayNot, Wrong } from './wrong.tsx'

/** Signed checkpoints of a chain, to be taken along, and a new one. */
export function Checkpoints({ of: { siteId, zone }, rights }: { of: Chain; rights: Rights }) {
  const { settings } = useWords()
  const { journal } = settings
  const site = siteId !== undefined ? { siteId } : {}
  const found = useAsk('journal.checkpoints', { ...site, limit: 10 })
  const make = useAct('journal.checkpoint')
  const may = siteId === undefined ? rights.everywhere('journal.write') : rights.somewhere('journal.write', siteId)
  return (
    <section>
      <h2>{journal.points}</h2>
      <p className="soft">{journal.pointsMore}</p>
      {may ? (
        <div className={`${look['row']} screen`}>
          <Button busy={make.isPending} onClick={() => make.mutate({ ...site })}>
            {journal.make}
          </Button>
        </div>
      ) : (
        <MayNot what={roles => settings.open(journal.makeWhat, roles)} roles={rights.roles('journal.write')} />
      )}
      <Wrong error={make.error} />
      {found.error && <Failed error={found.error} onAgain={() => void found.refetch()} />}
      {found.isPending && <Loading lines={3} />}
      {found.data && found.data.checkpoints.length === 0 && <p>{journal.noPoints}</p>}
      {found.data?.checkpoints.map(({ size, at, note }, index) => (
        <details key={`${size} ${at}`} open={index === 0} className={look['point']}>
          <summary>
            {journal.made} <When at={at} zone={zone} />, {journal.size.toLocaleLowerCase()} {journal.entries(size)}
          </summary>
          <Copied many label={journal.note} text={note} />
        </details>
      ))}
      {found.data?.keys.map(({ verifierKey }) => (
        <Copied key={verifierKey} label={journal.key} text={verifierKey} />
      ))}
    </section>
  )
}
