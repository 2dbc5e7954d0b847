import { Fragment, type ReactNode } from 'react'
import { AsOf, Past } from '../../parts/asof.tsx'
import { Button } from '../../parts/button.tsx'
import { When, whenText } from '../../parts/date.tsx'
import { Outside } from '../../parts/fact.tsx'
import { Link } from '../../parts/link.tsx'
import { Select } from '../../parts/select.tsx'
import { Filled, Sentence } from '../../parts/sentence.tsx'
import { useWords } from '../../words.ts'
import { type AssetAddress, type GoAsset, tabOf } from './address.ts'
import look from './asset.module.css'
import { clipped, type Story } from './model.ts'

type Given = { story: Story; at: AssetAddress; go: GoAsset }

/** What the asset is, where it stands, and its state in one sentence. */
export function Head({ story, at, go, name }: Given & { name: string }) {
  const { asset, parts } = useWords()
  const { timeZone } = story.site
  const onAt = (time: string) => go({ at: time, known: '' }, { push: true })
  return (
    <div className={look['head']}>
      <div className={look['top']}>
        <div className={look['who']}>
          <Crumbs story={story} at={at} />
          <p className={look['name']}>
            <strong>
              <Outside text={name} mono />
            </strong>
            {story.name !== null && story.name !== name && (
              <span>
                <Outside text={story.name} />
              </span>
            )}
            {story.simulated && <span className={look['tagged']}>{asset.simulated}</span>}
          </p>
        </div>
        <div className={`${look['side']} screen`}>
          {at.at !== '' && (
            <Select
              label={asset.knownLabel}
              unlabelled
              value={at.known}
              choices={{ '': asset.known.now, past: asset.known.past }}
              onChange={known => go({ known })}
            />
          )}
          <AsOf at={at.at} onAt={onAt} zone={timeZone} />
          <Button onClick={() => window.print()}>{asset.print}</Button>
        </div>
      </div>
      <Past at={at.at} onAt={onAt} zone={timeZone} />
      <Sentence state={signs[story.state]}>
        <State story={story} at={at} />
      </Sentence>
      {story.goneAt !== null && (
        <p className={look['gone']}>
          <Filled text={asset.gone} with={{ when: <When at={story.goneAt} zone={timeZone} form="day" /> }} />
        </p>
      )}
      <p className={look['printed']}>
        <Filled text={asset.printed} with={{ at: whenText(story.asOf.at, timeZone, parts), zone: timeZone }} />
      </p>
    </div>
  )
}

/** Signs of the sentence; of what is unknown that of the undecided, never that of the clean. */
const signs = {
  exploited: 'affected',
  affected: 'affected',
  undecided: 'undecided',
  unknown: 'undecided',
  clear: 'not_affected',
} as const

function Crumbs({ story, at }: { story: Story; at: AssetAddress }) {
  const { asset, plant } = useWords()
  const { site, places, zone, above } = story
  const search = { site: site.code, at: at.at }
  return (
    <nav className={look['crumbs']} aria-label={asset.crumbs}>
      <Link to="/plant" search={search}>
        <bdi>{clipped(site.name)}</bdi>
      </Link>
      {places.map(({ placeId, path, name }) => (
        <Fragment key={placeId}>
          <span aria-hidden="true"> / </span>
          <Link to="/plant" search={{ ...search, place: path }}>
            <bdi>{clipped(name)}</bdi>
          </Link>
        </Fragment>
      ))}
      {zone !== null && (
        <>
          <span aria-hidden="true"> · </span>
          <Link to="/assets" search={{ site: site.code, zone: zone.zoneId, at: at.at }}>
            {plant.zone} <bdi>{clipped(zone.name)}</bdi>
          </Link>
        </>
      )}
      {above[0] !== undefined && (
        <>
          <span aria-hidden="true"> · </span>
          <Filled
            text={asset.moduleOf}
            with={{
              asset: (
                <Link to="/assets/$id" params={{ id: above[0].assetId }} search={{ at: at.at }}>
                  <bdi>{clipped(above[0].tag ?? above[0].name ?? above[0].assetId)}</bdi>
                </Link>
              ),
            }}
          />
        </>
      )}
    </nav>
  )
}

/** What is wrong, what is undecided, when work can be done on it, what was made on it. */
function State({ story, at }: { story: Story; at: AssetAddress }) {
  const { asset, parts } = useWords()
  const { counts, lots, window: next, state } = story
  const { sentence } = asset
  const to = (children: ReactNode, tab: string, more: Readonly<Record<string, string>> = {}) => (
    <Link to="/assets/$id" params={{ id: story.assetId }} search={tabOf(at, tab, more)}>
      {children}
    </Link>
  )
  const undecided = to(asset.vulnerabilities(counts.undecided), 'findings', { verdict: 'undecided' })
  const doubts = (
    <Link to="/assets/$id" params={{ id: story.assetId }} search={tabOf(at, 'overview')} onClick={showDoubts}>
      {story.doubts.length === 0 ? asset.components(counts.unjudged) : asset.doubtsCount(story.doubts.length)}
    </Link>
  )
  const said: ReactNode[] = [
    <Filled
      key="state"
      text={sentence[state]}
      with={{
        affected: to(asset.vulnerabilities(counts.affected), 'findings', { verdict: 'affected' }),
        exploited: to(parts.number(counts.exploited), 'findings', { verdict: 'affected' }),
        undecided,
        doubts,
      }}
    />,
  ]
  if (counts.undecided > 0 && state !== 'undecided')
    said.push(<Filled key="undecided" text={sentence.alsoUndecided} with={{ undecided }} />)
  if (counts.unjudged > 0 && state !== 'unknown') {
    const unjudged = to(asset.components(counts.unjudged), 'software', { state: 'unknown' })
    said.push(<Filled key="unjudged" text={sentence.alsoUnjudged} with={{ unjudged }} />)
  }
  if (state === 'clear' && counts.unjudged === 0 && story.doubts.length > 0)
    said.push(<Filled key="doubts" text={sentence.alsoDoubts} with={{ doubts }} />)
  said.push(<Made key="lots" story={story} number={to(asset.lotsCount(lots.count), 'lots')} />)
  said.push(<NextWindow key="window" next={next} zone={story.site.timeZone} now={story.asOf.at} />)
  return said.map((one, index) => (
    <Fragment key={index}>
      {index > 0 && ' '}
      {one}
    </Fragment>
  ))
}

/** The doubts stand at the end of the overview, which may have to be opened first. */
function showDoubts(): void {
  setTimeout(() => {
    const heading = document.getElementById('doubts')
    heading?.focus({ preventScroll: true })
    heading?.scrollIntoView({ block: 'start' })
  }, 60)
}

function Made({ story: { lots, site }, number }: { story: Story; number: ReactNode }) {
  const { asset, parts } = useWords()
  if (lots.count === 0) return asset.sentence.noLots
  const since = <When at={lots.since} zone={site.timeZone} form="day" />
  return <Filled text={asset.sentence.lots} with={{ lots: number, shipped: parts.number(lots.shipped), since }} />
}

function NextWindow({ next, zone, now }: { next: Story['window']; zone: string; now: string }) {
  const { asset } = useWords()
  if (next === null) return asset.sentence.noWindow
  const open = next.startsAt <= now
  const when = <When at={open ? next.endsAt : next.startsAt} zone={zone} />
  return <Filled text={open ? asset.sentence.windowNow : asset.sentence.window} with={{ when }} />
}
