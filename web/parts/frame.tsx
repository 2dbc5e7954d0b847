import { useLocation, useRouter } from '@tanstack/react-router'
import { type ReactNode, Suspense, useEffect, useRef } from 'react'
import { time, useAddress } from '../address.ts'
import { useAsk } from '../asking.ts'
import { useWords } from '../words.ts'
import { Account } from './account.tsx'
import { AskField } from './ask-field.tsx'
import look from './frame.module.css'
import { Link } from './link.tsx'

/** The navigation, in this order; a page stands in it when there is one at its path. */
const navigation = {
  ask: '/',
  plant: '/plant',
  assets: '/assets',
  import: '/import',
  lots: '/lots',
  components: '/components',
  health: '/health',
  settings: '/settings',
} as const

/** What stands around every page: header with navigation and the field to ask, and whether what is seen is made up. */
export function Frame({ children }: { children: ReactNode }) {
  const { frame } = useWords()
  const { pathname } = useLocation()
  const content = useRef<HTMLElement>(null)
  const before = useRef(pathname)
  useEffect(() => {
    if (before.current === pathname) return
    before.current = pathname
    // Who goes on with the keyboard, or is read to, is at the new page and not still in the navigation.
    if (!content.current?.contains(document.activeElement)) content.current?.focus({ preventScroll: true })
  }, [pathname])
  return (
    <>
      <a className={look['skip']} href="#content">
        {frame.skip}
      </a>
      <header className={`${look['header']} screen`}>
        <Link to="/" className={look['product']}>
          <Mark />
          {frame.product}
        </Link>
        <Navigation />
        <div className={look['side']}>
          {pathname !== '/' && <AskField />}
          <Account />
        </div>
      </header>
      <Simulated />
      <main ref={content} id="content" tabIndex={-1} className={look['content']}>
        <Suspense>{children}</Suspense>
      </main>
    </>
  )
}

function Mark() {
  return (
    <svg viewBox="0 0 16 16" width="18" height="18" aria-hidden="true">
      <path d="M2.5 13V3.5L8 9l5.5-5.5V13" fill="none" stroke="currentColor" strokeWidth="2.2" strokeLinecap="square" />
    </svg>
  )
}

function Navigation() {
  const { frame } = useWords()
  const { pathname } = useLocation()
  const { routesByPath } = useRouter()
  const [{ at }] = useAddress({ at: time() })
  const there = Object.entries(navigation).filter(([, path]) => path in routesByPath)
  return (
    <nav className={look['navigation']} aria-label={frame.navigation}>
      <ul>
        {there.map(([name, path]) => (
          <li key={name}>
            <Link to={path} search={{ at }} aria-current={isAt(pathname, path) ? 'page' : undefined}>
              {frame.pages[name as keyof typeof navigation]}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Pages that belong to one of the navigation and stand beside it. */
const beside: Readonly<Record<string, RegExp>> = { '/components': /^\/(?:component$|boms(?:\/|$))/ }

function isAt(pathname: string, path: string): boolean {
  if (beside[path]?.test(pathname)) return true
  return path === '/' ? pathname === '/' : pathname === path || pathname.startsWith(`${path}/`)
}

/** Says so where anything that is seen is made up. */
function Simulated() {
  const { frame } = useWords()
  const { data } = useAsk('sites.list', { limit: 500 })
  if (!data?.rows.some(({ simulated }) => simulated)) return null
  return (
    <p className={look['simulated']}>
      <strong>{frame.simulated}</strong> {frame.simulatedMore}
    </p>
  )
}
