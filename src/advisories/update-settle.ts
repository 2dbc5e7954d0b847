import { asideFolder, type FeedsState, originalsFolder } from './feed-state.ts'
import { changesOf, currentsOf, type Holding } from './update-archive.ts'
import { type Fetching, takeOriginal } from './update-originals.ts'

/** Takes the list of an archive when what it speaks of is taken, and clears away the records that the archive has itself. */
export function settleHolding(how: Fetching, state: FeedsState, holding: Holding): void {
  const { disk, folder } = how
  const { changes, path } = holding.original
  if (changes === undefined || currentsOf(how, state, holding).some(([at]) => isAside(state, at))) return
  if (holding.covers) takeOriginal(disk, folder, state, changes.list.path)
  else if (holding.file.aside) {
    // It speaks of the archive before this one.
    const place = `${originalsFolder(folder)}/${changes.list.path}`
    if (disk.stat(place)) disk.remove(place)
    const known = state.originals[changes.list.path]
    if (known) known.held = null
  }
  const kept = new Set(changesOf(state, path).records.map(([id]) => changes.record(id).path))
  const prefix = path.slice(0, path.lastIndexOf('/') + 1)
  for (const other of Object.keys(state.originals)) {
    if (!other.startsWith(prefix) || !other.endsWith('.json') || kept.has(other)) continue
    for (const place of [originalsFolder(folder), asideFolder(folder)])
      if (disk.stat(`${place}/${other}`)) disk.remove(`${place}/${other}`)
    delete state.originals[other]
  }
}

function isAside(state: FeedsState, path: string): boolean {
  return state.originals[path]?.offered != null
}
