import { type ReactNode, useEffect } from 'react'
import { useWords } from '../words.ts'
import look from './title.module.css'

/** The heading of a page, which is the title of the browser's tab too; `lead` stands below it, `children` at its end. */
export function Title({
  title,
  shown,
  lead,
  children,
}: {
  title: string
  /** What is shown where it is more than the title's text. */
  shown?: ReactNode
  lead?: ReactNode
  children?: ReactNode
}) {
  const { frame } = useWords()
  useEffect(() => {
    document.title = `${title} – ${frame.product}`
  }, [title, frame.product])
  return (
    <div className={look['head']}>
      <div className={look['words']}>
        <h1>{shown ?? title}</h1>
        {lead !== undefined && <p className="soft">{lead}</p>}
      </div>
      {children !== undefined && <div className={`${look['side']} screen`}>{children}</div>}
    </div>
  )
}
