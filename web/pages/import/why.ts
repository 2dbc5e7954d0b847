import { useCallback } from 'react'
import { useWords } from '../../words.ts'

/** Why a row is not taken, in the language of the page where its code is known there; else in the server's words. */
export function useWhy(): (code: string | undefined, reason: string) => string {
  const { importing: words } = useWords()
  return useCallback(
    (code, reason) => {
      const known = code === undefined ? undefined : words.whys[code]?.[0]
      if (known === undefined) return reason
      // What the server quotes is what somebody looks for in the row.
      const quoted = /"(?:[^"\\]|\\.)*"/.exec(reason)?.[0]
      return quoted === undefined ? known : `${known} (${quoted})`
    },
    [words],
  )
}
