import type { ReactNode } from 'react'
import look from './import.module.css'

/** A table that is wider or longer than its place and scrolls by itself, also with the keyboard. */
export function Scroll({ label, low = false, children }: { label: string; low?: boolean; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
    <section className={look['scroll']} data-low={low || undefined} tabIndex={0} aria-label={label}>
      {children}
    </section>
  )
}
