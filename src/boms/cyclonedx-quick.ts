import { Buffer } from 'node:buffer'
import { type JsonQuick, type JsonTaken, Problem } from '#base'
import { hashBytes, plainPurlRules } from '#identity'
import { addressed, type ByteReader, byteReader, giveBack, tables, textIn } from './byte-reader.ts'
import { type ByteRefs, byteRefs } from './byte-refs.ts'
import { checkComponent } from './checks.ts'
import { componentTypes, hashNames, scopes } from './cyclonedx.ts'
import { shared, sharedLicenses } from './cyclonedx-component.ts'
import { counted, endDependency, type Gathering, keepComponent, nextOwner, nothing, ownId } from './cyclonedx-gather.ts'
import type { Paper } from './format.ts'
import { longer } from './int-list.ts'
import { isUnclear, PackedComponent, type PackedStore, packedStore, packedWidth } from './packed-components.ts'
import { nameOf } from './paper-text.ts'

/** Takes plain components and dependencies from their bytes. */
export interface QuickReading extends JsonQuick {
  /** All has come in: what it is needs the reader of bytes no more. */
  end(): void
  /** Nothing is asked any more, whatever became of the document. */
  giveBack(): void
}

/** A document whose elements are being taken. */
interface Run {
  readonly it: Gathering
  readonly reader: ByteReader
  readonly store: PackedStore
  readonly refs: ByteRefs
  /** Numbers of the store that are used. */
  used: number
  /** The window, and what of it the reader has. */
  window: Buffer
  to: number
  from: number
  end: number
}

/** Undefined under limits that plain elements could go over in ways that are not looked at here, and without memory for it. */
export function quickReading(it: Gathering): QuickReading | undefined {
  const { limits } = it.paper
  if (limits.keys < mostKeys || limits.depth < 10) return undefined
  const reader = byteReader()
  if (!reader) return undefined
  let run: Run | undefined
  return {
    move(bytes, to) {
      run ??= begun(it, reader)
      run.window = bytes
      run.to = to
      run.from = run.end = 0
    },
    take(key, at, index) {
      if (run && key === 'components') return taken(run, at, index, components)
      if (run && key === 'dependencies') return taken(run, at, index, dependencies)
      return { count: 0, at, ended: false }
    },
    end() {
      if (run) it.refs = run.store.refs = run.refs.settled()
    },
    giveBack: () => giveBack(reader),
  }
}

/** More than any object has that is plain there. */
const mostKeys = 128
const mostDepth = 40

/** What the reader is handed at once. */
const pieceBytes = 256 * 1024
/** Larger elements are given up where they do not end in what the reader has. */
const usualElement = 64 * 1024

/** One of the lists: takes what is plain from a place of the input on, and keeps what was laid down. */
interface Taking {
  take(reader: ByteReader, from: number): number
  keep(run: Run, index: number): void
}
const components: Taking = { take: ({ calls }, from) => calls.takeComponents(from), keep: keepComponents }
const dependencies: Taking = { take: ({ calls }, from) => calls.takeDependencies(from), keep: keepDependencies }

function taken(run: Run, start: number, index: number, { take, keep }: Taking): JsonTaken {
  const { reader } = run
  let count = 0
  for (let at = start; ; ) {
    if (at < run.from || at >= run.end || isShort(run, at)) load(run, at)
    const place = take(reader, at - run.from)
    const more = reader.calls.taken.value
    // One too many is refused by who counts them, and not kept.
    if (index + count + more > run.it.paper.limits.count) return { count: count + more, at, ended: false }
    keep(run, index + count)
    count += more
    at = run.from + (place < 0 ? -1 - place : place)
    if (place < 0 || more === 0 || !isShort(run, at)) return { count, at, ended: place < 0 }
  }
}

/** Whether the reader may have only a part of the next element, and the window has more. */
function isShort({ end, to }: Run, at: number): boolean {
  return end < to && end - at < usualElement
}

function load(run: Run, at: number): void {
  run.from = at
  run.end = Math.min(at + pieceBytes, run.to)
  fill(run.reader, run.window.subarray(at, run.end))
}

/** The Problem of a reader that stopped since its memory cannot grow; any other fault as it is. */
export function readerFault(error: unknown, paper: Paper): unknown {
  if (!(error instanceof WebAssembly.RuntimeError) || !error.message.includes('unreachable')) return error
  return new Problem('boms/no-memory', `Cannot read ${nameOf(paper)}: there is not enough memory for it`, {
    next: 'give the process more memory',
  })
}

