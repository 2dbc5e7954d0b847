import { type Input, Problem } from '#base'
import type { GateWorld, Given, TreeScan } from './gate.ts'
import { componentsOf } from './gate-components.ts'
import type { Asking } from './gate-online.ts'
import type { GatePolicy } from './gate-policy.ts'
import { scanOf } from './gate-scan.ts'
import { mostText, textFiles } from './gate-tree.ts'
import { vouchingIn } from './gate-vouching.ts'
import { checkLocks } from './lock-check.ts'
import type { LockReport } from './lock-finding.ts'
import { originsOf, registryRules } from './lock-registry.ts'
import { inTree, type LockTree } from './lock-tree.ts'
import { withoutSamples } from './samples.ts'

/** What checks are given of a tree. */
export function givenOf(world: GateWorld, path: string, tree: LockTree, policy: GatePolicy, input: Input): Given {
  const once = <T>(make: () => T) => {
    let made: { value: T } | undefined
    return () => {
      made ??= { value: make() }
      return made.value
    }
  }
  const scan = once(() => scanOf(world, tree, policy, input.flags.get('db') ?? []))
  const locks = once(() => locksIn(withoutSamples(world, path, policy.tree.samples), path))
  return {
    world,
    path,
    policy,
    scan,
    locks,
    vouched: once(async () =>
      vouchingIn(world, input.flags.get('attestations')?.at(-1), await askingFor(world, input, locks)),
    ),
    components: once(async () => componentsOf(await scan())),
    files: once(() => textFiles(world.disk, tree, policy.secrets.skip)),
    text(name) {
      const at = inTree(tree.root, name)
      if (world.disk.stat(at)?.kind !== 'file') return undefined
      return new TextDecoder().decode(world.disk.read(at, mostText))
    },
  }
}

/** What asks registries under `--online`; a Problem where there is no network. */
async function askingFor(world: GateWorld, input: Input, locks: Given['locks']): Promise<Asking | undefined> {
  if (!input.flags.has('online')) return undefined
  const { askingRegistries, vouching } = await import('./gate-online.ts')
  const origins = originsOf(input.flags.get('registry') ?? [], vouching)
  if (world.network === undefined)
    throw new Problem('base/network-refused', 'Cannot ask registries: --offline opens no socket', {
      next: 'leave out --offline, or name a folder of statements with --attestations',
    })
  const network = world.network({ ...registryRules, origins: [...origins.values()] })
  return askingRegistries(network, origins, locks)
}

/** What pins dependencies in a tree; an empty report where nothing does. */
async function locksIn(world: GateWorld, path: string): Promise<LockReport> {
  try {
    return await checkLocks(world, path)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'releases/nothing-to-check') throw error
    return { path, files: [], findings: [], verified: undefined, pins: [] }
  }
}

/** The scan of a tree; undefined where it could not be made, as checks that need it tell by themselves. */
export async function scanSeen({ scan }: Pick<Given, 'scan'>): Promise<TreeScan | undefined> {
  try {
    return await scan()
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}
