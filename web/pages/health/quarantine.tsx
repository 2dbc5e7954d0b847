import type { Out } from '../../api.ts'
import { Link } from '../../parts/link.tsx'
import { useWords } from '../../words.ts'
import type { Health } from './address.ts'
import look from './health.module.css'

/** Rows that were not taken, by who told them; they are mended where they were read in. */
export function Quarantine({ told, sites }: { told: Health; sites: Out<'sites.list'>['rows'] }) {
  const { health } = useWords()
  const rows = told.quarantine.reduce((sum, one) => sum + one.rows, 0)
  return (
    <section className={look['section']}>
      <h2>{health.quarantine}</h2>
      <p className="soft">{rows === 0 ? health.quarantineNone : health.quarantineLead(health.rows(rows))}</p>
      {rows > 0 && (
        <ul className={look['box']}>
          {told.quarantine.map(({ siteId, source, rows }) => {
            const site = sites.find(({ id }) => id === siteId)
            return (
              <li key={`${siteId} ${source}`} className={look['row']}>
                <span className={look['number']}>
                  <Link
                    to="/imports"
                    search={{ site: site?.code, tab: 'waiting' }}
                    aria-label={`${health.rows(rows)}: ${source.slice(0, 200)}`}
                  >
                    {health.rows(rows)}
                  </Link>
                </span>
                <span className={look['why']}>
                  <bdi>{source.slice(0, 200)}</bdi>
                  {sites.length > 1 && site && <span className={look['told']}> · {site.code}</span>}
                </span>
              </li>
            )
          })}
        </ul>
      )}
    </section>
  )
}
