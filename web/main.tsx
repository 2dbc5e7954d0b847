import './look/tokens.css'
import './look/base.css'
import './look/print.css'
import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import type { Out } from './api.ts'
import { App } from './app.tsx'
import { answersKept, askFirst } from './asking.ts'
import { firstAsked, frameAsked } from './first.ts'
import type { Language, Words } from './languages.ts'
import type { PageLine } from './page.ts'
import * as pages from './pages/all.ts'
import { root } from './root.tsx'

const kept = answersKept(() => {
  const { pathname, href } = router.state.location
  if (pathname === '/sign-in' || pathname === '/setup') return
  kept.clear()
  void router.navigate({ to: '/sign-in' as never, search: { back: href } as never, replace: true })
})
const router = createRouter({
  routeTree: root.addChildren(Object.values(pages).map(routeOf)),
  parseSearch: search => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: search => {
    const text = new URLSearchParams(search as Record<string, string>).toString()
    return text === '' ? '' : `?${text}`
  },
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultStructuralSharing: true,
})

/** Who goes to a page, or is about to, has its first questions asked while its code is loaded. */
function routeOf({ path, name, load, bare }: PageLine) {
  return createRoute({
    getParentRoute: () => root,
    path,
    component: lazyRouteComponent(load, 'Page'),
    staticData: { name, bare },
    loader: ({ location }) => {
      const sites = kept.getQueryData<Out<'sites.list'>>(['sites.list', frameAsked[1][1]])
      if (!bare) askFirst(kept, firstAsked(path, new URLSearchParams(location.searchStr), sites?.rows))
    },
  })
}

/** Draws the page that the address names. */
export function open(first: { language: Language; words: Words }): void {
  createRoot(document.getElementById('page')!).render(<App router={router} kept={kept} first={first} />)
  setTimeout(fetchOthers, pause)
}

/** Milliseconds between looks at whether everything that a page asked for is there. */
const pause = 200

/** Once the first page has all it asked for, fetches the code of the others, so that each is there at once. */
async function fetchOthers(): Promise<void> {
  if (kept.isFetching() > 0 || router.state.status === 'pending') {
    setTimeout(fetchOthers, pause)
    return
  }
  for (const { load, bare } of Object.values(pages)) {
    if (bare) continue
    await idle()
    await load().catch(() => {})
  }
}

/** Waits until the browser has nothing else to do. */
function idle(): Promise<unknown> {
  return new Promise(resolve => {
    if ('requestIdleCallback' in window) requestIdleCallback(resolve)
    else setTimeout(resolve, pause)
  })
}
