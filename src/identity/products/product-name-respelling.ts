import { piecesOf } from './product-words.ts'

/** What one maker's advisories write, as far as another way to write a name can be led back to it. */
export interface Vocabulary {
  /** numbers without their hyphens (`15162`), each with how advisories write it (`1516-2`); '' where they write two */
  hyphened: ReadonlyMap<string, string>
  /** words that names begin with, in small letters */
  firstWords: ReadonlyMap<string, ReadonlySet<string>>
  /** words of all names, in small letters */
  words: ReadonlyMap<string, unknown>
}

/** Another text that a name may mean, and what was read otherwise. */
export interface Respelt {
  text: string
  because: string
}

const splitting = /[\s,;:()[\]]+/

/** The numbers that names write with hyphens between figures, by what they are without them. */
export function hyphenedNumbers(names: Iterable<string>): Map<string, string> {
  const hyphened = new Map<string, string>()
  const plain = new Set<string>()
  for (const name of names) {
    for (const word of name.toLowerCase().split(splitting)) {
      if (!/\d-\d/.test(word)) {
        if (/\d{3}/.test(word)) plain.add(word)
        continue
      }
      const dense = word.replace(/-/g, '')
      const known = hyphened.get(dense)
      if (known === undefined) hyphened.set(dense, word)
      else if (known !== word && figuresOf(known) !== figuresOf(word)) hyphened.set(dense, '')
    }
  }
  for (const word of plain) hyphened.delete(word)
  return hyphened
}

function figuresOf(word: string): string {
  return word.replace(/[^\d-]|(?<!\d)-|-(?!\d)/g, '')
}

const shortestNumber = 3

/** `CPU 15162 PN` as `CPU 1516-2 PN`, where the maker has the one and not the other. */
export function withHyphens(plain: string, { hyphened }: Vocabulary): Respelt | undefined {
  const read: string[] = []
  const text = plain
    .split(/([\s,;:()[\]]+)/)
    .map(word => {
      if (word.replace(/\D/g, '').length < shortestNumber) return word
      const meant = hyphened.get(word.toLowerCase().replace(/-/g, ''))
      if (meant === undefined || meant === '' || !isShorter(word.toLowerCase(), meant)) return word
      read.push(`${word} as ${meant.toUpperCase()}`)
      return meant
    })
    .join('')
  return read.length === 0 ? undefined : { text, because: `read ${read.join(', ')}` }
}

/** Whether a number is the other one with hyphens between figures left out. */
function isShorter(word: string, meant: string): boolean {
  const [own, other] = [figuresOf(word).split('-'), figuresOf(meant).split('-')]
  return own.length < other.length
}

/** Words that the trade shortens in one way; the house's own list. */
const shortened: Readonly<Record<string, string>> = {
  adv: 'advanced',
  basic: 'basic',
  cfg: 'configuration',
  comm: 'communication',
  ctl: 'control',
  ctrl: 'controller',
  ed: 'edition',
  ent: 'enterprise',
  gw: 'gateway',
  mgmt: 'management',
  mgr: 'manager',
  prof: 'professional',
  proc: 'processor',
  rt: 'runtime',
  srv: 'server',
  std: 'standard',
  svr: 'server',
  sw: 'switch',
  ws: 'workstation',
}
const mostBrands = 12

/** `Ctrl.`, `Prof.`, `RT` written out, each where some name of the maker has the long word; undefined for none. */
export function writtenOut(plain: string, { words }: Vocabulary): Respelt | undefined {
  const read: string[] = []
  const text = plain.replace(/(?<![\p{L}\d-])(\p{L}{2,5})(\.?)(?![\p{L}\d-])/gu, (all: string, word: string) => {
    const meant = shortened[word.toLowerCase()]
    if (meant === undefined || meant === word || !words.has(meant)) return all
    read.push(`${all} as ${meant}`)
    return meant
  })
  return read.length === 0 ? undefined : { text, because: `read ${read.join(', ')}` }
}

/** `Sim. STEP 7`: every brand that a first word with a point, or one that no name has, may be cut off from. */
export function brandsOf(plain: string, { firstWords, words }: Vocabulary): (Respelt & { brand: string })[] {
  const [all = '', word = '', point = ''] = /^(\p{L}{2,12})(\.?)(?= )/u.exec(plain) ?? []
  const short = word.toLowerCase()
  if (short === '' || (point === '' && (short.length < 3 || words.has(short) || firstWords.has(short)))) return []
  const brands = [...firstWords.keys()].filter(brand => brand.length > short.length && brand.startsWith(short))
  return brands
    .sort((a, b) => firstWords.get(b)!.size - firstWords.get(a)!.size)
    .slice(0, mostBrands)
    .map(brand => ({ brand, text: brand + plain.slice(all.length), because: `read ${all} as ${brand.toUpperCase()}` }))
}

const mostTurned = 3

/** `CPU 1516-3 PN/DP SIMATIC S7-1500`: the words from a brand or another first word on, put in front of the others. */
export function turned(plain: string, { firstWords }: Vocabulary): Respelt[] {
  const words = plain.split(/[\s,]+/)
  const starts: { at: number; seconds: number }[] = []
  let depth = 0
  for (let at = 1; at < words.length && at < 12; at++) {
    if (/^(?:for|fur|of|with|mit|and|und|to|by|in|on)$/i.test(words[at - 1]!)) break
    for (const sign of words[at - 1]!) depth += sign === '(' ? 1 : sign === ')' ? -1 : 0
    const [first, next] = piecesOf(words[at]!)
    if (depth > 0 || words[at]!.startsWith('(') || !first || first.digits || (next && !next.digits)) continue
    const seconds = firstWords.get(first.text)?.size
    if (seconds !== undefined) starts.push({ at, seconds })
  }
  return starts
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, mostTurned)
    .map(({ at }) => ({
      text: [...words.slice(at), ...words.slice(0, at)].join(' '),
      because: `the same words in another order`,
    }))
}
