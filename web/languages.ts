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
