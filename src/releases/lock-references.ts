import { decodeText, Problem } from '#base'
import * as floating from './floating/all.ts'
import { type Checking, fileIn, tell, tellUnreadable } from './lock-check.ts'
import { floatingRule, type Reference, type ReferenceFormat } from './lock-reference.ts'
import { folderOf, inTree } from './lock-tree.ts'

const formats: readonly ReferenceFormat[] = Object.values(floating)
const startBytes = 64 * 1024

/** Looks at every file that names actions, images or configuration of other places. Each file is read as one format, the first that takes it. */
export async function checkReferences(checking: Checking, named: boolean): Promise<void> {
  const { world, tree } = checking
  for (const path of tree.chosen) {
    const format = formatOf(checking, path)
    if (!format) continue
    try {
      await format.prepare?.()
      const bytes = world.disk.read(inTree(tree.root, path), world.limits.element, 'element')
      const folder = folderOf(path)
      const beside = (name: string) => fileIn(checking, folder === '' ? name : `${folder}/${name}`)
      const text = () => decodeText(bytes)
      tellReferences(checking, path, format, format.read({ path, bytes, text, beside, limits: world.limits }))
    } catch (error) {
      if (!(error instanceof Problem) || named) throw error
      tellUnreadable(checking, path, 'references', format.id, error)
    }
  }
}

function formatOf({ world, tree }: Checking, path: string): ReferenceFormat | undefined {
  const real = inTree(tree.root, path)
  const whole = `/${real}`
  let start: string | undefined
  const starts = () => {
    if (start === undefined) {
      start = ''
      for (const piece of world.disk.chunks(real, startBytes)) {
        start = decodeText(piece.subarray(0, startBytes))
        break
      }
    }
    return start
  }
  const found = formats.filter(({ paths, sniff }) => paths.test(whole) && (sniff === undefined || sniff(starts())))
  // A path that says what a file is goes before a content that does.
  return found.find(({ sniff }) => sniff === undefined) ?? found[0]
}

function tellReferences(
  checking: Checking,
  path: string,
  format: ReferenceFormat,
  references: readonly Reference[],
): void {
  const pinned = references.filter(({ state }) => state === 'pinned').length
  if (references.length > 0)
    checking.files.push({
      path,
      kind: 'references',
      format: format.id,
      dependencies: references.length,
      exact: pinned,
      hashed: references.filter(({ state, kind }) => state === 'pinned' && kind !== 'chart').length,
      drift: [],
    })
  for (const { kind, written, line, state, by } of references) {
    const about = { name: written }
    if (state === 'floating')
      tell(checking, floatingRule[kind], path, line, `the ${kind} ${written} is taken by ${by}`, about)
    else if (state === 'unknown')
      tell(checking, 'image-unknown', path, line, `the ${kind} ${written} is taken by ${by}`, about)
    else if (kind === 'chart')
      tell(checking, 'hash-missing', path, line, `the chart ${written} is taken by ${by}, and no hash is kept`, about)
  }
}
