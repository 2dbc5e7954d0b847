import { Problem, quoted } from '#base'
import { vendorsOf } from '#identity/products'
import { noToml } from './ignore.ts'

/**
 * A person's decision about the words of an inventory: this vendor name means that vendor, this row is that product or none that
 * advisories name, this version text means that version. It is applied before anything is looked up, and has an end.
 */
export interface ProductRule {
  /** From 1, in the order of its file. */
  number: number
  /** The last part of the path of its file. */
  file: string
  /** Where its entry begins, from 1; undefined where that cannot be told. */
  line: number | undefined
  where: RuleWhere
  says: RuleSays
  reason: string
  by: string | undefined
  /** The day of the decision, YYYY-MM-DD. */
  date: string | undefined
  /** First day it no longer works, milliseconds since 1970 UTC. */
  until: number
}

/** Which rows a rule is about: one by its ref, or all that write the same, case and blanks apart. */
export interface RuleWhere {
  ref?: string
  vendor?: string
  product?: string
  orderNumber?: string
  version?: string
}

/**
 * What a rule says. Of a product: name and order number replace both that the row writes; where only the vendor is said, they stay.
 * Without a vendor the row's own stays. `also` leaves the row's words as they are: it is these products
 * besides, a member of that family.
 */
export type RuleSays =
  | { kind: 'vendor'; vendor: string }
  | { kind: 'product'; vendor?: string; product?: string; orderNumber?: string }
  | { kind: 'also'; products: readonly RuleProduct[] }
  | { kind: 'none' }
  | { kind: 'version'; version: string }

/** A product by its name, its order number or both. */
export interface RuleProduct {
  product?: string
  orderNumber?: string
}

const selectors = ['ref', 'vendor', 'product', 'order-number', 'version'] as const
const meanings = ['vendor', 'product', 'order-number', 'version'] as const
const members = new Set<string>([...selectors, 'means', 'also', 'none', 'reason', 'by', 'date', 'review-by', 'until'])

/** No plate and no cell of an inventory that anybody would make a rule for is longer. */
export const longestRuleText = 1000

/** How many rules a file may have: a person wrote them. */
const mostRules = 100_000

/**
 * The rules of a file. `parse` is a TOML parser; each `[[rule]]` says which rows it is about (`ref`, or `vendor`, `product`,
 * `order-number`, `version` as the inventory writes them), what they mean (`means = { vendor, product, order-number, version }` or
 * `also = { product, order-number }` or a list of them, or `none = true`), why (`reason`) and until when (`review-by` or `until`, the first day on which it no longer works), and perhaps who
 * decided it (`by`) and on which day (`date`). Throws `matching/bad-rules-file` with the entry and its line.
 */
export function rulesIn(text: string, path: string, parse: (text: string) => unknown): ProductRule[] {
  const document = parsed(text, path, parse)
  const odd = Object.keys(document).find(key => key !== 'rule')
  if (odd !== undefined) throw bad(path, `${quoted(odd)} is nothing that such a file has: only [[rule]]`, odd)
  const entries = document['rule'] ?? []
  if (!Array.isArray(entries)) throw bad(path, 'rule must be a list: write [[rule]] before each entry', 'rule')
  if (entries.length > mostRules)
    throw bad(path, `${entries.length} rules are too many: at most ${mostRules} are taken`, `rule ${mostRules + 1}`)
  const lines = linesOf(text)
  const file = path.split(/[/\\]/).at(-1)!
  return entries.map((entry: unknown, index) => {
    const line = lines.length === entries.length ? lines[index] : undefined
    const at = line === undefined ? `rule ${index + 1}` : `rule ${index + 1} at line ${line}`
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry) || entry instanceof Date)
      throw bad(path, `${at} is no table`, at)
    return { number: index + 1, file, line, ...ruleOf(entry as Table, reader(path, at)) }
  })
}

type Table = Record<string, unknown>

function parsed(text: string, path: string, parse: (text: string) => unknown): Table {
  try {
    return parse(text) as Table
  } catch (error) {
    const { message, detail } = noToml(error, path)
    throw new Problem('matching/bad-rules-file', message, detail)
  }
}

/** Lines, from 1, at which entries begin. */
function linesOf(text: string): number[] {
  return text.split('\n').flatMap((line, index) => (/^\s*\[\[\s*"?rule"?\s*\]\]/.test(line) ? [index + 1] : []))
}

interface Reader {
  fail(what: string): Problem
  /** One text of a table; undefined where it is absent. */
  text(table: Table, key: string, label?: string): string | undefined
}

function reader(path: string, at: string): Reader {
  const fail = (what: string) => bad(path, `${what} in ${at}`, at)
  return {
    fail,
    text(table, key, label = key) {
      const value = Object.hasOwn(table, key) ? table[key] : undefined
      if (value === undefined) return undefined
      if (typeof value !== 'string') throw fail(`${label} must be one text and is ${quoted(value)}`)
      if (value.trim() === '') throw fail(`${label} is empty`)
      if (value.length > longestRuleText) throw fail(`${label} is longer than ${longestRuleText} signs`)
      return value
    },
  }
}

function ruleOf(entry: Table, read: Reader): Omit<ProductRule, 'number' | 'file' | 'line'> {
  const odd = Object.keys(entry).find(key => !members.has(key))
  if (odd !== undefined) throw read.fail(`${quoted(odd)} is none of ${[...members].join(', ')}`)
  const where = whereOf(entry, read)
  const says = saysOf(entry, where, read)
  const reason = read.text(entry, 'reason')
  if (reason === undefined) throw read.fail('reason is missing')
  const date = dayOf(entry, 'date', read)
  return {
    where,
    says,
    reason,
    by: read.text(entry, 'by'),
    date: date === undefined ? undefined : new Date(date).toISOString().slice(0, 10),
    until: untilOf(entry, read),
  }
}

