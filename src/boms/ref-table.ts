import { Buffer } from 'node:buffer'
import { hashOfText } from '#base'
import { longer } from './int-list.ts'
import { longestKept, textArena } from './text-arena.ts'

/** Refs, numbered from 0 in the order they came in. */
export interface Refs {
  readonly count: number
  text(id: number): string
  /** The number of a ref; undefined when it never came in. */
  get(text: string): number | undefined
}

export interface RefTable extends Refs {
  /** The number of a ref, a new one where it never came in. */
  idOf(text: string): number
  /** The same for printable ASCII no longer than `longestKept`, with the hash of its text: no string is made of it. */
  idOfBytes(bytes: Uint8Array, from: number, end: number, hash: number): number
}

/** Slots looked at before a ref is kept as a string: texts with one hash are easily made, and must not cost more than this. */
const mostSteps = 16

const plain = /^[\x20-\x7e]*$/

/**
 * Strings in a Map, until the first ref comes as bytes: from then on a hash table with open addressing over bytes, which knows
 * a ref without making a string of it. What is not plain, or finds no slot, stays in the Map.
 */
export function refTable(): RefTable {
  const ids = new Map<string, number>()
  const texts = new Map<number, string>()
  const arena = textArena()
  let count = 0
  // Room for so many refs as bytes.
  let room = 0
  let hashes = new Int32Array(0)
  let places = new Int32Array(0)
  let lengths = new Uint16Array(0)
  // Number of the ref and one; 0 where there is none. Half of them stay free.
  let slots = new Int32Array(0)

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
    for (let i = 0; i < mostSteps; i++) if (slots[(hash + i) & mask] === 0) return (hash + i) & mask
    return -1
  }

  /** Refs that came in as strings so far go where bytes find them. */
  function begin(): void {
    let wanted = 256
    while (wanted <= count) wanted *= 2
    resize(wanted)
    // A list of its own: one that finds no slot goes back into the Map, and would be met there again.
    for (const [text, id] of [...ids]) {
      if (!isPlain(text)) continue
      ids.delete(text)
      texts.delete(id)
      const bytes = Buffer.from(text, 'latin1')
      keepBytes(id, bytes, 0, bytes.length, hashOfText(text))
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
    for (let i = 0; i < mostSteps; i++) {
      const id = slots[(hash + i) & mask]! - 1
      if (id < 0) return -1
      if (hashes[id] === hash && lengths[id] === end - from && arena.equals(places[id]!, bytes, from, end)) return id
    }
    return -1
  }

  function idOfBytes(bytes: Uint8Array, from: number, end: number, hash: number): number {
    if (room === 0) begin()
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
      if (known !== undefined || room === 0 || !isPlain(text)) return known
      const found = find(Buffer.from(text, 'latin1'), 0, text.length, hashOfText(text))
      return found < 0 ? undefined : found
    },
    idOf(text) {
      const known = ids.get(text)
      if (known !== undefined) return known
      if (room === 0 || !isPlain(text)) return keepText(text)
      return idOfBytes(Buffer.from(text, 'latin1'), 0, text.length, hashOfText(text))
    },
    idOfBytes,
  }
}

function isPlain(text: string): boolean {
  return text.length <= longestKept && plain.test(text)
}
