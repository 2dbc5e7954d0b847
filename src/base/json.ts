import { Buffer } from 'node:buffer'
import { type Batch, batch } from './json-batch.ts'
import { checkedValue, parsed } from './json-check.ts'
import { advance, isBlank, jsonCursor } from './json-scan.ts'
import type { Limits } from './limits.ts'
import { Problem, quoted } from './problem.ts'
import { decodeText, gather } from './text.ts'

/** What is told while a document is read. Keys and places are those of the top-level object. */
export interface JsonVisitor {
  /** Top-level members whose value is a list to be given element by element, never held whole. */
  readonly lists: ReadonlySet<string>
  /** Any other top-level member, in order; also one named in `lists` whose value is no list. */
  member(key: string, value: unknown): void
  /** The next element of a list named in `lists`. */
  element(key: string, value: unknown, index: number): void
  /** Takes what it can of the lists before `element` is asked. */
  readonly quick?: JsonQuick | undefined
}

/** Takes plain elements of the lists from their bytes, many at a time: no values are made of them. */
export interface JsonQuick {
  /** Places are those of these bytes from now on, of which those up to `to` are there. */
  move(bytes: Buffer, to: number): void
  /**
   * Takes elements of a list, the first of which has this index and stands at `from`, or blanks before it. It ends, with nothing
   * done, at one that is not plain or not there as a whole: that one is given to `element`.
   */
  take(key: string, from: number, index: number): JsonTaken
}

export interface JsonTaken {
  count: number
  /** Where the first element begins that was not taken, or where the bracket stands that ends the list. */
  at: number
  ended: boolean
}

/** Elements are handed to JSON.parse together up to this many bytes: one call each costs more than the parsing. */
const batchBytes = 64 * 1024

/**
 * Reads a whole JSON value of any kind; the bytes are all there. Refused with a place: depth, long strings, objects with
 * too many keys, invalid UTF-8, trailing data, repeated keys, numbers out of range, lone surrogates, NUL (two readers would
 * see two documents). `__proto__` stays an own member.
 */
export function parseJson(bytes: Uint8Array, limits: Limits, name: string): unknown {
  const plain = withoutMark(bytes)
  const cursor = jsonCursor()
  advance(cursor, plain, 0, plain.length, -1, limits, name)
  if (plain.every(isBlank)) throw empty(name)
  return checkedValue(plain, cursor, limits, name, '')
}

/**
 * Reads a JSON document whose top level is an object, in memory that does not grow with its lists, with the checks of
 * `parseJson`.
 */
export function streamJson(pieces: Iterable<Uint8Array>, limits: Limits, name: string, visitor: JsonVisitor): void {
  const reader = topLevel(limits, name, visitor)
  let window = Buffer.alloc(0)
  let fill = 0
  let total = 0
  for (const piece of inUtf8(pieces, limits, name)) {
    total += piece.length
    if (total > limits.bytes)
      throw new Problem('base/too-large', `Cannot read ${name}: larger than the limit of ${limits.bytes} bytes`, {
        next: `raise it with --limit bytes=${limits.bytes * 4}`,
      })
    const kept = reader.keep()
    if (fill - kept + piece.length > window.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(2 * (fill - kept + piece.length), 64 * 1024))
      window.copy(larger, 0, kept, fill)
      window = larger
    } else if (kept > 0) window.copyWithin(0, kept, fill)
    fill -= kept
    window.set(piece, fill)
    fill += piece.length
    reader.read(window, kept, fill)
    if (fill - reader.keep() > limits.element + piece.length)
      throw new Problem(
        'base/element-too-large',
        `Cannot read ${name}: one value is larger than the limit of ${limits.element} bytes at ${reader.place()}`,
        { at: reader.place(), next: `raise it with --limit element=${limits.element * 4}` },
      )
  }
  reader.end(total)
}

type Stage = 'root' | 'key' | 'value' | 'list' | 'after'

