import { useRouter } from '@tanstack/react-router'
import { type AriaAttributes, createContext, type MouseEvent, type ReactNode, useContext } from 'react'

/** Where a link leads: a page's path (`/assets/$id`), what stands for its parts, and its search part. */
export interface Address {
  to: string
  params?: Readonly<Record<string, string>> | undefined
  /** Undefined and empty values are left out. */
  search?: Readonly<Record<string, string | undefined>> | undefined
}

/** The address that is shown, path and search part. */
export const Here = createContext('')

/** Milliseconds that somebody points at a link before what it leads to is fetched. */
const pointing = 50
let pointed: ReturnType<typeof setTimeout> | undefined

/**
 * A link to a page of ours. It is one of our own and not the router's, each of which works out its address among all pages and listens
 * to the router: hundreds of them stand in a table.
 */
export function Link({
  to,
  params = {},
  search = {},
  children,
  onClick,
  ...plain
}: Address & {
  children: ReactNode
  className?: string | undefined
  title?: string | undefined
  /** Besides going there. */
  onClick?: () => void
  /** -1 where arrows lead to it and the Tab key does not. */
  tabIndex?: number
} & AriaAttributes) {
  const router = useRouter()
  const here = useContext(Here)
  const said = Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined && value !== ''))
  const address = { to, params, search: said } as never
  const href = hrefOf(to, params, said as Record<string, string>)
  const go = (event: MouseEvent) => {
    onClick?.()
    if (event.defaultPrevented || event.button !== 0) return
    if (event.metaKey || event.altKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    void router.navigate(address)
  }
  const fetched = () => void router.preloadRoute(address).catch(() => {})
  const near = () => {
    clearTimeout(pointed)
    pointed = setTimeout(fetched, pointing)
  }
  return (
    <a
      // Current is what leads to the very address that is shown, not to a part of it.
      aria-current={sameAddress(href, here) ? 'page' : undefined}
      {...plain}
      href={href}
      onClick={go}
      onMouseEnter={near}
      onMouseLeave={() => clearTimeout(pointed)}
      onFocus={near}
      onTouchStart={fetched}
    >
      {children}
    </a>
  )
}

function hrefOf(to: string, params: Readonly<Record<string, string>>, search: Record<string, string>): string {
  const path = to.replace(/\$(\w+)/g, (_, name) => encodeURIComponent(params[name] ?? ''))
  const said = new URLSearchParams(search).toString()
  return said === '' ? path : `${path}?${said}`
}

/** Whether two addresses say the same, in whatever order. */
function sameAddress(one: string, other: string): boolean {
  if (one === other) return true
  if (one.length !== other.length) return false
  const [path, search = ''] = one.split('?')
  const [otherPath, otherSearch = ''] = other.split('?')
  return path === otherPath && search.split('&').sort().join('&') === otherSearch.split('&').sort().join('&')
}

/** A link that outside data names: only https and http lead anywhere, anything else is text. */
export function OutsideLink({ href, children }: { href: string; children?: ReactNode }) {
  const url = URL.parse(href)
  if (!url || !/^https?:$/.test(url.protocol)) return <span>{children ?? href}</span>
  return (
    <a href={url.href} target="_blank" rel="noreferrer noopener">
      {children ?? href}
    </a>
  )
}
