import { useMemo } from 'react'
import type { Out } from '../../api.ts'
import { useAsk } from '../../asking.ts'
import { When, whenText } from '../../parts/date.tsx'
import { Clipped, type Column } from '../../parts/table.tsx'
import { Verdict } from '../../parts/verdict.tsx'
import type { Words } from '../../words.ts'

/** A lot of the list, and one that met what was asked about. */
export type Listed = Out<'lots.list'>['lots'][number]
export type Met = Out<'lots.touched'>['rows'][number]

type Either = Omit<Listed, 'id' | 'sourceId' | 'recordedAt'>

/** Sites by id. */
export type Sites = ReadonlyMap<string, { code: string; name: string; timeZone: string }>

/** The sites that one may see: lots name theirs, and their times are in its zone. */
export function useSites(): Sites {
  const { data } = useAsk('sites.list', { limit: 500 })
  return useMemo(() => new Map(data?.rows.map(site => [site.id, site]) ?? []), [data])
}

/** `marked` shows which lots are simulated, so that what is exported says so too. */
type Made = (words: Words['lot'], parts: Words['parts'], sites: Sites, marked: boolean) => Column<Either>[]

const columns: Made = (words, parts, sites, marked) => {
  const zone = ({ siteId }: Either) => sites.get(siteId)?.timeZone ?? 'UTC'
  return [
    { id: 'lot', title: words.number, value: row => row.number, width: 116, version: true },
    {
      id: 'product',
      title: words.product,
      value: row => row.product,
      show: row => row.product !== null && <Clipped text={row.product} />,
    },
    {
      id: 'made',
      title: words.made,
      value: row => whenText(row.madeFrom, zone(row), parts),
      show: row => <When at={row.madeFrom} zone={zone(row)} />,
      width: 222,
    },
    {
      id: 'until',
      title: words.madeUntil,
      value: row => whenText(row.madeUntil, zone(row), parts),
      show: row => <When at={row.madeUntil} zone={zone(row)} />,
      width: 222,
      hidden: true,
    },
    {
      id: 'site',
      title: words.site,
      value: row => sites.get(row.siteId)?.code ?? null,
      show: row => (
        <span title={sites.get(row.siteId)?.name}>
          <Clipped text={sites.get(row.siteId)?.code ?? ''} />
        </span>
      ),
      width: 84,
    },
    {
      id: 'status',
      title: words.status,
      value: row => row.status && words.statusOf(row.status),
      show: row => row.status !== null && <Clipped text={words.statusOf(row.status)} />,
      width: 104,
    },
    { id: 'quantity', title: words.quantity, value: row => row.quantity, align: 'end', width: 84 },
    { id: 'unit', title: words.unit, value: row => row.unit, width: 70, hidden: true },
    { id: 'shipments', title: words.shipments, value: row => row.shipments, align: 'end', width: 100 },
    {
      id: 'customers',
      title: words.customers,
      value: row => row.customers.join('; ') || null,
      show: row => row.customers.length > 0 && <Clipped text={row.customers.join(', ')} />,
    },
    {
      id: 'simulated',
      title: words.simulated,
      value: row => (row.simulated ? words.yes : ''),
      width: 92,
      ...(!marked && { hidden: true as const }),
    },
  ]
}

/** Columns of the list of lots. */
export const lotColumns = columns as (...given: Parameters<Made>) => readonly Column<Listed>[]

/** The same of lots that met something, with what can be said of that. */
export function metColumns(...given: Parameters<Made>): readonly Column<Met>[] {
  const [words, parts] = given
  const [lot, ...rest] = columns(...given) as Column<Met>[]
  const met: Column<Met> = {
    id: 'verdict',
    title: words.verdict,
    value: row => parts.verdict[row.verdict],
    show: row => <Verdict of={row.verdict} />,
    width: 112,
  }
  return [lot!, met, ...rest]
}