function whereOf(entry: Table, read: Reader): RuleWhere {
  const [ref, vendor, product, orderNumber, version] = selectors.map(key => read.text(entry, key))
  const said = selectors.filter(key => entry[key] !== undefined)
  if (said.length === 0) throw read.fail('neither ref nor vendor, product or version says which rows are meant')
  if (ref !== undefined && said.length > 1) throw read.fail(`ref names the row, and ${said[1]} beside it is too much`)
  if (orderNumber !== undefined && product === undefined) throw read.fail('order-number stands without product')
  return {
    ...(ref !== undefined && { ref }),
    ...(vendor !== undefined && { vendor }),
    ...(product !== undefined && { product }),
    ...(orderNumber !== undefined && { orderNumber }),
    ...(version !== undefined && { version }),
  }
}

const answers = ['means', 'also', 'none'] as const

function saysOf(entry: Table, where: RuleWhere, read: Reader): RuleSays {
  const [said, ...others] = answers.filter(key => entry[key] !== undefined)
  if (others.length > 0) throw read.fail(`${said} and ${others[0]} both stand`)
  if (said === undefined)
    throw read.fail('means is missing: { vendor = "…" }, { product = "…", order-number = "…" } or { version = "…" }')
  if (said === 'none') {
    if (entry[said] !== true) throw read.fail(`none can only be true and is ${quoted(entry[said])}`)
    return ofProduct({ kind: 'none' }, where, read)
  }
  if (said === 'also') return ofProduct({ kind: 'also', products: alsoIn(entry[said], read) }, where, read)
  const { vendor, version, ...product } = meantIn(entry[said], said, read)
  const isProduct = Object.keys(product).length > 0
  if (version !== undefined) {
    if (isProduct || vendor !== undefined)
      throw read.fail('version of means stands beside others: a rule says one thing')
    return ofVersion({ kind: 'version', version }, where, read)
  }
  if (!isProduct && vendor === undefined) throw read.fail('means is empty')
  if (!isProduct && where.product === undefined && where.ref === undefined && where.version === undefined)
    return { kind: 'vendor', vendor: vendor! }
  return ofProduct({ kind: 'product', ...(vendor !== undefined && { vendor }), ...product }, where, read)
}

/** More are a family of which one product is enough. */
const mostAlso = 20

function alsoIn(value: unknown, read: Reader): RuleProduct[] {
  const list = Array.isArray(value) ? value : [value]
  if (list.length === 0 || list.length > mostAlso) throw read.fail(`also takes 1 to ${mostAlso} products`)
  return list.map(each => {
    const { vendor, version, ...product } = meantIn(each, 'also', read)
    if (vendor !== undefined || version !== undefined || Object.keys(product).length === 0)
      throw read.fail('also takes product and order-number, and nothing else,')
    return product
  })
}

function meantIn(table: unknown, key: 'means' | 'also', read: Reader): Omit<RuleWhere, 'ref'> {
  if (typeof table !== 'object' || table === null || Array.isArray(table) || table instanceof Date)
    throw read.fail(`${key} must be a table: { product = "…" }`)
  const odd = Object.keys(table).find(name => !(meanings as readonly string[]).includes(name))
  if (odd !== undefined) throw read.fail(`${quoted(odd)} of ${key} is none of ${meanings.join(', ')}`)
  const [vendor, product, orderNumber, version] = meanings.map(name =>
    read.text(table as Table, name, `${name} of ${key}`),
  )
  if (vendor !== undefined && vendorsOf(vendor).length === 0)
    throw read.fail(`vendor ${quoted(vendor)} of ${key} names no vendor`)
  return {
    ...(vendor !== undefined && { vendor }),
    ...(product !== undefined && { product }),
    ...(orderNumber !== undefined && { orderNumber }),
    ...(version !== undefined && { version }),
  }
}

function ofProduct(says: RuleSays, where: RuleWhere, read: Reader): RuleSays {
  if (where.version !== undefined) throw read.fail('version stands in a rule that says which product it is')
  if (where.ref === undefined && where.product === undefined)
    throw read.fail('a vendor alone can only mean a vendor, and product or ref is missing')
  return says
}

function ofVersion(says: RuleSays, where: RuleWhere, read: Reader): RuleSays {
  if (where.ref === undefined && where.version === undefined)
    throw read.fail('a version is meant, and neither version nor ref says which one is written')
  if (where.orderNumber !== undefined) throw read.fail('order-number stands in a rule about a version')
  return says
}

function untilOf(entry: Table, read: Reader): number {
  if (entry['review-by'] !== undefined && entry['until'] !== undefined)
    throw read.fail('until and review-by both stand, which mean the same,')
  const until = dayOf(entry, entry['review-by'] === undefined ? 'until' : 'review-by', read)
  if (until === undefined) throw read.fail('review-by is missing')
  return until
}

function dayOf(entry: Table, key: string, read: Reader): number | undefined {
  const value = entry[key]
  if (value === undefined) return undefined
  // A local time is no day either.
  const text = value instanceof Date ? value.toISOString() : value
  const day = typeof text === 'string' && /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isFinite(day)) throw read.fail(`${key} ${quoted(value)} is not a date`)
  return day
}

function bad(path: string, what: string, at: string): Problem {
  return new Problem('matching/bad-rules-file', `Cannot use ${path}: ${what}`, {
    at,
    wanted: 'which rows, means or none, reason and review-by (YYYY-MM-DD) in each [[rule]]',
  })
}
