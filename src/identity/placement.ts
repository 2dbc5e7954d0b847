import type { Coordinates, Ecosystem, Unplaced } from './ecosystem.ts'
import * as ecosystems from './ecosystems/all.ts'
import { exact } from './exact.ts'
import type { VersionOrder } from './order.ts'
import type { Purl } from './purl.ts'
import * as orders from './versions/all.ts'

/** Coordinates, and the ecosystem whose order its versions have. */
export interface Placed extends Coordinates {
  ecosystem: Ecosystem
}

const byType = new Map<string, Ecosystem>()
const byOsv = new Map<string, Ecosystem>()
for (const ecosystem of Object.values(ecosystems)) {
  byType.set(ecosystem.type, ecosystem)
  for (const name of ecosystem.osv) byOsv.set(name.toLowerCase(), ecosystem)
}

const byId = new Map<string, VersionOrder>()
const byNumber = new Map<number, VersionOrder>()
const everyOrder: readonly VersionOrder[] = [exact, ...Object.values(orders)]
for (const order of everyOrder) {
  byId.set(order.id, order)
  byNumber.set(order.number, order)
}

/** Where the advisories of a component are looked up, or why they cannot be and what would settle it. */
export function coordinatesOf(purl: Purl): Placed | Unplaced {
  const ecosystem = byType.get(purl.type)
  if (ecosystem === undefined) {
    return {
      why: `This version of Millcert has no version order for packages of type ${JSON.stringify(purl.type)}.`,
      settle: `A version of Millcert that compares ${purl.type} versions, or a look at the advisories by hand.`,
    }
  }
  const found = ecosystem.keyOfComponent(purl)
  if ('why' in found) return found
  const { key, version, doubt } = found
  return doubt === undefined ? { key, version, ecosystem } : { key, version, doubt, ecosystem }
}

/**
 * The key under which an advisory's package is found: its ecosystem as OSV writes it (`PyPI`, `AlmaLinux:9`; case is
 * forgiven) and its name. Undefined when the ecosystem is not known, or the name or release is none of it.
 */
export function packageKey(osvEcosystem: string, name: string): { key: string; ecosystem: Ecosystem } | undefined {
  const colon = osvEcosystem.indexOf(':')
  const osv = colon < 0 ? osvEcosystem : osvEcosystem.slice(0, colon)
  const ecosystem = byOsv.get(osv.toLowerCase())
  const key = ecosystem?.keyOfPackage(name, osv, colon < 0 ? undefined : osvEcosystem.slice(colon + 1))
  return ecosystem === undefined || key === undefined ? undefined : { key, ecosystem }
}

/** The ecosystem of a purl type, undefined when Millcert has none. */
export function ecosystemOf(type: string): Ecosystem | undefined {
  return byType.get(type)
}

/** The ecosystem of a key that this module gave (`deb/debian:12/openssl`), undefined for any other text. */
export function ecosystemOfKey(key: string): Ecosystem | undefined {
  const slash = key.indexOf('/')
  return slash < 0 ? undefined : byType.get(key.slice(0, slash))
}

/** The order with an id (`pep440`), `exact` among them. */
export function orderOf(id: string): VersionOrder | undefined {
  return byId.get(id)
}

/** The order with the number that a compiled index stores. */
export function orderByNumber(number: number): VersionOrder | undefined {
  return byNumber.get(number)
}
