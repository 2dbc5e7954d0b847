import { createRootRoute, Outlet, useLocation, useMatches } from '@tanstack/react-router'
import { Broken } from './broken.tsx'
import { NotFound } from './pages/not-found.tsx'
import { Frame } from './parts/frame.tsx'
import { Here } from './parts/link.tsx'

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** Of the page, as the navigation and tests name it. */
    name?: string
    /** Without header and navigation. */
    bare?: boolean
  }
}

/** What every page stands in. */
export const root = createRootRoute({ component: Root, notFoundComponent: NotFound, errorComponent: Broken })

function Root() {
  const bare = useMatches().some(({ staticData }) => staticData.bare)
  const { pathname, searchStr } = useLocation()
  return (
    <Here value={`${pathname}${searchStr}`}>
      {bare ? (
        <Outlet />
      ) : (
        <Frame>
          <Outlet />
        </Frame>
      )}
    </Here>
  )
}
