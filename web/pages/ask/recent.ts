import { useSyncExternalStore } from 'react'

const place = 'millcert.asked'
const most = 8
const listeners = new Set<() => void>()
let kept = read()

function read(): readonly string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(place) ?? '[]')
    return Array.isArray(found) ? found.filter(one => typeof one === 'string' && one.length <= 2000).slice(0, most) : []
  } catch {
    return []
  }
}

function keep(next: readonly string[]): void {
  kept = next
  try {
    localStorage.setItem(place, JSON.stringify(next))
  } catch {
    // A browser that keeps nothing forgets it with the page.
  }
  for (const listener of listeners) listener()
}

/** Keeps a question that was answered, in this browser alone; the newest first. */
export function remember(question: string): void {
  if (kept[0] !== question) keep([question, ...kept.filter(one => one !== question)].slice(0, most))
}

export function forget(): void {
  keep([])
}

/** Questions that were asked in this browser. */
export function useRecent(): readonly string[] {
  return useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => kept,
  )
}
