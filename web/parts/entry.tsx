import type { ReactNode } from 'react'
import { prefer } from '../preferences.ts'
import { usePreferences } from '../preferred.ts'
import { useWords } from '../words.ts'
import look from './entry.module.css'
import { Select } from './select.tsx'

/** What a page before the door stands in: the product, one form, the language. */
export function Entry({ title, children }: { title: string; children: ReactNode }) {
  const { frame } = useWords()
  const { language } = usePreferences()
  return (
    <main className={look['entry']}>
      <div className={look['box']}>
        <p className={look['product']}>
          <svg viewBox="0 0 16 16" width="18" height="18" aria-hidden="true">
            <path
              d="M2.5 13V3.5L8 9l5.5-5.5V13"
              fill="none"
              stroke="currentColor"
              strokeWidth="2.2"
              strokeLinecap="square"
            />
          </svg>
          {frame.product}
        </p>
        <h1>{title}</h1>
        {children}
      </div>
      <div className={look['foot']}>
        <Select
          label={frame.language}
          unlabelled
          value={language}
          choices={frame.languages}
          onChange={chosen => prefer({ language: chosen })}
        />
      </div>
    </main>
  )
}
