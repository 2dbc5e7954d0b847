import { room, wider } from './memory'

/** Slots looked at before a text is given up: texts with one hash are easily made, and must not cost more than this. */
const mostSteps: i32 = 32
/** As in `src/boms/text-arena.ts`: a place is the number of its chunk and where it begins in there. */
export const chunkBits: i32 = 18
const chunkBytes: i32 = 1 << chunkBits
const mostChunks: i32 = 1 << (31 - chunkBits)

/** Texts, numbered from 0 in the order they came in, found by open addressing over their bytes. */
@unmanaged
export class Table {
  count: i32
  /** Room for so many. */
  size: i32
  hashes: usize
  places: usize
  /** 16 bits each. */
  lengths: usize
  /** Number of the text and one; 0 where there is none. Half of them stay free. */
  slots: usize
  chunks: usize
  chunkCount: i32
  /** Bytes of the last chunk that are used. */
  fill: i32
}

/** A table that has to be started. */
export function table(): Table {
  const it = changetype<Table>(room(offsetof<Table>()))
  it.chunks = room((<usize>mostChunks) << 2)
  return it
}

/** Makes it empty, in new room. `size` is a power of two. */
export function start(it: Table, size: i32): void {
  it.count = 0
  it.size = size
  it.hashes = room((<usize>size) << 2)
  it.places = room((<usize>size) << 2)
  it.lengths = room((<usize>size) << 1)
  it.slots = emptySlots(size)
  it.chunkCount = 0
  it.fill = chunkBytes
}

function emptySlots(size: i32): usize {
  const bytes = (<usize>size) << 3
  const slots = room(bytes)
  memory.fill(slots, 0, bytes)
  return slots
}

/** Where a text would be numbered that `find` did not find; 0 when no slot is free within reach. */
let free: usize = 0

/** The number of a text; -1 where it never came in. */
export function find(it: Table, from: usize, length: i32, hash: i32): i32 {
  const mask = 2 * it.size - 1
  let at = hash & mask
  for (let i = 1; i <= mostSteps; i++) {
    free = it.slots + ((<usize>at) << 2)
    const id = load<i32>(free) - 1
    if (id < 0) return -1
    if (load<i32>(it.hashes + ((<usize>id) << 2)) === hash && isAt(it, id, from, length)) return id
    at = (at + i) & mask
  }
  free = 0
  return -1
}

/** A text found no place since it was last set back: then whoever asks had better stop. */
export let isFull: bool = false
export function setFull(value: bool): void {
  isFull = value
}

/** The number of a text, a new one where it never came in; -1 when no slot is free within reach, or no room. */
export function idOf(it: Table, from: usize, length: i32, hash: i32): i32 {
  const known = find(it, from, length, hash)
  if (known >= 0) return known
  if (free !== 0 && it.count === it.size && grow(it)) return idOf(it, from, length, hash)
  if (free === 0 || it.count === it.size || (isLastFull(it, length) && it.chunkCount === mostChunks)) {
    isFull = true
    return -1
  }
  const id = it.count++
  store<i32>(free, id + 1)
  keep(it, id, from, length, hash)
  return id
}

/** The number of a text that only the caller knows; -1 where there is no room. */
export function blank(it: Table): i32 {
  if (it.count === it.size && !grow(it)) {
    isFull = true
    return -1
  }
  const id = it.count++
  // In no slot, and of a length that no text has here.
  store<u16>(it.lengths + ((<usize>id) << 1), 0xffff)
  return id
}

export function textAt(it: Table, id: i32): usize {
  const place = load<i32>(it.places + ((<usize>id) << 2))
  return load<usize>(it.chunks + ((<usize>(place >>> chunkBits)) << 2)) + (place & (chunkBytes - 1))
}

function isAt(it: Table, id: i32, from: usize, length: i32): bool {
  if (load<u16>(it.lengths + ((<usize>id) << 1)) !== length) return false
  return memory.compare(textAt(it, id), from, length) === 0
}

/** Whether a text needs another chunk; also the empty one, whose place would be in the next. */
function isLastFull(it: Table, length: i32): bool {
  return it.fill + length >= chunkBytes
}

function keep(it: Table, id: i32, from: usize, length: i32, hash: i32): void {
  if (isLastFull(it, length)) {
    store<usize>(it.chunks + ((<usize>it.chunkCount) << 2), room(chunkBytes))
    it.chunkCount++
    it.fill = 0
  }
  store<i32>(it.hashes + ((<usize>id) << 2), hash)
  store<i32>(it.places + ((<usize>id) << 2), ((it.chunkCount - 1) << chunkBits) | it.fill)
  store<u16>(it.lengths + ((<usize>id) << 1), length)
  memory.copy(textAt(it, id), from, length)
  it.fill += length
}

/** Twice the room; false, and nothing has changed, when a text finds no slot there. */
function grow(it: Table): bool {
  const size = it.size
  const slots = emptySlots(2 * size)
  const mask = 4 * size - 1
  for (let id = 0; id < it.count; id++) {
    if (load<u16>(it.lengths + ((<usize>id) << 1)) === 0xffff) continue
    const hash = load<i32>(it.hashes + ((<usize>id) << 2))
    let at = hash & mask
    let i = 1
    while (i < mostSteps && load<i32>(slots + ((<usize>at) << 2)) !== 0) at = (at + i++) & mask
    if (i === mostSteps) return false
    store<i32>(slots + ((<usize>at) << 2), id + 1)
  }
  it.slots = slots
  it.hashes = wider(it.hashes, (<usize>size) << 2, (<usize>size) << 3)
  it.places = wider(it.places, (<usize>size) << 2, (<usize>size) << 3)
  it.lengths = wider(it.lengths, (<usize>size) << 1, (<usize>size) << 2)
  it.size = 2 * size
  return true
}
