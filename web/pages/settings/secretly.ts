import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type ActName, act, type In, type Out } from '../../api.ts'

/** An act that takes or gives a secret: nothing of it is kept but where it is shown. */
export function useSecretly<N extends ActName>(name: N) {
  const kept = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  /** What came of it; undefined where it was refused, which `error` tells. */
  const run = async (input: In<N>): Promise<Out<N> | undefined> => {
    setBusy(true)
    setError(undefined)
    try {
      const out = await act(name, input)
      void kept.invalidateQueries()
      return out
    } catch (refused) {
      setError(refused)
      return undefined
    } finally {
      setBusy(false)
    }
  }
  return { run, busy, error, wrong: setError }
}
