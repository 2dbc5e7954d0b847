/**
 * Statements that were sent and are not over: who sends them does something else meanwhile, but never gets further ahead than so many.
 * What went wrong in one is thrown where it is waited for: by a later `add`, or by `end`.
 */
export function sentStatements(most: number) {
  const open: Promise<unknown>[] = []
  return {
    async add(one: Promise<unknown>): Promise<void> {
      one.catch(() => {})
      open.push(one)
      if (open.length > most) await open.shift()
    },
    async end(): Promise<void> {
      for (const one of open.splice(0)) await one
    },
  }
}
