/**
 * What a maker lets out, and what it is made of: whether every dependency is pinned to bytes, the gate before a release, the release itself
 * and its second making elsewhere. Everything here is told to people; nothing is published by it.
 */
export { checkLocks } from './lock-check.ts'
export type { FileReport, Finding, LockReport } from './lock-finding.ts'
export { lockRules, type RuleName } from './lock-rules.ts'
