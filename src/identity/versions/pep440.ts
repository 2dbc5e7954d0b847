import { compareNumbers, compareTexts, putNumber, putText, zero } from '../key-bytes.ts'
import { longestVersion, type VersionOrder } from '../order.ts'

/** The grammar of PEP 440, Appendix B, in lower case. */
const shape =
  /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/

interface Parts {
  epoch: string
  release: string[]
  /** 2 alpha, 3 beta, 4 candidate; 1 for a development release of nothing else, 5 for none. */
  pre: number
  preNumber: string
  post: string | undefined
  dev: string | undefined
  local: string[] | undefined
}

const phases: Readonly<Record<string, number>> = { a: 2, alpha: 2, b: 3, beta: 3, c: 4, rc: 4, pre: 4, preview: 4 }

function parse(version: string): Parts | undefined {
  if (version.length > longestVersion) return undefined
  const found = shape.exec(version.trim().toLowerCase())
  if (!found) return undefined
  const [, epoch = '0', release, phase, preNumber = '', dashed, posted, postNumber = '', deved, devNumber = '', local] =
    found
  const post = dashed ?? (posted === undefined ? undefined : postNumber)
  const dev = deved === undefined ? undefined : devNumber
  const numbers = release!.split('.')
  while (numbers.length > 0 && /^0+$/.test(numbers.at(-1)!)) numbers.pop()
  const pre = phase !== undefined ? phases[phase]! : post === undefined && dev !== undefined ? 1 : 5
  return { epoch, release: numbers, pre, preNumber, post, dev, local: local?.split(/[-_.]/) }
}

/** Numbers and dots alone are most versions, and need no grammar. */
function encodeRelease(version: string, into: Uint8Array): number {
  let at = putNumber(into, 0, '0', 0, 1)
  let significant = at
  for (let i = 0; ; ) {
    const from = i
    let code = version.charCodeAt(i)
    while (code >= 0x30 && code <= 0x39) code = version.charCodeAt(++i)
    if (i === from) return -1
    const before = at
    at = putNumber(into, at, version, from, i)
    if (at < 0) return -1
    if (into[before] !== zero) significant = at
    if (i === version.length) break
    if (code !== 0x2e) return -1
    i++
  }
  at = significant
  into[at++] = 2
  into[at++] = 5
  into[at++] = 1
  into[at++] = 2
  into[at++] = 1
  return at
}

function encode(version: string, into: Uint8Array): number {
  if (version.length > 0 && version.length <= longestVersion) {
    const simple = encodeRelease(version, into)
    if (simple > 0) return simple
  }
  const parts = parse(version)
  if (!parts) return -1
  const { epoch, release, pre, preNumber, post, dev, local } = parts
  let at = putNumber(into, 0, epoch, 0, epoch.length)
  for (const number of release) if (at >= 0) at = putNumber(into, at, number, 0, number.length)
  if (at < 0 || at + 4 * preNumber.length + 64 > into.length) return -1
  into[at++] = 2
  into[at++] = pre
  if (pre > 1 && pre < 5) at = putNumber(into, at, preNumber, 0, preNumber.length)
  into[at++] = post === undefined ? 1 : 2
  if (post !== undefined) at = putNumber(into, at, post, 0, post.length)
  into[at++] = dev === undefined ? 2 : 1
  if (dev !== undefined) at = putNumber(into, at, dev, 0, dev.length)
  into[at++] = local === undefined ? 1 : 2
  for (const part of local ?? []) {
    const number = /^\d/.test(part) && /^\d+$/.test(part)
    into[at++] = number ? 3 : 2
    at = number ? putNumber(into, at, part, 0, part.length) : putText(into, at, part, 0, part.length)
    if (at < 0) return -1
  }
  if (local !== undefined) into[at++] = 1
  return at
}

function compare(a: string, b: string): number | undefined {
  const [x, y] = [parse(a), parse(b)]
  if (!x || !y) return undefined
  const optional = (p: string | undefined, q: string | undefined, absent: number) =>
    p === undefined || q === undefined
      ? absent * (Number(p === undefined) - Number(q === undefined))
      : compareNumbers(p, q)
  return (
    compareNumbers(x.epoch, y.epoch) ||
    compareLists(x.release, y.release, compareNumbers) ||
    x.pre - y.pre ||
    (x.pre > 1 && x.pre < 5 ? compareNumbers(x.preNumber, y.preNumber) : 0) ||
    optional(x.post, y.post, -1) ||
    optional(x.dev, y.dev, 1) ||
    compareLists(x.local ?? [], y.local ?? [], compareLocal)
  )
}

function compareLists(x: readonly string[], y: readonly string[], each: (p: string, q: string) => number): number {
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const order = each(x[i]!, y[i]!)
    if (order !== 0) return order
  }
  return x.length - y.length
}

/** "Local version identifiers": numbers as numbers and above texts. */
function compareLocal(p: string, q: string): number {
  const [m, n] = [/^\d+$/.test(p), /^\d+$/.test(q)]
  return m !== n ? (m ? 1 : -1) : m ? compareNumbers(p, q) : compareTexts(p, q)
}

export const pep440: VersionOrder = {
  id: 'pep440',
  number: 2,
  about: 'Python packages (PEP 440)',
  compare,
  encode,
}
