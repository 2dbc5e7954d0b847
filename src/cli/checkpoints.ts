import { chainsDue, enterpriseChain } from '#ledger'
import { addJobNow, asHouse, type House, type JobKind, jobKinds } from '#operations/operations'

/** When a chain of the journal is signed again: 0 for never. */
export interface Due {
  hours: number
  entries: number
}

/** Once a day, and sooner where much is done. */
export const usualDue: Due = { hours: 24, entries: 10_000 }

/** Milliseconds between two looks whether a chain is due. */
const lookEvery = 60_000
const kind = 'journal.checkpoint'

/** The kinds of jobs, with the one that signs a chain. A key that is missing fails it, which the log tells. */
export const withCheckpoints: Readonly<Record<string, JobKind>> = {
  ...jobKinds,
  [kind]: async ({ house }, input) => {
    const { chain } = input as { chain: string }
    const { size } = (await asHouse(house, kind, chain === enterpriseChain ? {} : { siteId: chain })) as {
      size: number
    }
    return { chain, size }
  },
}

/** Adds a job for each chain that is due, now and then until it is stopped. */
export function runCheckpoints(house: House, due: Due): { stop(): void } {
  const look = () => addDue(house, due).catch(() => {})
  void look()
  const looking = setInterval(look, lookEvery)
  return { stop: () => clearInterval(looking) }
}

/** Adds a job for each chain that is due now, and gives the chains. */
export async function addDue(house: House, { hours, entries }: Due): Promise<string[]> {
  const before = hours > 0 ? house.world.now() - hours * 3_600_000 : undefined
  const chains = await house.ledger.read(db => chainsDue(db, { entries, before }))
  for (const chain of chains) await addJobNow(house, kind, chain, { chain })
  return chains
}
