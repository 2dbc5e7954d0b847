import { Buffer } from 'node:buffer'
import { type Digest, type Disk, digest, type Limits, type OpenFile, Problem, quoted } from '#base'
import { openSegment, type Segment } from './compiled/segment.ts'
import { checkedPieces, exportMagic } from './export-file.ts'
import type { TrustedKey } from './export-signature.ts'
import { type ExportStatement, readStatement } from './export-statement.ts'
import { type Prints, printsOf } from './import-prints.ts'
import type { SegmentEntry } from './manifest.ts'

/** An export of which every byte was verified. */
export interface OpenedExport {
  statement: ExportStatement
  /** The trusted key that signed it; undefined for one that nobody signed. */
  signedBy: Digest | undefined
  /** Bytes of each segment, in the order of the manifest; open until `close`. */
  files: readonly OpenFile[]
  segments: readonly Segment[]
  /** By segment. */
  prints: readonly Prints[]
  close(): void
}

/** The longest last line of the front: an algorithm, a key and its signature. */
const longestVouched = 300

/**
 * Opens an export and verifies all of it: that a trusted key signed it (or, with `trust` 'unsigned', that nobody did), that every
 * segment is what the statement names, that there is nothing else, and that all of it can be read. Anything else is a Problem
 * `advisories/export-unverified` that names what failed; what the disk cannot do stays the disk's Problem.
 */
export function openExport(
  disk: Disk,
  path: string,
  trust: readonly TrustedKey[] | 'unsigned',
  limits: Limits,
): OpenedExport {
  const file = disk.open(path)
  try {
    const front = frontOf(file, path, limits)
    const signedBy = vouchedBy(front, trust, path)
    const statement = statementIn(front.statement, limits, path)
    const { segments: entries, feeds } = statement.manifest
    const files = windowsOf(file, front.length, entries, path)
    for (const [index, entry] of entries.entries())
      passOver(checkedPieces(files[index]!, entry, what => unverified(path, what)))
    const opened = entries.map((entry, index) => readWhole(files[index]!, entry, path))
    const known = new Set(feeds.map(({ id }) => id))
    for (const { feeds: inside } of opened.map(({ segment }) => segment.header))
      for (const id of inside)
        if (!known.has(id)) throw unverified(path, `it has records of ${quoted(id)}, which it does not list`)
    return {
      statement,
      signedBy,
      files,
      segments: opened.map(({ segment }) => segment),
      prints: opened.map(({ prints }) => prints),
      close: () => file.close(),
    }
  } catch (error) {
    file.close()
    throw error
  }
}

/** What is not what it says it is. */
export function unverified(path: string, what: string): Problem {
  return new Problem('advisories/export-unverified', `Cannot import ${path}: ${what}`, {
    at: path,
    next: 'the database is as it was; carry the file again',
  })
}

interface Front {
  statement: Buffer
  vouched: string
  /** Bytes before the first segment. */
  length: number
}

/** The three lines before the segments. */
function frontOf(file: OpenFile, path: string, limits: Limits): Front {
  const first = lineAt(file, 0, exportMagic.length + 3)
  if (first === undefined || first.toString('latin1') !== exportMagic) throw unverified(path, otherMagic(first))
  const statementAt = first.length + 1
  const statement = lineAt(file, statementAt, limits.element)
  if (statement === undefined)
    throw unverified(path, `its statement does not end within the file and the limit of ${limits.element} bytes`)
  const vouchedAt = statementAt + statement.length + 1
  const vouched = lineAt(file, vouchedAt, longestVouched)
  if (vouched === undefined) throw unverified(path, 'it is cut short, or damaged, where its signature stands')
  return { statement, vouched: vouched.toString('latin1'), length: vouchedAt + vouched.length + 1 }
}

function otherMagic(first: Buffer | undefined): string {
  const text = first?.toString('latin1') ?? ''
  return /^millcert-export\/\d{1,4}$/.test(text)
    ? `it is written as ${text}, and this version reads ${exportMagic}`
    : `it is no export: it does not begin with ${exportMagic}`
}

