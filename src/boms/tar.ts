import { Buffer } from 'node:buffer'
import { type Limits, type NoteList, Problem, quoted } from '#base'
import { type PieceReader, type Pieces, pieceReader } from './byte-pieces.ts'
import { blockBytes, headerOf, paxRecords, type TarHeader } from './tar-header.ts'

/** One entry of a tar archive. Nothing is made of it: a link leads nowhere, a device is a word. */
export interface TarEntry {
  /** Relative, without `.` and `..`; empty for the root itself. */
  path: string
  /** The same as it stands in the archive. */
  written: string
  kind: 'file' | 'folder' | 'link' | 'hard-link' | 'other'
  /** Of a link, as written; of a hard link, as `path` is. */
  target: string
  size: number
  /** What is in a file, to be asked for once and before the next entry; unread bytes are passed over. */
  content(): AsyncIterable<Uint8Array>
}

/** What is counted over an archive and those inside it. */
export interface TarBounds {
  limits: Limits
  /** Entries seen so far, bounded by `limits.files`. */
  entries: number
}

/** A path of Linux has at most 4096 bytes (limits.h, PATH_MAX). */
const longestPath = 4096

/** Characters that GNU and pax may write before an entry. */
const longestRecords = 1024 ** 2

const kinds: Readonly<Record<string, TarEntry['kind']>> = {
  '0': 'file',
  '7': 'file',
  '1': 'hard-link',
  '2': 'link',
  '3': 'other',
  '4': 'other',
  '5': 'folder',
  '6': 'other',
}

/**
 * The entries of a tar archive as its bytes come: ustar, pax and GNU long names; later records win over the header, as
 * programs that unpack read them. Refused with `boms/tar-refused`: a wrong checksum, a size that is no number or over
 * `limits.bytes`, sparse files, a path that leads out of the archive or is over 4096 bytes, an archive cut short; over
 * `limits.files` entries. What stands after the end is noted and not read.
 */
export async function* tarEntries(
  pieces: Pieces,
  name: string,
  bounds: TarBounds,
  notes: NoteList,
): AsyncGenerator<TarEntry> {
  const reader = pieceReader(pieces)
  const pending: Pending = { records: new Map(), shared: new Map(), path: undefined, target: undefined }
  for (;;) {
    const start = reader.place
    const block = await reader.take(blockBytes)
    if (block.length < blockBytes) {
      if (block.length > 0 || start === 0) throw refused(name, 'cut short in a header', start)
      notes.add('archive-end-missing', `${quoted(name)} has no end mark: it may be cut short`)
      return
    }
    if (isZero(block)) {
      await afterEnd(reader, name, notes)
      return
    }
    const header = headerOf(block)
    if (!header) throw refused(name, 'wrong header checksum', start)
    countEntry(bounds, name)
    const size = sizeOf(header, pending, name, start, bounds.limits)
    if ('xgLK'.includes(header.type)) {
      await takeRecords(reader, header.type, size, pending, name, start)
      continue
    }
    const entry = entryOf(header, size, pending, name, start)
    let left = hasContent(header.type) ? size : 0
    const padding = (blockBytes - (left % blockBytes)) % blockBytes
    const content = async function* () {
      while (left > 0) {
        const part = await reader.some(left)
        if (part === undefined) throw refused(name, `cut short in ${quoted(entry.path)}`, reader.place)
        left -= part.length
        yield part
      }
    }
    yield { ...entry, content }
    for await (const _ of content());
    if ((await reader.take(padding)).length < padding)
      throw refused(name, `cut short after ${quoted(entry.path)}`, reader.place)
    pending.records = new Map()
    pending.path = pending.target = undefined
  }
}

function countEntry(bounds: TarBounds, name: string): void {
  const { files } = bounds.limits
  if (++bounds.entries > files)
    throw new Problem('boms/too-many-files', `Cannot read ${name}: more than ${files} entries`, {
      wanted: `at most ${files}`,
      next: `raise it with --limit files=${files * 4}`,
    })
}

