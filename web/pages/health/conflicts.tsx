import { useState } from 'react'
import type { Out } from '../../api.ts'
import { useAsk, usePages } from '../../asking.ts'
import { Button } from '../../parts/button.tsx'
import { Age } from '../../parts/date.tsx'
import { Outside } from '../../parts/fact.tsx'
import { Link } from '../../parts/link.tsx'
import { Settling } from '../../parts/settling.tsx'
import { Failed } from '../../parts/state.tsx'
import { useWords } from '../../words.ts'
import type { Health, HealthAddress } from './address.ts'
import look from './health.module.css'
import { useMay } from './may.ts'

type Conflict = Out<'conflicts.list'>['rows'][number]

/** Conflicts that are shown here; the list of assets has all. */
const most = 8

/** Fields about which sources contradict each other; who may says which is right. */
export function Conflicts({
  at,
  told,
  siteId,
  zone,
}: {
  at: HealthAddress
  told: Health
  siteId: string | undefined
  zone: string
}) {
  const { health, asset, parts } = useWords()
  const given = { ...(siteId !== undefined && { siteId }), limit: most }
  const found = usePages('conflicts.list', given, { when: told.conflicts > 0 })
  const may = useMay('plant.write')
  const [open, setOpen] = useState<Conflict>()
  return (
    <section className={look['section']}>
      <div className={look['head']}>
        <h2>{health.conflicts}</h2>
        {told.conflicts > 0 && (
          <Link to="/assets" search={{ site: at.site, conflicts: 'yes' }}>
            {health.conflictsAll}
          </Link>
        )}
      </div>
      <p className="soft">
        {told.conflicts === 0 ? health.conflictsNone : health.conflictsLead(health.assets(told.conflicts))}
        {told.conflicts > 0 && may?.may === false && ` ${parts.state.mayRoles(may.roles.join(', '))}`}
      </p>
      {found.error && told.conflicts > 0 && <Failed error={found.error} onAgain={found.again} />}
      {told.conflicts > 0 && found.rows.length > 0 && (
        <ul className={look['box']}>
          {found.rows.slice(0, most).map(row => (
            <li key={`${row.assetId} ${row.field}`} className={look['conflict']}>
              <div>
                <p className={look['why']}>
                  <Link to="/assets/$id" params={{ id: row.assetId }}>
                    <bdi>{calledOf(row)}</bdi>
                  </Link>
                  <span className={look['told']}> · {asset.field[row.field] ?? row.field}</span>
                </p>
                <p className="soft">
                  {row.facts.slice(0, 3).map((fact, place) => (
                    <span key={fact.number}>
                      {place > 0 && ' ↔ '}
                      <bdi>{wordsOf(fact).slice(0, 80)}</bdi>
                    </span>
                  ))}
                </p>
              </div>
              {may?.may && (
                <Button
                  className="screen"
                  aria-label={`${asset.settle}: ${calledOf(row)} ${row.field}`}
                  onClick={() => setOpen(row)}
                >
                  {asset.settle}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {open && <Settled conflict={open} zone={zone} onClose={() => setOpen(undefined)} />}
    </section>
  )
}

function calledOf({ tag, name, path }: Conflict): string {
  return (tag ?? name ?? path).slice(0, 100)
}

function wordsOf({ value }: Conflict['facts'][number]): string {
  return Array.isArray(value) ? value.join(', ') : value === null ? '–' : String(value)
}

function Settled({ conflict, zone, onClose }: { conflict: Conflict; zone: string; onClose: () => void }) {
  const { asset } = useWords()
  const sources = useAsk('imports.sources', { siteId: conflict.siteId })
  const sourceOf = (id: string) =>
    id === 'people' ? asset.people : (sources.data?.rows.find(source => source.id === id)?.name ?? id)
  return (
    <Settling
      of={calledOf(conflict)}
      assetId={conflict.assetId}
      field={conflict.field}
      facts={conflict.facts}
      show={fact => (
        <>
          <strong>
            <Outside text={wordsOf(fact)} />
          </strong>{' '}
          <span className={look['told']}>
            <bdi>{sourceOf(fact.sourceId).slice(0, 200)}</bdi>, <Age at={fact.observedAt} zone={zone} />
          </span>
        </>
      )}
      look={look}
      onClose={onClose}
    />
  )
}
