import { useSyncExternalStore } from 'react'
import { onPreferences, type Preferences, preferences } from './preferences.ts'

/** What somebody chose in this browser, as it changes. */
export function usePreferences(): Preferences {
  return useSyncExternalStore(onPreferences, preferences)
}
