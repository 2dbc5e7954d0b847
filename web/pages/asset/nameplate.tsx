import type { ReactNode } from 'react'
import { useAsk } from '../../asking.ts'
import { Age, When } from '../../parts/date.tsx'
import { Fact, Facts, Outside } from '../../parts/fact.tsx'
import { Link } from '../../parts/link.tsx'
import { Shape } from '../../parts/shape.tsx'
import { Failed, Loading } from '../../parts/state.tsx'
import { useWords, type Words } from '../../words.ts'
import type { AssetAddress, GoAsset } from './address.ts'
import look from './asset.module.css'
import type { Shown, Story } from './model.ts'
import { Settle } from './settle.tsx'

type FactShown = Shown['facts'][number]

/** Fields that are shown whether they are known or not; the others where somebody told them. */
const core = [
  ...['tag', 'name', 'kind', 'vendor', 'product', 'orderNumber', 'serial', 'firmware', 'placeId', 'zoneId', 'level'],
  ...['rank', 'owner', 'installedOn', 'expectedLifeYears', 'supportUntil', 'neverPatched'],
]
const others = [
  ...['hardwareRevision', 'os', 'slot', 'parentId', 'ipAddresses', 'macAddresses', 'safety', 'quality'],
  ...['downtimeCostPerHour', 'kindText', 'description'],
]
const mono = new Set(['tag', 'orderNumber', 'serial', 'firmware', 'hardwareRevision', 'ipAddresses', 'macAddresses'])

/** What the asset is, each fact with who told it, when and how surely; what contradicts it beside it. */
export function Nameplate({ story, at, go }: { story: Story; at: AssetAddress; go: GoAsset }) {
  const { asset } = useWords()
  const found = useAsk('assets.show', { id: story.assetId })
  if (found.error) return <Failed error={found.error} onAgain={() => void found.refetch()} />
  if (found.data === undefined) return <Loading lines={6} />
  const shown = found.data
  const byField = Map.groupBy(shown.facts, ({ field }) => field)
  const known = (field: string) =>
    (shown as Readonly<Record<string, unknown>>)[field] !== undefined &&
    (field !== 'kindText' || shown.kindText?.toLowerCase() !== shown.kind)
  const all = at.all !== ''
  const fields = [...core, ...others.filter(field => all || known(field) || conflictsOf(byField.get(field)).length > 0)]
  return (
    <section aria-labelledby="nameplate">
      <div className={look['heading']}>
        <h2 id="nameplate">{asset.nameplate}</h2>
        {at.at !== '' && <span className="soft">{asset.nameplateNow}</span>}
        <button type="button" className={`${look['link']} screen`} onClick={() => go({ all: all ? '' : 'yes' })}>
          {all ? asset.fewFacts : asset.allFacts}
        </button>
      </div>
      <div className={look['plate']}>
        <Facts>
          {fields.map(field => (
            <FieldFact key={field} {...{ field, story, shown }} facts={byField.get(field) ?? []} />
          ))}
        </Facts>
      </div>
    </section>
  )
}

function conflictsOf(facts: readonly FactShown[] | undefined): FactShown[] {
  return facts?.filter(({ standing }) => standing === 'conflict') ?? []
}

type FieldGiven = { field: string; story: Story; shown: Shown; facts: readonly FactShown[] }

function FieldFact({ field, story, shown, facts }: FieldGiven) {
  const words = useWords()
  const { asset, parts } = words
  const stands = facts.find(({ standing }) => standing === 'current')
  const told = (shown as Readonly<Record<string, unknown>>)[field]
  const against = conflictsOf(facts)
  const value = stands?.value === null ? asset.noSuchValue : valueShown(field, told, story, words)
  return (
    <Fact
      label={asset.field[field] ?? field}
      zone={story.site.timeZone}
      {...(stands && against.length === 0 && { source: sourceOf(stands, story, words), at: stands.observedAt })}
      value={
        against.length === 0 ? (
          value
        ) : (
          <>
            {value ?? '–'}
            {stands && (
              <span className={look['source']}>
                {parts.fact.from} <bdi>{sourceOf(stands, story, words)}</bdi>,{' '}
                <Age at={stands.observedAt} zone={story.site.timeZone} />
              </span>
            )}
            <span className={look['against']}>
              <Shape of="warning" /> {asset.contradicted}
              {against.map(fact => (
                <span key={fact.number} className={look['other']}>
                  <strong>{valueShown(field, fact.value, story, words) ?? asset.noSuchValue}</strong>{' '}
                  <bdi>{sourceOf(fact, story, words)}</bdi>, <Age at={fact.observedAt} zone={story.site.timeZone} />
                </span>
              ))}
              <Settle story={story} field={field} facts={stands ? [stands, ...against] : against} />
            </span>
          </>
        )
      }
    />
  )
}

/** Who told a fact, and how surely it is known. */
export function sourceOf(fact: FactShown, { tellers }: Story, { asset }: Pick<Words, 'asset'>): string {
  const id = fact.importId ?? fact.saidBy ?? fact.sourceId
  const name = tellers.find(teller => teller.id === id)?.name ?? (fact.sourceId === 'people' ? asset.people : id)
  return `${name} (${asset.confidence[fact.confidence] ?? fact.confidence})`
}

/** A value as people read it; null where there is none. */
export function valueShown(field: string, value: unknown, story: Story, { asset, parts }: Words): ReactNode {
  if (value === undefined || value === null || value === '') return null
  if (field === 'placeId') return placeShown(value, story)
  if (field === 'zoneId' && value === story.zone?.zoneId)
    return (
      <Link to="/assets" search={{ site: story.site.code, zone: story.zone.zoneId }}>
        <bdi>{story.zone.name}</bdi>
      </Link>
    )
  if (field === 'parentId') {
    const above = story.above.find(({ assetId }) => assetId === value)
    return (
      <Link to="/assets/$id" params={{ id: String(value) }}>
        <bdi>{above?.tag ?? above?.name ?? String(value)}</bdi>
      </Link>
    )
  }
  if (field === 'level') {
    const name = (parts.bands.names as Readonly<Record<string, string>>)[String(value)]
    return name === undefined ? String(value) : `${value} ${name}`
  }
  if (field === 'kind') return asset.kinds[String(value)] ?? String(value)
  if (field === 'expectedLifeYears' && typeof value === 'number') return asset.years(value)
  if (field === 'installedOn' || field === 'supportUntil') return dayShown(String(value), story.site.timeZone)
  if (typeof value === 'boolean') return value ? asset.yes : asset.no
  if (typeof value === 'number') return parts.number(value)
  const text = Array.isArray(value) ? value.join(', ') : String(value)
  return <Outside text={text} mono={mono.has(field)} />
}

function placeShown(value: unknown, { places, path, site }: Story): ReactNode {
  const last = places.at(-1)
  if (last === undefined || last.placeId !== value) return <Outside text={path} />
  return (
    <Link to="/plant" search={{ site: site.code, place: last.path }}>
      <bdi>{places.map(({ name }) => name).join(' / ')}</bdi>
    </Link>
  )
}

/** A day with its week; what is told otherwise as it is. */
function dayShown(told: string, zone: string): ReactNode {
  return /^\d{4}-\d{2}-\d{2}$/.test(told) ? <When at={`${told}T12:00:00Z`} zone={zone} form="day" /> : <bdi>{told}</bdi>
}
