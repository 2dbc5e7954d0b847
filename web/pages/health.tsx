import { useMemo } from 'react'
import { useAsk } from '../asking.ts'
import { Button } from '../parts/button.tsx'
import { Link } from '../parts/link.tsx'
import { Select } from '../parts/select.tsx'
import { Empty, Failed, Loading } from '../parts/state.tsx'
import { Title } from '../parts/title.tsx'
import { useWords } from '../words.ts'
import { useHealthAddress } from './health/address.ts'
import { Answer } from './health/answer.tsx'
import { Conflicts } from './health/conflicts.tsx'
import { Coverage } from './health/coverage.tsx'
import { Feeds } from './health/feeds.tsx'
import { Fields } from './health/fields.tsx'
import look from './health/health.module.css'
import { Listed } from './health/listed.tsx'
import { Quarantine } from './health/quarantine.tsx'
import { Reasons } from './health/reasons.tsx'
import { Vendors } from './health/vendors.tsx'

/** How much can be said about the assets, and what to do next so that more can. */
export function Page() {
  const { health } = useWords()
  const [at, go] = useHealthAddress()
  const sites = useAsk('sites.list', { limit: 500 })
  const known = useMemo(() => sites.data?.rows.toSorted((a, b) => (a.code < b.code ? -1 : 1)) ?? [], [sites.data])
  const site = known.find(({ code }) => code === at.site)
  const of = useMemo(() => (site === undefined ? {} : { siteId: site.id }), [site])
  const told = useAsk('health.show', of, { when: sites.data !== undefined, keep: true })
  const error = sites.error ?? told.error
  if (error || !told.data)
    return (
      <>
        <Title title={health.title} />
        {error ? (
          <Failed error={error} onAgain={() => void (sites.error ? sites : told).refetch()} />
        ) : (
          <Loading lines={14} />
        )}
      </>
    )
  const zone = (site ?? known[0])?.timeZone ?? 'UTC'
  const choices = Object.fromEntries([
    ['', health.allSites],
    ...known.map(({ code, name }) => [code, `${code} · ${name}`.slice(0, 60)]),
  ])
  const looked = { ...at, site: site?.code ?? '' }
  const given = { at: looked, told: told.data }
  return (
    <div className={look['page']} aria-busy={told.isPlaceholderData || undefined}>
      <Title title={health.title} shown={<Answer {...given} />}>
        {known.length > 1 && (
          <Select
            label={health.site}
            unlabelled
            value={looked.site}
            choices={choices}
            onChange={code => go({ site: code }, { push: true })}
          />
        )}
        <Button onClick={() => window.print()}>{health.print}</Button>
      </Title>
      {told.data.assets === 0 ? (
        <Empty title={health.noAssets}>
          <p>{health.noAssetsNext}</p>
          <p>
            <Link to="/import">{health.import}</Link>
          </p>
        </Empty>
      ) : (
        <>
          <Coverage {...given} />
          <Listed {...given} sites={known} siteId={site?.id} />
          <div className={look['pair']}>
            <Reasons {...given} />
            <Fields {...given} />
          </div>
        </>
      )}
      <Feeds zone={zone} />
      <div className={look['pair']}>
        <Vendors site={looked.site} siteId={site?.id} />
        <div className={look['column']}>
          <Quarantine told={told.data} sites={known} />
          <Conflicts {...given} siteId={site?.id} zone={zone} />
        </div>
      </div>
    </div>
  )
}
