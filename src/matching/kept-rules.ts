import { canonicalJson, type Digest, digest } from '#base'
import { type RuleBook, type RuledRow, ruleBook } from './product-rule-book.ts'
import type { RuleFolder } from './product-rule-file.ts'
import type { Subject } from './subject.ts'

/** What people decided about makers' words, as it works on components that are kept. */
export interface KeptRules {
  book: RuleBook
  /** Of the rules in force, their numbers and their file: the same for the same answers and reasons. */
  digest: Digest
  inForce: number
  /** Rules whose day of review has come. */
  expired: number
  /** Rules about one row of a file by its ref: kept components stand in many files, and none of these works on them. */
  byRef: number
}

/** The file of rules in a data folder. */
const name = 'products.toml'

/**
 * The rules of a data folder that work today; undefined where there is no such file, or none of its rules works. Throws
 * `matching/bad-rules-file` and `matching/rules-contradict`.
 *
 * @param now milliseconds since 1970 UTC
 */
export async function keptRules(
  { folder, ...where }: RuleFolder & { folder: string },
  now: number,
): Promise<KeptRules | undefined> {
  const path = `${folder}/${name}`
  if (where.disk.stat(path)?.kind !== 'file') return undefined
  const { rules } = await (await import('./product-rule-file.ts')).ruleFile(where, path)
  const live = rules.filter(({ until }) => until > now)
  if (live.length === 0) return undefined
  const told = live.map(({ number, file, where, says }) => ({ number, file, where, says }))
  return {
    book: ruleBook(rules, now),
    digest: digest(canonicalJson(told)),
    inForce: live.length,
    expired: rules.length - live.length,
    byRef: live.filter(({ where }) => where.ref !== undefined).length,
  }
}

/** What rules say of a component, as a text that is the same for the same; empty where none speaks of it. */
export function ruledText(subject: Subject, rules: KeptRules | undefined): string {
  const ruled = ruledBy(subject, rules)
  if (ruled === undefined) return ''
  const { rules: _, ...told } = ruled
  return JSON.stringify(told)
}

/** What a component means by the rules; undefined where none speaks of it. */
export function ruledBy({ component }: Subject, rules: KeptRules | undefined): RuledRow | undefined {
  const ruled = rules?.book.of(component)
  return ruled === undefined || ruled.rules.length === 0 ? undefined : ruled
}
