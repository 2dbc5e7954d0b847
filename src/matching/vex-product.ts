import type { Named, Product, Statement } from '#advisories'
import type { Bom, Component } from '#boms'
import { coordinatesOf, inInterval, type Purl, parsePurl, type VersionOrder } from '#identity'

/** A component, and the bills that list it: a statement about one product must not answer for another that has it too. */
export interface Placed {
  component: Component
  bills: readonly Bom[]
}

/**
 * What a product in words is to a component: it is this one, and why; or nobody can be sure of it, and why not. `same`: it is the same
 * product by its name or number, and the doubt is which of that name, or in which version.
 */
export type Meant = { how: string } | { doubt: string; same: boolean }

/** Which of the products that statements name in words a component is. */
export interface WordsMeant {
  /** Undefined where it is none that any statement could name. */
  of(component: Component): { get(product: Product): Meant | undefined } | undefined
}

/** Whether statements name products in words, and some of the components are named by nothing else. */
export function meetsInWords(statements: readonly Statement[], components: Iterable<Component>): boolean {
  if (!statements.some(({ products }) => products.some(({ words }) => words !== undefined))) return false
  for (const component of components) if (isAsset(component)) return true
  return false
}

/** Only its maker's words name it: it has no package URL by which advisories could be looked up. */
export function isAsset({ supplier, purl }: Component): boolean {
  if (supplier === undefined || purl === undefined) return supplier !== undefined
  const parsed = parsePurl(purl)
  return !('fault' in parsed) && 'why' in coordinatesOf(parsed)
}

/**
 * Whether a statement's product means this component: it is named itself; or the product is the subject of every bill that lists it,
 * and the component is one of the subcomponents, or the statement names none and so speaks of all that is inside.
 */
export function isMeant(product: Product, { component, bills }: Placed): boolean {
  if (product.subcomponents.length === 0 && names(product, component, bills)) return true
  if (bills.length === 0 || !bills.every(bill => isSubject(product, bill))) return false
  return product.subcomponents.length === 0 || product.subcomponents.some(part => names(part, component, bills))
}

/** Purl, CPE, digest or reference of a component agree with what is stated. */
function names(stated: Named, component: Component, bills: readonly Bom[]): boolean {
  return (
    agrees(stated, component) ||
    (stated.link?.ref === component.ref &&
      versionOf(stated, component) &&
      bills.length > 0 &&
      bills.every(bill => isLinked(stated, bill)))
  )
}

function isSubject(stated: Named, bill: Bom): boolean {
  const { subject } = bill
  if (stated.link !== undefined && isLinked(stated, bill))
    return [subject?.ref, ''].includes(stated.link.ref) && versionOf(stated, subject ?? {})
  if (subject === undefined) return false
  if (agrees(stated, subject)) return true
  if (stated.purl !== undefined || stated.cpes.length > 0 || stated.hashes.length > 0) return false
  const { group, name, version, ref } = subject
  const full = group === undefined ? name : `${group}/${name}`
  const called = [name, full, ref, ...(version === undefined ? [] : [`${name}@${version}`, `${full}@${version}`])]
  return stated.id !== '' && called.includes(stated.id) && versionFits(stated, undefined, version)
}

/** In another revision of a bill the same reference may stand for another thing; a bill that states none is the first (CycloneDX 1.4 to 1.7). */
function isLinked({ link }: Named, { serial, revision = 1 }: Bom): boolean {
  return serial?.toLowerCase() === link?.serial && revision === link?.revision
}

/** What names one thing in both papers is the same; a digest alone is enough, whatever it is called. */
function agrees(stated: Named, component: Component): boolean {
  if (!versionOf(stated, component)) return false
  if (stated.hashes.length > 0 && component.hashes.some(hash => stated.hashes.some(one => isSame(one, hash))))
    return true
  if (stated.purl !== undefined && component.purl !== undefined) return samePurl(stated.purl, component)
  return stated.cpes.some(cpe => component.cpe !== undefined && sameCpe(cpe, component.cpe))
}

/** Digests that can be made to collide name nothing (MD5, SHA-1). */
function isSame(a: { algorithm: string; value: string }, b: { algorithm: string; value: string }): boolean {
  return a.algorithm === b.algorithm && a.value === b.value && a.algorithm !== 'MD5' && a.algorithm !== 'SHA-1'
}

function versionOf(
  stated: Named,
  { purl, version }: Pick<Component, 'purl' | 'version'> | Record<string, never>,
): boolean {
  if (stated.only === undefined) return true
  if (purl === undefined) return versionFits(stated, undefined, version)
  const parsed = parsePurl(purl)
  return 'fault' in parsed ? false : versionFits(stated, orderOf(parsed), parsed.version ?? version)
}

/** Whether a version is among those that a statement names; unknown is no. */
function versionFits({ only }: Named, order: VersionOrder | undefined, version: string | undefined): boolean {
  if (only === undefined) return true
  if (version === undefined) return false
  if (only.versions.some(one => one === version || order?.compare(one, version) === 0)) return true
  return order !== undefined && only.ranges.some(range => inInterval(order, range, version) === true)
}

function orderOf(purl: Purl): VersionOrder | undefined {
  const placed = coordinatesOf(purl)
  return 'key' in placed ? placed.ecosystem.order : undefined
}

/**
 * Type, namespace and name are the same; a stated version, subpath or qualifier must be the component's too, and one that is not
 * stated means all (OpenVEX 0.2.0 §Product; ECMA-427 §5).
 */
export function samePurl(stated: string, component: Pick<Component, 'purl' | 'version'>): boolean {
  const one = parsePurl(stated)
  const other = parsePurl(component.purl ?? '')
  if ('fault' in one || 'fault' in other) return false
  if (one.type !== other.type || one.namespace !== other.namespace || one.name !== other.name) return false
  if (one.subpath !== undefined && one.subpath !== other.subpath) return false
  for (const [key, value] of one.qualifiers ?? []) if (other.qualifiers?.get(key) !== value) return false
  if (one.version === undefined) return true
  const version = other.version ?? component.version
  return version !== undefined && (one.version === version || orderOf(one)?.compare(one.version, version) === 0)
}

/**
 * A stated CPE covers the component's: each part is the same or left open in the statement. `-` is no star (NISTIR 7696 §6.2), and
 * a star in the component's name covers nothing: nobody knows which version it is.
 */
export function sameCpe(stated: string, other: string): boolean {
  const a = partsOf(stated)
  const b = partsOf(other)
  if (a === undefined || b === undefined) return false
  return a.every((part, i) => part === '*' || part === b[i])
}

/** The eleven parts of a CPE name, lower case, without escapes. */
function partsOf(cpe: string): string[] | undefined {
  const rest = /^cpe:(?:2\.3:|\/)(.*)$/is.exec(cpe)?.[1]
  if (rest === undefined || rest.length > 2000) return undefined
  const uri = cpe.slice(4, 5) === '/'
  const parts = uri ? rest.split(':').map(decoded) : rest.split(/(?<!\\):/).map(part => part.replace(/\\(.)/g, '$1'))
  const full = Array.from({ length: 11 }, (_, i) => parts[i]?.toLowerCase() || '*')
  return parts.length > 11 || full[1] === '*' || full[2] === '*' ? undefined : full
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A percent sign that encodes nothing stands for itself.
    return text
  }
}
