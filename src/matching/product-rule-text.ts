import { quoted } from '#base'
import { longestRuleText, type ProductRule, type RuleSays, type RuleWhere } from './product-rule.ts'

/** What two texts of an inventory must agree in to be the same: case and blanks apart, but for a blank that parts two numbers. */
export function writtenKey(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFKC')
    .toLowerCase()
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/(?<!\d) | (?!\d)/g, '')
}

/** A text for an answer, at most as long as one of a rule. */
export function bounded(text: string): string {
  return text.length > longestRuleText ? `${text.slice(0, longestRuleText - 1).toWellFormed()}…` : text
}

/** What is invisible or moves the cursor, and what TOML does not take unescaped. */
const hidden = /[\u0000-\u001f"\\\u007f-\u00a0\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu

/** A text as a TOML basic string, nothing in it invisible. */
export function tomlText(text: string): string {
  const shown = text.toWellFormed().replace(hidden, sign => {
    if (sign === '"' || sign === '\\') return `\\${sign}`
    const code = sign.codePointAt(0)!.toString(16).toUpperCase()
    return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`
  })
  return `"${shown}"`
}

/** Which rows a rule is about, as its lines of TOML. */
export function whereToml(where: RuleWhere): string[] {
  return pairs(where).map(([key, text]) => `${key} = ${tomlText(text)}`)
}

/** What a rule says, as its line of TOML; texts that nobody knows yet may be empty. */
export function saysToml(says: RuleSays): string {
  if (says.kind === 'none') return 'none = true'
  if (says.kind === 'also') {
    const products = says.products.map(tableToml)
    return `also = ${products.length === 1 ? products[0] : `[${products.join(', ')}]`}`
  }
  const { kind: _, ...means } = says
  return `means = ${tableToml(means)}`
}

function tableToml(named: Named): string {
  return `{ ${pairs(named)
    .map(([key, text]) => `${key} = ${tomlText(text)}`)
    .join(', ')} }`
}

/** A rule as it stands in a file. */
export function ruleToml({ where, says, reason, by, date, until }: ProductRule): string {
  const lines = ['[[rule]]', ...whereToml(where), saysToml(says), `reason = ${tomlText(reason)}`]
  if (by !== undefined) lines.push(`by = ${tomlText(by)}`)
  if (date !== undefined) lines.push(`date = ${date}`)
  lines.push(`review-by = ${dayOf(until)}`)
  return `${lines.join('\n')}\n`
}

/** A day as `YYYY-MM-DD`; one within a day stands for that day. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

/** Where a rule stands: `rule 3 of products.toml at line 12`. */
export function placeOfRule({ number, file, line }: ProductRule): string {
  return line === undefined ? `rule ${number} of ${file}` : `rule ${number} of ${file} at line ${line}`
}

/** What a rule says, in words. */
export function ruleWords({ where, says }: ProductRule): string {
  const whose = pairs(where).map(([key, text]) => `${key} ${quoted(text)}`)
  return `${whose.join(', ')} ${saysWords(says)}`
}

export function saysWords(says: RuleSays): string {
  if (says.kind === 'none') return 'is no product that advisories name'
  if (says.kind === 'also') return `is also ${says.products.map(namedWords).join(' and ')}`
  const { kind, ...means } = says
  return `means ${namedWords(means, kind)}`
}

function namedWords(named: Named, bare: string | number): string {
  return pairs(named)
    .map(([key, text]) => (key === bare || key === 'product' ? quoted(text) : `${key} ${quoted(text)}`))
    .join(', ')
}

type Named = Partial<Record<'ref' | 'vendor' | 'product' | 'orderNumber' | 'version', string>>

function pairs(named: Named): [key: string, text: string][] {
  const { ref, vendor, product, orderNumber, version } = named
  const all = { ref, vendor, product, 'order-number': orderNumber, version }
  return Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined)
}
