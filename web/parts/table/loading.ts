import { useCallback, useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'

/** Most rows that a table holds, whatever there is. */
export const mostRows = 100_000
/** Most rows on paper. */
export const mostPrinted = 2_000

/**
 * Asks for further rows: all of them (within the bound) while `all` is wanted, else when `near` is called with a row
 * close to the end. Never asks twice for the same page.
 */
export function useMore(loaded: number, more: boolean, all: boolean, onMore: (() => unknown) | undefined) {
  const asked = useRef(-1)
  const ask = useCallback(() => {
    if (!more || loaded >= mostRows || asked.current === loaded) return
    asked.current = loaded
    onMore?.()
  }, [loaded, more, onMore])
  useEffect(() => {
    if (all) ask()
  }, [all, ask])
  return ask
}

/** Whether the page is being printed: then a table lays out its rows at once, up to `mostPrinted`. */
export function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false)
  useEffect(() => {
    const paper = matchMedia('print')
    // The browser prints right after this event: the rows have to stand then.
    const before = () => flushSync(() => setPrinting(true))
    const after = () => setPrinting(false)
    const changed = () => setPrinting(paper.matches)
    addEventListener('beforeprint', before)
    addEventListener('afterprint', after)
    paper.addEventListener('change', changed)
    return () => {
      removeEventListener('beforeprint', before)
      removeEventListener('afterprint', after)
      paper.removeEventListener('change', changed)
    }
  }, [])
  return printing
}
