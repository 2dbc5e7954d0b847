import { type Disk, type Limits, Problem, quoted } from '#base'
import { failed, passed, type ReleaseCheck } from './release-checks.ts'
import type { ReleaseManifest } from './release-manifest.ts'
import { soundFiles } from './tar-read.ts'

/** Whether who unpacks the archives that the release made gets the files that stand in them, and nothing elsewhere. */
export async function archivesSound(
  { disk, limits }: { disk: Pick<Disk, 'chunks'>; limits: Limits },
  folder: string,
  { artefacts }: Pick<ReleaseManifest, 'artefacts'>,
): Promise<ReleaseCheck[]> {
  const archives = artefacts.filter(({ kind }) => kind === 'source' || kind === 'evidence')
  if (archives.length === 0) return []
  try {
    for (const { path } of archives) for await (const _ of soundFiles(disk.chunks(`${folder}/${path}`), path, limits));
    return [passed('archives-sound', archives.map(({ path }) => quoted(path)).join(', '))]
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return [failed('archives-sound', error.message)]
  }
}
