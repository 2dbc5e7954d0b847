import { type Answers, isSettled, merge } from './product-catalogue-answers.ts'
import type { NameEntry, NameIndex } from './product-catalogue-names.ts'
import { findOtherwise, likely } from './product-catalogue-otherwise.ts'
import { findFamilies } from './product-family-index.ts'
import { isModuleLetters, namedWithFamily } from './product-family-members.ts'
import { hasModel, type ProductName, readProductName } from './product-name.ts'
import { withoutSeries } from './product-name-forms.ts'
import {
  type AskedVersion,
  type AssetClues,
  both,
  isSurer,
  judgeName,
  judgeSame,
  type NameAnswer,
} from './product-name-judge.ts'
import { isFiller, isKind, piecesOf, plainName } from './product-words.ts'
import { spelling } from './product-words-spelling.ts'

/**
 * So many candidates are laid side by side at most. A maker's names share a model number a hundred times at most; names
 * without one share common words.
 */
const mostCandidates = 400
const mostMended = 3

/**
 * The names that an asset's name may mean, each with how sure it is.
 *
 * @param texts the name as written, and what else it may be called
 * @param version the asset's, for names that carry a line
 * @param called what advisories call the asset's order number: asked where its own name is found nowhere
 */
export function findNames<Member>(
  index: NameIndex<Member>,
  texts: readonly string[],
  version: AskedVersion,
  called: readonly string[] = [],
): Answers<Member> {
  const found = namesFound(index, texts, version, called)
  const whole = namedWithFamily(plainName(texts[0] ?? ''))
  if (whole !== undefined) merge(found, familiesOf(ask(index, whole, version), whole))
  return found
}

/** The families alone, of a name that was made whole by a convention. */
function familiesOf<Member>(answers: Answers<Member>, whole: string): Answers<Member> {
  const families: Answers<Member> = new Map()
  for (const [entry, { confidence, rule }] of answers) {
    if (confidence === 'possible' || (rule !== 'family' && !isFamily(entry.name))) continue
    const because = `by its model number it is of ${whole.slice(0, 120)}`
    families.set(entry, { confidence: 'likely', rule: 'family', because })
  }
  return families
}

function isFamily({ text }: ProductName): boolean {
  return /\b(?:series|family|families)\b/i.test(text) || /^relion \d/i.test(text)
}

function namesFound<Member>(
  index: NameIndex<Member>,
  texts: readonly string[],
  version: AskedVersion,
  called: readonly string[],
): Answers<Member> {
  const found: Answers<Member> = new Map()
  for (const text of texts) {
    const name = readProductName(text, index.isMaker)
    const answers = search(index, name, version)
    merge(found, text === texts[0] ? answers : lessSure(answers))
    if (!isSettled(found)) merge(found, misspelt(index, name, version))
    if (isSettled(found)) return found
  }
  const plain = plainName(texts[0] ?? '')
  const own = withoutSeries(plain)
  if (own) merge(found, withoutOwnSeries(index, own, version))
  if (isSettled(found)) return found
  merge(
    found,
    findOtherwise(index, plain, text => ask(index, text, version)),
  )
  if (found.size > 0) return found
  for (const text of called) {
    const because = `its order number is that of ${text.slice(0, 120)}`
    merge(found, likely(ask(index, text, version), 'name-alias', because))
  }
  return found
}

/** What another text of an asset's name means: as surely as it says, in whatever spelling, with or without its series. */
function ask<Member>(index: NameIndex<Member>, text: string, version: AskedVersion): Answers<Member> {
  const name = readProductName(text, index.isMaker)
  const found = search(index, name, version)
  if (!isSettled(found)) merge(found, misspelt(index, name, version))
  const own = isSettled(found) ? undefined : withoutSeries(text)
  if (own) merge(found, withoutOwnSeries(index, own, version))
  return found
}

/** The model alone, where the asset names a series before it and the advisory does not. */
function withoutOwnSeries<Member>(
  index: NameIndex<Member>,
  own: { series: string; rest: string },
  version: AskedVersion,
): Answers<Member> {
  const found: Answers<Member> = new Map()
  const because = `the same model; only the asset names the series ${own.series}`
  for (const [entry, answer] of search(index, readProductName(own.rest, index.isMaker), version)) {
    // The advisory's own series or brand would be another one than the asset's.
    if (entry.form || answer.rule === 'family' || answer.rule === 'name-brand' || answer.confidence === 'possible')
      continue
    found.set(entry, { confidence: 'likely', rule: 'name-brand', because })
  }
  return found
}

function misspelt<Member>(index: NameIndex<Member>, name: ProductName, version: AskedVersion): Answers<Member> {
  const found: Answers<Member> = new Map()
  const spelt = respelt(index, name)
  if (!spelt) return found
  for (const [entry, answer] of search(index, readProductName(spelt.text, index.isMaker), version)) {
    if (answer.confidence === 'possible') continue
    const because = answer.because === '' ? spelt.because : `${spelt.because}; ${answer.because}`
    found.set(entry, { confidence: 'likely', rule: 'name-spelling', because })
  }
  return found
}

