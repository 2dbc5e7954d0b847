import { Problem } from '#base'
import type { Bom, Component } from '#boms'
import { parsePurl } from '#identity'
import { directOf } from './gate-components.ts'
import { type Ask, sameName } from './lock-manifest.ts'
import { manifestFormatOf } from './lock-manifests.ts'
import { isElsewhere, isOwnPart, pinOf } from './lock-pins.ts'
import { folderOf, inTree, type LockTree, type LockWorld } from './lock-tree.ts'

/** A dependency that the project asks for itself, in one version. */
export interface Direct {
  name: string
  /** Of its package URL; undefined where it has none. */
  type: string | undefined
  version: string | undefined
  /** Why no registry can be asked about it; undefined where one can. */
  elsewhere: string | undefined
  component: Component
  bom: Bom
  locations: string[]
  asked: { manifest: string; scheme: string; ask: Ask }[]
}

export interface Directs {
  all: Direct[]
  /** Lockfiles that do not say which of their entries are direct, and manifests that cannot be read. */
  notes: { code: string; message: string; at: string }[]
}

/**
 * Direct dependencies of the lockfiles of a tree: what the lock itself calls so, else what a manifest beside it names, else all it lists.
 *
 * @param origins of the registries that are asked, by type of packages
 */
export async function directsIn(
  world: LockWorld,
  tree: LockTree,
  locks: readonly { bom: Bom; location: string }[],
  origins: ReadonlyMap<string, string>,
): Promise<Directs> {
  const notes: Directs['notes'] = []
  const manifests = await manifestsIn(world, tree, new Set(locks.map(({ location }) => folderOf(location))), notes)
  const byKey = new Map<string, Direct>()
  for (const { bom, location } of locks) {
    const beside = manifests.get(folderOf(location)) ?? []
    const stated = directOf(bom)
    // The library of the language itself is no module that a proxy has.
    const listed = bom.components.filter(one => !isOwnPart(one) && !one.purl?.startsWith('pkg:golang/stdlib@'))
    const named = listed.map(component => ({ component, asked: asksFor(component, beside) }))
    const isNamed = named.some(({ asked }) => asked.length > 0)
    if (!stated && !isNamed && listed.length > 0)
      notes.push({
        code: 'direct-unknown',
        message: `${location} does not say what is asked for: all it lists is looked at`,
        at: location,
      })
    for (const { component, asked } of named) {
      if (stated ? !stated.has(component.ref) : isNamed && asked.length === 0) continue
      const key = JSON.stringify([component.purl ?? component.name, component.version])
      const known = byKey.get(key)
      if (known && known.locations.at(-1) !== location) known.locations.push(location)
      const direct = known ?? directFrom(component, bom, location, origins)
      for (const one of asked)
        if (!direct.asked.some(({ manifest, ask }) => manifest === one.manifest && ask.wanted === one.ask.wanted))
          direct.asked.push(one)
      byKey.set(key, direct)
    }
  }
  const all = [...byKey.values()].sort(
    (a, b) => compare(a.type, b.type) || compare(a.name, b.name) || compare(a.version, b.version),
  )
  return { all, notes }
}

function compare(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function directFrom(component: Component, bom: Bom, location: string, origins: ReadonlyMap<string, string>): Direct {
  const pin = pinOf(component)
  const { name, version, purl: text } = pin
  const purl = text === undefined ? undefined : parsePurl(text)
  const type = purl && 'type' in purl ? purl.type : undefined
  const elsewhere =
    type === undefined
      ? 'it has no package URL'
      : isElsewhere(pin, origins.get(type) ?? '')
        ? 'it is of another place than the registry'
        : version === undefined
          ? 'it is pinned to no version'
          : undefined
  return { name, type, version, elsewhere, component, bom, locations: [location], asked: [] }
}

type Asked = Direct['asked'][number]

function asksFor(component: Component, beside: readonly Asked[]): Asked[] {
  if (beside.length === 0) return []
  const { name, purl: text } = pinOf(component)
  const purl = text === undefined ? undefined : parsePurl(text)
  if (!purl || 'fault' in purl) return []
  return beside.filter(
    ({ scheme, ask }) => scheme === purl.type && sameName(scheme, ask.name) === sameName(scheme, name),
  )
}

/** What the manifests of some folders ask for, by folder. */
async function manifestsIn(
  world: LockWorld,
  tree: LockTree,
  folders: ReadonlySet<string>,
  notes: Directs['notes'],
): Promise<ReadonlyMap<string, Asked[]>> {
  const found = new Map<string, Asked[]>()
  for (const manifest of tree.files) {
    const folder = folderOf(manifest)
    const format = folders.has(folder) ? manifestFormatOf(manifest) : undefined
    if (!format) continue
    try {
      await format.prepare?.()
      const bytes = world.disk.read(inTree(tree.root, manifest), world.limits.element, 'element')
      const asks = format.read(bytes, world.limits, manifest).filter(({ build }) => !build)
      found.set(folder, [...(found.get(folder) ?? []), ...asks.map(ask => ({ manifest, scheme: format.scheme, ask }))])
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      notes.push({ code: 'file-unreadable', message: error.message, at: manifest })
    }
  }
  return found
}
