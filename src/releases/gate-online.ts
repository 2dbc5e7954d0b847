import { type Network, Problem } from '#base'
import { parsePurl } from '#identity'
import type { Vouched } from './gate.ts'
import type { Listed } from './gate-components.ts'
import type { LockReport, Pin } from './lock-finding.ts'
import { fetchedBytes, registries } from './lock-online.ts'
import { isElsewhere } from './lock-pins.ts'
import { type AskRegistry, askedOnce, type Registry, silentOrigins } from './lock-registry.ts'

/** An attestation may carry a whole bill of materials, and a tile of a log is small. */
const mostBytes = 8 * 1024 ** 2

/** Registries that say who vouches for what they hand out. */
export const vouching = registries.filter(({ vouchers }) => vouchers !== undefined)

/** Asks about a dependency: signed statements, or the judgement of a log, or why there is neither. */
export type Asking = (listed: Listed) => Promise<readonly unknown[] | Vouched>

/**
 * Asks the registry of each package, once for each version. `locks` has the pins that dependencies are found by: where several pin one
 * version, the worst that is said of one of them is said of all.
 */
export function askingRegistries(
  network: Network,
  origins: ReadonlyMap<string, string>,
  locks: () => Promise<Pick<LockReport, 'pins'>>,
): Asking {
  const silent = silentOrigins()
  let known: ReadonlyMap<string | undefined, readonly Pin[]> | undefined
  const missing = (because: string): Vouched => ({ result: 'missing', because })
  const asking = async (purl: string): Promise<readonly unknown[] | Vouched> => {
    const parsed = parsePurl(purl)
    const type = 'type' in parsed ? parsed.type : undefined
    const registry = vouching.find(({ id }) => id === type)
    known ??= Map.groupBy(
      (await locks()).pins.map(({ pin }) => pin),
      pin => pin.purl,
    )
    const pins = known.get(purl) ?? []
    if (!registry?.vouchers) return missing(`no registry of ${type ?? 'its kind'} says who vouches for it`)
    const origin = origins.get(registry.id) ?? registry.origin
    if (pins.length === 0 || pins.some(pin => pin.version === undefined || isElsewhere(pin, origin)))
      return missing('it is of no registry that is asked')
    if (silent.has(origin)) return missing(`${origin} did not answer`)
    try {
      const ask: AskRegistry = (path, accept) => fetchedBytes(network, origin + path, accept, mostBytes)
      // Pins of one version are asked about at the same paths.
      const once = askedOnce(ask, path => path)
      const given = await worstOf(registry, pins, once)
      return 'result' in given || given.length > 0 ? given : missing(`${origin} has no statement about it`)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      silent.add(origin)
      return missing(error.message)
    }
  }
  const ask = askedOnce(asking, purl => purl)
  return async ({ component: { purl } }) => (purl === undefined ? missing('it has no package URL') : ask(purl))
}

/** What is said of every pin: the first refusal, else the first that nothing vouches for, else all statements. */
async function worstOf(
  registry: Registry,
  pins: readonly Pin[],
  ask: AskRegistry,
): Promise<readonly unknown[] | Vouched> {
  const different = new Map(pins.map(pin => [JSON.stringify([pin.name, pin.hashes, pin.sums]), pin]))
  const given: (readonly unknown[] | Vouched)[] = []
  for (const pin of different.values()) given.push(await registry.vouchers!(pin, ask))
  const judged = given.flatMap(one => ('result' in one ? [one] : []))
  const bad = judged.find(({ result }) => result === 'refused') ?? judged.find(({ result }) => result === 'missing')
  return bad ?? judged[0] ?? given.flatMap(one => ('result' in one ? [] : one))
}
