import { Problem, quoted } from '#base'
import { hexHash } from '#identity'
import { type Component, type ComponentType, component, type Hash } from './bom.ts'
import { checkComponent, checkUrl } from './checks.ts'
import { componentTypes, keptProperties, propertyStart, scopes, trivySource } from './cyclonedx.ts'
import {
  type Gathering,
  isRaw,
  keepComponent,
  listOf,
  nextOwner,
  own,
  type Raw,
  textOf,
  wrongType,
} from './cyclonedx-gather.ts'
import { ofSubject } from './graph.ts'
import { nameOf } from './paper-text.ts'

const none: readonly never[] = []

/** A component and those that stand in it, each after the one around it. `list` and `index` are its place: `/components`, 12. */
export function takeComponents(it: Gathering, raw: unknown, list: string, index: number): void {
  const nested = takeOne(it, raw, list, index, false)
  if (nested !== undefined) takeNested(it, nested, `${list}/${index}/components`)
}

/** The component that the bill is about; what stands in it are components of the bill. */
export function takeSubject(it: Gathering, raw: unknown): void {
  const nested = takeOne(it, raw, '/metadata/component', -1, true)
  if (nested !== undefined) takeNested(it, nested, '/metadata/component/components')
}

// With a stack of its own: a tree as deep as the limit allows must not need a call for each level.
function takeNested(it: Gathering, items: readonly unknown[], list: string): void {
  const open = [{ items, list, next: 0 }]
  for (let level = open.at(-1); level; level = open.at(-1)) {
    if (level.next === level.items.length) {
      open.pop()
      continue
    }
    const index = level.next++
    const below = takeOne(it, level.items[index], level.list, index, false)
    if (below !== undefined) open.push({ items: below, list: `${level.list}/${index}/components`, next: 0 })
  }
}

/** Returns what stands in the component, undefined when nothing does. */
function takeOne(
  it: Gathering,
  raw: unknown,
  list: string,
  index: number,
  subject: boolean,
): readonly unknown[] | undefined {
  it.list = list
  it.index = index
  if (!isRaw(raw)) throw wrongType(it, raw, '', 'a component')
  it.raw = raw
  const found = componentOf(it, raw)
  const ref = textOf(it, raw['bom-ref'], 'bom-ref')
  const owner = subject ? ofSubject : nextOwner(it)
  if (ref === undefined) it.unnamed.push({ component: found, owner })
  else own(it, ref, found, owner)
  checkComponent(found, it.notes, it)
  if (subject) it.bom.subject = found
  else keepComponent(it, found)
  const nested = raw['components']
  return nested === undefined ? undefined : listOf(it, nested, 'components')
}

function componentOf(it: Gathering, raw: Raw): Component {
  const name = raw['name']
  if (typeof name !== 'string') throw nameless(it, name)
  const found = component('', name, textOf(it, raw['version'], 'version'), textOf(it, raw['purl'], 'purl'))
  found.type = typeOf(it, raw['type'])
  found.group = shared(it, textOf(it, raw['group'], 'group'))
  found.cpe = textOf(it, raw['cpe'], 'cpe')
  found.supplier = shared(it, supplierOf(it, raw))
  const scope = raw['scope']
  if (scope !== undefined) found.scope = scopeOf(it, scope)
  const hashes = raw['hashes']
  if (hashes !== undefined) found.hashes = hashesOf(it, listOf(it, hashes, 'hashes'))
  const licenses = raw['licenses']
  if (licenses !== undefined) found.licenses = licensesOf(it, listOf(it, licenses, 'licenses'))
  const properties = raw['properties']
  if (properties !== undefined) takeProperties(it, found, listOf(it, properties, 'properties'))
  const references = raw['externalReferences']
  if (references !== undefined) checkReferences(it, listOf(it, references, 'externalReferences'))
  return found
}

function nameless(it: Gathering, name: unknown): Problem {
  if (name !== undefined && name !== null) return wrongType(it, name, '/name', 'a text')
  const at = it.place('')
  return new Problem('boms/missing-name', `Cannot read ${nameOf(it.paper)}: a component without a name at ${at}`, {
    at,
    wanted: 'a name for each component',
  })
}

function typeOf(it: Gathering, value: unknown): ComponentType {
  const type = componentTypes.get(value as string)
  if (type !== undefined) return type
  const written = textOf(it, value, 'type')
  const what = written === undefined ? 'a component has no type' : `unknown component type ${quoted(written)}`
  it.notes.add('type-unknown', `${what}: taken for a library`, it.place('/type'))
  return 'library'
}

function scopeOf(it: Gathering, value: unknown): Component['scope'] {
  const written = textOf(it, value, 'scope')
  if (written === undefined || scopes.has(written)) return scopes.get(written ?? '')
  it.notes.add('scope-unknown', `unknown scope ${quoted(written)}: left out`, it.place('/scope'))
  return undefined
}

