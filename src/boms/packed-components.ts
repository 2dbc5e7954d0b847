import type { Component, Hash } from './bom.ts'
import { componentTypes, scopes } from './cyclonedx.ts'
import { longer } from './int-list.ts'
import type { Refs } from './ref-table.ts'
import { textArena } from './text-arena.ts'

/**
 * Components of large bills, some 120 bytes each: numbers in one array, texts in an arena. What an answer asks of them is made
 * at the asking, each time anew.
 */
export interface PackedComponents {
  /**
   * Keeps a component. `spans` says where its name, version, package URL and CPE begin and end among `bytes`, in this order:
   * equal where there is none; all of them plain ASCII, no longer together than an arena keeps in one piece.
   */
  add(parts: Parts, bytes: Uint8Array, spans: Int32Array): Component
}

/** What several components have in common, or is no text. */
export interface Parts {
  /** Number of the ref. */
  ref: number
  type: Component['type']
  scope: Component['scope']
  group: string | undefined
  supplier: string | undefined
  licenses: readonly string[]
  /** Up to `hashEnd`, for each: number of the algorithm's name among `algorithms`, count of bytes, bytes. */
  hashes: Uint8Array
  hashEnd: number
  /** The package URL is how the ref begins, as most writers have it: it is not kept again. */
  purlInRef: boolean
}

interface Store {
  refs: Refs
  arena: ReturnType<typeof textArena>
  /** By component, `width` numbers: see `add`. */
  numbers: Int32Array<ArrayBuffer>
  words: (string | undefined)[]
  lists: (readonly string[])[]
  algorithms: readonly string[]
}

const width = 8
const types = [...componentTypes.values()]
const scopeNames = [undefined, ...scopes.values()]
const lengthMask = 0xffff
const inRef = 1 << 16

export function packedComponents(refs: Refs, algorithms: readonly string[]): PackedComponents {
  const wordIds = new Map<string, number>()
  const listIds = new Map<readonly string[], number>()
  const store: Store = {
    refs,
    arena: textArena(),
    numbers: new Int32Array(64 * width),
    words: [undefined],
    lists: [none],
    algorithms,
  }
  let count = 0

  function wordId(word: string | undefined): number {
    if (word === undefined) return 0
    let id = wordIds.get(word)
    if (id === undefined) {
      id = store.words.push(word) - 1
      wordIds.set(word, id)
    }
    return id
  }

  function listId(list: readonly string[]): number {
    if (list.length === 0) return 0
    let id = listIds.get(list)
    if (id === undefined) {
      id = store.lists.push(list) - 1
      listIds.set(list, id)
    }
    return id
  }

  return {
    add(parts, bytes, spans) {
      const name = spans[1]! - spans[0]!
      const version = spans[3]! - spans[2]!
      const purl = spans[5]! - spans[4]!
      const cpe = spans[7]! - spans[6]!
      const { arena } = store
      const place = arena.open(name + version + (parts.purlInRef ? 0 : purl) + cpe + parts.hashEnd)
      arena.put(bytes, spans[0]!, spans[1]!)
      arena.put(bytes, spans[2]!, spans[3]!)
      arena.put(bytes, spans[6]!, spans[7]!)
      arena.put(parts.hashes, 0, parts.hashEnd)
      if (!parts.purlInRef) arena.put(bytes, spans[4]!, spans[5]!)
      const at = width * count++
      if (at === store.numbers.length) store.numbers = longer(store.numbers, 2 * at)
      const { numbers } = store
      numbers[at] = parts.ref
      numbers[at + 1] = place
      numbers[at + 2] = name | (version << 16)
      numbers[at + 3] = purl | (cpe << 16)
      numbers[at + 4] =
        parts.hashEnd |
        (parts.purlInRef ? inRef : 0) |
        (types.indexOf(parts.type) << 17) |
        (scopeNames.indexOf(parts.scope) << 22)
      numbers[at + 5] = wordId(parts.group)
      numbers[at + 6] = wordId(parts.supplier)
      numbers[at + 7] = listId(parts.licenses)
      return new PackedComponent(store, at)
    },
  }
}

const none: readonly never[] = []

// A class, since a million objects must share their getters.
class PackedComponent implements Component {
  readonly store: Store
  readonly index: number

  constructor(store: Store, index: number) {
    this.store = store
    this.index = index
  }

  get ref() {
    return this.store.refs.text(this.store.numbers[this.index]!)
  }
  get type() {
    return types[(this.store.numbers[this.index + 4]! >> 17) & 0x1f]!
  }
  get scope() {
    return scopeNames[(this.store.numbers[this.index + 4]! >> 22) & 3]
  }
  get group() {
    return this.store.words[this.store.numbers[this.index + 5]!]
  }
  get supplier() {
    return this.store.words[this.store.numbers[this.index + 6]!]
  }
  get licenses() {
    return this.store.lists[this.store.numbers[this.index + 7]!]!
  }
  get name() {
    return textOf(this.store, this.index, 0, nameLength(this))
  }
  get version() {
    return optional(this.store, this.index, nameLength(this), versionLength(this))
  }
  get cpe() {
    return optional(this.store, this.index, nameLength(this) + versionLength(this), cpeLength(this))
  }
  get purl() {
    const { store, index } = this
    const length = store.numbers[index + 3]! & lengthMask
    if ((store.numbers[index + 4]! & inRef) !== 0) return this.ref.slice(0, length)
    const before = nameLength(this) + versionLength(this) + cpeLength(this) + hashesLength(this)
    return optional(store, index, before, length)
  }
  get hashes() {
    const from = nameLength(this) + versionLength(this) + cpeLength(this)
    return hashesLength(this) === 0 ? none : hashesAt(this.store, this.index, from, from + hashesLength(this))
  }
  get orderNumber() {
    return undefined
  }
  get at() {
    return undefined
  }
  get label() {
    return undefined
  }
}

function nameLength({ store, index }: PackedComponent): number {
  return store.numbers[index + 2]! & lengthMask
}

function versionLength({ store, index }: PackedComponent): number {
  return store.numbers[index + 2]! >>> 16
}

function cpeLength({ store, index }: PackedComponent): number {
  return store.numbers[index + 3]! >>> 16
}

function hashesLength({ store, index }: PackedComponent): number {
  return store.numbers[index + 4]! & lengthMask
}

function textOf({ arena, numbers }: Store, index: number, from: number, length: number): string {
  return arena.text(numbers[index + 1]! + from, length)
}

function optional(store: Store, index: number, from: number, length: number): string | undefined {
  return length === 0 ? undefined : textOf(store, index, from, length)
}

function hashesAt({ arena, numbers, algorithms }: Store, index: number, from: number, end: number): readonly Hash[] {
  const hashes: Hash[] = []
  const place = numbers[index + 1]!
  for (let at = place + from; at < place + end; ) {
    const size = arena.byte(at + 1)
    let value = ''
    for (let i = 0; i < size; i++)
      value += arena
        .byte(at + 2 + i)
        .toString(16)
        .padStart(2, '0')
    hashes.push({ algorithm: algorithms[arena.byte(at)]!, value })
    at += 2 + size
  }
  return hashes
}
