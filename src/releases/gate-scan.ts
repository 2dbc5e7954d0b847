import type { GateWorld, Given, TreeScan } from './gate.ts'
import { inTree, type LockTree } from './lock-tree.ts'
import { sampleNotes } from './samples.ts'

/** The folder's own decisions: acknowledged vulnerabilities with reason, author and day of review. */
export const decisions = '.millcert/ignore.toml'

/** The tree laid against the advisories, with the decisions that lie in it; a malicious package counts whatever the policy says. */
export async function scanOf(
  world: Pick<GateWorld, 'disk' | 'scanned'>,
  tree: LockTree,
  policy: Given['policy'],
  db: readonly string[],
): Promise<TreeScan> {
  const ignore = inTree(tree.root, decisions)
  const flags = new Map<string, readonly string[]>([['fail-on', [...policy.vulnerabilities.failOn, 'malicious']]])
  if (db.length > 0) flags.set('db', db)
  if (world.disk.stat(ignore)?.kind === 'file') flags.set('ignore', [ignore])
  const { samples } = policy.tree
  const scan = await world.scanned(inTree(tree.root, ''), flags, samples)
  scan.report.notes.unshift(...sampleNotes(samples))
  return scan
}

/** Whether there is nothing to lay against anything. */
export function nothingListed({ papers }: TreeScan): boolean {
  return papers.loaded.length === 0 && !papers.unreadable
}
