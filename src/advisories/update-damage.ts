import { type Disk, Problem } from '#base'
import { builtFrom, digestAt } from './feed-check.ts'
import { feedNamed } from './feed-of.ts'
import { type FeedsState, originalsFolder, readFeedsState, writeFeedsState } from './feed-state.ts'
import { readManifest } from './manifest.ts'
import { readQuarantine } from './quarantine.ts'
import { originalsNow, type Underway } from './underway.ts'
import { type Fetching, forgetOriginal } from './update-originals.ts'

/**
 * Moves originals that are not what was read out of the way, so that an update asks for them anew: those of feeds that the check put in
 * quarantine. They stay to be looked at, below `feeds/damaged`. What such a feed's records were made of counts as unknown then: the right
 * bytes alone would say nothing of the records, so all of it is read anew.
 */
export function moveDamaged(disk: Disk, folder: string): void {
  const built = builtFrom(disk, folder, readManifest(disk, folder))
  const state = readFeedsState(disk, folder)
  let changed = false
  for (const [id, { cause }] of readQuarantine(disk, folder)) {
    if (cause !== 'check') continue
    for (const [path, digest] of Object.entries(built.get(id) ?? {})) {
      const place = `${originalsFolder(folder)}/${path}`
      const isThere = disk.stat(place)?.kind === 'file'
      if (isThere && digestAt(disk, place) === digest) continue
      state.feeds[id]!.built = null
      forgetLists(state, id)
      changed = true
      if (!isThere) continue
      const away = `${folder}/feeds/damaged/${path}`
      disk.makeFolder(away.slice(0, away.lastIndexOf('/')))
      disk.rename(place, away)
    }
  }
  if (changed) writeFeedsState(disk, folder, state)
}

/**
 * The feeds whose files are, byte for byte, what came from their sources. Of the others the files are forgotten, so that the next update
 * asks for them anew, and nothing of them is read.
 */
export function undamaged(
  how: Fetching,
  state: FeedsState,
  all: readonly Underway[],
  failed: (one: Underway, problem: Problem) => void,
): Underway[] {
  const digests = new Map<string, string>()
  const isDamaged = (file: { path: string; fetched: { digest: string } }) => {
    const found = digests.get(file.path) ?? digestAt(how.disk, file.path)
    digests.set(file.path, found)
    return found !== file.fetched.digest
  }
  // All are looked at before one is forgotten: feeds share files.
  const looked = all.map(one => {
    return { one, damaged: originalsNow(how, state, one).filter(([, current]) => isDamaged(current)) }
  })
  return looked.flatMap(({ one, damaged }) => {
    if (damaged.length === 0) return [one]
    for (const [path, current] of damaged) forgetOriginal(how.disk, how.folder, state, path, current)
    forgetLists(state, one.feed.id)
    for (const holding of one.holdings) holding.covers = false
    const paths = damaged.map(([path]) => path).join(', ')
    const message = `Cannot take ${paths}: it changed on the disk since it came; the next update fetches it anew`
    failed(one, new Problem('advisories/feed-damaged', message))
    return []
  })
}

/** Forgets what was followed of a feed's lists of changes: a record that is gone would not be in what is new since. */
function forgetLists(state: FeedsState, id: string): void {
  for (const { changes } of feedNamed(id)?.source?.originals ?? []) {
    const known = changes && state.originals[changes.list.path]
    if (known) known.held = null
  }
}
