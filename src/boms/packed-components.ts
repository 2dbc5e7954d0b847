import type { Component, Hash } from './bom.ts'
import type { Refs } from './ref-table.ts'
import { type LaidTexts, laidTexts } from './text-arena.ts'

/**
 * Components some 120 bytes each: numbers in one array, texts as bytes. What an answer asks of them is made at the asking, each
 * time anew. They are laid down by `keep` of wasm/cyclonedx.ts.
 */
export interface PackedStore {
  refs: Refs
  texts: LaidTexts
  /**
   * By component eight numbers: its ref; the place of its texts among the texts, one behind the other; the lengths of name and version,
   * of package URL and CPE, 16 bits each; the length of its digests with marks, type and scope; group; supplier; licences.
   */
  numbers: Int32Array<ArrayBuffer>
  /** What type, scope, group, supplier and algorithms are numbers of; the first stands for none. */
  words: (string | undefined)[]
  /** Of licences. */
  lists: (readonly string[])[]
  /** The component asked last, with its ref and, once they are asked for, its other texts as one: a part of a text costs less than a text of its own. */
  last: { index: number; ref: string; texts: string | undefined }
}

export function packedStore(refs: Refs): PackedStore {
  const numbers = new Int32Array(64 * packedWidth)
  return {
    refs,
    texts: laidTexts(),
    numbers,
    words: [undefined],
    lists: [none],
    last: { index: -1, ref: '', texts: undefined },
  }
}

/** Numbers of each. */
export const packedWidth = 8
const lengthMask = 0xffff
// Marks among the numbers, as in wasm/cyclonedx.ts: the package URL is how the ref begins, as most writers have it, and is not kept again.
const purlInRef = 1 << 16
const purlUnclear = 1 << 17

/** Whether nothing is known yet of the form of the package URL. */
export function isUnclear({ numbers }: PackedStore, at: number): boolean {
  return (numbers[at + 4]! & purlUnclear) !== 0
}

const none: readonly never[] = []

/** The component whose numbers begin at `index`. A class, since a million objects must share their getters. */
export class PackedComponent implements Component {
  readonly store: PackedStore
  readonly index: number

  constructor(store: PackedStore, index: number) {
    this.store = store
    this.index = index
  }

  get ref() {
    return asked(this).ref
  }
  get type() {
    return this.store.words[(this.store.numbers[this.index + 4]! >> 18) & 0x1f] as Component['type']
  }
  get scope() {
    return this.store.words[this.store.numbers[this.index + 4]! >>> 23] as Component['scope']
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
    return textsOf(this).slice(0, nameLength(this))
  }
  get version() {
    return optional(this, nameLength(this), versionLength(this))
  }
  get cpe() {
    return optional(this, nameLength(this) + versionLength(this), cpeLength(this))
  }
  get purl() {
    if (isPurlInRef(this)) return this.ref.slice(0, purlLength(this))
    const before = nameLength(this) + versionLength(this) + cpeLength(this) + hashesLength(this)
    return optional(this, before, purlLength(this))
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

function purlLength({ store, index }: PackedComponent): number {
  return store.numbers[index + 3]! & lengthMask
}

function isPurlInRef({ store, index }: PackedComponent): boolean {
  return (store.numbers[index + 4]! & purlInRef) !== 0
}

/** The texts of a component, from now on those of the component asked last. */
function asked(one: PackedComponent): PackedStore['last'] {
  const { store, index } = one
  const { last, numbers } = store
  if (last.index !== index) {
    last.ref = store.refs.text(numbers[index]!)
    last.texts = undefined
    last.index = index
  }
  return last
}

function textsOf(one: PackedComponent): string {
  const { store, index } = one
  const last = asked(one)
  if (last.texts === undefined) {
    const own = nameLength(one) + versionLength(one) + cpeLength(one) + hashesLength(one)
    last.texts = store.texts.text(store.numbers[index + 1]!, isPurlInRef(one) ? own : own + purlLength(one))
  }
  return last.texts
}

function optional(one: PackedComponent, from: number, length: number): string | undefined {
  return length === 0 ? undefined : textsOf(one).slice(from, from + length)
}

function hashesAt({ texts, numbers, words }: PackedStore, index: number, from: number, end: number): readonly Hash[] {
  const hashes: Hash[] = []
  const place = numbers[index + 1]!
  for (let at = place + from; at < place + end; ) {
    const size = texts.byte(at + 1)
    hashes.push({ algorithm: words[texts.byte(at) + 1]!, value: texts.hex(at + 2, size) })
    at += 2 + size
  }
  return hashes
}
