import './look/tokens.css'
import './look/base.css'
import './look/print.css'
import { createRouter } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { answersKept } from './asking.ts'
import * as pages from './pages/all.ts'
import { preferences, show } from './preferences.ts'
import { root } from './root.tsx'
import { wordsOf } from './words.ts'

show()
const router = createRouter({
  routeTree: root.addChildren(Object.values(pages)),
  parseSearch: search => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: search => {
    const text = new URLSearchParams(search as Record<string, string>).toString()
    return text === '' ? '' : `?${text}`
  },
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultStructuralSharing: true,
})
const kept = answersKept(() => {
  const { pathname, href } = router.state.location
  if (pathname === '/sign-in' || pathname === '/setup') return
  kept.clear()
  void router.navigate({ to: '/sign-in' as never, search: { back: href } as never, replace: true })
})
const { language } = preferences()
const words = await wordsOf(language)
createRoot(document.getElementById('page')!).render(<App router={router} kept={kept} first={{ language, words }} />)
