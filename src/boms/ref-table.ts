import { Buffer } from 'node:buffer'
import { longer } from './int-list.ts'
import { longestKept, textArena } from './text-arena.ts'

/** Refs, numbered from 0 in the order they came in. */
export interface Refs {
  readonly count: number
  text(id: number): string
  /** The number of a ref; undefined when it never came in. */
  get(text: string): number | undefined
}

/** Refs while they come in. */
export interface NumberedTexts extends Refs {
  /** The number of a ref, a new one where it never came in. */
  idOf(text: string): number
}

export interface RefTable extends NumberedTexts {
  /** The same for printable ASCII no longer than `longestKept`: no string is made of it. */
  idOfBytes(bytes: Uint8Array, from: number, end: number): number
}

/** Refs that were numbered elsewhere, as wasm/table.ts keeps them. */
export interface NumberedRefs {
  count: number
  /** By number of the ref: the hash of its text, its place in the chunks, its length. */
  hashes: Int32Array<ArrayBuffer>
  places: Int32Array<ArrayBuffer>
  lengths: Uint16Array<ArrayBuffer>
  /** Numbers and one, 0 where there is none; twice as many as there is room for refs, and found in the steps of `find`. */
  slots: Int32Array<ArrayBuffer>
  chunks: Buffer[]
  /** Refs that are no plain text, or found no slot. */
  texts: Map<number, string>
}

/** Slots looked at before a ref is kept as a string: texts with one hash are easily made, and must not cost more than this. */
const mostSteps = 32

const plain = /^[\x20-\x7e]*$/

/** Whether a text can be kept as bytes. */
export function isPlainRef(text: string): boolean {
  return text.length <= longestKept && plain.test(text)
}

/** As `hashOf` in wasm/json.ts. It is easily met on purpose: a table must bear texts with the same one. */
function hashOf(bytes: Uint8Array, from: number, end: number): number {
  let sum = end - from
  let at = from
  for (; at + 4 <= end; at += 4)
    sum = turned(sum ^ (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)))
  for (; at < end; at++) sum = turned(sum ^ bytes[at]!)
  const half = Math.imul(sum ^ (sum >>> 15), 0x2c1b3c6d)
  return half ^ (half >>> 13)
}

function turned(sum: number): number {
  const product = Math.imul(sum, 0x9e3779b1)
  return (product << 13) | (product >>> 19)
}

/**
 * Strings in a Map, until the first ref comes as bytes: from then on a hash table with open addressing over bytes, which knows
 * a ref without making a string of it. What is not plain, or finds no slot, stays in the Map.
 */
export function refTable(numbered: NumberedRefs = noRefs()): RefTable {
  const { texts } = numbered
  const ids = new Map<string, number>()
  for (const [id, text] of texts) ids.set(text, id)
  const arena = textArena(numbered.chunks)
  let { count, hashes, places, lengths } = numbered
  // Half of them stay free.
  let { slots } = numbered
  // Room for so many refs as bytes.
  let room = slots.length / 2

  function keepText(text: string): number {
    if (count === room) grow()
    ids.set(text, count)
    texts.set(count, text)
    return count++
  }

  function grow(): void {
    if (room > 0) resize(2 * room)
  }

  function resize(wanted: number): void {
    hashes = longer(hashes, wanted)
    places = longer(places, wanted)
    lengths = longer(lengths, wanted)
    slots = longer(slots, 2 * wanted).fill(0)
    for (let id = 0; room > 0 && id < count; id++) if (!texts.has(id)) place(id)
    room = wanted
  }

  function place(id: number): void {
    const slot = freeSlot(hashes[id]!)
    if (slot >= 0) slots[slot] = id + 1
    else {
      const text = arena.text(places[id]!, lengths[id]!)
      ids.set(text, id)
      texts.set(id, text)
    }
  }

  function freeSlot(hash: number): number {
    const mask = slots.length - 1
    let at = hash & mask
    for (let i = 1; i <= mostSteps; i++) {
      if (slots[at] === 0) return at
      at = (at + i) & mask
    }
    return -1
  }

  /** Refs that came in as strings so far go where bytes find them. */
  function begin(): void {
    let wanted = 256
    while (wanted <= count) wanted *= 2
    resize(wanted)
    // A list of its own: one that finds no slot goes back into the Map, and would be met there again.
    for (const [text, id] of [...ids]) {
      if (!isPlainRef(text)) continue
      ids.delete(text)
      texts.delete(id)
      const bytes = Buffer.from(text, 'latin1')
      keepBytes(id, bytes, 0, bytes.length, hashOf(bytes, 0, bytes.length))
      place(id)
    }
  }

  function keepBytes(id: number, bytes: Uint8Array, from: number, end: number, hash: number): void {
    hashes[id] = hash
    lengths[id] = end - from
    places[id] = arena.open(end - from)
    arena.put(bytes, from, end)
  }

  /** The number of the ref of these bytes; -1 when it is in no slot. */
  function find(bytes: Uint8Array, from: number, end: number, hash: number): number {
    const mask = slots.length - 1
    let at = hash & mask
    for (let i = 1; i <= mostSteps; i++) {
      const id = slots[at]! - 1
      if (id < 0) return -1
      if (hashes[id] === hash && lengths[id] === end - from && arena.equals(places[id]!, bytes, from, end)) return id
      at = (at + i) & mask
    }
    return -1
  }

  function idOfBytes(bytes: Uint8Array, from: number, end: number): number {
    if (room === 0) begin()
    const hash = hashOf(bytes, from, end)
    const found = find(bytes, from, end, hash)
    if (found >= 0) return found
    if (ids.size > 0) {
      const known = ids.get(Buffer.from(bytes.subarray(from, end)).toString('latin1'))
      if (known !== undefined) return known
    }
    if (count === room) grow()
    keepBytes(count, bytes, from, end, hash)
    place(count)
    return count++
  }

  return {
    get count() {
      return count
    },
    text: id => texts.get(id) ?? arena.text(places[id]!, lengths[id]!),
    get(text) {
      const known = ids.get(text)
      if (known !== undefined || room === 0 || !isPlainRef(text)) return known
      const bytes = Buffer.from(text, 'latin1')
      const found = find(bytes, 0, bytes.length, hashOf(bytes, 0, bytes.length))
      return found < 0 ? undefined : found
    },
    idOf(text) {
      const known = ids.get(text)
      if (known !== undefined) return known
      if (room === 0 || !isPlainRef(text)) return keepText(text)
      return idOfBytes(Buffer.from(text, 'latin1'), 0, text.length)
    },
    idOfBytes,
  }
}

function noRefs(): NumberedRefs {
  const none = () => new Int32Array(0)
  const lengths = new Uint16Array(0)
  return { count: 0, hashes: none(), places: none(), lengths, slots: none(), chunks: [], texts: new Map() }
}