/** What stood before an entry and is about it. */
interface Pending {
  records: ReadonlyMap<string, string>
  /** Of all entries that follow. */
  shared: ReadonlyMap<string, string>
  path: string | undefined
  target: string | undefined
}

function hasContent(type: string): boolean {
  return kinds[type] === undefined || kinds[type] === 'file'
}

async function takeRecords(
  reader: PieceReader,
  type: string,
  size: number,
  pending: Pending,
  name: string,
  start: number,
): Promise<void> {
  if (size > longestRecords) throw refused(name, `name too long: ${size} bytes of records`, start)
  if ((type === 'L' || type === 'K') && size > longestPath + 1)
    throw refused(name, `name too long: ${size} bytes`, start)
  const bytes = await reader.take(Math.ceil(size / blockBytes) * blockBytes)
  if (bytes.length < size) throw refused(name, 'cut short in a name', start)
  const text = bytes.subarray(0, size)
  if (type === 'L') pending.path = untilZero(text)
  else if (type === 'K') pending.target = untilZero(text)
  else {
    const records = paxRecords(text)
    if (!records) throw refused(name, 'damaged pax records', start)
    if (type === 'x') pending.records = records
    else pending.shared = records
  }
}

function untilZero(bytes: Buffer): string {
  const end = bytes.indexOf(0)
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end)
}

function sizeOf(
  { size: written, type }: TarHeader,
  { records, shared }: Pending,
  name: string,
  start: number,
  limits: Limits,
): number {
  const told = 'xgLK'.includes(type) ? undefined : (records.get('size') ?? shared.get('size'))
  const size = told === undefined ? written : /^\d{1,15}$/.test(told) ? Number(told) : Number.NaN
  if (Number.isNaN(size)) throw refused(name, `a size that is no number or negative: ${quoted(told ?? '')}`, start)
  if (size > limits.bytes) throw refused(name, `size ${size} is over the limit of ${limits.bytes} bytes`, start)
  return size
}

function entryOf(
  header: TarHeader,
  size: number,
  pending: Pending,
  name: string,
  start: number,
): Omit<TarEntry, 'content'> {
  const told = (key: string) => pending.records.get(key) ?? pending.shared.get(key)
  const sparse = [...pending.records.keys(), ...pending.shared.keys()].some(key => key.startsWith('GNU.sparse.'))
  if (header.type === 'S' || sparse) throw refused(name, 'a sparse file', start)
  const written = told('path') ?? pending.path ?? header.path
  const path = tarPath(written)
  if (path === undefined) throw refused(name, `path leaves the archive or is none: ${quoted(written)}`, start)
  if (Buffer.byteLength(path) > longestPath) throw refused(name, 'name too long', start)
  // Old archives mark a folder by the slash at its end alone.
  const kind = kinds[header.type] === 'file' && written.endsWith('/') ? 'folder' : (kinds[header.type] ?? 'other')
  const target = told('linkpath') ?? pending.target ?? header.target
  return { path, written, kind, target, size }
}

/** A path inside the archive without `.` and slashes too many; undefined when it leads out of it. */
export function tarPath(text: string): string | undefined {
  if (text.length > longestPath || text.includes('\0') || /^[a-z]:[\\/]|(?:^|\\)\.\.(?:\\|$)/i.test(text))
    return undefined
  const parts = text.split('/').filter(part => part !== '' && part !== '.')
  return parts.includes('..') ? undefined : parts.join('/')
}

function isZero(block: Uint8Array): boolean {
  for (const byte of block) if (byte !== 0) return false
  return true
}

async function afterEnd(reader: PieceReader, name: string, notes: NoteList): Promise<void> {
  let more = false
  for (let part = await reader.some(blockBytes * 128); part; part = await reader.some(blockBytes * 128))
    more ||= !isZero(part)
  if (more) notes.add('data-after-end', `${quoted(name)} has data after end of archive: not read`)
}

function refused(name: string, what: string, at: number): Problem {
  return new Problem('boms/tar-refused', `Cannot read ${name}: ${what} at byte ${at}`, {
    found: what,
    at: `byte ${at}`,
  })
}
