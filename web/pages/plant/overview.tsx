import { useMemo } from 'react'
import type { Out } from '../../api.ts'
import { useAsk } from '../../asking.ts'
import { AsOf, Past } from '../../parts/asof.tsx'
import { Button } from '../../parts/button.tsx'
import { Link } from '../../parts/link.tsx'
import { Filled } from '../../parts/sentence.tsx'
import { Failed, Loading } from '../../parts/state.tsx'
import { Title } from '../../parts/title.tsx'
import { useWords } from '../../words.ts'
import { type PlantAddress, usePlantAddress } from './address.ts'
import { AnswerOf } from './answer.tsx'
import { Legend } from './legend.tsx'
import { attentionOf, states, type Tally, total, worstOf } from './model.ts'
import look from './overview.module.css'
import { StateWord } from './state.tsx'
import { Strip } from './tile.tsx'
import { WindowTime } from './window.tsx'

type SiteState = Out<'plant.sites'>['sites'][number]

/** Every site as a tile, the worst first: what needs attention, what is unknown, when work can next be done. */
export function Overview({ zone }: { zone: string }) {
  const { plant: words } = useWords()
  const [{ at }, go] = usePlantAddress()
  const found = useAsk('plant.sites', at === '' ? {} : { at }, { keep: true })
  const onAt = (time: string) => go({ at: time })
  if (found.error || !found.data)
    return (
      <>
        <Title title={words.heading} />
        {found.error ? <Failed error={found.error} onAgain={() => void found.refetch()} /> : <Loading lines={10} />}
      </>
    )
  const { sites, asOf } = found.data
  return (
    <div className={look['page']} aria-busy={found.isPlaceholderData || undefined}>
      <Title
        title={words.allTitle}
        shown={<AllAnswer sites={sites} at={at} />}
        lead={<Soonest sites={sites} now={asOf.at} />}
      >
        <AsOf at={at} onAt={onAt} zone={zone} />
        <Button onClick={() => window.print()}>{words.print}</Button>
      </Title>
      <Past at={at} onAt={onAt} zone={zone} />
      <ul className={look['sites']}>
        {sites.map(site => (
          <SiteTile key={site.siteId} site={site} at={at} now={asOf.at} />
        ))}
      </ul>
      <Legend zones={false} />
    </div>
  )
}

const addressOf = (code: string, at: string, state: PlantAddress['state'] = '') => ({
  to: '/plant',
  search: { site: code, at, state },
})

/** How all sites are together; each number leads to the assets of all. */
function AllAnswer({ sites, at }: { sites: readonly SiteState[]; at: string }) {
  const { plant } = useWords()
  const sum = useMemo(() => {
    const all: Record<keyof Tally, number> = { exploited: 0, affected: 0, undecided: 0, unknown: 0, clear: 0 }
    for (const site of sites) for (const state of states) all[state] += site.states[state]
    return all
  }, [sites])
  const rows = (state: PlantAddress['state']) => ({ to: '/assets', search: { at, state } })
  return <AnswerOf sum={sum} place={plant.sites(sites.length)} rows={rows} />
}

/** The soonest window of all sites. */
function Soonest({ sites, now }: { sites: readonly SiteState[]; now: string }) {
  const { plant } = useWords()
  const next = sites
    .filter(({ window }) => window !== undefined)
    .toSorted((a, b) => (a.window!.startsAt < b.window!.startsAt ? -1 : 1))[0]
  const window = next?.window ? (
    <strong>
      <bdi>{next.window.place}</bdi> <WindowTime of={next.window} zone={next.timeZone} now={now} />
    </strong>
  ) : (
    plant.windowNone
  )
  return <Filled text={plant.answerWindow} with={{ window }} />
}

function SiteTile({ site, at, now }: { site: SiteState; at: string; now: string }) {
  const { plant, parts } = useWords()
  const worst = worstOf(site.states)
  const all = total(site.states)
  const bad = attentionOf(site.states)
  const rows = (state: PlantAddress['state'], text: string) => (
    <Link {...addressOf(site.code, at, state)} className={look['rows']}>
      {text}
    </Link>
  )
  return (
    <li className={look['site']} data-state={worst ?? 'none'}>
      <h2>
        <Link {...addressOf(site.code, at)} className={look['name']}>
          <bdi>{site.name}</bdi>
        </Link>{' '}
        <span className={look['code']}>{site.code}</span>
        {site.simulated && <span className={look['simulated']}>{plant.simulated}</span>}
      </h2>
      {worst === undefined ? (
        <p className="soft">{plant.noPlaces}</p>
      ) : (
        <>
          <p className={look['attention']}>
            <Filled
              text={plant.siteAttention(bad)}
              with={{ attention: rows('attention', parts.number(bad)), all: plant.assets(all) }}
            />
          </p>
          <Strip tally={site.states} worst={worst} />
          <ul className={look['states']} aria-label={plant.legend}>
            {states
              .filter(state => site.states[state] > 0)
              .map(state => (
                <li key={state}>
                  <Link {...addressOf(site.code, at, state)}>
                    <StateWord of={state} count={site.states[state]} />
                  </Link>
                </li>
              ))}
          </ul>
        </>
      )}
      <dl className={look['facts']}>
        <div>
          <dt>{plant.unknownShare}</dt>
          <dd>{all === 0 ? '–' : rows('unknown', plant.percent(site.states.unknown / all))}</dd>
        </div>
        <div>
          <dt>{plant.window}</dt>
          <dd>
            {site.window ? (
              <>
                <WindowTime of={site.window} zone={site.timeZone} now={now} />{' '}
                <bdi className="soft">{site.window.place.slice(site.code.length + 1) || site.window.place}</bdi>
              </>
            ) : (
              plant.windowNone
            )}
          </dd>
        </div>
      </dl>
    </li>
  )
}
