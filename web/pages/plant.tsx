import { useMemo } from 'react'
import { useAsk } from '../asking.ts'
import { AsOf, Past } from '../parts/asof.tsx'
import { Button } from '../parts/button.tsx'
import { Link } from '../parts/link.tsx'
import { Select } from '../parts/select.tsx'
import { Empty, Failed, Loading } from '../parts/state.tsx'
import { Title } from '../parts/title.tsx'
import { useWords } from '../words.ts'
import { usePlantAddress } from './plant/address.ts'
import { Answer, NextWindow } from './plant/answer.tsx'
import { Drawing } from './plant/drawing.tsx'
import { Leaf } from './plant/leaf.tsx'
import { Legend } from './plant/legend.tsx'
import { AssetList, picks } from './plant/list.tsx'
import { nodeAt, type Plant, type Site, treeOf } from './plant/model.ts'
import { Overview } from './plant/overview.tsx'
import look from './plant/plant.module.css'
import { Bar, Shown } from './plant/shown.tsx'
import { Tree } from './plant/tree.tsx'
import { Zones } from './plant/zones.tsx'

/** A site as its places by the levels of the Purdue model: what needs attention, what is unknown, when work can be done. */
export function Page() {
  const { plant: words } = useWords()
  const [at] = usePlantAddress()
  const sites = useAsk('sites.list', { limit: 500 })
  const known = useMemo(() => sites.data?.rows.toSorted((a, b) => (a.code < b.code ? -1 : 1)), [sites.data])
  const many = (known?.length ?? 0) > 1 && at.site === ''
  const found = known?.find(({ code }) => code === at.site) ?? known?.[0]
  const site = useMemo(() => found && { ...found, siteId: found.id }, [found])
  const plant = useAsk(
    'plant.show',
    { siteId: site?.id ?? '', ...(at.at && { at: at.at }) },
    { when: !!site && !many, keep: true },
  )
  if (many && site) return <Overview zone={site.timeZone} />
  const error = sites.error ?? plant.error
  if (error || !site || !plant.data)
    return (
      <>
        <Title title={words.heading} />
        {error ? (
          <Failed error={error} onAgain={() => void (sites.error ? sites : plant).refetch()} />
        ) : known?.length === 0 ? (
          <Empty title={words.noSites}>
            <p>{words.noSitesNext}</p>
            <p>
              <Link to="/import">{words.import}</Link>
            </p>
          </Empty>
        ) : (
          <Loading lines={14} />
        )}
      </>
    )
  const every = known?.map(({ code, name }) => [code, `${code} · ${name}`.slice(0, 40)] as const) ?? []
  const choices = Object.fromEntries([...(every.length > 1 ? [['', words.allSites] as const] : []), ...every])
  return <Sited plant={plant.data} site={site} choices={choices} dim={plant.isPlaceholderData} />
}

type SitedGiven = { plant: Plant; site: Site; choices: Readonly<Record<string, string>>; dim: boolean }

function Sited({ plant, site, choices, dim }: SitedGiven) {
  const { plant: words } = useWords()
  const [given, go] = usePlantAddress()
  const at = useMemo(() => ({ ...given, site: site.code }), [JSON.stringify(given), site.code])
  const root = useMemo(() => treeOf(plant, site), [plant, site])
  const node = at.place === '' ? root : nodeAt(root, at.place)
  const zoneNames = useMemo(() => new Map(plant.zones.map(({ zoneId, name }) => [zoneId, name])), [plant])
  const empty = root.children.length === 0 && root.all.size === 0
  // What was picked is what is looked at next.
  const list = <AssetList key="list" {...{ at, site, plant, root, node }} />
  const zones = at.show !== '' && <Zones key="zones" {...{ at, site, plant }} conduits={at.show === 'conduits'} />
  const onAt = (time: string) => go({ at: time })
  return (
    <div className={look['page']} aria-busy={dim || undefined}>
      <Title
        title={words.title(node.name)}
        shown={<Answer {...{ at, node }} />}
        lead={<NextWindow node={node} zone={site.timeZone} now={plant.asOf.at} />}
      />
      <Bar {...{ at, node }} missing={at.place !== '' && at.place !== node.path}>
        <Select
          label={words.site}
          unlabelled
          value={site.code}
          choices={choices}
          onChange={code =>
            go({ site: code, place: '', of: '', alone: '', level: '', zone: '', page: '1' }, { push: true })
          }
        />
        <AsOf at={at.at} onAt={onAt} zone={site.timeZone} />
        {!empty && <Shown at={at} />}
        <Button onClick={() => window.print()}>{words.print}</Button>
      </Bar>
      <div className={look['past']}>
        <Past at={at.at} onAt={onAt} zone={site.timeZone} />
      </div>
      {empty ? (
        <Empty title={words.noPlaces}>
          <p>{words.noPlacesNext}</p>
          <p>
            <Link to="/import">{words.import}</Link>
          </p>
        </Empty>
      ) : (
        <>
          <div className={look['plant']}>
            <Tree {...{ at, root, node }} />
            <div className={look['drawn']}>
              {node.children.length > 0 ? (
                <Drawing {...{ at, node, zoneNames }} zone={site.timeZone} now={plant.asOf.at} />
              ) : (
                <Leaf {...{ at, site, node }} />
              )}
              <Legend zones={at.show !== ''} />
            </div>
          </div>
          {picks(at) ? [list, zones] : [zones, list]}
        </>
      )}
    </div>
  )
}
