import type { ReactNode } from 'react'
import look from './message.module.css'

/** A page that says one thing: a title, a sentence, and what can be done. */
export function Message({
  title,
  more,
  alert = false,
  children,
}: {
  title: string
  more: string
  alert?: boolean
  children?: ReactNode
}) {
  return (
    <section className={look['message']} role={alert ? 'alert' : undefined}>
      <h1>{title}</h1>
      <p className="soft">{more}</p>
      {children}
    </section>
  )
}