/** Who answers for it, in the order of nearness to a supplier; authors made it, and need not supply it. */
function supplierOf(it: Gathering, raw: Raw): string | undefined {
  return (
    entityOf(it, raw['supplier'], 'supplier') ??
    entityOf(it, raw['manufacturer'], 'manufacturer') ??
    textOf(it, raw['publisher'], 'publisher')
  )
}

function entityOf(it: Gathering, value: unknown, key: string): string | undefined {
  if (value === undefined || value === null) return undefined
  if (!isRaw(value)) throw wrongType(it, value, `/${key}`, 'an organisation or a person')
  return textOf(it, value['name'], `${key}/name`)
}

export function shared(it: Gathering, text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const known = it.shared.get(text)
  if (known !== undefined) return known
  it.shared.set(text, text)
  return text
}

function hashesOf(it: Gathering, items: readonly unknown[]): readonly Hash[] {
  // An array that grows by pushing takes room for 17: a list of one, the usual case, is made as it is.
  if (items.length === 1) {
    const only = hashOf(it, items[0], 0)
    return only === undefined ? none : [only]
  }
  const hashes = items.flatMap((item, i) => hashOf(it, item, i) ?? none)
  return hashes.length === 0 ? none : hashes
}

function hashOf(it: Gathering, item: unknown, index: number): Hash | undefined {
  if (!isRaw(item)) throw wrongType(it, item, `/hashes/${index}`, 'a hash')
  const { alg, content } = item
  if (typeof alg !== 'string' || typeof content !== 'string')
    throw wrongType(it, item, `/hashes/${index}`, 'a hash with alg and content')
  const hash = hexHash(alg, content)
  if (!('fault' in hash)) return hash
  it.notes.add('hash-malformed', `malformed hash: ${hash.fault}; left out`, it.place(`/hashes/${index}`))
  return undefined
}

function licensesOf(it: Gathering, items: readonly unknown[]): readonly string[] {
  if (items.length === 0) return none
  const found: string[] = []
  for (let i = 0; i < items.length; i++) {
    const item = items[i]
    if (!isRaw(item)) throw wrongType(it, item, `/licenses/${i}`, 'a licence')
    const inner = item['license']
    if (inner !== undefined && !isRaw(inner)) throw wrongType(it, inner, `/licenses/${i}/license`, 'a licence')
    const text =
      inner === undefined
        ? textOf(it, item['expression'], `licenses/${i}/expression`)
        : (textOf(it, inner['id'], `licenses/${i}/license/id`) ??
          textOf(it, inner['name'], `licenses/${i}/license/name`))
    if (text === undefined) {
      it.notes.add('license-unnamed', 'a licence has neither id nor name: left out', it.place(`/licenses/${i}`))
      continue
    }
    found.push(text)
  }
  return sharedLicenses(it, found)
}

/** The list, or the equal one that a component before has. */
export function sharedLicenses(it: Gathering, found: readonly string[]): readonly string[] {
  const key = found.length === 1 ? found[0]! : JSON.stringify(found)
  const known = it.licenses.get(key)
  if (known !== undefined && known.length === found.length) return known
  it.licenses.set(key, found)
  return found
}

function takeProperties(it: Gathering, found: Component, items: readonly unknown[]): void {
  const source: Record<string, string | undefined> = Object.create(null)
  for (let i = 0; i < items.length; i++) {
    const item = items[i]
    if (!isRaw(item)) throw wrongType(it, item, `/properties/${i}`, 'a property')
    const name = item['name']
    if (typeof name !== 'string' || !(name.startsWith(propertyStart) || name.startsWith(trivySource))) continue
    const value = textOf(it, item['value'], `properties/${i}/value`)
    if (name.startsWith(trivySource)) {
      source[name.slice(trivySource.length)] ??= value
      continue
    }
    const kept = keptProperties.find(one => one === name.slice(propertyStart.length))
    if (kept !== undefined) found[kept] ??= value
  }
  const { Name: name, Epoch: epoch, Version: version, Release: release } = source
  if (name === undefined) return
  const whole = version && `${epoch && epoch !== '0' ? `${epoch}:` : ''}${version}${release ? `-${release}` : ''}`
  found.source ??= whole ? `${name}@${whole}` : name
}

function checkReferences(it: Gathering, items: readonly unknown[]): void {
  for (let i = 0; i < items.length; i++) {
    const item = items[i]
    if (!isRaw(item)) throw wrongType(it, item, `/externalReferences/${i}`, 'an external reference')
    const url = item['url']
    if (typeof url === 'string') checkUrl(url, it.notes, () => it.place(`/externalReferences/${i}/url`))
  }
}
