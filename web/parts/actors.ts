import { useMemo } from 'react'
import { useAsk } from '../asking.ts'
import { useWords } from '../words.ts'

/** Who did something, as the journal names them (`user:ID`), in words. */
export interface Actors {
  /** Those that can be chosen from: accounts, and the house. */
  known: readonly string[]
  inWords(actor: string): string
}

export function useActors(): Actors {
  const { settings } = useWords()
  const { data } = useAsk('accounts.list', { limit: 500 })
  return useMemo(() => {
    const { journal } = settings
    const names = new Map((data?.accounts ?? []).map(({ id, display }) => [`user:${id}`, display]))
    const inWords = (actor: string) => {
      const colon = actor.indexOf(':')
      const [kind, id] = [actor.slice(0, colon), actor.slice(colon + 1)]
      if (kind === 'house') return journal.houses[id] ?? journal.house
      if (kind === 'local') return journal.atServer(id)
      if (kind === 'token') return `${journal.token} (${id})`
      return names.get(actor) ?? id
    }
    return { known: [...names.keys(), 'house:jobs', 'house:visitor'], inWords }
  }, [settings, data])
}
