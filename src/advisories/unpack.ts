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
}

const headBytes = 64 * 1024

/**
 * What is inside gzip, zstd or zip, by content and not by name; anything else comes back as it is. Bounded by bytes and
 * ratio while unpacking, so that a bomb stops early. A zip with links, encryption, repeated names, overlapping entries,
 * names that lead elsewhere, or a checksum that differs is refused.
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
  let total = 0
  for (const entry of await judgedEntries(zip, name, limits)) {
    const content = await refusing(name, () => entryBytes(zip, entry, most - total, name))
    total += content.length
    if (crc32(content) !== entry.crc32) throw refused(name, `CRC of ${quoted(entry.fileName)} differs`)
    yield whole(entry.fileName, content)
  }
}

/** The files of a zip, once every entry has been found fit. */
async function judgedEntries(zip: yauzl.ZipFile, name: string, limits: Limits): Promise<yauzl.Entry[]> {
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
    const fault = entryFault(entry, names)
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

function entryFault(entry: yauzl.Entry, names: ReadonlySet<string>): string | undefined {
  if (names.has(entry.fileName)) return 'duplicate entry'
  if (entry.fileName.includes('\0')) return 'entry name with NUL'
  if (((entry.externalFileAttributes >>> 16) & 0xf000) === 0xa000) return 'links are not allowed'
  if (entry.isEncrypted()) return 'encrypted entry'
  return undefined
}

async function entryBytes(zip: yauzl.ZipFile, entry: yauzl.Entry, most: number, name: string): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of await zip.openReadStreamPromise(entry)) {
    size += (part as Buffer).length
    if (size > most) throw tooLarge(name, most)
    parts.push(part as Buffer)
  }
  return Buffer.concat(parts, size)
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
