import { type Network, Problem } from '#base'
import { parsePurl } from '#identity'
import type { Vouched } from './gate.ts'
import type { Listed } from './gate-components.ts'
import type { LockReport, Pin } from './lock-finding.ts'
import { fetchedBytes, registries } from './lock-online.ts'

/** An attestation may carry a whole bill of materials, and a tile of a log is small. */
const mostBytes = 8 * 1024 ** 2
/** An origin that so often gave no answer is not asked again. */
const patience = 3

/** Registries that say who vouches for what they hand out. */
export const vouching = registries.filter(({ vouchers }) => vouchers !== undefined)

/** Asks about a dependency: signed statements, or the judgement of a log, or why there is neither. */
export type Asking = (listed: Listed) => Promise<readonly unknown[] | Vouched>

/** Asks the registry of each package, once for each version. `locks` has the pins that dependencies are found by. */
export function askingRegistries(
  network: Network,
  origins: ReadonlyMap<string, string>,
  locks: () => Promise<Pick<LockReport, 'pins'>>,
): Asking {
  const asked = new Map<string, Promise<readonly unknown[] | Vouched>>()
  const silent = new Map<string, number>()
  let known: ReadonlyMap<string | undefined, Pin> | undefined
  const missing = (because: string): Vouched => ({ result: 'missing', because })
  const askOnce = async (purl: string): Promise<readonly unknown[] | Vouched> => {
    const parsed = parsePurl(purl)
    const type = 'type' in parsed ? parsed.type : undefined
    const registry = vouching.find(({ id }) => id === type)
    known ??= new Map((await locks()).pins.map(({ pin }) => [pin.purl, pin]))
    const found = known.get(purl)
    if (!registry?.vouchers) return missing(`no registry of ${type ?? 'its kind'} says who vouches for it`)
    if (found?.version === undefined || found.from !== 'registry') return missing('it is of no registry')
    const origin = origins.get(registry.id) ?? registry.origin
    if ((silent.get(origin) ?? 0) >= patience) return missing(`${origin} did not answer`)
    try {
      const given = await registry.vouchers(found, (path, accept) =>
        fetchedBytes(network, origin + path, accept, mostBytes),
      )
      return 'result' in given || given.length > 0 ? given : missing(`${origin} has no statement about it`)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      silent.set(origin, (silent.get(origin) ?? 0) + 1)
      return missing(error.message)
    }
  }
  return async ({ component: { purl } }) => {
    if (purl === undefined) return missing('it has no package URL')
    const answer = asked.get(purl) ?? askOnce(purl)
    asked.set(purl, answer)
    return answer
  }
}
