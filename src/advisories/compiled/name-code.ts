import { Buffer } from 'node:buffer'
import { cveNumber, cveText } from './signals.ts'

/*
 * Ids are most of what an index keeps of a record, and most of them have one of two forms: a CVE takes five bytes and a GHSA
 * thirteen, any other its length and text.
 */
const raw = 0
const cve = 1
const ghsa = 2
const ghsaForm = /^GHSA-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}$/

/** Bytes that `putName` will write. */
export function nameLength(name: string): number {
  if (cveForm(name) !== undefined) return 5
  return ghsaForm.test(name) ? 13 : 3 + Buffer.byteLength(name)
}

/** Writes a name; returns the place behind it. */
export function putName(into: Buffer, at: number, name: string): number {
  const number = cveForm(name)
  if (number !== undefined) {
    into[at] = cve
    return into.writeUInt32LE(number, at + 1)
  }
  if (ghsaForm.test(name)) {
    into[at] = ghsa
    into.write(name.slice(5, 9) + name.slice(10, 14) + name.slice(15), at + 1, 'latin1')
    return at + 13
  }
  into[at] = raw
  const length = into.write(name, at + 3, 'utf8')
  into.writeUInt16LE(length, at + 1)
  return at + 3 + length
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

/** The number of a CVE that is written as everybody writes it; another spelling is kept as text. */
function cveForm(name: string): number | undefined {
  const number = cveNumber(name)
  return number !== undefined && cveText(number) === name ? number : undefined
}
