/**
 * Components laid against claims: which match, why, and what could not be decided. Pure: no clock, no disk.
 */
export {
  type ComponentJudge,
  type ComponentMatch,
  componentJudge,
  concerned,
  type KeptBecause,
  lookupKeys,
} from './component-judgement.ts'
export { contextsOf, subjectOf } from './context.ts'
export { type KeptRules, keptRules, ruledText } from './kept-rules.ts'
export { markdownCell, markdownCode, markdownProse } from './markdown-text.ts'
export type { Look, Output } from './output.ts'
export type * from './report.ts'
export { productsLeft, type Subject } from './subject.ts'
export { exitCode, reaches, type Threshold, thresholds } from './threshold.ts'
