import { Buffer } from 'node:buffer'
import { type OpenFile, Problem } from '#base'
import { checksum, sectionChecksum } from './checksum.ts'
import {
  anyMagic,
  isSegmentHeader,
  magic,
  padded,
  type SectionName,
  type SegmentHeader,
  sectionNames,
} from './layout.ts'
import { damaged } from './package-rows.ts'

/** What opening and asking cost: counted, so that tests can hold them. */
export interface Cost {
  reads: number
  bytes: number
  lookups: number
}

/** The bytes of an open segment, by section. Every method may throw `advisories/index-damaged`. */
export interface SegmentFile {
  readonly header: SegmentHeader
  readonly cost: Cost
  /** Bytes of a section, read for this call alone. */
  part(name: SectionName, from: number, to: number): Buffer
  /** The same through a small cache, for parts that lie close to each other. */
  nearby(name: SectionName, from: number, to: number): Buffer
  /** A whole section, compared with its checksum. */
  section(name: SectionName): Buffer
  /** A whole section as numbers, read once. */
  numbers(name: SectionName): Uint32Array
  /** Lets go of what `nearby` holds. */
  release(): void
}

/** Few questions touch few windows, and each byte read is for nothing but one; many touch nearly all, and each read counts. */
const smallWindow = 4096
const largeWindow = 256 * 1024
const fewReads = 400
const mostWindowBytes = 16 * 1024 ** 2
/** So many parts of a window are asked for on average, or it was not worth reading. */
const usefulWindow = 32

/** @param hold bytes of it that may be held at once for parts that lie close to each other */
export function openSegmentFile(file: OpenFile, hold = mostWindowBytes): SegmentFile {
  const cost: Cost = { reads: 0, bytes: 0, lookups: 0 }
  const fill = (into: Buffer, at: number): Buffer => {
    if (at + into.length > file.size || file.read(into, at) !== into.length) throw damaged()
    cost.reads++
    cost.bytes += into.length
    return into
  }
  const read = (at: number, length: number) => fill(Buffer.allocUnsafe(Math.min(Math.max(0, length), file.size)), at)
  const { header, at, end } = readHeader(read, file.size)
  if (end !== file.size) throw damaged()
  const near = windowReader(read, file.size, cost, hold)
  const once = new Map<SectionName, Uint32Array>()

  function section(name: SectionName): Buffer {
    // Memory of its own, since views of 32-bit numbers want it aligned.
    const bytes = fill(Buffer.from(new ArrayBuffer(header.sections[name].length)), at[name])
    if (sectionChecksum(bytes) !== header.sections[name].sum) throw damaged()
    return bytes
  }

  function within(name: SectionName, from: number, to: number): void {
    if (!(from <= to) || to > header.sections[name].length) throw damaged()
  }

  return {
    header,
    cost,
    section,
    part(name, from, to) {
      within(name, from, to)
      return read(at[name] + from, to - from)
    },
    nearby(name, from, to) {
      within(name, from, to)
      return near.read(at[name] + from, at[name] + to)
    },
    numbers(name) {
      let made = once.get(name)
      if (!made) {
        const bytes = section(name)
        made = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
        once.set(name, made)
      }
      return made
    },
    release: near.release,
  }
}

/** Reads between two places of a file, a window of it at a time. */
function windowReader(
  read: (at: number, length: number) => Buffer,
  size: number,
  cost: Readonly<Cost>,
  hold: number,
): { read(from: number, to: number): Buffer; release(): void } {
  const windows = new Map<number, Buffer>()
  let windowBytes = smallWindow
  let asked = 0
  /** Of the file, when what was held was last let go of. */
  let readsBefore = 0
  function near(from: number, to: number): Buffer {
    asked++
    const number = Math.floor(from / windowBytes)
    if (Math.floor(to / windowBytes) !== number) return read(from, to - from)
    let window = windows.get(number)
    if (!window) {
      if (windowBytes === smallWindow && cost.reads - readsBefore > fewReads) {
        windowBytes = largeWindow
        windows.clear()
        return near(from, to)
      }
      if (windows.size * windowBytes >= hold) {
        // Parts that lie far from each other: a window for each of them would be read, and made, for nothing but it.
        if (asked < usefulWindow * windows.size) return read(from, to - from)
        windows.clear()
        asked = 0
      }
      window = read(number * windowBytes, Math.min(windowBytes, size - number * windowBytes))
      windows.set(number, window)
    }
    return window.subarray(from - number * windowBytes, to - number * windowBytes)
  }
  return {
    read: near,
    release() {
      windows.clear()
      windowBytes = smallWindow
      asked = 0
      readsBefore = cost.reads
    },
  }
}

/** The header, and where each section begins. */
function readHeader(
  read: (at: number, length: number) => Buffer,
  size: number,
): { header: SegmentHeader; at: Record<SectionName, number>; end: number } {
  if (size < 24) throw damaged()
  const front = read(0, 16)
  const length = front.readUInt32LE(8)
  if (front.subarray(0, 7).equals(anyMagic) && front[7] !== magic[7]) throw otherVersion()
  if (!front.subarray(0, 8).equals(magic) || 16 + length > size) throw damaged()
  const text = read(16, length)
  if (checksum(text) !== front.readUInt32LE(12)) throw damaged()
  const header = parsed(text)
  let end = padded(16 + length)
  const at = {} as Record<SectionName, number>
  for (const name of sectionNames) {
    at[name] = end
    end += padded(header.sections[name].length)
  }
  return { header, at, end }
}

/** A header with a right checksum may still be forged: nothing of it is believed unseen. */
function parsed(text: Buffer): SegmentHeader {
  let header: unknown
  try {
    header = JSON.parse(text.toString('utf8'))
  } catch {
    throw damaged()
  }
  if (!isSegmentHeader(header)) throw damaged()
  return header
}

function otherVersion(): Problem {
  return new Problem(
    'advisories/index-version',
    'Cannot use the advisory database: it was built by another version of Millcert, which compared versions otherwise',
    { next: 'build it again: millcert db build --from DIR' },
  )
}
