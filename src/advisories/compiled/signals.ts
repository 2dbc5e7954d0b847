import type { Signal } from '../advisory.ts'

/** What is known of a CVE, apart from advisories. */
export interface Known {
  kev: boolean
  /** Undefined: nobody scored it, which is not 0. */
  epss: number | undefined
}

const kevBit = 0x80000000
const epssBit = 0x40000000
const epssMask = 0x1ffff

/** A CVE id as one number that sorts by year and number; undefined for anything else, and for numbers of more than 25 bits. */
export function cveNumber(id: string): number | undefined {
  if (!id.startsWith('CVE-') || id.charCodeAt(8) !== 0x2d || id.length < 13 || id.length > 17) return undefined
  const year = digits(id, 4, 8) - 1990
  const number = digits(id, 9, id.length)
  return year >= 0 && year < 128 && number < 2 ** 25 ? year * 2 ** 25 + number : undefined
}

/** The id of a `cveNumber`. */
export function cveText(number: number): string {
  return `CVE-${Math.floor(number / 2 ** 25) + 1990}-${String(number % 2 ** 25).padStart(4, '0')}`
}

/** The number that some characters spell, NaN when one is no digit. */
function digits(text: string, from: number, to: number): number {
  let value = 0
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 0x30
    if (digit < 0 || digit > 9) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

/**
 * Signals by CVE number, each packed into one number: hundreds of thousands come every day, and an object for each would cost
 * more than everything else a build does.
 */
export type SignalTable = Map<number, number>

/**
 * Adds what a signal says to what is known of its CVE; EPSS in units of 0.00001, the precision FIRST publishes. True when
 * the feed had said nothing of the CVE before.
 */
export function addSignal(table: SignalTable, signal: Signal): boolean {
  const cve = cveNumber(signal.cve)
  if (cve === undefined) return false
  const before = table.get(cve) ?? 0
  let value = before
  if (signal.kev !== undefined) value |= kevBit
  if (signal.epss !== undefined) value = (value & ~epssMask) | epssBit | Math.round(signal.epss * 100_000)
  table.set(cve, value >>> 0)
  return (before & (signal.kev === undefined ? epssBit : kevBit)) === 0
}

/** A table as two columns: CVE numbers ascending and what is known. */
export function signalColumns(table: SignalTable): { cves: Uint32Array; values: Uint32Array } {
  const cves = Uint32Array.from(table.keys()).sort()
  return { cves, values: cves.map(cve => table.get(cve)!) }
}

/** What the columns say of a CVE; undefined when nothing. */
export function knownOf(cves: Uint32Array, values: Uint32Array, id: string): Known | undefined {
  const cve = cveNumber(id)
  if (cve === undefined) return undefined
  let low = 0
  let high = cves.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (cves[middle]! < cve) low = middle + 1
    else high = middle
  }
  return cves[low] === cve ? knownFrom(values[low]!) : undefined
}

/** A value of the second column in words. */
export function knownFrom(value: number): Known {
  return { kev: (value & kevBit) !== 0, epss: (value & epssBit) === 0 ? undefined : (value & epssMask) / 100_000 }
}
