import { Problem, quoted } from '#base'
import type { Component } from '#boms'
import type { ProductRule, RuleProduct } from './product-rule.ts'
import { placeOfRule, saysWords, writtenKey } from './product-rule-text.ts'

/** What a row means once the rules were applied: what it writes where no rule speaks of it. */
export interface RuledRow extends Pick<Component, 'supplier' | 'group' | 'name' | 'orderNumber' | 'version'> {
  /** Products that it is besides. */
  also: readonly { name: string; orderNumber: string | undefined }[]
  /** The rules that were applied. */
  rules: readonly ProductRule[]
  /** No advisory names what it is, says one of them. */
  none: boolean
  /** `by rule 3 of products.toml: "S7 groß" means "SIMATIC …"`; undefined where none was. */
  how: string | undefined
}

/** Rules that work today, ready to be asked for each row. */
export interface RuleBook {
  /** Throws `matching/rules-contradict` where two rules give one row two answers. */
  of(component: Row): RuledRow
  /** Rules whose day of review has come: they no longer work. */
  expired: readonly ProductRule[]
  /** How many times rows that it is about were asked for. */
  rowsOf(rule: ProductRule): number
}

type Row = Pick<Component, 'ref' | 'supplier' | 'group' | 'name' | 'orderNumber' | 'version'>

/** Rules with the same answer to the same question. */
interface Answer {
  rules: ProductRule[]
  rows: number
}

type Question = 'vendor' | 'product' | 'version'

/** Stands for whatever a row writes; no text that was brought into one form is a blank. */
const any = ' '

/**
 * Rules as a book. Throws `matching/rules-contradict` where two say different things of the same words.
 *
 * @param now milliseconds since 1970 UTC
 */
export function ruleBook(rules: readonly ProductRule[], now: number): RuleBook {
  const answers = new Map<string, Answer>()
  const answerOf = new Map<ProductRule, Answer>()
  for (const rule of rules) {
    if (rule.until <= now) continue
    const key = keyOfRule(rule)
    const before = answers.get(key)
    if (before !== undefined && !sameAnswer(before.rules[0]!, rule))
      throw contradiction(before.rules[0]!, rule, 'the same words')
    const answer = before ?? { rules: [], rows: 0 }
    answer.rules.push(rule)
    answers.set(key, answer)
    answerOf.set(rule, answer)
  }
  const one = (row: Row, keys: readonly string[]): Answer | undefined => {
    let found: Answer | undefined
    for (const key of keys) {
      const answer = answers.get(key)
      if (answer === undefined) continue
      answer.rows++
      if (found !== undefined && !sameAnswer(found.rules[0]!, answer.rules[0]!))
        throw contradiction(found.rules[0]!, answer.rules[0]!, `row ${quoted(row.ref)}`)
      found ??= answer
    }
    return found
  }
  return {
    of: row => applied(row, keys => one(row, keys)),
    expired: rules.filter(({ until }) => until <= now),
    rowsOf: rule => answerOf.get(rule)?.rows ?? 0,
  }
}

function applied(row: Row, one: (keys: readonly string[]) => Answer | undefined): RuledRow {
  const { supplier, group, name, orderNumber, version } = row
  const written = { vendor: keyed(supplier), product: keyed(name), order: keyed(orderNumber), version: keyed(version) }
  const vendor = written.vendor === '' ? undefined : one([key('vendor', 'words', written.vendor)])
  const byRef = (question: Question) => key(question, 'ref', row.ref)
  const product = one([
    byRef('product'),
    key('product', 'words', written.vendor, written.product),
    ...(written.order === '' ? [] : [key('product', 'words', written.vendor, written.product, written.order)]),
  ])
  const worded = [any, written.vendor].flatMap(maker =>
    [any, written.product].map(name => key('version', 'words', maker, name, written.version)),
  )
  const versioned = one([byRef('version'), ...(written.version === '' ? [] : worded)])
  const rules = [vendor, product, versioned].flatMap(answer => answer?.rules[0] ?? [])
  const made = { supplier, group, name, orderNumber, version }
  let also: RuledRow['also'] = []
  for (const { says } of rules) {
    if (says.kind === 'vendor') made.supplier = says.vendor
    if (says.kind === 'version') made.version = says.version
    if (says.kind === 'also')
      also = says.products.map(({ product = '', orderNumber }) => ({ name: product, orderNumber }))
    if (says.kind !== 'product') continue
    if (says.vendor !== undefined) made.supplier = says.vendor
    if (says.product === undefined && says.orderNumber === undefined) continue
    made.name = says.product ?? ''
    made.orderNumber = says.orderNumber
    made.group = undefined
  }
  return {
    ...made,
    also,
    rules,
    none: rules.some(({ says }) => says.kind === 'none'),
    how: rules.length === 0 ? undefined : rules.map(rule => howOf(rule, row)).join('; '),
  }
}

function keyed(text: string | undefined): string {
  return text === undefined ? '' : writtenKey(text)
}

function key(question: Question, ...words: readonly string[]): string {
  return JSON.stringify([question, ...words])
}

function keyOfRule({ where, says }: ProductRule): string {
  const question = says.kind === 'none' || says.kind === 'also' ? 'product' : says.kind
  const { ref, vendor, product, orderNumber, version } = where
  if (ref !== undefined) return key(question, 'ref', ref)
  if (question === 'vendor') return key(question, 'words', keyed(vendor))
  // A version rule that leaves the vendor unsaid speaks of any; a product rule of rows that state none.
  const orAny = (text: string | undefined) => (text === undefined ? any : keyed(text))
  if (question === 'version') return key(question, 'words', orAny(vendor), orAny(product), keyed(version))
  const order = orderNumber === undefined ? [] : [keyed(orderNumber)]
  return key(question, 'words', keyed(vendor), keyed(product), ...order)
}

/** Equal for rules that give the same answer to the same words. */
export function ruleKey(rule: ProductRule): string {
  return JSON.stringify([keyOfRule(rule), answerKey(rule)])
}

function sameAnswer(one: ProductRule, other: ProductRule): boolean {
  return answerKey(one) === answerKey(other)
}

function answerKey({ says }: ProductRule): string {
  if (says.kind === 'none') return 'none'
  if (says.kind === 'vendor') return keyed(says.vendor)
  if (says.kind === 'version') return keyed(says.version)
  const words = ({ product, orderNumber }: RuleProduct) => [keyed(product), keyed(orderNumber)]
  if (says.kind === 'also') return JSON.stringify(['also', ...says.products.map(words).sort()])
  return JSON.stringify(['product', keyed(says.vendor), ...words(says)])
}

/** `by rule 3 of products.toml: "Anlage Süd" means "Siemens"`. */
function howOf(rule: ProductRule, row: Row): string {
  const { says } = rule
  const written = says.kind === 'vendor' ? row.supplier : says.kind === 'version' ? row.version : row.name
  return `by rule ${rule.number} of ${rule.file}: ${quoted(written ?? '')} ${saysWords(says)}`
}

function contradiction(one: ProductRule, other: ProductRule, about: string): Problem {
  const [a, b] = [placeOfRule(one), placeOfRule(other)]
  return new Problem(
    'matching/rules-contradict',
    `Cannot use these rules: ${a} and ${b} give ${about} two answers: it ${saysWords(one.says)}, it ${saysWords(other.says)}`,
    { at: b, found: `${a}; ${b}`, next: 'take one of them out' },
  )
}
