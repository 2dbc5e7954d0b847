import { Problem } from '#base'
import * as checks from './gate/all.ts'
import { type CheckSeen, type GateCheck, type Given, gateOrder } from './gate.ts'

/** Every check, in the order in which they are made. */
export const gateChecks: readonly GateCheck[] = Object.values<GateCheck>(checks).sort(
  (a, b) => gateOrder.indexOf(a.id) - gateOrder.indexOf(b.id),
)

/** A check that cannot be done for a reason that a person can mend cannot tell; the others are done all the same. */
export async function runCheck(check: GateCheck, given: Given): Promise<CheckSeen> {
  const { id, title } = check
  const required = !given.policy.optional.has(id)
  try {
    return { id, title, required, ...(await check.run(given)) }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const findings = [
      { what: error.message, at: undefined, why: error.detail.next ?? 'mend it, and run the gate again' },
    ]
    return { id, title, required, outcome: 'cannot-tell', said: 'It could not be done', findings }
  }
}
