import { Link } from '../../parts/link.tsx'
import { useWords } from '../../words.ts'
import { type Health, type HealthAddress, listing } from './address.ts'
import look from './health.module.css'
import { Share } from './share.tsx'

/** How full the fields are that CISA's guidance asks for first. */
export function Fields({ at, told }: { at: HealthAddress; told: Health }) {
  const { health } = useWords()
  const name = (field: string) => health.fieldNames[field] ?? field
  return (
    <section className={look['section']}>
      <h2>{health.fields}</h2>
      <p className="soft">{health.fieldsLead}</p>
      <ul className={look['box']}>
        {told.fields.map(({ field, filled, share }) => (
          <li
            key={field}
            className={look['share']}
            data-picked={at.field === field || undefined}
            title={health.of(filled, told.assets)}
          >
            <span>{name(field)}</span>
            <Share have={filled} all={told.assets} />
            <span className={look['text']}>
              {filled === told.assets ? (
                health.percent(share)
              ) : (
                <Link
                  {...listing(at.site, { field })}
                  aria-label={`${name(field)}: ${health.percent(share)}; ${health.assets(told.assets - filled)} ${health.without(name(field))}`}
                >
                  {health.percent(share)}
                </Link>
              )}
            </span>
          </li>
        ))}
      </ul>
      <p className={look['note']}>
        {health.notKept} {told.notKept.map(name).join(', ')}
      </p>
    </section>
  )
}
