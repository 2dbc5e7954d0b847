import { Link } from '../../parts/link.tsx'
import { useWords } from '../../words.ts'
import { type Health, type HealthAddress, type Level, levelKey, listing, type Measure, measures } from './address.ts'
import look from './coverage.module.css'
import { Share } from './share.tsx'

/** How many assets of each level have what an answer needs, the DMZ first; each number opens the assets that lack it. */
export function Coverage({ at, told }: { at: HealthAddress; told: Health }) {
  const { health } = useWords()
  return (
    <section>
      <h2>{health.coverage}</h2>
      <p className="soft">{health.coverageLead}</p>
      <table className={look['coverage']}>
        <caption className="unseen">{health.coverage}</caption>
        <thead>
          <tr>
            <th scope="col">{health.level}</th>
            <th scope="col" className="number">
              {health.listed}
            </th>
            {measures.map(measure => (
              <th key={measure} scope="col">
                {health.measures[measure]}
                <span className={look['meaning']}>{health.meanings[measure]}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {told.levels.map(level => (
            <Row key={levelKey(level.level)} {...{ at, level }} />
          ))}
        </tbody>
        {told.levels.length > 1 && (
          <tfoot>
            <Row at={at} level={allOf(told)} whole />
          </tfoot>
        )}
      </table>
    </section>
  )
}

function allOf({ levels }: Health): Level {
  const sum = (part: Measure | 'assets') => levels.reduce((total, level) => total + level[part], 0)
  const [known, billHeld, judgeable] = [sum('known'), sum('billHeld'), sum('judgeable')]
  const [feedLive, approved] = [sum('feedLive'), sum('approved')]
  return { level: null, assets: sum('assets'), known, billHeld, judgeable, feedLive, approved }
}

function Row({ at, level, whole = false }: { at: HealthAddress; level: Level; whole?: boolean }) {
  const { health, parts } = useWords()
  const key = whole ? '' : levelKey(level.level)
  const name = whole
    ? health.all
    : level.level === null
      ? parts.bands.noLevel
      : (parts.bands.names[level.level as 0] ?? '')
  return (
    <tr data-level={key || undefined}>
      <th scope="row">
        <span className={look['name']}>
          {!whole && <span className={look['level']}>{level.level ?? '?'}</span>}
          <span>{name}</span>
        </span>
      </th>
      <td className="number">
        <Link to="/assets" search={{ site: at.site, level: key }} className={look['count']}>
          {parts.number(level.assets)}
        </Link>
      </td>
      {measures.map(measure => (
        <td key={measure} data-picked={(at.lacks === measure && at.level === key) || undefined}>
          <Cell {...{ at, level, measure, name }} pick={key} />
        </td>
      ))}
    </tr>
  )
}

function Cell({
  at,
  level,
  measure,
  name,
  pick,
}: {
  at: HealthAddress
  level: Level
  measure: Measure
  name: string
  pick: string
}) {
  const { health } = useWords()
  const have = level[measure]
  const lack = level.assets - have
  const text = health.of(have, level.assets)
  const shown = (
    <>
      <Share have={have} all={level.assets} className={look['share']} />
      <span className={look['text']}>{text}</span>
    </>
  )
  if (lack === 0) return <span className={look['cell']}>{shown}</span>
  return (
    <Link
      {...listing(at.site, { level: pick, lacks: measure })}
      className={look['cell']}
      aria-label={health.opens(name, health.measures[measure], text, lack)}
    >
      {shown}
    </Link>
  )
}
