import { useCallback } from 'react'
import type { Out } from '../../api.ts'
import { useAsk } from '../../asking.ts'
import { useWords } from '../../words.ts'

export type Site = Out<'sites.list'>['rows'][number]
export type Grant = Out<'session.show'>['grants'][number]

/** The sites that may be seen, by code; undefined until they are there. */
export function useSites(): readonly Site[] | undefined {
  const { data } = useAsk('sites.list', { limit: 500 })
  return data?.rows.toSorted((a, b) => (a.code < b.code ? -1 : 1))
}

/** The time zone of what is about no single site: the first site's, the browser's where there is none. */
export function useZone(): string {
  return useSites()?.[0]?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** A role with where it holds, in words. */
export function useGrantWords(): (grant: Grant) => string {
  const { settings } = useWords()
  const { data } = useAsk('sites.list', { limit: 500 })
  return useCallback(
    ({ role, siteId }) => {
      const site = data?.rows.find(({ id }) => id === siteId)
      const where = siteId === undefined ? settings.everywhereIn : (site?.name ?? siteId)
      return settings.at(settings.roles[role] ?? role, where)
    },
    [settings, data],
  )
}

/** A choice of where: `*` for everywhere, or the id of a site. */
export type Where = string
export const everywhere = '*'

/** What an operation takes for it. */
export function whereOf(where: Where): { everywhere: true } | { siteId: string } {
  return where === everywhere ? { everywhere: true } : { siteId: where }
}
