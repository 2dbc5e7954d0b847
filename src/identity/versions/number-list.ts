import { compareNumbers, fitted, isDigit, putNumber } from '../key-bytes.ts'
import { longestVersion, type VersionOrder } from '../order.ts'

/*
 * Lists of numbers, compared one by one; a list that begins another is the lower one: 1.0 stands before 1.0.0. Key: the
 * numbers.
 */

function encode(version: string, into: Uint8Array): number {
  if (version.length === 0 || version.length > longestVersion) return -1
  let at = 0
  for (let i = 0; ; i++) {
    const from = i
    while (i < version.length && isDigit(version.charCodeAt(i))) i++
    if (i === from) return -1
    at = putNumber(into, at, version, from, i)
    if (i === version.length) return fitted(into, at)
    const code = version.charCodeAt(i)
    if (code !== 0x2e && code !== 0x2d) return -1
  }
}

const shape = /^\d+(?:[.-]\d+)*$/

function compare(a: string, b: string): number | undefined {
  if (a.length > longestVersion || b.length > longestVersion || !shape.test(a) || !shape.test(b)) return undefined
  const [x, y] = [a.split(/[.-]/), b.split(/[.-]/)]
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const order = compareNumbers(x[i]!, y[i]!)
    if (order !== 0) return order
  }
  return x.length - y.length
}

export const numberList: VersionOrder = {
  id: 'number-list',
  number: 13,
  about: 'R and Haskell packages: lists of numbers (numeric_version of R, the Haskell Package Versioning Policy)',
  compare,
  encode,
}
