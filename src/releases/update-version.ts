import { Buffer } from 'node:buffer'
import { longestKey, type VersionOrder } from '#identity'

/** How far a version is from another: the first of its numbers that differs. */
export type Step = 'major' | 'minor' | 'patch'

/** What a version is equal to others by, in hex; undefined where the text is no version of the order. */
export function keyOf(order: VersionOrder, version: string): string | undefined {
  const into = new Uint8Array(longestKey)
  const length = order.encode(version, into)
  return length < 0 ? undefined : Buffer.from(into.subarray(0, length)).toString('hex')
}

/** Whether a version stands before the release that its numbers name, or is a build of its development (PEP 440, semver.org clause 9). */
export function isPrerelease(order: VersionOrder, version: string): boolean {
  const numbers = /^v?(?:\d+!)?\d+(?:\.\d+)*/i.exec(version)?.[0] ?? version
  const rest = version.slice(numbers.length).split('+', 1)[0]!
  return (order.compare(version, numbers) ?? -1) < 0 || /\bdev\d*$/i.test(rest)
}

/** Ecosystems whose ranges take the first number that is not 0 for the one that may break (`^0.3` of npm and Cargo takes no 0.4). */
const leftmost = new Set(['npm', 'cargo'])

export function stepOf(type: string, from: string, to: string): Step {
  const [a, b] = [numbersOf(from), numbersOf(to)]
  const longest = Math.max(a.length, b.length)
  let place = 0
  while (place < longest && (a[place] ?? '0') === (b[place] ?? '0')) place++
  // Past the last number only what stands behind them differs.
  if (place >= longest) return 'patch'
  const first = leftmost.has(type) ? a.findIndex(number => number !== '0') : 0
  if (place <= (first < 0 ? a.length : first)) return 'major'
  return place === 1 ? 'minor' : 'patch'
}

/** An epoch weighs more than any number behind it, so it is a part of the first. */
function numbersOf(version: string): string[] {
  const [, epoch = '0', numbers = ''] = /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)/i.exec(version) ?? []
  const plain = numbers.split('.').map(number => number.replace(/^0+(?=\d)/, ''))
  return /^0+$/.test(epoch) ? plain : [`${epoch}!${plain[0]}`, ...plain.slice(1)]
}
