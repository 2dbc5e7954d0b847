import { Problem, parseJson } from '#base'
import type { GateWorld, Vouched, Vouching } from './gate.ts'
import { type Carried, carriedIn } from './gate-attestations.ts'
import type { Listed } from './gate-components.ts'
import type { Asking } from './gate-online.ts'
import { mostText } from './gate-tree.ts'
import { inTree, treeAt } from './lock-tree.ts'

/**
 * Who vouches for a dependency: statements about its very bytes in a folder, and where that has none, those that registries give. Undefined
 * where neither may be looked at.
 */
export function vouchingIn(
  world: GateWorld,
  folder: string | undefined,
  asking: Asking | undefined,
): Vouching | undefined {
  if (folder === undefined && !asking) return undefined
  const carried = folder === undefined ? [] : carriedBelow(world, folder)
  return async listed => {
    const seen = await judgedOf(world, listed, carried, 'no statement about it is carried here')
    if (seen.result !== 'missing' || !asking) return seen
    const given = await asking(listed)
    if ('result' in given) return given
    const published = given.flatMap(value => carriedIn(value, 'what the registry gave'))
    return judgedOf(
      world,
      listed,
      [...carried, ...published],
      'what the registry gave is no statement about the bytes that are pinned',
    )
  }
}

/**
 * What statements come to that are about the bytes of a dependency. An installer takes any file that has one of the recorded hashes: each
 * of an algorithm needs a statement that is verified, and of the algorithm that most of them are of, since others may be over the same
 * files. A hash with none but refused ones is refused.
 */
async function judgedOf(
  world: GateWorld,
  { component }: Listed,
  carried: readonly Carried[],
  none: string,
): Promise<Vouched> {
  const byAlgorithm = Map.groupBy(component.hashes, ({ algorithm }) => algorithm.toLowerCase().replace('-', ''))
  const groups: Vouched[][] = []
  for (const [algorithm, hashes] of byAlgorithm) {
    const seen: Vouched[] = []
    for (const value of new Set(hashes.map(hash => hash.value)))
      seen.push(await judgedHash(world, `${algorithm}:${value}`, carried, none))
    groups.push(seen)
  }
  const all = groups.flat()
  const refused = all.find(({ result }) => result === 'refused')
  if (refused) return refused
  const most = Math.max(...groups.map(({ length }) => length))
  const whole = groups.find(group => group.length === most && group.every(({ result }) => result === 'verified'))
  if (whole) return whole[0]!
  const open = all.filter(({ result }) => result === 'missing')
  const because = open.find(one => one.because !== none)?.because ?? none
  return {
    result: 'missing',
    because: open.length === all.length ? because : `${open.length} of ${all.length} recorded hashes: ${because}`,
  }
}

/** The best that statements come to which are about one file: one that is verified is enough. */
async function judgedHash(
  world: GateWorld,
  digest: string,
  carried: readonly Carried[],
  none: string,
): Promise<Vouched> {
  let refused: string | undefined
  let open = none
  for (const { bundle, file } of carried.filter(({ subjects }) => subjects.includes(digest))) {
    const { result, because } = await world.judged(digest, bundle, file)
    if (result === 'verified') return { result, because }
    if (result === 'refused') refused ??= because
    else open = because
  }
  return refused === undefined ? { result: 'missing', because: open } : { result: 'refused', because: refused }
}

function carriedBelow(world: GateWorld, folder: string): Carried[] {
  const tree = treeAt(world, folder)
  const files = tree.files.filter(name => /\.(?:json|jsonl|sigstore|provenance)$/.test(name))
  return files.flatMap(file => carriedIn(read(world, inTree(tree.root, file)), file))
}

/** What a file says as JSON; undefined where it says nothing. */
function read(world: GateWorld, path: string): unknown {
  try {
    return parseJson(world.disk.read(path, mostText), { ...world.limits, text: mostText }, path)
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}
