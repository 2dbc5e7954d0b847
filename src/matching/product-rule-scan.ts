import type { Database } from '#advisories'
import { type Note, noteList, quoted } from '#base'
import { type ProductLook, productLook } from './product-look.ts'
import type { ProductRule } from './product-rule.ts'
import { type RuleBook, ruleBook } from './product-rule-book.ts'
import type { RuleFile } from './product-rule-file.ts'
import { placeOfRule, ruleWords } from './product-rule-text.ts'

/** How a scan looks up what only its makers' words name. */
export interface ScanProducts {
  look: ProductLook | undefined
  /** What is to be told of it once everything was looked up. */
  notes(): Note[]
}

/**
 * A look with the rules in force.
 *
 * @param words the inventories as they were typed
 * @param now milliseconds since 1970 UTC
 */
export function scanProducts(
  file: RuleFile,
  database: Database | undefined,
  words: readonly string[],
  now: number,
): ScanProducts {
  const book = ruleBook(file.rules, now)
  // Asking a book without rules for every row would cost a scan, and tell nothing.
  const look = database && productLook(database, file.rules.length > 0 ? book : undefined)
  return {
    look,
    notes: () => [...ruleNotes(file, book), ...(look ? lookNotes(look, file, words) : [])],
  }
}

/** Rules that are named in one note. */
const mostNamed = 5

/** Rules that no longer work, each, and those that apply to nothing, at once: a scan of a part of the plant has many of these. */
export function ruleNotes({ path, rules }: RuleFile, book: RuleBook): Note[] {
  const list = noteList()
  for (const rule of book.expired)
    list.add(
      'rule-expired',
      `The decision of ${placeOfRule(rule)} (${rule.reason}) has expired and no longer works`,
      path,
    )
  const idle = idleRules(rules, book)
  if (idle.length > 0) {
    const named = idle.slice(0, mostNamed).map(rule => `${placeOfRule(rule)} (${ruleWords(rule)})`)
    const more = idle.length > mostNamed ? ` and ${idle.length - mostNamed} more` : ''
    list.add(
      'rules-unused',
      `${idle.length} of ${rules.length} rules of ${path} apply to nothing that was read: ${named.join('; ')}${more}`,
      path,
    )
  }
  return list.notes
}

/** Rules that work and apply to no row so far. */
export function idleRules(rules: readonly ProductRule[], book: RuleBook): ProductRule[] {
  const expired = new Set(book.expired)
  return rules.filter(rule => !expired.has(rule) && book.rowsOf(rule) === 0)
}

function lookNotes(look: ProductLook, { path }: RuleFile, words: readonly string[]): Note[] {
  const notes: Note[] = []
  if (look.ruledOut() > 0)
    notes.push({
      code: 'product-ruled-out',
      message: `${look.ruledOut()} components are no product that advisories name, by rules of ${path}: nothing was looked up for their words`,
      at: path,
    })
  if (look.unnamed() > 0)
    notes.push({
      code: 'product-not-named',
      message: `${look.unnamed()} components name a product that no advisory of their maker names. That is no doubt, but a name written otherwise looks the same: millcert products worklist ${words.map(shellWord).join(' ')}`,
    })
  return notes
}

/** A path as it can be typed. */
function shellWord(path: string): string {
  return /^[\w./@%+=:,-]+$/.test(path) ? path : quoted(path)
}
