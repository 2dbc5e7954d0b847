/** Matches in the database: what rooms above may ask for. */
export { type Uncovered, uncovered, uncoveredOf } from './coverage-store.ts'
export {
  advisoriesNamed,
  componentsAffected,
  type MatchPage,
  type MatchQuestion,
  matchesOf,
  matchesOfComponents,
  namesOfAdvisories,
  vulnerabilityNamed,
} from './known-store.ts'
export { type Laid, layer } from './laying.ts'
export { type Matched, matchNew, newMatching } from './match-new.ts'
export { planRematch, type RematchPlan } from './rematch.ts'
export { type Rematched, rematch } from './rematch-apply.ts'
export { lastRun } from './run-store.ts'
