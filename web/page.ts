import { createRoute, lazyRouteComponent, type RouteComponent } from '@tanstack/react-router'
import { root } from './root.tsx'

/**
 * A page: its path, its name, and its code, which is loaded when it is opened and exports `Page`. `bare` stands without header and
 * navigation.
 */
export function page<const Path extends `/${string}`>(
  path: Path,
  name: string,
  load: () => Promise<{ Page: RouteComponent }>,
  { bare = false }: { bare?: boolean } = {},
) {
  return createRoute({
    getParentRoute: () => root,
    path,
    component: lazyRouteComponent(load, 'Page'),
    staticData: { name, bare },
  })
}
