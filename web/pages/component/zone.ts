import { useMemo } from 'react'
import type { Out } from '../../api.ts'
import { useAsk } from '../../asking.ts'

type Site = Out<'sites.list'>['rows'][number]

/** The sites that one may see, and the zone that times stand in which belong to none of them: the first one's. */
export function useSites(): { sites: readonly Site[]; zone: string } {
  const { data } = useAsk('sites.list', { limit: 500 })
  return useMemo(() => ({ sites: data?.rows ?? [], zone: data?.rows[0]?.timeZone ?? 'UTC' }), [data])
}
