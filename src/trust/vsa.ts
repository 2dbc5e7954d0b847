import { type Check, fail, pass } from './check.ts'
import { matchesPattern } from './pinned.ts'
import type { SummaryPolicy } from './policy.ts'
import { isObject, type Statement } from './statement.ts'

export const summaryV1 = 'https://slsa.dev/verification_summary/v1'

/** What another verifier found of an artefact (SLSA verification summary v1). */
export interface VerificationSummary {
  readonly verifier: string
  readonly resource: string
  readonly result: string
  readonly levels: readonly string[]
  readonly verifiedAt: string | undefined
}

/** The summary of a statement; a text that says what is missing where it is none. */
export function summaryOf({ predicateType, predicate }: Statement): VerificationSummary | string {
  if (predicateType !== summaryV1) return `${predicateType} is no verification summary that is known`
  const verifier = isObject(predicate.verifier) ? predicate.verifier.id : undefined
  const { resourceUri, verificationResult, verifiedLevels, timeVerified } = predicate
  if (typeof verifier !== 'string' || verifier === '') return 'it has no verifier.id'
  if (typeof resourceUri !== 'string' || resourceUri === '') return 'it has no resourceUri'
  if (typeof verificationResult !== 'string') return 'it has no verificationResult'
  const levels = Array.isArray(verifiedLevels) ? verifiedLevels.filter(one => typeof one === 'string') : []
  return {
    verifier,
    resource: resourceUri,
    result: verificationResult,
    levels,
    verifiedAt: typeof timeVerified === 'string' ? timeVerified : undefined,
  }
}

/** `SLSA_BUILD_LEVEL_3` says 2 and 1 too, on its own track. */
function reaches(levels: readonly string[], wanted: string): boolean {
  if (levels.includes(wanted)) return true
  const [, track, level] = /^(SLSA_[A-Z]+_LEVEL_)(\d)$/.exec(wanted) ?? []
  if (track === undefined) return false
  return levels.some(
    one => one.startsWith(track) && /^\d$/.test(one.slice(track.length)) && one.slice(track.length) >= level!,
  )
}

/** `summary-verifier`, `summary-resource` and `summary-result`; who signed for that verifier is the policy's pinned key or identity. */
export function summaryChecks(statement: Statement, policy: SummaryPolicy): Check[] {
  const found = summaryOf(statement)
  if (typeof found === 'string') return [fail('summary-verifier', `There is no summary that can be read: ${found}`)]
  const missing = policy.levels.filter(level => !reaches(found.levels, level))
  const passed = found.result === 'PASSED'
  return [
    named('summary-verifier', 'made by', found.verifier, policy.verifiers),
    named('summary-resource', 'about', found.resource, policy.resources),
    passed && missing.length === 0
      ? pass('summary-result', `The verifier says PASSED, with ${found.levels.join(', ') || 'no level'}`)
      : fail('summary-result', `The verifier says ${found.result}${passed ? `, without ${missing.join(', ')}` : ''}`),
  ]
}

function named(name: Check['name'], how: string, found: string, wanted: readonly string[]): Check {
  return wanted.some(pattern => matchesPattern(found, pattern))
    ? pass(name, `The summary was ${how} ${found}`)
    : fail(name, `The summary was ${how} ${found}, and ${wanted.join(' or ') || 'nobody'} is wanted`)
}