/** The name with its misspelt words mended: those that no advisory of the maker uses and that are near exactly one. */
function respelt<Member>(index: NameIndex<Member>, name: ProductName): { text: string; because: string } | undefined {
  const mended = new Map<string, string>()
  for (const { text, digits } of [...name.head, ...name.variant]) {
    if (digits || index.words.has(text) || isKind(text) || isModuleLetters(text)) continue
    index.spellings ??= spelling(index.worded.keys())
    const meant = index.spellings.meant(text)
    if (meant !== undefined) mended.set(text, meant)
  }
  if (mended.size === 0 || mended.size > mostMended) return undefined
  const text = plainName(name.text).replace(/\p{L}+/gu, word => mended.get(word.toLowerCase()) ?? word)
  const said = [...mended].map(([wrong, meant]) => `spelled ${wrong}, read as ${meant.toUpperCase()}`)
  return { text, because: said.join(', ') }
}

function search<Member>(index: NameIndex<Member>, name: ProductName, version: AskedVersion): Answers<Member> {
  const found: Answers<Member> = new Map()
  if (name.key === '' || isBareBrand(index, name)) return found
  const keep = (entry: NameEntry<Member>, said: NameAnswer | undefined) => {
    const answer = said && asForm(entry, name, said)
    if (!answer) return
    const known = found.get(entry)
    if (!known || isSurer(answer.confidence, known.confidence)) found.set(entry, answer)
  }
  const exact = index.whole.get(name.key) ?? []
  const lined = sameLine(index, name)
  const clues: AssetClues = {
    version,
    named: exact.some(entry => !entry.form),
    plain: exact.some(entry => !entry.form && !entry.name.line),
    lined: lined.length > 0,
  }
  for (const entry of lined) keep(entry, { confidence: 'exact', rule: 'name', because: '' })
  for (const alike of [
    exact,
    index.whole.get(name.shortKey),
    index.short.get(name.shortKey),
    index.short.get(name.key),
  ]) {
    for (const entry of alike ?? []) if (!found.has(entry)) keep(entry, judgeSame(entry.name, name, clues))
  }
  for (const entry of candidates(index, name)) {
    if (!found.has(entry)) keep(entry, judgeName(entry.name, name, index.words, clues))
  }
  findFamilies(index.families, name, clues, keep)
  withoutOthers(found, name)
  return found
}

/** The names that are the same with their lines; a bare number at the end is as good as one (`Manager V6`, `Manager 6`). */
function sameLine<Member>({ withLines, whole }: NameIndex<Member>, name: ProductName): readonly NameEntry<Member>[] {
  const lined = withLines.get(name.keyWithLine) ?? []
  return name.line ? [...lined, ...(whole.get(name.keyWithLine) ?? []).filter(entry => !entry.name.line)] : lined
}

/** What a form of a name makes of an answer; undefined where the asset names another series than the form leaves out. */
function asForm<Member>(entry: NameEntry<Member>, name: ProductName, said: NameAnswer): NameAnswer | undefined {
  const { form, series } = entry
  if (!form) return said
  const begins = name.head[0]!.text === entry.name.head[0]?.text
  if (series !== undefined && !begins && said.rule !== 'name' && !isOfSeries(name, series)) return undefined
  return { ...both(said.rule === 'name' ? { ...said, because: '' } : said, form), rule: form.rule }
}

function candidates<Member>(index: NameIndex<Member>, name: ProductName): readonly NameEntry<Member>[] {
  if (name.numbers !== '') return (index.numbered.get(name.numbers) ?? []).slice(0, mostCandidates)
  let rarest: NameEntry<Member>[] | undefined
  for (const piece of name.head) {
    const having = isFiller(piece.text) ? undefined : index.worded.get(piece.text)
    if (having && (!rarest || having.length < rarest.length)) rarest = having
  }
  return rarest && rarest.length <= mostCandidates ? rarest.filter(entry => entry.name.numbers === '') : []
}

/** A brand alone (`SIMATIC`) is no product. */
function isBareBrand<Member>({ words, whole }: NameIndex<Member>, name: ProductName): boolean {
  return name.head.length === 1 && !name.line && words.isBrand(name.head[0]!.text) && !whole.has(name.key)
}

/** Whether the first word of a name is one of the series that an advisory names (`SIPROTEC 7SJ85` of `SIPROTEC 5 7SJ85`). */
function isOfSeries(name: ProductName, series: string): boolean {
  const first = name.head[0]!.text
  return piecesOf(series).some(piece => piece.text === first)
}

/** Where a product is found that is certain, what says more is another one: SIPLUS, `Advanced`, an add-on in brackets. */
function withoutOthers(found: Map<NameEntry<unknown>, NameAnswer>, name: ProductName) {
  let certain = false
  for (const { confidence } of found.values()) certain ||= confidence === 'exact'
  if (!certain) return
  for (const [entry, { confidence, rule }] of found) {
    if (confidence !== 'possible') continue
    const siplus = entry.name.head.some(piece => piece.text === 'siplus')
    if (siplus || rule === 'name-more' || (rule === 'name-variant' && !hasModel(name.head))) found.delete(entry)
  }
}

/** A name from which an order number was taken that the advisory does not give. */
function lessSure<Key>(found: ReadonlyMap<Key, NameAnswer>): Map<Key, NameAnswer> {
  const less = new Map<Key, NameAnswer>()
  for (const [key, { confidence, rule, because }] of found) {
    less.set(key, {
      confidence: confidence === 'exact' ? 'likely' : confidence,
      rule,
      because: `${because || 'the same name'}; the advisory gives no such order number`,
    })
  }
  return less
}