/** The reader of a top-level object: `read` is called with a window that starts `shift` bytes later than before. */
function topLevel(limits: Limits, name: string, visitor: JsonVisitor) {
  const cursor = jsonCursor()
  const seen = new Set<string>()
  let stage: Stage = 'root'
  let at = 0
  let start = 0
  let key = ''
  let first = true
  let list: Batch | undefined
  const { quick } = visitor
  let moved = false
  // Bytes of elements that are read the slow way before the quick one is tried again: more each time it fails.
  let slowBytes = 0

  const fault = (what: string, found = '') =>
    new Problem('base/not-json', `Cannot read ${name}: not valid JSON at ${key ? `/${key}` : '/'}: ${what}${found}`, {
      at: key ? `/${key}` : '/',
    })

  function endKey(bytes: Buffer, to: number): void {
    const value = parsed(bytes.subarray(start, to), name, '')
    if (typeof value !== 'string') throw fault('a key must be a string')
    if (seen.has(value))
      throw new Problem('base/duplicate-key', `Cannot read ${name}: duplicate key ${quoted(value)} at /`, {
        at: `/${value}`,
        wanted: 'each key once',
      })
    if (seen.size >= limits.keys)
      throw new Problem('base/too-many-keys', `Cannot read ${name}: the top level has more than ${limits.keys} keys`, {
        at: '/',
      })
    seen.add(value)
    key = value
  }

  function endValue(bytes: Buffer, to: number): void {
    visitor.member(key, checkedValue(bytes.subarray(start, to), cursor, limits, name, `/${key}`))
    cursor.colons = 0
    cursor.unicode = false
  }

  /** Elements from their bytes, as long as they are plain; whether the list has ended. */
  function quickly(quick: JsonQuick, bytes: Buffer, fill: number): boolean {
    if (!moved) quick.move(bytes, fill)
    moved = true
    const taken = quick.take(key, at, list!.index())
    list!.took(taken.count)
    slowBytes = Math.min(taken.count > 0 ? 1 : 2 * slowBytes + 1, batchBytes)
    start = at = taken.ended ? taken.at + 1 : taken.at
    return taken.ended
  }

  function endList(): void {
    cursor.depth = 1
    first = false
    start = at
    stage = 'value'
    key = '\u0000after-list'
  }

  /** One step at a byte where something ends; false when more bytes are needed. */
  function step(bytes: Buffer, fill: number): boolean {
    if (stage === 'root' || stage === 'after') {
      while (at < fill && isBlank(bytes[at]!)) at++
      start = at
      if (at === fill) return false
      if (stage === 'after')
        throw new Problem(
          'base/trailing-data',
          `Cannot read ${name}: trailing data after the end of the document: ${quoted(bytes.toString('utf8', at, Math.min(fill, at + 40)))}`,
        )
      if (bytes[at] !== 0x7b)
        throw new Problem(
          'base/not-an-object',
          `Cannot read ${name}: not an object at the top level, found ${quoted(bytes.toString('utf8', at, Math.min(fill, at + 40)))}`,
          { at: '/' },
        )
      cursor.depth = 1
      start = ++at
      stage = 'key'
      return true
    }
    if (stage === 'value' && start === at) {
      while (at < fill && isBlank(bytes[at]!)) at++
      start = at
      if (at === fill) return false
      if (bytes[at] === 0x5b && visitor.lists.has(key)) {
        cursor.depth = 2
        start = ++at
        stage = 'list'
        list = batch(cursor, limits, name, key, (...element) => visitor.element(...element))
        return true
      }
    }
    if (stage === 'list' && quick && start === at) {
      if (quickly(quick, bytes, fill)) {
        endList()
        return true
      }
    }
    const floor = stage === 'list' ? 2 : 1
    const stop = advance(cursor, bytes, at, fill, floor, limits, name)
    at = stop
    if (stop === fill) return false
    const byte = bytes[stop]!
    at++
    if (stage === 'list') {
      list!.end(bytes, start, stop, byte)
      if (byte === 0x2c) {
        if (stop - start >= (quick ? slowBytes : batchBytes)) {
          list!.flush(bytes, start, stop)
          start = at
        }
        return true
      }
      if (byte !== 0x5d) throw fault('a list must end with ]')
      list!.last(bytes, start, stop)
      endList()
      return true
    }
    if (key === '\u0000after-list') {
      if (!bytes.subarray(start, stop).every(isBlank)) throw fault('text after a list')
    } else if (stage === 'key') {
      if (byte === 0x3a) {
        endKey(bytes, stop)
        stage = 'value'
        start = at
        return true
      }
      if (byte === 0x7d && first && bytes.subarray(start, stop).every(isBlank)) {
        stage = 'after'
        start = at
        return true
      }
      throw fault('a key and a colon are missing')
    } else endValue(bytes, stop)
    if (byte !== 0x2c && byte !== 0x7d) throw fault('a member must end with a comma or }')
    first = false
    key = ''
    start = at
    stage = byte === 0x2c ? 'key' : 'after'
    return true
  }

  return {
    keep: () => start,
    place: () => (list && stage === 'list' ? list.place() : key ? `/${key}` : '/'),
    read(bytes: Buffer, shift: number, fill: number): void {
      moved = false
      at -= shift
      start -= shift
      list?.shift(shift)
      while (step(bytes, fill));
    },
    end(total: number): void {
      if (stage === 'after') return
      if (stage === 'root') throw empty(name)
      throw new Problem(
        'base/truncated',
        `Cannot read ${name}: the document ends in the middle, after ${total} bytes`,
        { at: this.place() },
      )
    },
  }
}

function empty(name: string): Problem {
  return new Problem('base/empty', `Cannot read ${name}: it is empty`, { wanted: 'a JSON document' })
}

function withoutMark(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.subarray(3)
  if (bytes[0] === 0xff || bytes[0] === 0xfe) return Buffer.from(decodeText(bytes), 'utf8')
  return bytes
}

/** The pieces in UTF-8 without a byte order mark; a document in UTF-16 is gathered and turned. */
function* inUtf8(pieces: Iterable<Uint8Array>, limits: Limits, name: string): Iterable<Uint8Array> {
  const iterator = pieces[Symbol.iterator]()
  const first = iterator.next()
  if (first.done) return
  const rest: Iterable<Uint8Array> = { [Symbol.iterator]: () => iterator }
  if (first.value[0] === 0xff || first.value[0] === 0xfe) {
    const all = gather(
      (function* () {
        yield first.value
        yield* rest
      })(),
      limits.element,
      name,
      'element',
    )
    yield withoutMark(all)
    return
  }
  yield withoutMark(first.value)
  yield* rest
}
