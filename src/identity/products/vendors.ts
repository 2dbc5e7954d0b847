import { isForm, longestVendor, readAgain, vendorWords, withoutForms } from './vendor-key.ts'
import { makers } from './vendor-names.ts'
import { type TieKind, ties } from './vendor-ties.ts'

/** A maker that a text may mean. */
export interface VendorNamed {
  /** Kebab-case for a listed maker; the letters and digits of its name for another. */
  id: string
  name: string
  /** How the text leads there: its name, another spelling of it, one of its brands, or a firm that it bought, sold or became. */
  because: 'name' | 'alias' | TieKind
}

/** More names in one field are a list of everything, not of makers. */
const mostPieces = 12

/** What stands in a column of makers and is none. */
const nobody = new Set(
  'na|unknown|none|various|multiple|other|generic|unbekannt|divers|diverse|verschiedene|multiple open source|no name|tbd|oem|misc'
    .split('|')
    .map(words => words.replace(/ /g, '')),
)

/** Words that stand behind a maker's name and do not make it another: where it is, that it is a group. */
const places = new Set(
  `international global worldwide group gruppe groupe europe european emea asia pacific apac america americas american north
   south latin usa us uk gb deutschland germany austria osterreich schweiz switzerland suisse svizzera france italia italy
   espana spain iberia portugal polska poland czech cesko slovakia hungary magyarorszag romania nederland netherlands belgium
   belgie benelux luxembourg danmark denmark sverige sweden norge norway suomi finland nordic ireland turkey turkiye russia
   india china japan korea taiwan singapore malaysia thailand indonesia vietnam australia brasil brazil mexico canada argentina
   chile israel africa middle east beijing shanghai suzhou shenzhen hangzhou sales vertrieb service services`.split(
    /\s+/,
  ),
)

/** Words that alone name nobody: what is left of a name that was cut at a comma. */
const plain = new Set(
  `automation controls control systems system software electronics electronic technologies technology industrial industries
   industry medical healthcare products solutions networks division business unit subsidiary affiliate brand company`.split(
    /\s+/,
  ),
)

interface Known {
  id: string
  name: string
  because: VendorNamed['because']
}

const byKey = new Map<string, Known>()
const owners = new Map<string, { id: string; because: TieKind }[]>()
const names = new Map<string, string>()

function keyOf(text: string): string {
  return withoutForms(vendorWords(text)).join('')
}

/** A name with umlauts is also written with "ae", "oe", "ue". */
function spellings(text: string): string[] {
  const long = text.replace(/ä/gi, 'ae').replace(/ö/gi, 'oe').replace(/ü/gi, 'ue')
  return long === text ? [text] : [text, long]
}

function know(text: string, known: Known): void {
  for (const spelling of spellings(text)) {
    const key = keyOf(spelling)
    if (key !== '' && !byKey.has(key)) byKey.set(key, known)
  }
}

for (const [id, name] of makers) {
  names.set(id, name)
  know(name, { id, name, because: 'name' })
}
for (const [id, name, others] of makers)
  for (const other of others.split('|')) know(other, { id, name, because: 'alias' })
for (const [because, from, to] of ties) for (const name of from.split('|')) tie(because, name, to.split(' '))

function tie(because: TieKind, name: string, to: readonly string[]): void {
  const [first = '', ...others] = name.split('=')
  const known = byKey.get(keyOf(first))
  if (because === 'brand') {
    if (!known) know(first, { id: to[0]!, name: names.get(to[0]!) ?? to[0]!, because })
    return
  }
  const id = known?.id ?? keyOf(first)
  if (!known) know(first, { id, name: first, because: 'name' })
  for (const other of others) know(other, { id, name: known?.name ?? first, because: 'alias' })
  owners.set(id, [...(owners.get(id) ?? []), ...to.map(owner => ({ id: owner, because }))])
}

/**
 * Every maker that a text may mean: the maker itself first; those it merged into, was sold to or whose brand it is after it.
 * Several makers in one field are all given, in its order. A maker nobody listed gets an id of its own name without legal
 * form; it meets others only by the same letters. Empty for a text that names nobody.
 */
export function vendorsOf(text: string): VendorNamed[] {
  const found = new Map<string, VendorNamed>()
  for (const known of namedIn(readAgain(text.slice(0, longestVendor)))) add(found, known)
  for (const { id } of [...found.values()])
    for (const owner of owners.get(id) ?? []) add(found, { ...owner, name: names.get(owner.id) ?? owner.id })
  return [...found.values()]
}

function add(found: Map<string, VendorNamed>, { id, name, because }: Known): void {
  if (!found.has(id)) found.set(id, { id, name, because })
}

function namedIn(text: string): Known[] {
  const whole = lookUp(text)
  if (whole) return [whole]
  const brackets: Known[] = []
  const open = text.replace(/[([]([^()[\]]{0,80})[)\]]/g, (_, inner: string) => {
    const known = lookUp(inner.replace(/^\s*(?:formerly|now|part of|ex|früher|vormals)\s/i, ''))
    if (known) brackets.push(known)
    return ' '
  })
  const bare = lookUp(open)
  if (bare) return [bare, ...brackets]
  const makers = open.split(strong).slice(0, mostPieces).flatMap(weakPieces).flatMap(named)
  return [...makers, ...brackets]
}

/** Signs and words that always stand between makers. */
const strong =
  /[,;|\n]|\s(?:(?:an?|the)\s)?(?:subsidiary|affiliate|division|brand|part|member|unit|company)\s(?:of|by)\s|\s(?:formerly|now|vormals|früher)\s/i
/** What may also stand inside a name: cut only where one side is a maker that is listed. */
const weak = /\s(?:and|und|&|\+|by|-|–|—)\s|\s?\/\s?/i

function weakPieces(text: string): string[] {
  const trimmed = text.replace(/^\s*(?:and|und|&)\s/i, '')
  if (lookUp(trimmed)) return [trimmed]
  const pieces = trimmed.split(weak).slice(0, mostPieces)
  return pieces.length > 1 && pieces.some(piece => lookUp(piece)) ? pieces : [trimmed]
}

/** A maker by its own name; one that nobody listed also without a place behind it, as its subsidiaries write it. */
function named(text: string): Known[] {
  const known = lookUp(text)
  if (known) return [known]
  const words = withoutForms(vendorWords(text))
  const name = text.replace(/\s+/g, ' ').trim()
  const own = idOf(words)
  if (own === undefined) return []
  let end = words.length
  while (end > 1 && (places.has(words[end - 1]!) || isForm(words[end - 1]!))) end--
  const elsewhere = idOf(words.slice(0, end))
  return [
    { id: own, name, because: 'name' },
    ...(elsewhere === undefined || elsewhere === own ? [] : [{ id: elsewhere, name, because: 'alias' as const }]),
  ]
}

function idOf(words: readonly string[]): string | undefined {
  const id = words.join('')
  if (id === '' || nobody.has(id) || words.every(word => isForm(word) || plain.has(word))) return undefined
  return id
}

/** A listed maker whose name this is, with or without a place behind it. */
function lookUp(text: string): Known | undefined {
  const words = withoutForms(vendorWords(text))
  for (let end = words.length; end > 0; end--) {
    const known = byKey.get(words.slice(0, end).join(''))
    if (known) return known
    const last = words[end - 1]!
    if (!places.has(last) && !isForm(last)) return undefined
  }
  return undefined
}
