import { type ToldRefusal, toldRefusal } from '../words/refusals.ts'
import { useLanguage, useWords } from '../words.ts'

/** Gives refusals in the words of the page. */
export function useRefusal(): (error: unknown) => ToldRefusal {
  const { refusals } = useWords()
  const language = useLanguage()
  return error => toldRefusal(refusals, language, error)
}
