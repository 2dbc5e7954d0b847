import { Buffer } from 'node:buffer'

/** Tags of a header that are read (rpm.org, "RPM tags"). */
const tags = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  vendor: 1011,
  license: 1014,
  arch: 1022,
  sourceRpm: 1044,
  provides: 1047,
  requires: 1049,
} as const

/** A package as the header in RPM's database has it. */
export interface RpmHeader {
  name: string
  version: string | undefined
  release: string | undefined
  epoch: number | undefined
  vendor: string | undefined
  license: string | undefined
  arch: string | undefined
  /** The file name of the source package. */
  sourceRpm: string | undefined
  provides: readonly string[]
  requires: readonly string[]
}

interface Part {
  type: number
  from: number
  count: number
}

const int32 = 4
const text = 6
const texts = 8
const translated = 9

/** Names of what a package gives and needs, at most; the largest real ones have some thousands. */
const mostNames = 100_000

/**
 * Reads a header as the database holds it (rpm.org, "RPM file format", header structure without its magic): the count of its
 * parts, the length of the data, 16 bytes for each part, the data. Returns what is wrong for bytes that are none.
 */
export function rpmHeaderOf(blob: Uint8Array): RpmHeader | { fault: string } {
  const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.length)
  if (bytes.length < 8) return { fault: `it has ${bytes.length} bytes` }
  const count = bytes.readUInt32BE(0)
  const start = 8 + 16 * count
  const end = start + bytes.readUInt32BE(4)
  if (count > 0xffff || end > bytes.length) return { fault: 'it is cut off' }
  const data = bytes.subarray(start, end)
  const parts = new Map<number, Part>()
  for (let at = 8; at < start; at += 16)
    parts.set(bytes.readInt32BE(at), {
      type: bytes.readUInt32BE(at + 4),
      from: bytes.readUInt32BE(at + 8),
      count: bytes.readUInt32BE(at + 12),
    })
  const textOf = (tag: number) => textsAt(data, parts.get(tag), 1)[0] || undefined
  const name = textOf(tags.name)
  if (name === undefined) return { fault: 'it names no package' }
  return {
    name,
    version: textOf(tags.version),
    release: textOf(tags.release),
    epoch: numberAt(data, parts.get(tags.epoch)),
    vendor: textOf(tags.vendor),
    license: textOf(tags.license),
    arch: textOf(tags.arch),
    sourceRpm: textOf(tags.sourceRpm),
    provides: textsAt(data, parts.get(tags.provides), mostNames),
    requires: textsAt(data, parts.get(tags.requires), mostNames),
  }
}

/** Texts end with a zero. */
function textsAt(data: Buffer, part: Part | undefined, most: number): string[] {
  if (!part || ![text, texts, translated].includes(part.type)) return []
  const found: string[] = []
  let { from } = part
  for (let i = 0; i < Math.min(part.count, most); i++) {
    const end = data.indexOf(0, from)
    if (from >= data.length || end < 0) break
    found.push(data.toString('utf8', from, end))
    from = end + 1
  }
  return found
}

function numberAt(data: Buffer, part: Part | undefined): number | undefined {
  if (!part || part.type !== int32 || part.count < 1 || part.from + 4 > data.length) return undefined
  return data.readUInt32BE(part.from)
}
