/** What is said of an asset or a component, as a question shows it. `named` of none: no record here speaks of it. */
export type Verdict = 'affected' | 'undecided' | 'fixed' | 'not_affected' | 'not_named'

export type Sureness = 'exact' | 'likely' | 'possible'

/**
 * Verdicts as numbers, so that the database finds what weighs most: affected, the surest first, then undecided, fixed, not affected,
 * and at last what no record names. Unknown weighs more than clean.
 */
export const weights = {
  exact: 7,
  likely: 6,
  possible: 5,
  undecided: 4,
  fixed: 3,
  notAffected: 2,
  notNamed: 1,
} as const

/** The least and the greatest weight of a verdict. */
export function weightsOf(verdict: Verdict): [least: number, most: number] {
  if (verdict === 'affected') return [weights.possible, weights.exact]
  const { undecided, fixed, notAffected, notNamed } = weights
  const weight = { undecided, fixed, not_affected: notAffected, not_named: notNamed }[verdict]
  return [weight, weight]
}

/** From here on something is or may be wrong. */
export const leastOpen = weights.undecided

export function verdictOf(weight: number): { verdict: Verdict; confidence?: Sureness } {
  if (weight >= weights.exact) return { verdict: 'affected', confidence: 'exact' }
  if (weight >= weights.likely) return { verdict: 'affected', confidence: 'likely' }
  if (weight >= weights.possible) return { verdict: 'affected', confidence: 'possible' }
  if (weight >= weights.undecided) return { verdict: 'undecided' }
  if (weight >= weights.fixed) return { verdict: 'fixed' }
  return { verdict: weight >= weights.notAffected ? 'not_affected' : 'not_named' }
}
