import type { ComponentType } from 'react'

/** A page: its path, its name, and its code, which is loaded when it is opened. */
export interface PageLine {
  path: `/${string}`
  name: string
  load: () => Promise<{ Page: ComponentType }>
  /** Without header and navigation. */
  bare: boolean
}

/** A page of `pages/all.ts`; its code exports `Page`. `bare` stands without header and navigation. */
export function page(
  path: `/${string}`,
  name: string,
  load: PageLine['load'],
  { bare = false }: { bare?: boolean } = {},
): PageLine {
  return { path, name, load, bare }
}

/** Whether a path is one of a page's: `/assets/x` of `/assets/$id`. */
export function isOf({ path }: PageLine, pathname: string): boolean {
  const [wanted, given] = [path.split('/'), pathname.split('/')]
  return wanted.length === given.length && wanted.every((part, at) => part.startsWith('$') || part === given[at])
}
