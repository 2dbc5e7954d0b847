import { createContext, useContext } from 'react'

/** Every string of the pages, by page. */
export type Words = typeof import('./words/en.ts')

export type Language = 'en' | 'de'

/** Loads one language; a word that another has and it lacks is a type error here. */
const languages: Readonly<Record<Language, () => Promise<Words>>> = {
  en: () => import('./words/en.ts'),
  de: () => import('./words/de.ts'),
}

/** The words of a language. */
export function wordsOf(language: Language): Promise<Words> {
  return languages[language]()
}

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
