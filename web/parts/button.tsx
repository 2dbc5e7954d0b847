import type { ComponentProps } from 'react'
import look from './button.module.css'

/** A button: `main` for the one thing a form is for, `plain` for the rest, `quiet` inside rows and bars, `danger` for what cannot be taken back. */
export function Button({
  kind = 'plain',
  busy = false,
  className,
  children,
  ...rest
}: ComponentProps<'button'> & { kind?: 'main' | 'plain' | 'quiet' | 'danger'; busy?: boolean }) {
  return (
    <button
      type="button"
      aria-busy={busy || undefined}
      {...rest}
      disabled={rest.disabled || busy}
      className={`${look['button']} ${look[kind]} ${className ?? ''}`}
    >
      {children}
    </button>
  )
}
