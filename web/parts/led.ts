import { type RefObject, useEffect, useRef } from 'react'

/**
 * The heading of what a page lists of a pick, to which whoever picks is led; not on the way in, nor when nothing is picked any more.
 * Belongs to what stands there before and after a pick: what comes with the pick takes it for the way in.
 */
export function useLed(pick: readonly string[]): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null)
  const now = pick.join('\n')
  const before = useRef(now)
  useEffect(() => {
    if (before.current === now) return
    before.current = now
    if (now.trim() === '') return
    heading.current?.focus({ preventScroll: true })
    heading.current?.scrollIntoView({ block: 'nearest' })
  }, [now])
  return heading
}
