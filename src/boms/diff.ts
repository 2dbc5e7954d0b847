import { parsePurl, showPurl } from '#identity'
import type { Bom, Component } from './bom.ts'

/** What is different in the second of two bills. Every list is sorted by name; components are matched as `keyOf` says. */
export interface Difference {
  /** In the second only. */
  came: Listed[]
  /** In the first only. */
  went: Listed[]
  version: VersionChange[]
  /** The same version with other content: what a tampered or rebuilt package looks like. */
  hash: HashChange[]
  license: LicenseChange[]
}

export interface Listed {
  name: string
  version: string | null
  purl: string | null
}

/** Versions that are in one bill only, where each bill has some; those in both are left out. */
export interface VersionChange {
  name: string
  before: string[]
  after: string[]
}

/** All values of one algorithm that are in one bill only. */
export interface HashChange {
  name: string
  version: string | null
  algorithm: string
  before: string[]
  after: string[]
}

export interface LicenseChange {
  name: string
  version: string | null
  before: string[]
  after: string[]
}

/** One package with all versions that a bill has of it. */
type Versions = Map<string | undefined, Component[]>

/**
 * Compares what two bills list. A package that stands in a bill in several versions is one package with a set of them: a
 * version that only one bill has came or went, and where both are true it changed.
 */
export function compareBoms(a: Bom, b: Bom): Difference {
  const before = packages(a)
  const after = packages(b)
  const found: Difference = { came: [], went: [], version: [], hash: [], license: [] }
  for (const key of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const old = before.get(key) ?? new Map()
    const fresh = after.get(key) ?? new Map()
    compareVersions(old, fresh, found)
    for (const [version, components] of old) {
      const others = fresh.get(version)
      if (others) compareContent(version, components, others, found)
    }
  }
  for (const list of Object.values<{ name: string }[]>({ ...found })) list.sort((x, y) => order(x.name, y.name))
  return found
}

/** Under which two components are the same package: the purl without version and qualifiers, else group, name and type. */
function keyOf(component: Component): string {
  const purl = component.purl === undefined ? undefined : parsePurl(component.purl)
  if (purl && !('fault' in purl)) return showPurl({ ...purl, version: undefined, qualifiers: undefined })
  return JSON.stringify([component.group ?? '', component.name, component.type])
}

function packages(bom: Bom): Map<string, Versions> {
  const found = new Map<string, Versions>()
  for (const component of bom.components) {
    const key = keyOf(component)
    let versions = found.get(key)
    if (!versions) {
      versions = new Map()
      found.set(key, versions)
    }
    const same = versions.get(component.version)
    if (same) same.push(component)
    else versions.set(component.version, [component])
  }
  return found
}

function compareVersions(old: Versions, fresh: Versions, found: Difference): void {
  const gone = [...old].filter(([version]) => !fresh.has(version)).map(([, [first]]) => first!)
  const added = [...fresh].filter(([version]) => !old.has(version)).map(([, [first]]) => first!)
  if (gone.length > 0 && added.length > 0) {
    found.version.push({ name: nameOf(added[0]!), before: versionsOf(gone), after: versionsOf(added) })
    return
  }
  found.went.push(...gone.map(listed))
  found.came.push(...added.map(listed))
}

function versionsOf(components: readonly Component[]): string[] {
  return components.map(({ version }) => version ?? '').sort(order)
}

function compareContent(
  version: string | undefined,
  old: readonly Component[],
  fresh: readonly Component[],
  found: Difference,
): void {
  const name = nameOf(fresh[0]!)
  const hashes = hashesOf(old)
  for (const [algorithm, values] of hashesOf(fresh)) {
    // A bill that does not state this algorithm says nothing that could differ.
    const [before, after] = onlyIn(hashes.get(algorithm) ?? values, values)
    if (before.length + after.length > 0) found.hash.push({ name, version: version ?? null, algorithm, before, after })
  }
  const [before, after] = onlyIn(
    new Set(old.flatMap(({ licenses }) => licenses)),
    new Set(fresh.flatMap(({ licenses }) => licenses)),
  )
  if (before.length + after.length > 0) found.license.push({ name, version: version ?? null, before, after })
}

function hashesOf(components: readonly Component[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const { hashes } of components) {
    for (const { algorithm, value } of hashes) {
      const values = found.get(algorithm)
      if (values) values.add(value)
      else found.set(algorithm, new Set([value]))
    }
  }
  return found
}

function onlyIn(a: ReadonlySet<string>, b: ReadonlySet<string>): [string[], string[]] {
  return [[...a].filter(value => !b.has(value)).sort(order), [...b].filter(value => !a.has(value)).sort(order)]
}

function listed(component: Component): Listed {
  return { name: nameOf(component), version: component.version ?? null, purl: component.purl ?? null }
}

function nameOf({ group, name }: Component): string {
  return group === undefined ? name : `${group}/${name}`
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
