import { useCallback, useState } from 'react'
import { readSaved, type SavedView, withSaved } from './view.ts'

/** Views of a table that somebody saved in this browser, and what changes them. */
export function useSaved(table: string) {
  const place = `millcert.views.${table}`
  const [saved, setSaved] = useState<SavedView[]>(() => readSaved(kept(place)))
  const keep = useCallback(
    (list: SavedView[]) => {
      setSaved(list)
      try {
        localStorage.setItem(place, JSON.stringify(list))
      } catch {
        // A browser that keeps nothing: the views live until the page is left.
      }
    },
    [place],
  )
  return {
    saved,
    save: (name: string, view: string) => keep(withSaved(saved, { name, view })),
    remove: (name: string) => keep(saved.filter(one => one.name !== name)),
  }
}

function kept(place: string): string | null {
  try {
    return localStorage.getItem(place)
  } catch {
    return null
  }
}
