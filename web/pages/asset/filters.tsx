import { useEffect, useRef, useState } from 'react'
import type { Out } from '../../api.ts'
import { usePages } from '../../asking.ts'
import { Button } from '../../parts/button.tsx'
import { Field, Tick } from '../../parts/field.tsx'
import { Select } from '../../parts/select.tsx'
import { useWords } from '../../words.ts'
import look from './list.module.css'
import { type GoList, type ListAddress, listed, narrows, states } from './list-address.ts'

type Site = Out<'sites.list'>['rows'][number]

const levels = ['5', '4', '3.5', '3', '2', '1', '0'] as const

/** How long somebody rests while typing before the server is asked, in milliseconds. */
const rest = 250

type Given = { at: ListAddress; go: GoList; sites: readonly Site[]; site: Site | undefined }

/** What narrows the list: each stands in the address. */
export function Filters({ at, go, sites, site }: Given) {
  const { asset, parts, plant } = useWords()
  const zones = usePages('zones.list', { ...(site && { siteId: site.id }), limit: 500 })
  const any = { '': asset.filter.any }
  const kinds = Object.entries(asset.kinds).sort(([, a], [, b]) => a.localeCompare(b, parts.locale))
  const named = zones.rows.map(zone => [zone.id, zone.name] as const)
  return (
    <search className={`${look['filters']} screen`} aria-label={asset.filters}>
      <Words q={at.q} onWords={q => go({ q })} />
      <Select
        label={asset.filter.site}
        value={at.site}
        choices={{ ...any, ...Object.fromEntries(sites.map(({ code, name }) => [code, name])) }}
        onChange={code => go({ site: code, path: '', zone: '' })}
      />
      <Select
        label={asset.filter.level}
        value={at.level}
        // Numbers as keys would be put into their own order.
        choices={
          {
            ...any,
            ...Object.fromEntries(levels.map(level => [`${level}`, `${level} ${nameOf(parts.bands.names, level)}`])),
            none: asset.filter.none,
          } as Record<ListAddress['level'], string>
        }
        onChange={level => go({ level })}
      />
      <Select
        label={asset.filter.zone}
        value={at.zone}
        choices={{ ...any, ...Object.fromEntries(named) }}
        onChange={zone => go({ zone })}
      />
      <Select
        label={asset.filter.kind}
        value={at.kind}
        choices={{ ...any, ...Object.fromEntries(kinds) }}
        onChange={kind => go({ kind })}
      />
      <Select
        label={asset.filter.state}
        value={at.state}
        choices={
          {
            ...any,
            attention: plant.attention,
            ...Object.fromEntries(states.map(state => [state, plant.states[state]])),
          } as Record<ListAddress['state'], string>
        }
        onChange={state => go({ state })}
      />
      <Tick
        label={asset.filter.conflicts}
        checked={at.conflicts !== ''}
        onChange={event => go({ conflicts: event.target.checked ? 'yes' : '' })}
      />
      {at.path !== '' && (
        <span className={look['place']}>
          {asset.filter.place}: <bdi>{at.path}</bdi>
        </span>
      )}
      {narrows(at) && (
        <Button kind="quiet" onClick={() => go(listed({ at: at.at }))}>
          {asset.filter.clear}
        </Button>
      )}
    </search>
  )
}

function nameOf(names: object, level: string): string {
  return (names as Readonly<Record<string, string>>)[level] ?? ''
}

/** What is typed stands at once; the address follows when the typing rests. */
function Words({ q, onWords }: { q: string; onWords: (q: string) => void }) {
  const { asset } = useWords()
  const [typed, setTyped] = useState(q)
  const said = useRef(q)
  const say = useRef(onWords)
  say.current = onWords
  useEffect(() => {
    if (q === said.current) return
    said.current = q
    setTyped(q)
  }, [q])
  useEffect(() => {
    if (typed.trim() === said.current) return
    const timer = setTimeout(() => {
      said.current = typed.trim()
      say.current(typed.trim())
    }, rest)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <div className={look['words']}>
      <Field
        type="search"
        label={asset.filter.words}
        unlabelled
        placeholder={asset.filter.words}
        maxLength={200}
        value={typed}
        onChange={event => setTyped(event.target.value)}
      />
    </div>
  )
}
