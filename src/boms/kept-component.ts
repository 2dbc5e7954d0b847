import { type Purl, parsePurl, showPurl } from '#identity'
import { type Component, type ComponentType, component, type Hash, ownLabel } from './bom.ts'
import type { BomFormat } from './format.ts'
import type { ComponentRow } from './store.ts'

/** A component as it is kept, with what its bills tell of it. */
export interface KeptComponent {
  /** Without a ref and a place: those are the bill's. */
  component: Component
  /** A member of the maker's own workspace. */
  own: boolean
  /** What is listed beside it need not be near it: a row of an inventory. */
  alone: boolean
  /** As `contextOf` gave it to `bomRows`. */
  context: string
}

/** What is kept of a component as JSON; absent where nothing is said. */
interface KeptFacts {
  hashes?: (readonly [algorithm: string, value: string])[]
  licenses?: readonly string[]
  scope?: NonNullable<Component['scope']>
  source?: string
  label?: string
  own?: true
  alone?: true
}

/** Columns of a component from `type` on, without what follows from them. */
export type KeptColumns = readonly [
  type: string,
  group: string | null,
  name: string,
  version: string | null,
  purl: string | null,
  packageKey: string | null,
  cpe: string | null,
  supplier: string | null,
  orderNumber: string | null,
  facts: string,
  context: string,
]

/** The same, and at the end the first 52 bits of its hashes. */
export type KeptValues = readonly [...KeptColumns, hashes: readonly number[]]

/** A component of a bill as values: two that nobody can tell apart give the same. */
export function valuesOf(one: Component, kind: BomFormat['kind'], context: string): KeptValues {
  const purl = one.purl === undefined ? undefined : parsePurl(one.purl)
  const known = purl !== undefined && !('fault' in purl)
  const shown = known ? showPurl(purl) : undefined
  const { hashes } = one
  const { type, group, name, version, cpe, supplier, orderNumber } = one
  return [
    type,
    group ?? null,
    name,
    version ?? null,
    shown ?? one.purl ?? null,
    known ? packageOf(purl, shown!) : null,
    cpe ?? null,
    supplier ?? null,
    orderNumber ?? null,
    factsOf(one, kind, hashes),
    context,
    hashes.length === 0 ? none : startsOfHashes(hashes.map(({ value }) => value)),
  ]
}

const none: readonly never[] = []

/** A purl, of which its text is `shown`, without what makes it one of several versions. */
function packageOf(purl: Purl, shown: string): string {
  if (purl.qualifiers !== undefined || purl.subpath !== undefined)
    return showPurl({ ...purl, version: undefined, qualifiers: undefined, subpath: undefined })
  // An @ in a part is written as %40.
  return purl.version === undefined ? shown : shown.slice(0, shown.lastIndexOf('@'))
}

function startsOfHashes(values: readonly string[]): number[] {
  return [...new Set(values.flatMap(value => startOfHash(value) ?? []))]
}

/** Of the hashes of a component's facts as they are kept, as `KeptValues` has them. */
export function startsOf(facts: string): number[] {
  const { hashes } = JSON.parse(facts) as KeptFacts
  return startsOfHashes(hashes?.map(([, value]) => value) ?? [])
}

/** The first 52 bits of a hash in hex, under which components are found by it; undefined where it is none or too short to tell anything. */
export function startOfHash(hex: string): number | undefined {
  return hex.length >= 32 && /^[0-9a-fA-F]{13}/.test(hex) ? Number.parseInt(hex.slice(0, 13), 16) : undefined
}

function factsOf(one: Component, kind: BomFormat['kind'], hashes: readonly Hash[]): string {
  const { licenses, scope, source, label } = one
  const facts: KeptFacts = {
    ...(hashes.length > 0 && { hashes: hashes.map(({ algorithm, value }) => [algorithm, value] as const) }),
    ...(licenses.length > 0 && { licenses }),
    ...(scope !== undefined && { scope }),
    ...(source !== undefined && { source }),
    ...(label !== undefined && { label }),
    ...(isOwn(one, kind) && { own: true as const }),
    ...(kind === 'inventory' && { alone: true as const }),
  }
  return JSON.stringify(facts)
}

/** Lockfile readers give the maker's own members as applications without a package URL; bills written from them say so. */
export function isOwn(one: Component, kind: BomFormat['kind']): boolean {
  if (one.type !== 'application' || one.purl !== undefined) return false
  return kind === 'lockfile' || kind === 'image' || one.label === ownLabel
}

/** The package that a package URL names, in any version; null where it is none. */
export function packageKeyOf(text: string | undefined): string | null {
  const purl = text === undefined ? undefined : parsePurl(text)
  if (purl === undefined || 'fault' in purl) return null
  return packageOf(purl, showPurl(purl))
}

/** The component of a row: what `bomRows` was given, its package URL in canonical form. */
export function componentOf(row: Omit<ComponentRow, 'id' | 'key' | 'name_key' | 'package_key'>): KeptComponent {
  const facts = JSON.parse(row.facts) as KeptFacts
  const made: Component = {
    ...component('', row.name, row.version ?? undefined, row.purl ?? undefined),
    type: row.type as ComponentType,
    group: row.group_name ?? undefined,
    cpe: row.cpe ?? undefined,
    supplier: row.supplier ?? undefined,
    orderNumber: row.order_number ?? undefined,
    scope: facts.scope,
    hashes: facts.hashes?.map(([algorithm, value]) => ({ algorithm, value })) ?? [],
    licenses: facts.licenses ?? [],
    label: facts.label,
    ...(facts.source !== undefined && { source: facts.source }),
  }
  return { component: made, own: facts.own === true, alone: facts.alone === true, context: row.context }
}
