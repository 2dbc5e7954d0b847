import { useCallback } from 'react'
import { useAsk } from '../../asking.ts'
import { useWords } from '../../words.ts'

/** The name of who did something, by its id; the id itself where names may not be seen. */
export type People = (id: string) => string

export function usePeople(): People {
  const { importing: words } = useWords()
  const me = useAsk('session.show', {})
  const all = useAsk('accounts.list', { limit: 500 })
  const [own, known] = [me.data, all.data]
  return useCallback(
    id => {
      if (id === 'jobs') return words.runs.itself
      const found = known?.accounts.find(account => account.id === id)
      if (found) return found.display || found.name
      if (own && 'id' in own && own.id === id)
        return String((own as { display?: string; name?: string }).display ?? own.name)
      return id.replace(/^local:/, '')
    },
    [own, known, words],
  )
}
