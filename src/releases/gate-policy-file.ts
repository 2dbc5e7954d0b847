import type { Disk, Input } from '#base'
import { thresholds } from '#matching'
import { policyDocument } from '#trust'
import { gateOrder } from './gate.ts'
import { type GatePolicy, gatePolicy, policyFile } from './gate-policy.ts'
import { inTree, type LockTree } from './lock-tree.ts'

/** The policy of a tree: `--policy`, or `.millcert/gate.toml` in it, or what holds without one. */
export async function policyFor(
  { disk }: { disk: Pick<Disk, 'read' | 'stat'> },
  tree: LockTree,
  input: Input,
): Promise<GatePolicy> {
  const named = input.flags.get('policy')?.at(-1)
  const file = named ?? inTree(tree.root, policyFile)
  if (named === undefined && disk.stat(file)?.kind !== 'file') return gatePolicy({}, file, gateOrder, thresholds)
  return gatePolicy(await policyDocument(disk, file, 'releases/bad-policy'), file, gateOrder, thresholds)
}
