import type { Language } from './languages.ts'

export type Theme = 'light' | 'dark' | 'system'

/** What somebody chose in this browser. */
export interface Preferences {
  language: Language
  theme: Theme
}

const place = 'millcert.preferences'
const listeners = new Set<() => void>()
let known = read()

function read(): Preferences {
  const usual: Preferences = { language: navigator.language.startsWith('de') ? 'de' : 'en', theme: 'system' }
  try {
    const kept = JSON.parse(localStorage.getItem(place) ?? '{}') as Partial<Preferences> | null
    const language = kept?.language === 'de' || kept?.language === 'en' ? kept.language : usual.language
    const theme = kept?.theme === 'dark' || kept?.theme === 'light' ? kept.theme : 'system'
    return { language, theme }
  } catch {
    return usual
  }
}

/** Keeps a choice, in this browser alone. */
export function prefer(change: Partial<Preferences>): void {
  known = { ...known, ...change }
  try {
    localStorage.setItem(place, JSON.stringify(known))
  } catch {
    // A browser that keeps nothing forgets it with the page.
  }
  show()
  for (const listener of listeners) listener()
}

/** Gives the document its theme. */
export function show(): void {
  const { dataset } = document.documentElement
  if (known.theme === 'system') delete dataset['theme']
  else dataset['theme'] = known.theme
}

export function preferences(): Preferences {
  return known
}

/** Calls a listener whenever something else is chosen; gives what ends that. */
export function onPreferences(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
