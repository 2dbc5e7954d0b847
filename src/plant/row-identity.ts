import { digest } from '#base'
import type { AssetRow } from './import-row.ts'
import { folded } from './site.ts'

/** What of a row says which asset it is. */
type Naming = Pick<AssetRow, 'ref' | 'tag' | 'serial' | 'ipAddresses' | 'parentRef'>

/** By what an asset was known again, the best first; an address alone is weak. */
export type KnownBy = 'source' | 'tag' | 'serial' | 'address'

/** Serial numbers that say nothing, as people and tools write them. */
const noSerial = /^(?:n\W?a|none|null|unknown|unbekannt|default|0+|[-_.?x*]+|tbd|to be filled.*|12345\d*)$/i

/** The key under which a source tells of the same asset again: its own id, else the tag, else the serial number, else an address. */
export function keyOf({ ref, tag, serial, ipAddresses }: Naming): string | undefined {
  if (ref !== undefined) return `ref:${ref}`
  if (tag !== undefined) return `tag:${folded(tag)}`
  if (serial !== undefined && !noSerial.test(serial)) return `serial:${folded(serial)}`
  return ipAddresses?.[0] === undefined ? undefined : `address:${ipAddresses[0]}`
}

/** Keys that rows which were not taken may have: any of their cells may be what the asset is called. */
export function keysIn(rows: readonly { cells: readonly string[] }[]): Set<string> {
  const texts = new Set(rows.flatMap(({ cells }) => cells.map(cell => cell.trim())))
  const named = (text: string) => [`ref:${text}`, `tag:${folded(text)}`, `serial:${folded(text)}`, `address:${text}`]
  return new Set([...texts].flatMap(text => (text === '' ? [] : named(text))))
}

/** What a row says, without where it stands, when it was seen and what is doubted: equal digests say the same. */
export function digestOfRow({ row: _, observedAt: __, firmwareInDoubt: ___, ...said }: AssetRow): string {
  return digest(JSON.stringify(said)).slice('sha256:'.length, 'sha256:'.length + 32)
}

/** Assets of a site by what they are known by, those that a row of this import made too. */
export interface Marks {
  byTag: Map<string, string[]>
  bySerial: Map<string, string[]>
  byAddress: Map<string, string[]>
  tags: Map<string, string>
  serials: Map<string, string>
}

export function emptyMarks(): Marks {
  return { byTag: new Map(), bySerial: new Map(), byAddress: new Map(), tags: new Map(), serials: new Map() }
}

export function mark(
  marks: Marks,
  id: string,
  { tag, serial, addresses }: { tag?: string | undefined; serial?: string | undefined; addresses: readonly string[] },
): void {
  const put = (map: Map<string, string[]>, key: string) => {
    const known = map.get(key)
    if (known === undefined) map.set(key, [id])
    else if (!known.includes(id)) known.push(id)
  }
  if (tag !== undefined) {
    put(marks.byTag, folded(tag))
    marks.tags.set(id, folded(tag))
  }
  if (serial !== undefined && !noSerial.test(serial)) {
    put(marks.bySerial, folded(serial))
    marks.serials.set(id, folded(serial))
  }
  for (const address of addresses) put(marks.byAddress, address)
}

/** Which asset a row is about: one that is known, none yet, or nobody can say. */
export type Found = { assetId: string; by: KnownBy } | 'new' | { code: string; reason: string; next: string }

/**
 * Finds the asset that a row of a source is about, when the source did not tell of it before.
 *
 * @param taken whether the source, or a row before in this file, lists an asset under another key
 */
export function findAsset(row: Naming, marks: Marks, taken: (assetId: string) => boolean): Found {
  const { tag, serial } = row
  const tagged = tag === undefined ? [] : (marks.byTag.get(folded(tag)) ?? [])
  const numbered = serial === undefined || noSerial.test(serial) ? [] : (marks.bySerial.get(folded(serial)) ?? [])
  const both = tagged.filter(id => numbered.includes(id))
  if (tagged.length > 0 && numbered.length > 0 && both.length === 0) return differ(tag!, serial!)
  const candidates = both.length > 0 ? both : tagged
  if (candidates.length > 1) return ofSeveral(tag!, candidates.length)
  if (candidates.length === 1) {
    const assetId = candidates[0]!
    return taken(assetId) ? underAnotherId(tag!) : { assetId, by: 'tag' }
  }
  const free = numbered.filter(id => !taken(id))
  if (free.length === 1) return { assetId: free[0]!, by: 'serial' }
  return findByAddress(row, marks, taken)
}

/** Weak: only where exactly one asset has the address, and nothing that is known of it says that it is another. */
function findByAddress(row: Naming, marks: Marks, taken: (assetId: string) => boolean): Found {
  if (row.tag !== undefined || row.parentRef !== undefined) return 'new'
  const ids = new Set((row.ipAddresses ?? []).flatMap(address => marks.byAddress.get(address) ?? []))
  if (ids.size !== 1) return 'new'
  const [assetId] = [...ids] as [string]
  const serial = marks.serials.get(assetId)
  const other = serial !== undefined && row.serial !== undefined && serial !== folded(row.serial)
  return taken(assetId) || other ? 'new' : { assetId, by: 'address' }
}

function differ(tag: string, serial: string): Exclude<Found, 'new'> {
  return {
    code: 'tag-and-serial-differ',
    reason: `The tag ${JSON.stringify(tag)} is one asset's, the serial number ${JSON.stringify(serial)} another's.`,
    next: 'Say which device it is: mend the tag or the serial number.',
  }
}

function ofSeveral(tag: string, count: number): Exclude<Found, 'new'> {
  return {
    code: 'tag-of-several',
    reason: `${count} assets have the tag ${JSON.stringify(tag)}.`,
    next: 'Add the serial number, or give each asset a tag of its own.',
  }
}

function underAnotherId(tag: string): Exclude<Found, 'new'> {
  return {
    code: 'tag-twice',
    reason: `The source lists the tag ${JSON.stringify(tag)} under another id too.`,
    next: 'Give each asset a tag of its own, or leave one row out.',
  }
}
