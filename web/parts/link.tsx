import { Link as RouterLink } from '@tanstack/react-router'
import type { AriaAttributes, ReactNode } from 'react'

/** Where a link leads: a page's path (`/assets/$id`), what stands for its parts, and its search part. */
export interface Address {
  to: string
  params?: Readonly<Record<string, string>> | undefined
  /** Undefined and empty values are left out. */
  search?: Readonly<Record<string, string | undefined>> | undefined
}

/** A link to a page of ours. */
export function Link({
  to,
  params,
  search,
  children,
  className,
  title,
  onClick,
  tabIndex,
  ...aria
}: Address & {
  children: ReactNode
  className?: string | undefined
  title?: string | undefined
  /** Besides going there. */
  onClick?: () => void
  /** -1 where arrows lead to it and the Tab key does not. */
  tabIndex?: number
} & AriaAttributes) {
  const said = Object.entries(search ?? {}).filter(([, value]) => value !== undefined && value !== '')
  return (
    <RouterLink
      to={to as never}
      params={(params ?? {}) as never}
      search={Object.fromEntries(said) as never}
      className={className}
      title={title}
      // Current is what leads to the very address that is shown, not to a part of it.
      activeOptions={{ exact: true }}
      onClick={onClick}
      {...(tabIndex !== undefined && { tabIndex })}
      {...aria}
    >
      {children}
    </RouterLink>
  )
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
