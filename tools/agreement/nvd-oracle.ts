/**
 * A second opinion on products by CPE: the plain evaluation of NVD's configurations over the raw records, as slow as it is simple. It
 * shares no code with the product. Names are cut at colons, patterns become regular expressions, versions become lists of numbers.
 */
export type Opinion = 'yes' | 'no' | 'maybe'

export interface RawMatch {
  vulnerable: boolean
  criteria: string
  versionStartIncluding?: string
  versionStartExcluding?: string
  versionEndIncluding?: string
  versionEndExcluding?: string
}

export interface RawNode {
  operator?: string
  negate?: boolean
  cpeMatch: RawMatch[]
}

export interface RawConfiguration {
  operator?: string
  negate?: boolean
  nodes: RawNode[]
}

function unread(text: string): Error {
  return Object.assign(new Error(text), { name: 'Unread' })
}

/** Whether what was thrown says that a version is written in a way that this evaluator has no opinion on. */
export function isUnread(error: unknown): boolean {
  return error instanceof Error && error.name === 'Unread'
}

/** The eleven attributes after `cpe:2.3:`, escapes left in. */
export function attributes(cpe: string): string[] {
  const found: string[] = ['']
  const text = cpe.slice('cpe:2.3:'.length)
  for (let i = 0; i < text.length; i++) {
    if (text[i] === ':') found.push('')
    else if (text[i] === '\\') found[found.length - 1] += text[i]! + text[++i]!
    else found[found.length - 1] += text[i]!
  }
  return found.map(part => part.toLowerCase())
}

const plain = (part: string) => part.replace(/\\(.)/g, '$1')
const isPattern = (part: string) => /^(?:[*?]+.+|.*[^\\][*?]+)$/.test(part) && part !== '*'

/** Table 6-2 of NISTIR 7696, in the order a reader would ask: does what the source says cover what the target says? */
function attribute(source: string, target: string): Opinion {
  if (source === '*' || source === target) return 'yes'
  if (target === '*') return 'maybe'
  if (source === '-' || target === '-') return 'no'
  if (!isPattern(source)) return plain(source) === plain(target) ? 'yes' : 'no'
  const expression = source.replace(/\\.|[*?]|./g, piece =>
    piece === '*' ? '.*' : piece === '?' ? '.?' : piece.replace(/^\\/, '').replace(/\W/g, '\\$&'),
  )
  return new RegExp(`^${expression}$`).test(plain(target)) ? 'yes' : 'no'
}

/** `1.2rc3` as [[1, 2], rank of the word, its number]: before the plain version below 0, behind it above. */
function numbers(version: string): { digits: bigint[]; rank: number; count: bigint } {
  const found = /^v?(\d+(?:\.\d+)*)(?:([c-oq-z])|[-._]?(alpha|beta|rc|p)[-._]?(\d+))?$/.exec(version)
  if (!found) throw unread(version)
  const digits = found[1]!.split('.').map(BigInt)
  while (digits.at(-1) === 0n) digits.pop()
  const rank = found[2] ? found[2].charCodeAt(0) : ({ alpha: -3, beta: -2, rc: -1, p: 1 }[found[3] ?? ''] ?? 0)
  return { digits, rank, count: BigInt(found[4] ?? 0) }
}

export function order(a: string, b: string): number {
  const [x, y] = [numbers(a), numbers(b)]
  for (let i = 0; i < Math.max(x.digits.length, y.digits.length); i++) {
    const difference = (x.digits[i] ?? 0n) - (y.digits[i] ?? 0n)
    if (difference !== 0n) return difference < 0n ? -1 : 1
  }
  return Math.sign(x.rank - y.rank) || (x.count < y.count ? -1 : x.count > y.count ? 1 : 0)
}

/** The version with its update laid behind: `rc`, `alpha`, `beta` and `p` as they stand, `sp`, `r` and `update` as patches of their own kind. */
function compareTo(version: string, update: string, bound: string): number | undefined {
  if (update === '*' || update === '-') return order(version, bound)
  if (/^(?:alpha|beta|rc|p)\d+$/.test(update)) return order(`${version}-${update}`, bound)
  const base = order(version, bound)
  if (!/^(?:sp|r|update)\d+$/.test(update)) throw unread(update)
  if (base >= 0) return 1
  return /[a-z]/.test(bound.slice(1)) ? undefined : base
}

