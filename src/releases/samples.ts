import { type Disk, type Note, visible } from '#base'
import { policyDocument } from '#trust'
import { policyFile, policySections } from './gate-policy.ts'
import { inTree } from './lock-tree.ts'

/** Folders that the policy of a tree calls samples: papers for tests, which say nothing of what the tree is made of. */
export async function samplesOf(disk: Pick<Disk, 'read' | 'stat'>, root: string): Promise<readonly string[]> {
  const file = inTree(root, policyFile)
  if (disk.stat(file)?.kind !== 'file') return []
  return policySections(await policyDocument(disk, file, 'releases/bad-policy'), file).tree.samples
}

/** What was left out is said wherever it was. */
export function sampleNotes(samples: readonly string[]): Note[] {
  if (samples.length === 0) return []
  const message = `What lies in ${samples.map(visible).join(', ')} is samples, says ${policyFile}: left out`
  return [{ code: 'samples-left-out', message }]
}

/** Part of the world in which folders are listed. */
interface Walked {
  readonly disk: Pick<Disk, 'list'>
}

/** A world in which no walk of a tree gets into its samples; a file that is named can be read all the same. */
export function withoutSamples<W extends Walked>(world: W, root: string, samples: readonly string[]): W {
  const left = new Set(samples.map(plain))
  return left.size === 0 ? world : walking(world, root, path => !left.has(path))
}

/** `keep`: whether an entry is listed, by its path relative to the tree. */
function walking<W extends Walked>(world: W, root: string, keep: (path: string) => boolean): W {
  const start = plain(root) === '' ? '' : `${plain(root)}/`
  const list: Disk['list'] = path => {
    const folder = plain(path)
    const inside = `${folder}/`.startsWith(start)
    return world.disk.list(path)?.filter(({ name }) => !inside || keep(inTree(folder, name).slice(start.length)))
  }
  return { ...world, disk: { ...world.disk, list } }
}

/** A path without `./` before it and a slash behind it; empty for where we are. */
function plain(path: string): string {
  return path
    .replace(/^(?:\.\/+)+/, '')
    .replace(/(?<=.)\/+$/, '')
    .replace(/^\.$/, '')
}
