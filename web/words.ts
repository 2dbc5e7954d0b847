import { createContext, useContext } from 'react'
import type { Language, Words } from './languages.ts'

export { type Language, type Words, wordsOf } from './languages.ts'

const Spoken = createContext<{ language: Language; words: Words } | undefined>(undefined)

/** What `useWords` gives below it. */
export const Speaking = Spoken.Provider

/** The words of the language that is chosen. */
export function useWords(): Words {
  return useSpoken().words
}

/** The language that is chosen. */
export function useLanguage(): Language {
  return useSpoken().language
}

function useSpoken() {
  const found = useContext(Spoken)
  if (!found) throw new Error('there are no words here: a part stands outside the page')
  return found
}
