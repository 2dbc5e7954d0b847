import { Buffer } from 'node:buffer'
import type { CheckpointNote } from './checkpoint.ts'
import { originOf } from './checkpoint.ts'
import { type ChainCheck, type ChainSeen, chainCheck, entryOf, type Fault } from './journal-check.ts'

/** A chain that was written into a file, one entry a line. */
export interface JournalFile extends ChainSeen {
  bytes: number
  /** What stands behind the last whole line, as a power cut leaves it: nobody was told that this entry is kept. */
  torn?: { from: number; bytes: number; message: string }
}

/** The longest line that is looked at: entries are a few hundred bytes. */
const mostLine = 1024 ** 2
const lineEnd = 10

/** Reads a journal from the bytes of a file; memory does not grow with it. */
export function journalFile(
  pieces: Iterable<Uint8Array>,
  wanted: { journal?: string; chain?: string; sizes?: ReadonlySet<number> } = {},
): JournalFile {
  const check = chainCheck(wanted)
  let [bytes, rest, last] = [0, Buffer.alloc(0), Buffer.alloc(0)]
  for (const piece of pieces) {
    bytes += piece.length
    let from = 0
    for (let end = piece.indexOf(lineEnd); end >= 0; end = piece.indexOf(lineEnd, from)) {
      const line = Buffer.concat([rest, piece.subarray(from, end)])
      ;[from, rest] = [end + 1, Buffer.alloc(0)]
      if (!check.add(line)) return { ...check.end(), bytes }
      last = line
    }
    rest = Buffer.concat([rest, piece.subarray(from)])
    if (rest.length > mostLine) break
  }
  return { ...ended(check, rest, bytes), bytes }

  function ended(check: ChainCheck, tail: Buffer, end: number): Omit<JournalFile, 'bytes'> {
    // A line without its end is whole when the last byte alone is missing, as programs that show text cut it.
    if (tail.length > 0 && (entryOf(tail) || isMoreThanEntry(tail))) check.add(tail)
    const seen = check.end()
    if (seen.fault) return seen
    if (tail.length > 0 && !entryOf(tail)) {
      const from = end - tail.length
      const entry = seen.entries + 1
      return { ...seen, torn: { from, bytes: tail.length, message: tornMessage(entry, from, tail, last) } }
    }
    if (seen.entries > 0) return seen
    return { ...seen, fault: { code: 'empty', entry: 1, message: 'entry 1 is missing: there is no entry at all' } }
  }
}

/** A whole entry with something behind it was not torn: its last bytes were changed. */
function isMoreThanEntry(tail: Buffer): boolean {
  const end = tail.lastIndexOf('}')
  return tail.length > mostLine || (end >= 0 && entryOf(tail.subarray(0, end + 1)) !== undefined)
}

function tornMessage(entry: number, from: number, tail: Buffer, last: Buffer): string {
  const what = last.subarray(0, tail.length).equals(tail)
    ? `the beginning of entry ${entry - 1} again`
    : `the beginning of entry ${entry}`
  return `the last line is torn: bytes ${from} to ${from + tail.length - 1} are ${what}, and no entry; the ${entry - 1} before are whole`
}

/**
 * What a checkpoint that was kept outside says against a chain: entries that it vouches for are gone (`cut`), or are others than
 * then (`forked`). Undefined where the chain goes on from it.
 */
export function faultAgainst(seen: ChainSeen, note: CheckpointNote, name: string): Fault | undefined {
  const { journal, chain, entries, roots, head } = seen
  if (journal === undefined || chain === undefined || head === undefined) return cutOf(note, 0, name)
  const origin = originOf(journal, chain)
  if (note.origin !== origin)
    return { code: 'foreign', entry: 1, message: `${name} is about ${note.origin}, and this is ${origin}` }
  if (note.size > entries) return cutOf(note, entries, name)
  const root = roots.get(note.size)
  if (root === undefined || !root.equals(note.root))
    return {
      code: 'forked',
      entry: note.size,
      message: `the entries 1 to ${note.size} are not those that ${name} vouches for: at least one was written again`,
    }
  return undefined
}

function cutOf({ size }: CheckpointNote, entries: number, name: string): Fault {
  return {
    code: 'cut',
    entry: entries + 1,
    message: `entry ${entries + 1} is missing: ${name} vouches for ${size} entries, ${entries} are there`,
  }
}

/** What all checkpoints say, the oldest first; where one still holds, the entries behind it are those that were written again. */
export function faultsAgainst(
  seen: ChainSeen,
  notes: readonly { note: CheckpointNote; name: string }[],
): readonly Fault[] {
  let held = 0
  const faults: Fault[] = []
  for (const { note, name } of notes.toSorted((a, b) => a.note.size - b.note.size)) {
    const fault = faultAgainst(seen, note, name)
    if (!fault) held = note.size
    else if (fault.code === 'forked' && held > 0)
      faults.push({
        ...fault,
        entry: held + 1,
        message: `${fault.message}; the entries 1 to ${held} are as they were`,
      })
    else faults.push(fault)
  }
  return faults
}
