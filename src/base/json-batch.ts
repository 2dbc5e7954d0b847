import { Buffer } from 'node:buffer'
import { checkedValue } from './json-check.ts'
import { advance, isBlank, type JsonCursor, jsonCursor } from './json-scan.ts'
import type { Limits } from './limits.ts'
import { Problem } from './problem.ts'

/** Elements of one list, gathered until there are enough for one JSON.parse. */
export interface Batch {
  /** Of the next element; nothing waits to be parsed. */
  index(): number
  /** So many elements were taken from their bytes. */
  took(count: number): void
  end(bytes: Buffer, start: number, stop: number, byte: number): void
  flush(bytes: Buffer, start: number, stop: number): void
  last(bytes: Buffer, start: number, stop: number): void
  shift(by: number): void
  place(): string
}

/** Elements of one list, parsed many at a time and given to `element`. */
export function batch(
  cursor: JsonCursor,
  limits: Limits,
  name: string,
  key: string,
  element: (key: string, value: unknown, index: number) => void,
): Batch {
  let index = 0
  let pending = 0
  let afterComma = false
  const ends: number[] = []

  function flush(bytes: Buffer, start: number, stop: number): void {
    const slice = Buffer.allocUnsafe(stop - start + 2)
    slice[0] = 0x5b
    bytes.copy(slice, 1, start, stop)
    slice[slice.length - 1] = 0x5d
    let values: unknown[]
    try {
      values = checkedValue(slice, cursor, limits, name, `/${key}`) as unknown[]
    } catch (error) {
      throw blamed(error, bytes, start) ?? error
    }
    cursor.colons = 0
    cursor.unicode = false
    for (const value of values) element(key, value, index++)
    ends.length = 0
    pending = 0
    afterComma = true
  }

  /** The same fault with the element named: elements are read again one by one, up to the one that fails. */
  function blamed(error: unknown, bytes: Buffer, start: number): unknown {
    let from = start
    for (let i = 0; i < ends.length; i++) {
      const one = jsonCursor()
      const slice = bytes.subarray(from, ends[i])
      try {
        advance(one, slice, 0, slice.length, -1, limits, name)
        checkedValue(slice, one, limits, name, `/${key}/${index + i}`)
      } catch (found) {
        return found
      }
      from = ends[i]! + 1
    }
    return error
  }

  function bound(count: number): void {
    if (count > limits.count)
      throw new Problem('base/too-many', `Cannot read ${name}: more than ${limits.count} elements at /${key}`, {
        at: `/${key}`,
        next: `raise it with --limit count=${limits.count * 4}`,
      })
  }

  return {
    index: () => index,
    took(count) {
      if (count === 0) return
      index += count
      bound(index)
      afterComma = true
    },
    end(_bytes, _start, stop) {
      ends.push(stop)
      bound(index + ++pending)
    },
    flush,
    last(bytes, start, stop) {
      const blank = bytes.subarray(start, stop).every(isBlank)
      if (blank && afterComma)
        throw new Problem('base/not-json', `Cannot read ${name}: not valid JSON at /${key}: a comma before ]`, {
          at: `/${key}/${index}`,
        })
      if (!blank) flush(bytes, start, stop)
    },
    shift(by) {
      for (let i = 0; i < ends.length; i++) ends[i]! -= by
    },
    place: () => `/${key}/${index + pending}`,
  }
}