/** The line that begins at a place, without its line feed; undefined when there is no whole one of at most so many bytes. */
function lineAt(file: OpenFile, at: number, most: number): Buffer | undefined {
  const pieces: Buffer[] = []
  for (let length = 0; length <= most; ) {
    const piece = Buffer.allocUnsafe(Math.min(64 * 1024, most + 1 - length))
    const read = piece.subarray(0, file.read(piece, at + length))
    const end = read.indexOf(0x0a)
    if (end >= 0) return Buffer.concat([...pieces, read.subarray(0, end)])
    if (read.length < piece.length) return undefined
    pieces.push(read)
    length += read.length
  }
  return undefined
}

/** Which trusted key signed the statement. Nothing of the statement is read before. */
function vouchedBy(
  { statement, vouched }: Front,
  trust: readonly TrustedKey[] | 'unsigned',
  path: string,
): Digest | undefined {
  const unsigned = /^unsigned (sha256:[0-9a-f]{64})$/.exec(vouched)
  if (unsigned) {
    if (trust !== 'unsigned') throw unverified(path, 'nobody signed it')
    if (unsigned[1] !== digest(statement)) throw unverified(path, 'its statement is not what its digest names')
    return undefined
  }
  const [, keyId, text] = /^ed25519 (sha256:[0-9a-f]{64}) ([A-Za-z0-9+/]{86}==)$/.exec(vouched) ?? []
  if (keyId === undefined || text === undefined) throw unverified(path, 'the line of its signature is not whole')
  const signature = Buffer.from(text, 'base64')
  // The last letter has bits that mean nothing: two texts would stand for one signature.
  if (signature.toString('base64') !== text) throw unverified(path, 'the line of its signature is not whole')
  if (trust === 'unsigned')
    throw unverified(path, `it is signed, by the key ${keyId}: trust that key to have the signature verified`)
  const key = trust.find(known => known.keyId === keyId)
  if (key === undefined) throw unverified(path, `it is signed by the key ${keyId}, which is not trusted`)
  if (!key.verifies(statement, signature)) throw unverified(path, `its statement is not what the key ${keyId} signed`)
  return key.keyId
}

function statementIn(bytes: Uint8Array, limits: Limits, path: string): ExportStatement {
  try {
    return readStatement(bytes, limits, 'its statement')
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    throw unverified(path, error.message.replace(/^Cannot read its statement: /, 'in its statement: '))
  }
}

/** The bytes of each segment; their lengths and those of the front make the file. */
function windowsOf(file: OpenFile, from: number, entries: readonly SegmentEntry[], path: string): OpenFile[] {
  const stated = entries.reduce((sum, { bytes }) => sum + bytes, from)
  if (file.size < stated) throw unverified(path, `it is cut short: ${file.size} bytes, where ${stated} are stated`)
  if (file.size > stated) throw unverified(path, `${file.size - stated} bytes stand behind its end`)
  let at = from
  return entries.map(({ bytes }) => {
    const window = windowOf(file, at, bytes)
    at += bytes
    return window
  })
}

function windowOf(file: OpenFile, from: number, size: number): OpenFile {
  return {
    size,
    read: (into, at) => (at >= size ? 0 : file.read(into.subarray(0, Math.min(into.length, size - at)), from + at)),
    close() {},
  }
}

function passOver(pieces: Iterable<Uint8Array>): void {
  for (const _ of pieces);
}

/** Opens a segment and reads every record of it. */
function readWhole(file: OpenFile, entry: SegmentEntry, path: string): { segment: Segment; prints: Prints } {
  try {
    const segment = openSegment(file)
    segment.verify()
    const { advisories, packages, rows, signals } = segment.header
    if (
      advisories !== entry.advisories ||
      packages !== entry.packages ||
      rows !== entry.rows ||
      signals !== entry.signals
    )
      throw unverified(path, `${entry.file} does not hold as many records as the statement names`)
    return { segment, prints: printsOf(segment) }
  } catch (error) {
    if (error instanceof Problem && error.code === 'advisories/index-version')
      throw unverified(path, `${entry.file} was compiled by another version of Millcert; both sides want the same one`)
    if (error instanceof Problem && error.code !== 'advisories/index-damaged') throw error
    // Whoever forges a segment makes its checksums too: then reading it stops where a number leads out of it.
    if (error instanceof Problem || error instanceof RangeError || error instanceof TypeError)
      throw unverified(path, `${entry.file} cannot be read as a segment`)
    throw error
  }
}
