import type { Asked, In, Out } from './api.ts'

type Search = Readonly<Record<string, string | undefined>>
type Sites = Out<'sites.list'>['rows']

/** What stands around every page asks this. */
export const frameAsked = [
  ['session.show', {}],
  ['sites.list', { limit: 500 }],
] as const satisfies readonly Asked[]

/** What the page asks, of the state that stands in its address. */
export function askInput({ q = '', at, known, site }: Search): In<'ask'> {
  return { question: q, ...(at && { at }), ...(known && { known }), ...(site && { siteId: site }), limit: 100 }
}

/** Of one vulnerability the answer tells how urgent it is as well. */
function urgencyOf(question: string): readonly Asked[] {
  return /^CVE-\d{4}-\d+$/.test(question) ? [['findings.list', { vulnerability: question, limit: 5 }]] : []
}

const firstPages: Readonly<Record<string, (at: Search, sites: Sites) => readonly Asked[]>> = {
  '/': at =>
    at['q']?.trim()
      ? [['ask', askInput(at)], ...urgencyOf(at['q'])]
      : [
          ['findings.list', { limit: 40 }],
          ['lots.list', { limit: 1 }],
          ['plant.assets', { limit: 20 }],
        ],
  '/plant': (at, sites) => {
    const { site: code = '', ...others } = at
    if (!plain(others)) return []
    if (code === '' && sites.length > 1) return [['plant.sites', {}]]
    const site = sites.find(one => one.code === code) ?? sites[0]
    if (site === undefined) return []
    return [
      ['plant.show', { siteId: site.id }],
      ['plant.assets', { siteId: site.id, limit: 200 }],
    ]
  },
  '/assets': at =>
    plain(at)
      ? [
          ['plant.assets', { limit: 500 }],
          ['plant.show', {}],
          ['zones.list', { limit: 500 }],
        ]
      : [],
  '/lots': at =>
    plain(at)
      ? [
          ['lots.list', { limit: 200 }],
          ['lots.kinds', {}],
        ]
      : [],
  '/components': at => (plain(at) ? [['components.list', { limit: 100 }]] : []),
  '/health': at =>
    plain(at)
      ? [
          ['health.show', {}],
          ['feeds.list', {}],
          ['session.rights', {}],
          ['vendors.unmapped', { limit: 1 }],
          ['vendors.unmapped', { limit: 200 }],
        ]
      : [],
}

/** Whether nothing narrows what a page shows: how tables are looked at (`assets.view`) does not. */
function plain(at: Search): boolean {
  return Object.entries(at).every(([key, value]) => value === '' || key.endsWith('.view'))
}

/**
 * What a page asks first, by its path and the search part of its address: asked as soon as somebody goes there, while its code is on
 * its way. A page asks the very same, and is given that answer; what is not foreseen here it asks by itself.
 *
 * @param sites as far as they are known
 */
export function firstAsked(path: string, search: URLSearchParams, sites: Sites = []): readonly Asked[] {
  return firstPages[path]?.(Object.fromEntries(search), sites) ?? []
}
