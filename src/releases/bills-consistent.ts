import { type Disk, type Limits, Problem, quoted } from '#base'
import type { Bom } from '#boms'
import { failed, passed, type ReleaseCheck, untold } from './release-checks.ts'
import type { Artefact, ReleaseManifest } from './release-manifest.ts'
import { filesInTar } from './tar-read.ts'

interface BillWorld {
  readonly disk: Disk
  readonly limits: Limits
  billIn(name: string, bytes: Uint8Array, beside: (name: string) => Uint8Array | undefined): Promise<Bom>
}

const mostFile = 2 ** 31 - 1

/**
 * Whether the bill of the release says what its lockfiles say: each component of every paper in the evidence stands in it, and nothing
 * else does. A bill that leaves a component out hides what is wrong with it.
 */
export async function billsConsistent(
  world: BillWorld,
  folder: string,
  manifest: ReleaseManifest,
): Promise<ReleaseCheck[]> {
  const one = (kind: Artefact['kind']) => manifest.artefacts.find(artefact => artefact.kind === kind)
  const bill = one('bom')
  const evidence = one('evidence')
  if (!bill) return []
  if (!evidence) return [untold('bills-consistent', 'The release carries no evidence of what its bill was made from')]
  try {
    const read = (path: string) => world.disk.read(`${folder}/${path}`, mostFile)
    const whole = await world.billIn(bill.path, read(bill.path), () => undefined)
    const stated = namesIn(whole)
    const chunks = world.disk.chunks(`${folder}/${evidence.path}`)
    const wanted = await listed(world, await filesInTar(chunks, evidence.path, world.limits))
    const missing = [...wanted].find(([name]) => !stated.has(name))
    if (missing)
      return [failed('bills-consistent', `${quoted(missing[0])} of ${missing[1]} does not stand in ${bill.path}`)]
    const extra = [...stated].find(name => !wanted.has(name))
    if (extra) return [failed('bills-consistent', `${quoted(extra)} stands in ${bill.path}, and no lockfile lists it`)]
    return [passed('bills-consistent', `${stated.size} components, the same as in the lockfiles`)]
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return [failed('bills-consistent', error.message)]
  }
}

/** Every component of the papers in the evidence, with the paper that lists it. */
async function listed(world: BillWorld, archive: Map<string, Uint8Array>): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const [path, bytes] of archive) {
    const paper = /^[^/]+\/papers\/(.+)$/.exec(path)?.[1]
    if (paper === undefined) continue
    const folder = path.slice(0, path.lastIndexOf('/') + 1)
    const bom = await world.billIn(paper, bytes, name => archive.get(folder + name))
    for (const name of namesIn(bom)) if (!found.has(name)) found.set(name, paper)
  }
  return found
}

/** Components by what tells them apart in every bill; what the maker builds himself stands for a paper and is none. */
function namesIn({ components }: Bom): Set<string> {
  const own = components.filter(({ type, purl }) => type === 'application' && purl === undefined)
  return new Set(
    components
      .filter(one => !own.includes(one))
      .map(({ purl, name, version }) => (purl === undefined ? `${name}@${version ?? ''}` : versioned(purl, version))),
  )
}

function versioned(purl: string, version: string | undefined): string {
  return version === undefined || purl.includes('@') ? purl : `${purl}@${version}`
}
