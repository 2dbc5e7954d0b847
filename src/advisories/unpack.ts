import { Buffer } from 'node:buffer'
import { crc32, zstdDecompressSync } from 'node:zlib'
import yauzl from 'yauzl'
import { allowance, gunzipped, gunzippedHead, inflated, isGzip, type Limits, Problem, quoted } from '#base'

/** A file out of a compressed one, in memory: nothing is ever written to disk by its name. */
export interface Unpacked {
  /** The entry's name inside a zip; the file's own name without `.gz` or `.zst` otherwise. */
  name: string
  /** The first bytes, at most 64 KiB: enough to say what it is, without unpacking the rest. */
  head(): Uint8Array
  /** All of it. Throws a Problem when it is damaged or larger than the limits allow. */
  bytes(): Uint8Array
  /** The same from the start at each call, where it is not compressed and stands on a disk. */
  pieces?: () => Iterable<Uint8Array>
}

const headBytes = 64 * 1024

/**
 * What is inside gzip, zstd or zip, by content and not by name; anything else comes back as it is. Bounded by bytes and
 * ratio while unpacking, so that a bomb stops early. A zip with repeated names, two names for one entry, overlapping entries, or names that lead elsewhere
 * is refused; a link, an encrypted entry, one whose name differs from another's by case alone, or one whose checksum differs is given
 * with the others and throws when it is read.
 */
export async function* unpacked(name: string, bytes: Uint8Array, limits: Limits): AsyncIterable<Unpacked> {
  if (isGzip(bytes))
    yield {
      name: name.replace(/\.gz$/i, ''),
      head: () => gunzippedHead(name, bytes, headBytes, limits),
      bytes: () => gunzipped(name, bytes, limits),
    }
  else if (bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd)
    yield whole(
      name.replace(/\.zst$/i, ''),
      inflated(name, allowance(bytes.length, limits), maxOutputLength =>
        zstdDecompressSync(bytes, { maxOutputLength }),
      ),
    )
  else if (bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5))
    yield* zipEntries(name, bytes, limits)
  else yield whole(name, bytes)
}

function whole(name: string, bytes: Uint8Array): Unpacked {
  return { name, head: () => bytes.subarray(0, headBytes), bytes: () => bytes }
}

function tooLarge(name: string, most: number): Problem {
  return new Problem('advisories/expansion-limit', `Cannot unpack ${name}: expansion limit of ${most} bytes reached`, {
    next: 'if you trust it, raise --limit ratio=… or bytes=…',
  })
}

async function* zipEntries(name: string, bytes: Uint8Array, limits: Limits): AsyncIterable<Unpacked> {
  const zip = await refusing(name, () =>
    yauzl.fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), {
      strictFileNames: true,
      validateEntrySizes: true,
      lazyEntries: true,
    }),
  )
  const most = allowance(bytes.length, limits)
  const spent = { bytes: 0 }
  const folded = new Set<string>()
  for (const entry of await judgedEntries(zip, name, bytes, limits)) {
    let content: Buffer
    try {
      const fault = entryFault(entry, folded)
      if (fault !== undefined) throw refused(name, `${fault}: ${quoted(entry.fileName)}`)
      content = await refusing(name, () => entryBytes(zip, entry, spent, most, name))
      if (crc32(content) !== entry.crc32) throw refused(name, `CRC of ${quoted(entry.fileName)} differs`)
    } catch (error) {
      if (!(error instanceof Problem) || error.code === 'advisories/expansion-limit') throw error
      yield broken(entry.fileName, error)
      continue
    }
    yield whole(entry.fileName, content)
  }
}

function broken(name: string, problem: Problem): Unpacked {
  const read = () => {
    throw problem
  }
  return { name, head: read, bytes: read }
}

/** The files of a zip, once it has been found to be no trap. */
async function judgedEntries(
  zip: yauzl.ZipFile,
  name: string,
  bytes: Uint8Array,
  limits: Limits,
): Promise<yauzl.Entry[]> {
  const files: yauzl.Entry[] = []
  const names = new Set<string>()
  const spans: [from: number, to: number][] = []
  const entries = zip.eachEntry()[Symbol.asyncIterator]()
  for (
    let next = await refusing(name, () => entries.next());
    !next.done;
    next = await refusing(name, () => entries.next())
  ) {
    const entry = next.value
    const fault = zipFault(entry, names, bytes)
    if (fault !== undefined) throw refused(name, `${fault}: ${quoted(entry.fileName)}`)
    names.add(entry.fileName)
    if (names.size > limits.files) throw refused(name, `more than ${limits.files} entries`)
    spans.push([entry.relativeOffsetOfLocalHeader, entry.relativeOffsetOfLocalHeader + 30 + entry.compressedSize])
    if (!entry.fileName.endsWith('/')) files.push(entry)
  }
  spans.sort((a, b) => a[0] - b[0])
  if (spans.some((span, index) => index > 0 && span[0] < spans[index - 1]![1]))
    throw refused(name, 'overlapping entries')
  return files
}

/** What no honest archive has: programs would take different content for the same file. */
function zipFault(entry: yauzl.Entry, names: ReadonlySet<string>, bytes: Uint8Array): string | undefined {
  if (names.has(entry.fileName)) return 'duplicate entry'
  if (entry.fileName.includes('\0')) return 'entry name with NUL'
  return namedOnce(entry, bytes) ? undefined : 'header mismatch, another name stands before the content of'
}

/** Whether the header before the content has the name of the directory at the end (APPNOTE.TXT 4.3.7 and 4.3.12). */
function namedOnce({ relativeOffsetOfLocalHeader: at, fileNameRaw }: yauzl.Entry, bytes: Uint8Array): boolean {
  const from = at + 30
  return Buffer.compare(fileNameRaw, bytes.subarray(from, from + bytes[at + 26]! + 256 * bytes[at + 27]!)) === 0
}

/** Why one entry cannot be read; `folded` are the names before it, without case. */
function entryFault(entry: yauzl.Entry, folded: Set<string>): string | undefined {
  const plain = entry.fileName.normalize('NFC').toLowerCase()
  // Where case is nothing, programs take one for the other.
  if (folded.has(plain)) return 'case collision with an entry before it'
  folded.add(plain)
  if (((entry.externalFileAttributes >>> 16) & 0xf000) === 0xa000) return 'links are not allowed'
  if (entry.isEncrypted()) return 'encrypted entry'
  return undefined
}

/** Counts what comes out in `spent`, whether the entry is whole or not. */
async function entryBytes(
  zip: yauzl.ZipFile,
  entry: yauzl.Entry,
  spent: { bytes: number },
  most: number,
  name: string,
): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of await zip.openReadStreamPromise(entry)) {
    spent.bytes += (part as Buffer).length
    if (spent.bytes > most) throw tooLarge(name, most)
    parts.push(part as Buffer)
  }
  return Buffer.concat(parts)
}

/** The library's own errors as Problems. */
async function refusing<T>(name: string, run: () => Promise<T> | T): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof Problem) throw error
    throw refused(name, (error as Error).message)
  }
}

function refused(name: string, what: string): Problem {
  return new Problem('advisories/archive-refused', `Cannot unpack ${name}: ${what.replace(/\s+/g, ' ')}`, { at: name })
}
