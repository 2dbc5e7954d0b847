import { Buffer } from 'node:buffer'

/** A file in a ZIP archive, as the archive's directory has it. */
export interface ZipEntry {
  name: string
  /** 0: as it is; 8: deflated. Others are not unpacked. */
  method: number
  encrypted: boolean
  packed: number
  /** As stated: what comes out may be more, and is bounded then. */
  size: number
  /** Where its own header begins. */
  from: number
}

let zlib: typeof import('node:zlib') | undefined

/** Loads what unpacks, once; before it `unpackedEntry` is a bug. */
export async function loadZip(): Promise<void> {
  zlib ??= await import('node:zlib')
}

const endMark = 0x06054b50
const directoryMark = 0x02014b50
const end64Mark = 0x06064b50
const locator64Mark = 0x07064b50
const fileMark = 0x04034b50
const endLength = 22
/** The comment behind the end of an archive is at most that long. */
const longestComment = 0xffff

/**
 * The directory of a ZIP archive (PKWARE, APPNOTE 6.3, sections 4.3.12 and 4.3.16), which may have other bytes before it, as
 * programs that unpack themselves have. Undefined for what is none, is cut off, or has over `most` files.
 */
export function zipEntries(bytes: Uint8Array, most: number): ZipEntry[] | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const end = endOf(file)
  if (end < 0) return undefined
  const { count, length, stated, behind } = directoryOf(file, end)
  const start = behind - length
  const before = start - stated
  if (start < 0 || before < 0 || count > most) return undefined
  const entries: ZipEntry[] = []
  let at = start
  for (let i = 0; i < count; i++) {
    if (at + 46 > behind || file.readUInt32LE(at) !== directoryMark) return undefined
    const nameLength = file.readUInt16LE(at + 28)
    const next = at + 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32)
    if (next > behind) return undefined
    entries.push({
      name: file.toString('utf8', at + 46, at + 46 + nameLength),
      method: file.readUInt16LE(at + 10),
      encrypted: (file.readUInt16LE(at + 8) & 1) !== 0,
      packed: file.readUInt32LE(at + 20),
      size: file.readUInt32LE(at + 24),
      from: before + file.readUInt32LE(at + 42),
    })
    at = next
  }
  return entries
}

/** Where the end of the directory stands: the last mark whose comment reaches to the end of the bytes. */
function endOf(file: Buffer): number {
  const first = Math.max(0, file.length - endLength - longestComment)
  for (let at = file.length - endLength; at >= first; at--)
    if (file.readUInt32LE(at) === endMark && at + endLength + file.readUInt16LE(at + 20) === file.length) return at
  return -1
}

/** Where the directory is said to be; of ZIP64 (4.3.14) for archives with more files than two bytes can count. */
function directoryOf(file: Buffer, end: number) {
  const locator = end - 20
  const count = file.readUInt16LE(end + 10)
  const short = { count, length: file.readUInt32LE(end + 12), stated: file.readUInt32LE(end + 16), behind: end }
  if (locator < 56 || file.readUInt32LE(locator) !== locator64Mark) return short
  // What stands before the archive is before this record too: it is looked for right before its locator.
  const at = locator - 56
  if (file.readUInt32LE(at) !== end64Mark) return short
  return {
    count: Number(file.readBigUInt64LE(at + 32)),
    length: Number(file.readBigUInt64LE(at + 40)),
    stated: Number(file.readBigUInt64LE(at + 48)),
    behind: at,
  }
}

/** What one file unpacks to; undefined where it is broken, encrypted, packed in another way, or over `most` bytes. */
export function unpackedEntry(bytes: Uint8Array, entry: ZipEntry, most: number): Buffer | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const { from, packed, method, encrypted } = entry
  if (encrypted || from + 30 > file.length || file.readUInt32LE(from) !== fileMark) return undefined
  const start = from + 30 + file.readUInt16LE(from + 26) + file.readUInt16LE(from + 28)
  if (start + packed > file.length) return undefined
  const content = file.subarray(start, start + packed)
  if (method === 0) return packed <= most ? content : undefined
  if (method !== 8 || most <= 0) return undefined
  try {
    return zlib!.inflateRawSync(content, { maxOutputLength: most })
  } catch {
    return undefined
  }
}
