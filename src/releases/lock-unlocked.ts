import { Problem } from '#base'
import { type Checking, fileIn, tell, tellUnreadable } from './lock-check.ts'
import { type Ask, isPinned, type ManifestFormat } from './lock-manifest.ts'
import { manifestFormatOf } from './lock-manifests.ts'
import { fileName, folderOf } from './lock-tree.ts'

/** Looks at manifests that no lockfile answers: what they ask for is pinned by nobody. */
export async function checkUnlocked(checking: Checking): Promise<void> {
  for (const path of checking.tree.chosen) {
    const format = manifestFormatOf(path)
    if (!format) continue
    const answered = checking.covered.has(path) || isCompiled(checking, path)
    try {
      await format.prepare?.()
      const bytes = fileIn(checking, path)
      if (bytes === undefined) continue
      const asks = format.read(bytes, checking.world.limits, path)
      tellAsks(
        checking,
        path,
        format,
        asks.filter(({ build }) => build || !answered),
      )
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      if (!answered) {
        tellUnreadable(checking, path, 'manifest', format.id, error)
      }
    }
  }
}

/** A Python project may be pinned by requirements files beside it; one that pins all it lists is such a lockfile. */
function isCompiled({ files, unreadable }: Checking, path: string): boolean {
  const folder = folderOf(path)
  if (unreadable.has(folder)) return true
  if (!/^(?:pyproject\.toml|setup\.cfg)$/.test(fileName(path))) return false
  return files.some(
    file =>
      file.kind === 'lockfile' &&
      folderOf(file.path) === folder &&
      file.format === 'requirements' &&
      file.dependencies > 0 &&
      file.exact === file.dependencies,
  )
}

function tellAsks(checking: Checking, path: string, { id, scheme }: ManifestFormat, all: readonly Ask[]): void {
  const asks = all.filter(({ from }) => from !== 'path')
  if (asks.length === 0) return
  const pinned = asks.filter(({ from, wanted }) => from === undefined && isPinned(scheme, wanted))
  checking.files.push({
    path,
    kind: 'manifest',
    format: id,
    dependencies: asks.length,
    exact: pinned.length,
    hashed: 0,
    drift: [],
  })
  const exact = new Set(pinned)
  for (const ask of asks) {
    const { name, wanted, line, build, from } = ask
    const written = wanted === '' ? 'in any version' : wanted
    if (from === undefined && exact.has(ask)) {
      if (!build)
        tell(checking, 'hash-missing', path, line, `${name} ${written} has no hash: no lockfile lists it`, { name })
    } else if (build)
      tell(checking, 'build-floating', path, line, `${name} is asked for to build, ${written}: no lockfile pins it`, {
        name,
      })
    else
      tell(checking, 'range-unlocked', path, line, `${name} is asked for ${written}, and no lockfile pins it`, { name })
  }
}
