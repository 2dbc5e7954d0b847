/** Matches in the database: what rooms above may ask for. */
export { type Matched, matchNew } from './match-new.ts'
export { planRematch, type RematchPlan } from './rematch.ts'
export { type Rematched, rematch } from './rematch-apply.ts'
