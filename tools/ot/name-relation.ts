/** Words that say nothing of which product: a family word, a language's glue, the finishes SIPLUS and NET of Siemens. */
const empty = new Set(
  (
    'family families series model models all versions version incl including included related variants variant and the of for ' +
    'products product devices device with modules module firmware software siplus simatic net systems system cpus controller ' +
    'controllers'
  ).split(' '),
)

/** Text that names more than one product, or a product by a mark that stands for others. */
export function namesMany(name: string): boolean {
  const said = withoutFinish(name)
  return /famil|series|\bmodels\b|\ball\b|incl|variants|products|devices|[*[\]…]|\bx\b|[a-z\d]x{2,}|\d00\b|\/.*\/|,| and |\bor\b|&/i.test(
    said,
  )
}

/** Text that names members it leaves out, or conditions: no label is made from it. */
export function namesConditions(name: string): boolean {
  return /excl|except|without|only|\bnot\b|running|using|connected|with |shipped|serial|[<>=]|prior|earlier|before|later/i.test(
    name,
  )
}

function withoutFinish(name: string): string {
  return name.replace(/\(incl\.?\s*siplus(?:\s*net)?\s*variants?\)/gi, ' ')
}

/** Text that names a family in so many words. */
export function namesFamily(name: string): boolean {
  return /famil|series|\bmodels\b|\bproducts\b|\bdevices\b|\w{4}\*$/i.test(name)
}

const known = new Map<string, ReadonlySet<string>>()

/** The words of a name that can tell products apart: `SIMATIC S7-1500 CPU 1511-1 PN/DP` → s71500 cpu 15111 pn dp. */
export function nameWords(name: string): ReadonlySet<string> {
  const words = known.get(name) ?? splitWords(name)
  known.set(name, words)
  return words
}

function splitWords(name: string): ReadonlySet<string> {
  const plain = withoutFinish(name).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const words = plain.split(/[\s/,;:()[\]"®™]+/).map(word => word.replace(/[^a-z0-9*]/g, '').replace(/^v(?=\d)/, ''))
  return new Set(words.filter(word => word !== '' && !empty.has(word)))
}

/** `contains`: every word of the family is one of the member's, which has more of them. */
export function isMember(family: string, member: string): boolean {
  const [outer, inner] = [nameWords(family.replace(/\(incl[^)]*\)?/gi, ' ')), nameWords(member)]
  const telling = [...outer].some(word => /\d/.test(word)) || outer.size >= 2
  const shared = [...outer].every(word => inner.has(word) || matchesStar(word, inner))
  return telling && shared && inner.size >= outer.size && name(outer) !== name(inner)
}

function name(words: ReadonlySet<string>): string {
  return [...words].sort().join(' ')
}

function matchesStar(pattern: string, words: ReadonlySet<string>): boolean {
  const head = /^([a-z0-9]{4,})\*+$/.exec(pattern)?.[1]
  return head !== undefined && [...words].some(word => word.startsWith(head))
}

/** The same product as far as names go. */
export function sameName(a: string, b: string): boolean {
  return name(nameWords(a)) === name(nameWords(b)) || [...nameWords(a)].join('') === [...nameWords(b)].join('')
}

/**
 * How surely two names are different products of one maker: `model` when each has a number the other has not, `word` when each
 * has a word of its own; undefined when one name may be inside the other, or nothing tells.
 */
export function difference(a: string, b: string): 'model' | 'word' | undefined {
  const [left, right] = [nameWords(a), nameWords(b)]
  const [lettersLeft, lettersRight] = [[...left].join(''), [...right].join('')]
  if (lettersLeft.includes(lettersRight) || lettersRight.includes(lettersLeft)) return undefined
  const [onlyLeft, onlyRight] = [[...left].filter(word => !right.has(word)), [...right].filter(word => !left.has(word))]
  if (onlyLeft.length === 0 || onlyRight.length === 0) return undefined
  const [numbersLeft, numbersRight] = [onlyLeft.filter(hasDigit), onlyRight.filter(hasDigit)]
  if (numbersLeft.length > 0 && numbersRight.length > 0)
    return numbersLeft.some(x => numbersRight.some(y => mayCover(x, y))) ? undefined : 'model'
  const [wordsLeft, wordsRight] = [onlyLeft.filter(isWord), onlyRight.filter(isWord)]
  return wordsLeft.length > 0 && wordsRight.length > 0 && numbersLeft.length + numbersRight.length === 0
    ? 'word'
    : undefined
}

/** Words two names share. */
export function sharedWords(a: string, b: string): string[] {
  const right = nameWords(b)
  return [...nameWords(a)].filter(word => right.has(word))
}

function hasDigit(word: string): boolean {
  return /\d/.test(word)
}

function isWord(word: string): boolean {
  return /^[a-z]{3,}$/.test(word)
}

/** `x200` may mean x204, `rs900` may mean rs900l: the end of zeros, stars and x left away, one begins the other. */
function mayCover(a: string, b: string): boolean {
  const stem = (word: string) => word.replace(/[0x*]+$/, '')
  const digits = (word: string) => word.replace(/\D/g, '')
  const [left, right] = [stem(a), stem(b)]
  return left.startsWith(right) || right.startsWith(left) || digits(a) === digits(b)
}
