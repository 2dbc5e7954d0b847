import { useLanguage, useWords, type Words } from '../words.ts'
import { refusedOf } from '../words/refusals.ts'

/** What the server refuses with (problem details, RFC 9457), or any error. */
export interface Refused {
  title?: string
  status?: number
  detail?: string
  next?: string | undefined
  code?: string
  message?: string
}

/** A refusal as it is shown: in the language of the page where that has words for it, else as the server says it. */
export interface ToldRefusal {
  title: string | undefined
  detail: string
  next: string | undefined
  code: string | undefined
  /** The language of its sentence. */
  language: 'en' | 'de'
}

export function toldRefusal(words: Words['refusals'], language: 'en' | 'de', error: unknown): ToldRefusal {
  const refused: Refused = typeof error === 'object' && error !== null ? error : { message: String(error) }
  const { code, status, next } = refused
  const detail = refused.detail ?? refused.message ?? ''
  const own = code === undefined ? undefined : words.sentences[code]?.(refusedOf(detail))
  const title = (status === undefined ? undefined : words.titles[status]) ?? refused.title
  if (own) return { title, detail: own.detail, next: own.next, code, language }
  return { title, detail, next, code, language: code === undefined || code === '' ? language : 'en' }
}

/** Gives refusals in the words of the page. */
export function useRefusal(): (error: unknown) => ToldRefusal {
  const { refusals } = useWords()
  const language = useLanguage()
  return error => toldRefusal(refusals, language, error)
}
