import { Buffer } from 'node:buffer'
import { canonicalJson, type Digest, type Note, type NoteList, noteList, quoted, showTime } from '#base'
import { hashOf, type JournalEntry, startOf } from './entry.ts'
import { frontier, leafHash, type TreeHash } from './merkle.ts'

/** What is wrong with a journal, at the first entry where it is. */
export interface Fault {
  /** `damaged`, `changed`, `foreign`, `missing`, `repeated`, `unchained`, `empty`, `cut`, `forked`. */
  code: string
  /** The number that the entry has or ought to have, from 1. */
  entry: number
  message: string
}

/** What a chain of entries is, from its first one to its last whole one. */
export interface ChainSeen {
  journal: string | undefined
  chain: string | undefined
  /** Entries that are whole and follow each other. */
  entries: number
  /** The hash of the last of them. */
  head: Digest | undefined
  /** The root of the tree over them. */
  root: TreeHash
  /** The root at each size that was asked for. */
  roots: ReadonlyMap<number, TreeHash>
  notes: readonly Note[]
  /** The first thing that is wrong; what stands behind it was not looked at. */
  fault?: Fault
}

export interface ChainCheck {
  /** The next line, without its end; false once something was wrong. */
  add(line: Uint8Array): boolean
  end(): ChainSeen
}

const isText = (value: unknown) => typeof value === 'string'
/** The last millisecond that a date can have. */
const lastTime = 8.64e15

/** The members of an entry in the order of canonical JSON, and what each may be. */
const members: Readonly<Record<keyof JournalEntry, (value: unknown) => boolean>> = {
  actor: isText,
  at: value => Number.isSafeInteger(value) && Math.abs(value as number) <= lastTime,
  chain: isText,
  change: isText,
  hash: isText,
  journal: isText,
  object: isText,
  operation: isText,
  prev: isText,
  result: isText,
  seq: value => Number.isSafeInteger(value),
}
const names = Object.keys(members) as (keyof JournalEntry)[]

/** The entry that a line is, byte for byte; undefined for anything else. */
export function entryOf(line: Uint8Array): JournalEntry | undefined {
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(line.buffer, line.byteOffset, line.length).toString('utf8'))
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null || Object.keys(value).join() !== names.join()) return undefined
  const entry = value as JournalEntry
  if (!names.every(name => members[name](entry[name]))) return undefined
  return Buffer.from(canonicalJson(entry)).equals(line) ? entry : undefined
}

/**
 * Looks whether lines are one chain of one journal: each is canonical, has the hash of what it says, the next number, and names the
 * hash of the one before. It stops at the first that is not. A clock that went back is a note: numbers alone order.
 *
 * @param wanted the journal and chain that it has to be, else those of its first entry; sizes to tell the roots at
 */
export function chainCheck(wanted: { journal?: string; chain?: string; sizes?: ReadonlySet<number> } = {}): ChainCheck {
  let { journal, chain } = wanted
  let head: Digest | undefined
  let [entries, at] = [0, Number.NEGATIVE_INFINITY]
  let fault: Fault | undefined
  const tree = frontier()
  const roots = new Map<number, TreeHash>([[0, tree.root()]])
  const notes = noteList()
  return {
    add(line) {
      if (fault) return false
      const entry = entryOf(line)
      if (entry && journal === undefined) journal = entry.journal
      if (entry && chain === undefined) chain = entry.chain
      fault = faultOf(line, entry, { journal, chain, next: entries + 1, head })
      if (fault) return false
      clockNote(notes, entry!, at)
      ;({ seq: entries, hash: head, at } = entry!)
      tree.add(leafHash(line))
      if (wanted.sizes?.has(entries)) roots.set(entries, tree.root())
      return true
    },
    end: () => ({
      journal,
      chain,
      entries,
      head,
      root: tree.root(),
      roots,
      notes: notes.notes,
      ...(fault && { fault }),
    }),
  }
}

function clockNote(notes: NoteList, { seq, at }: JournalEntry, before: number): void {
  if (at < before)
    notes.add(
      'clock-back',
      `the clock stood at ${showTime(at)} for entry ${seq} and at ${showTime(before)} for the one before; numbers order`,
      `entry ${seq}`,
    )
}

interface Expected {
  journal: string | undefined
  chain: string | undefined
  next: number
  head: Digest | undefined
}

function faultOf(
  line: Uint8Array,
  entry: JournalEntry | undefined,
  { journal, chain, next, head }: Expected,
): Fault | undefined {
  const fault = (code: string, message: string): Fault => ({ code, entry: next, message })
  if (!entry) {
    const start = quoted(Buffer.from(line.subarray(0, 60)).toString('utf8'))
    return fault('damaged', `where entry ${next} is wanted stands what is no entry: ${start}`)
  }
  if (entry.journal !== journal || entry.chain !== chain)
    return fault(
      'foreign',
      `where entry ${next} is wanted stands one of ${quoted(entry.chain)} of the journal ${quoted(entry.journal)}, not of ${quoted(chain)} of ${quoted(journal)}`,
    )
  const { hash, ...said } = entry
  if (hashOf(said) !== hash) return fault('changed', `what entry ${next} says is not what its hash is over`)
  if (entry.seq > next)
    return fault('missing', `entry ${next} is missing or stands elsewhere: entry ${entry.seq} is in its place`)
  if (entry.seq < next) return fault('repeated', `where entry ${next} is wanted stands entry ${entry.seq} again`)
  if (entry.prev !== (head ?? startOf(entry.journal, entry.chain)))
    return fault(
      'unchained',
      next === 1
        ? 'entry 1 is not the beginning of this journal'
        : `entry ${next} does not follow entry ${next - 1}: one of both was written again`,
    )
  return undefined
}
