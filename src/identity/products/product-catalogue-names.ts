import { addFamilies, type FamilyIndex, familyIndex } from './product-family-index.ts'
import { numbersOf, type ProductName, readProductName } from './product-name.ts'
import { formsOf } from './product-name-forms.ts'
import type { NameAnswer, VendorWords } from './product-name-judge.ts'
import { bareLineIn } from './product-name-line.ts'
import { hyphenedNumbers } from './product-name-respelling.ts'
import { plainName } from './product-words.ts'
import type { Spelling } from './product-words-spelling.ts'

/** A name that advisories write, and the products that have it. */
export interface NameEntry<Member> {
  name: ProductName
  members: Member[]
  /** the name is another form of the one that is written */
  form?: NameAnswer
  /** the series that this form leaves out */
  series?: string
}

/** Names of one maker's products, by what is the same in every spelling of them. */
export interface NameIndex<Member> {
  /** by the plain name, as advisories write it */
  written: Map<string, NameEntry<Member>>
  /** by the keys of `ProductName`; withLines has only names with a line */
  whole: Map<string, NameEntry<Member>[]>
  withLines: Map<string, NameEntry<Member>[]>
  short: Map<string, NameEntry<Member>[]>
  numbered: Map<string, NameEntry<Member>[]>
  /** by every word */
  worded: Map<string, NameEntry<Member>[]>
  /** the first words, each with some of the words behind it */
  firstWords: Map<string, Set<string>>
  families: FamilyIndex<NameEntry<Member>>
  words: VendorWords
  isMaker: (words: string) => boolean
  isAnyMaker: (words: string) => boolean
  /** made when a word is misspelt */
  spellings: Spelling | undefined
  /** numbers by what they are without their hyphens; made when a name is found nowhere */
  hyphened(): ReadonlyMap<string, string>
}

/** A word in front of so many different words is a brand. */
const brandFrom = 3

/** An empty index. isMaker: whether words are the maker's name; isMakersBrand: whether they are a brand by themselves. */
export function nameIndex<Member>(
  isMaker: (words: string) => boolean,
  isMakersBrand: (words: string) => boolean,
): NameIndex<Member> {
  const written = new Map<string, NameEntry<Member>>()
  const worded = new Map<string, NameEntry<Member>[]>()
  const firstWords = new Map<string, Set<string>>()
  let hyphened: ReadonlyMap<string, string> | undefined
  const words: VendorWords = {
    isMakersBrand,
    has: word => worded.has(word) || firstWords.has(word),
    isBrand: word => (firstWords.get(word)?.size ?? 0) >= brandFrom,
  }
  return {
    written,
    whole: new Map(),
    withLines: new Map(),
    short: new Map(),
    numbered: new Map(),
    worded,
    firstWords,
    families: familyIndex(words),
    words,
    isMaker,
    isAnyMaker: isMakersBrand,
    spellings: undefined,
    hyphened: () => (hyphened ??= hyphenedNumbers(written.keys())),
  }
}

/** Adds a name that an advisory writes, with all the forms that mean the same. */
export function addName<Member>(index: NameIndex<Member>, text: string, member: Member) {
  const { isMaker } = index
  const plain = plainName(text)
  const known = index.written.get(plain)
  if (known) {
    known.members.push(member)
    return
  }
  const members = [member]
  const entry = { name: readProductName(plain, isMaker), members }
  index.written.set(plain, entry)
  place(index, entry)
  addFamilies(index.families, entry)
  for (const { text: other, rule, because, series } of formsOf(plain)) {
    const form: NameAnswer = { confidence: 'likely', rule, because }
    place(index, { name: readProductName(other, isMaker), members, form, ...(series !== undefined && { series }) })
  }
  if (!entry.name.line && bareLineIn(plain)) {
    const other = { name: readProductName(plain, isMaker, true), members }
    into(index.whole, other.name.key, other)
    into(index.short, other.name.shortKey, other)
  }
}

function place<Member>(index: NameIndex<Member>, entry: NameEntry<Member>) {
  const { name } = entry
  if (name.key === '') return
  into(index.whole, name.key, entry)
  if (name.line) into(index.withLines, name.keyWithLine, entry)
  if (name.shortKey !== name.key) into(index.short, name.shortKey, entry)
  if (name.numbers !== '') into(index.numbered, name.numbers, entry)
  const all = name.variant.length > 0 ? [...name.head, ...name.variant] : name.head
  const allNumbers = numbersOf(all)
  if (allNumbers !== name.numbers) into(index.numbered, allNumbers, entry)
  if (entry.form) return
  for (const word of new Set(all.filter(piece => !piece.digits).map(piece => piece.text))) {
    into(index.worded, word, entry)
  }
  const [first, second] = name.head
  if (first && !first.digits && second && !second.glued) {
    const seconds = index.firstWords.get(first.text) ?? new Set()
    if (seconds.size <= brandFrom) seconds.add(second.text)
    index.firstWords.set(first.text, seconds)
  }
}

function into<Value>(map: Map<string, Value[]>, key: string, value: Value) {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
