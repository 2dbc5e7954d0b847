import type { Buffer } from 'node:buffer'
import { bytesOf, putText, putU32 } from './byte-run.ts'
import { cveNumber, cveText } from './signals.ts'

/*
 * Ids are most of what an index keeps of a record, and most of them have one of two forms: a CVE takes five bytes and a GHSA
 * thirteen, any other its length and text.
 */
const raw = 0
const cve = 1
const ghsa = 2
const ghsaForm = /^GHSA-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}$/
const ghsaLength = 19
/** `CVE-`, as one number. A shorter name is followed by more of the record, or by its checksum. */
const cveStart = 0x4356452d

/** Bytes that `putName` will write. */
export function nameLength(name: string): number {
  if (cveForm(name) !== undefined) return 5
  return isGhsa(name) ? 13 : 3 + bytesOf(name)
}

/** Writes a name; returns the place behind it. */
export function putName(into: Buffer, at: number, name: string): number {
  const number = cveForm(name)
  if (number !== undefined) {
    into[at] = cve
    return putU32(into, at + 1, number)
  }
  if (isGhsa(name)) {
    into[at] = ghsa
    let to = at + 1
    for (let i = 5; i < ghsaLength; i++) if (name.charCodeAt(i) !== 0x2d) into[to++] = name.charCodeAt(i)
    return to
  }
  into[at] = raw
  const end = putText(into, at + 3, name)
  into.writeUInt16LE(end - at - 3, at + 1)
  return end
}

/** Reads a name at a place; gives it with the place behind it. */
export function nameAt(bytes: Buffer, at: number): { name: string; next: number } {
  const kind = bytes[at]
  if (kind === cve) return { name: cveText(bytes.readUInt32LE(at + 1)), next: at + 5 }
  if (kind === ghsa) {
    const code = bytes.toString('latin1', at + 1, at + 13)
    return { name: `GHSA-${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`, next: at + 13 }
  }
  const end = at + 3 + bytes.readUInt16LE(at + 1)
  return { name: bytes.toString('utf8', at + 3, end), next: end }
}

/** The place behind a name. */
export function behindName(bytes: Buffer, at: number): number {
  const kind = bytes[at]
  if (kind === cve) return at + 5
  return kind === ghsa ? at + 13 : at + 3 + bytes.readUInt16LE(at + 1)
}

/** The number of a CVE whose name stands at a place (`cveNumber`); undefined for every other name. */
export function cveAt(bytes: Buffer, at: number): number | undefined {
  const kind = bytes[at]
  if (kind === cve) return bytes.readUInt32LE(at + 1)
  return kind === raw && bytes.readUInt32BE(at + 3) === cveStart ? cveNumber(nameAt(bytes, at).name) : undefined
}

function isGhsa(name: string): boolean {
  return name.length === ghsaLength && ghsaForm.test(name)
}

/** The number of a CVE that is written as everybody writes it: of more than four digits without a zero before them. */
function cveForm(name: string): number | undefined {
  return name.length === 13 || name.charCodeAt(9) !== 0x30 ? cveNumber(name) : undefined
}