// What a word stands for, as in wasm/cyclonedx.ts.
const aType = 1
const aScope = 2
const packages = { optional: 3, prohibited: 4, required: 5 }
const algorithms = 10

/** Words that stand for something, in the order of their numbers, and how the reader is told of them. */
interface KnownWords {
  texts: readonly string[]
  told: Buffer
}

let known: KnownWords | undefined

function knownWords(): KnownWords {
  const words = new Map<string, number>()
  for (const type of componentTypes.keys()) words.set(type, aType)
  for (const scope of scopes.keys()) words.set(scope, aScope)
  for (const name of hashNames) words.set(name, algorithms + hashBytes(name))
  for (const { type, namespace } of plainPurlRules()) words.set(type, packages[namespace])
  const told = Array.from(words, ([text, meaning]) => String.fromCharCode(text.length, meaning) + text).join('')
  return { texts: [...words.keys()], told: Buffer.from(told, 'latin1') }
}

function begun(it: Gathering, reader: ByteReader): Run {
  const { text, depth } = it.paper.limits
  known ??= knownWords()
  // The slow way counts the quote that ends a text.
  reader.calls.begin(text - 1, Math.min(depth, mostDepth))
  fill(reader, known.told)
  reader.calls.know(known.told.length)
  const refs = byteRefs(reader, it.refs)
  const store = packedStore(refs)
  store.words.push(...known.texts)
  it.refs = refs
  return { it, reader, refs, store, used: 0, window: Buffer.alloc(0), to: 0, from: 0, end: 0 }
}

function fill(reader: ByteReader, bytes: Uint8Array): void {
  const input = addressed(reader.calls.inputOf(bytes.length))
  reader.bytes().set(bytes, input)
}

/** Keeps the components that were laid down, the first of which has this index. */
function keepComponents(run: Run, index: number): void {
  const { it, reader, store } = run
  const { calls } = reader
  learn(run)
  const texts = addressed(calls.texts.value)
  store.texts.lay(
    calls.textFrom.value,
    reader.bytes().subarray(texts, texts + calls.textEnd.value - calls.textFrom.value),
  )
  const first = run.used
  const numbers = recordsOf(reader)
  run.used += numbers.length
  if (run.used > store.numbers.length) store.numbers = longer(store.numbers, 2 * run.used)
  store.numbers.set(numbers, first)
  counted(it, it.refs.count)
  it.list = '/components'
  it.raw = nothing
  for (let at = first; at < run.used; at += packedWidth) {
    it.index = index + (at - first) / packedWidth
    ownId(it, store.numbers[at]!, nextOwner(it))
    const component = new PackedComponent(store, at)
    if (isUnclear(store, at)) checkComponent(component, it.notes, it)
    keepComponent(it, component)
  }
}

/** The same for dependencies. */
function keepDependencies({ it, reader }: Run, index: number): void {
  const numbers = recordsOf(reader)
  counted(it, it.refs.count)
  it.list = '/dependencies'
  it.raw = nothing
  it.index = index
  for (let at = 0; at < numbers.length; it.index++) {
    const id = numbers[at]!
    const end = at + 2 + numbers[at + 1]!
    for (at += 2; at < end; at++) it.to.add(numbers[at]!)
    endDependency(it, id)
  }
}

function recordsOf({ calls }: ByteReader): Int32Array {
  const from = addressed(calls.records.value)
  return new Int32Array(calls.memory.buffer, from, (addressed(calls.recordEnd.value) - from) / 4)
}

/** Makes the words and lists that came in. */
function learn({ it, reader, store: { words, lists } }: Run): void {
  for (let id = words.length - 1; id < reader.calls.countOf(tables.words); id++)
    words.push(shared(it, textIn(reader, tables.words, id)))
  for (let id = lists.length - 1; id < reader.calls.countOf(tables.lists); id++) {
    const from = addressed(reader.calls.addressOf(tables.lists, id))
    const length = reader.calls.lengthOf(tables.lists, id)
    // Not at a place that whole numbers could be read from.
    const list = reader.bytes().subarray(from, from + length)
    const texts = Array.from({ length: length / 4 }, (_, i) => words[list.readInt32LE(4 * i) + 1]!)
    lists.push(sharedLicenses(it, texts))
  }
}