/** Whether a match means a component; NVD: the range holds besides the name. */
export function meant(match: RawMatch, component: string): Opinion {
  const [source, target] = [attributes(match.criteria), attributes(component)]
  const found = source.map((part, i) => (i === 3 ? 'yes' : attribute(part, target[i]!)))
  found.push(ofVersion(source[3]!, target[3]!))
  const bounds = [
    [match.versionStartIncluding, (sign: number) => sign >= 0],
    [match.versionStartIncluding === undefined ? match.versionStartExcluding : undefined, (sign: number) => sign > 0],
    [match.versionEndIncluding, (sign: number) => sign <= 0],
    [match.versionEndIncluding === undefined ? match.versionEndExcluding : undefined, (sign: number) => sign < 0],
  ] as const
  for (const [bound, inside] of bounds) {
    if (bound === undefined) continue
    if (target[3] === '*' || target[3] === '-') found.push('maybe')
    else {
      const sign = compareTo(plain(target[3]!), target[4]!, bound.toLowerCase())
      found.push(sign === undefined ? 'maybe' : inside(sign) ? 'yes' : 'no')
    }
  }
  return found.includes('no') ? 'no' : found.includes('maybe') ? 'maybe' : 'yes'
}

function ofVersion(source: string, target: string): Opinion {
  const said = attribute(source, target)
  if (said !== 'no' || isPattern(source) || [source, target].some(part => part === '-' || part === '*')) return said
  try {
    return order(plain(source), plain(target)) === 0 ? 'yes' : 'no'
  } catch {
    return 'no'
  }
}

/** Whether two names are of one product, whatever version. */
function sameProduct(criteria: string, component: string): boolean {
  const [source, target] = [attributes(criteria), attributes(component)]
  return [0, 1, 2].every(i => attribute(source[i]!, target[i]!) === 'yes')
}

const turned: Record<Opinion, Opinion> = { yes: 'no', no: 'yes', maybe: 'maybe' }

/** Whether one match of a condition is there: unknown when the product is not listed at all. */
function beside(match: RawMatch, component: string, listed: readonly string[]): Opinion {
  const near = listed.filter(one => sameProduct(match.criteria, one)).map(one => meant(match, one))
  if (near.includes('yes')) return 'yes'
  if (near.length > 0) return near.includes('maybe') ? 'maybe' : 'no'
  const [part, , product] = attributes(component)
  return part === 'o' && product!.endsWith('_firmware') && attributes(match.criteria)[0] === 'h' ? 'yes' : 'maybe'
}

function every(opinions: readonly Opinion[]): Opinion {
  return opinions.includes('no') ? 'no' : opinions.includes('maybe') ? 'maybe' : 'yes'
}

function some(opinions: readonly Opinion[]): Opinion {
  return opinions.includes('yes') ? 'yes' : opinions.includes('maybe') ? 'maybe' : 'no'
}

function nodeHolds(node: RawNode, component: string, listed: readonly string[]): Opinion {
  const each = node.cpeMatch.map(match => beside(match, component, listed))
  const plainly = (node.operator === 'AND' ? every : some)(each)
  return node.negate ? turned[plainly] : plainly
}

/**
 * What a record's configurations say of a component among what is listed: the best that any vulnerable match gives it, once everything
 * that an AND puts beside that match holds. Nothing below a negation is a finding.
 */
export function opinionOf(
  configurations: readonly RawConfiguration[],
  component: string,
  listed: readonly string[],
): Opinion {
  const found: Opinion[] = []
  for (const { operator, negate, nodes } of configurations) {
    if (negate) continue
    nodes.forEach((node, i) => {
      if (node.negate) return
      node.cpeMatch.forEach((match, j) => {
        if (!match.vulnerable) return
        const [, vendor, product] = attributes(match.criteria)
        if ([vendor!, product!].every(part => part === '*' || isPattern(part))) return
        const others = operator === 'AND' ? nodes.filter((_, k) => k !== i) : []
        const siblings = node.operator === 'AND' ? node.cpeMatch.filter((_, k) => k !== j) : []
        const own = meant(match, component)
        if (own === 'no') return
        found.push(
          every([
            own,
            ...others.map(other => nodeHolds(other, component, listed)),
            ...siblings.map(one => beside(one, component, listed)),
          ]),
        )
      })
    })
  }
  return some(found)
}
