import { familyIndex } from './product-family-index.ts'
import { numbersOf, type ProductName, readProductName } from './product-name.ts'
import { type AssetClues, isSurer, judgeName, judgeSame, type NameAnswer } from './product-name-judge.ts'
import { bareLineIn } from './product-name-line.ts'
import { isFiller, isKind, plainName } from './product-words.ts'
import { type Spelling, spelling } from './product-words-spelling.ts'

/** A name that advisories write, and the products that have it. */
export interface NameEntry<Member> {
  name: ProductName
  members: Member[]
}

/** So many candidates are laid side by side at most: names without a model number share common words. */
const mostCandidates = 400
const mostMended = 3

/** Names of one maker's products, by what is the same in every spelling of them. */
export function nameIndex<Member>(isMaker: (words: string) => boolean) {
  type Entry = NameEntry<Member>
  const entries = new Map<string, Entry>()
  const whole = new Map<string, Entry[]>()
  const withLines = new Map<string, Entry[]>()
  const short = new Map<string, Entry[]>()
  const numbered = new Map<string, Entry[]>()
  const worded = new Map<string, Entry[]>()
  const firstWords = new Map<string, Set<string>>()
  let spellings: Spelling | undefined
  const words = {
    has: (word: string) => worded.has(word) || firstWords.has(word),
    isBrand: (word: string) => (firstWords.get(word)?.size ?? 0) >= 3,
  }

  const families = familyIndex<Entry>(words)

  function add(text: string, member: Member) {
    const plain = plainName(text)
    const known = entries.get(plain)
    if (known) {
      known.members.push(member)
      return
    }
    const members = [member]
    const entry = { name: readProductName(plain, isMaker), members }
    entries.set(plain, entry)
    place(entry)
    families.add(entry)
    if (!entry.name.line && bareLineIn(plain)) {
      const other = { name: readProductName(plain, isMaker, true), members }
      into(whole, other.name.key, other)
      into(short, other.name.shortKey, other)
    }
  }

  function place(entry: Entry) {
    const { name } = entry
    if (name.key === '') return
    into(whole, name.key, entry)
    into(withLines, name.keyWithLine, entry)
    if (name.shortKey !== name.key) into(short, name.shortKey, entry)
    if (name.numbers !== '') into(numbered, name.numbers, entry)
    const all = [...name.head, ...name.variant]
    const allNumbers = numbersOf(all)
    if (allNumbers !== name.numbers) into(numbered, allNumbers, entry)
    for (const word of new Set(all.filter(piece => !piece.digits).map(piece => piece.text))) into(worded, word, entry)
    const [first, second] = name.head
    if (first && !first.digits && second && !second.glued) {
      const seconds = firstWords.get(first.text) ?? new Set()
      if (seconds.size < 4) seconds.add(second.text)
      firstWords.set(first.text, seconds)
    }
  }

  function find(text: string, version: string | undefined): Map<Entry, NameAnswer> {
    const name = readProductName(text, isMaker)
    const found = search(name, version)
    if ([...found.values()].some(({ confidence, rule }) => confidence !== 'possible' && rule !== 'family')) return found
    const spelt = respelt(name)
    if (!spelt) return found
    for (const [entry, answer] of search(readProductName(spelt.text, isMaker), version)) {
      if (answer.confidence === 'possible') continue
      const because = answer.because === '' ? spelt.because : `${spelt.because}; ${answer.because}`
      if (found.get(entry)?.confidence !== 'likely')
        found.set(entry, { confidence: 'likely', rule: 'name-spelling', because })
    }
    return found
  }

  /** The name with its misspelt words mended: those that no advisory of the maker uses and that are near exactly one. */
  function respelt(name: ProductName): { text: string; because: string } | undefined {
    const mended = new Map<string, string>()
    for (const { text, digits } of [...name.head, ...name.variant]) {
      if (digits || words.has(text) || isKind(text)) continue
      spellings ??= spelling(worded.keys())
      const meant = spellings.meant(text)
      if (meant !== undefined) mended.set(text, meant)
    }
    if (mended.size === 0 || mended.size > mostMended) return undefined
    const text = plainName(name.text).replace(/\p{L}+/gu, word => mended.get(word.toLowerCase()) ?? word)
    const said = [...mended].map(([wrong, meant]) => `spelled ${wrong}, read as ${meant.toUpperCase()}`)
    return { text, because: said.join(', ') }
  }

  function search(name: ProductName, version: string | undefined): Map<Entry, NameAnswer> {
    const found = new Map<Entry, NameAnswer>()
    if (name.key === '' || isBareBrand(name)) return found
    const keep = (entry: Entry, answer: NameAnswer | undefined) => {
      if (!answer) return
      const known = found.get(entry)
      if (!known || isSurer(answer.confidence, known.confidence)) found.set(entry, answer)
    }
    const exact = whole.get(name.key) ?? []
    const clues: AssetClues = { version, named: exact.length > 0 }
    for (const entry of withLines.get(name.keyWithLine) ?? []) {
      keep(entry, { confidence: 'exact', rule: 'name', because: '' })
    }
    const alike = [whole.get(name.shortKey), short.get(name.shortKey), short.get(name.key)]
    for (const entry of [...exact, ...alike.flatMap(entries => entries ?? [])]) {
      if (!found.has(entry)) keep(entry, judgeSame(entry.name, name, clues))
    }
    for (const entry of candidates(name)) {
      if (!found.has(entry)) keep(entry, judgeName(entry.name, name, words, clues))
    }
    families.find(name, clues, keep)
    return found
  }

  function candidates(name: ProductName): Iterable<Entry> {
    if (name.numbers !== '') return numbered.get(name.numbers) ?? []
    let rarest: Entry[] | undefined
    for (const piece of name.head) {
      const having = isFiller(piece.text) ? undefined : worded.get(piece.text)
      if (having && (!rarest || having.length < rarest.length)) rarest = having
    }
    return rarest && rarest.length <= mostCandidates ? rarest.filter(entry => entry.name.numbers === '') : []
  }

  /** A brand alone (`SIMATIC`) is no product. */
  function isBareBrand(name: ProductName): boolean {
    return name.head.length === 1 && !name.line && words.isBrand(name.head[0]!.text) && !whole.has(name.key)
  }

  return { add, find, words }
}

function into<Value>(map: Map<string, Value[]>, key: string, value: Value) {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
