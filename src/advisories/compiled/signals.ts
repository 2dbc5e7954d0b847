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
  const found = /^CVE-(\d{4})-(\d{4,8})$/.exec(id)
  if (!found) return undefined
  const year = Number(found[1]) - 1990
  const number = Number(found[2])
  return year >= 0 && year < 128 && number < 2 ** 25 ? year * 2 ** 25 + number : undefined
}

/** The id of a `cveNumber`. */
export function cveText(number: number): string {
  return `CVE-${Math.floor(number / 2 ** 25) + 1990}-${String(number % 2 ** 25).padStart(4, '0')}`
}

/** Signals as two columns: CVE numbers ascending and what is known, EPSS in units of 0.00001 (the precision FIRST publishes). */
export function signalColumns(signals: Iterable<Signal>): { cves: Uint32Array; values: Uint32Array } {
  const known = new Map<number, number>()
  for (const signal of signals) {
    const cve = cveNumber(signal.cve)
    if (cve === undefined) continue
    let value = known.get(cve) ?? 0
    if (signal.kev !== undefined) value |= kevBit
    if (signal.epss !== undefined) value = (value & ~epssMask) | epssBit | Math.round(signal.epss * 100_000)
    known.set(cve, value >>> 0)
  }
  const cves = Uint32Array.from(known.keys()).sort()
  return { cves, values: cves.map(cve => known.get(cve)!) }
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
