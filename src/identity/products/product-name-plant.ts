/**
 * What people who keep an inventory add to a name, in the languages of their plants. The house's own lists: articles, how
 * many there are, what the column is about, a reference designation in front (IEC 81346, `-K1`); the kind of thing and
 * where it stands behind. All are read in a plain name, which has no accents.
 */
const article =
  /^(?:the|an?|der|die|das|den|dem|eine?|le|la|les|une?|el|los|las|il|lo|gli|het|een|de|uma?) (?=\S*\p{L})/iu
const elided = /^[ld]['’](?=\p{L})/iu
const count =
  /^(?:\d{1,4} ?(?:x|×|\*|stk|stuck|st|pcs?|pieces?|pieza|pezzi|pz|ea|units?|off?|qty)\.?:? |x ?\d{1,4} |(?:qty|anzahl|menge)\.?:? ?\d{1,4} )/iu
const label =
  /^(?:(?:typ|type|tipo|model(?:l|e|o|lo)?|modele|gerat|geraet|device|equipment|equipement|appareil|dispositivo|artikel|baugruppe|steuerung|anlage|maschine)(?: ?[:=.-]+ ?| )|(?:produkt|product|produit|producto|prodotto|item|article|bezeichnung|description|designation|name|komponente|component|asset|automate|[a-z]{1,6}[-_ ]?\d{1,4}) ?[:=] )(?=\S*[\p{L}\d])/iu
const designation = /^(?:[=+-]{1,2}[a-z]{1,3}\d{1,4}(?:[.:]\w{1,4})?)+ ?[:;,-]? /iu
const fronts = [designation, count, label, elided, article]

const kind =
  'firmware|fw|hardware|hw|devices?|gerate?|geraete?|units?|einheit|modules?|modul|modulo|baugruppe|equipement|equipment|appareil|' +
  'dispositivo|apparaat|apparecchio|komponente|component|products?|produkt|instrument|steuerung|automate|controllore|anlage|' +
  'spare|ersatz|ersatzteil|neu|new|alt|old|installed|installiert'
const kindBehind = new RegExp(`(?: ?[-–:,;/|]+ ?| )(?:[([] ?(?:${kind})\\.? ?[)\\]]|(?:${kind})\\.?)$`, 'iu')
const place =
  'halle|hall|linie|werk|gebaude|building|bau|schrank|schaltschrank|cabinet|raum|room|zelle|bereich|area|zone|etage|floor|keller|feld|' +
  'bay|rack|site|standort|ligne|batiment|atelier|armoire|salle|linea|edificio|armadio|sala'
/** `Halle 3`, `- Linie 2 links`, `(Schrank A1)`: a word for a place with what tells it from others. */
const placeBehind = new RegExp(
  `(?: ?[-–:,;/|@]+ ?| )(?:(?:in|im|at|am|auf) )?[([]?(?:${place})\\.? (?:[\\w.+=-]{0,6}\\d[\\w.+=-]{0,6}|[a-z])(?: [\\w.+=-]{1,12})?[)\\]]?$`,
  'iu',
)
/** `FW 2.9.4`, `(SW: V3)`, `HW Rev. B`, `S/N 12345`, `2 Stk.`, an address. */
const revisionBehind =
  /[ ,;:/([-]+(?:build[: ]+\d{1,9}|(?:es|fs)[: ]+\d{1,2}|(?:fw|firmware|sw|hw|rev|revision|ver|version|stand)(?:[.: ]+(?:fw|rev|version|ver))?[.: ]*(?:v ?\d[\w.]{0,20}|\d{1,3}(?:\.\w{1,8}){1,5}|\d{1,2}))[)\]]?$/iu
const serialBehind =
  /[ ,;:([-]+(?:s\/n|sn|ser(?:ial)?(?:[. -]?n(?:o|r|umber|ummer)?)?|seriennr|seriennummer)[.: #]+[\w./-]{3,30}[)\]]?$/iu
const countBehind =
  /[ ,;([-]+(?:x \d{1,4}|\d{1,4} ?x|\d{1,4} (?:[Ss]tk|[Ss]tuck|[Ss]t|[Pp]cs?|PCS?|pieces?|units?|pz)\.?)[)\]]?$/u
const addressBehind = /[ ,;@([-]+(?:\d{1,3}\.){3}\d{1,3}(?:[:/]\d{1,5})?[)\]]?$/u
const behinds = [kindBehind, placeBehind, revisionBehind, serialBehind, countBehind, addressBehind]

/** So many additions are taken away at most. */
const mostAdditions = 6

/**
 * A plain name without what a plant added in front of it and behind it, one addition less each time: what looks like one may
 * be of the name (`FR Configurator SW3`). Nothing but additions is no name.
 */
export function withoutAdditions(plain: string): string[] {
  const texts: string[] = []
  for (let left = without(plain); left !== undefined && texts.length < mostAdditions; left = without(left)) {
    texts.push(left)
  }
  return texts
}

function without(text: string): string | undefined {
  for (const addition of [...fronts, ...behinds]) {
    const left = text.replace(addition, '').trim()
    if (left !== text && isName(left)) return left
  }
  return undefined
}

/** What is left must be able to be a product: two letters, and more than one sign besides. */
function isName(text: string): boolean {
  return /\p{L}{2}/u.test(text) && text.length > 2
}

/**
 * What stands before the words that a catalogue describes a product with: `CPU 1516-3 PN/DP, central processing unit with
 * 1 MB work memory`. The cut is at a comma, a semicolon or a dash, the last one first; a short word behind one is a
 * designation and no description.
 */
export function withoutDescription(plain: string): string[] {
  const cuts: string[] = []
  for (const { index, 0: sign } of plain.matchAll(/[,;] |: | - /g)) {
    const behind = plain.slice(index + sign.length)
    const words = behind.match(/\p{L}{4,}/gu) ?? []
    if (words.length >= 2 && isName(plain.slice(0, index))) cuts.unshift(plain.slice(0, index).trim())
  }
  return cuts.slice(0, mostCuts)
}

const mostCuts = 4

/** A maker's name has so many words at most. */
const longestMaker = 6

/**
 * A plain name without its maker in front, which stands before the words that a plant added; or without several with commas
 * or slashes between, as the column of makers has them (`Kantech, Johnson Controls EntraPass`).
 *
 * @param isMaker whether words are the maker's own name
 * @param isAnyMaker whether words are any name that leads to the maker: a firm that it bought, a brand
 */
export function withoutMakers(
  plain: string,
  isMaker: (words: string) => boolean,
  isAnyMaker: (words: string) => boolean,
): string {
  const words = plain.split(' ')
  for (let end = Math.min(longestMaker, words.length - 1); end > 0; end--) {
    const front = words.slice(0, end).join(' ')
    const makers = front.split(/[,/]/).map(wordsOf)
    const are = makers.length > 1 ? makers.every(isAnyMaker) : isMaker(makers[0]!)
    if (are) return words.slice(end).join(' ')
  }
  return withoutMakerApart(plain, isMaker)
}

/** `Siemens-SCALANCE X204`, `Siemens: X204`, `X204 (Siemens AG)`, `X204, Siemens`. */
function withoutMakerApart(plain: string, isMaker: (words: string) => boolean): string {
  const [front = '', maker = ''] = /^(\p{L}[^-:/|]{1,40}?) ?[-:/|] ?(?=.)/u.exec(plain) ?? []
  if (front !== '' && isMaker(wordsOf(maker))) return plain.slice(front.length)
  const words = plain.split(' ')
  for (let at = Math.max(1, words.length - longestMaker); at < words.length; at++) {
    if (isMaker(wordsOf(words.slice(at).join(' '))))
      return words
        .slice(0, at)
        .join(' ')
        .replace(/[ ,;:/|-]+$/, '')
  }
  return plain
}

function wordsOf(text: string): string {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ')
}
