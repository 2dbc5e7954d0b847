import { ruleText, settleText } from '../../parts/because.tsx'
import type { Words } from '../../words.ts'
import type { Reason } from './address.ts'

/** Why, in words: of what is missing of an asset itself, or of a rule of matching. */
export function reasonWhy({ reason, rule }: Pick<Reason, 'reason' | 'rule'>, words: Words): string {
  return words.health.own[reason]?.why ?? ruleText(rule, words)
}

/** What would settle it. */
export function reasonSettle({ reason, rule, settle }: Reason, words: Words): string {
  return words.health.own[reason]?.settle ?? settleText({ rule }, settle, words)
}
