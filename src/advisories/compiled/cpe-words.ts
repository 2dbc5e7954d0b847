import type { Interval } from '#identity'
import { type CpeClaim, type CpeCondition, type CpeCriterion, longCpe, shortCpe } from '../cpe-claim.ts'
import type { SharedTexts } from './shared-texts.ts'

/*
 * A claim about a product by its CPE is a word of the product's record: JSON, `[criteria, numbers of conditions, by]`. A criterion
 * is `[name]`, `[name, why not]` or `[name, from, 1 when included, to, 1 when included]`, the name without what every name begins
 * with. Conditions are shared texts: a hundred products have the same ones.
 */

type Word = [criteria: Written[], conditions: number[], by?: string]
type Written = [cpe: string, from?: string | null, fromIncluded?: 0 | 1, to?: string | null, toIncluded?: 0 | 1]
type WrittenCondition = [negate: 0 | 1, all: 0 | 1, criteria: Written[]]

/** Gives conditions their numbers among the shared texts; one record's products share the conditions themselves, and each is written once. */
export function conditionNumbers(shared: SharedTexts): (condition: CpeCondition) => number {
  const known = new Map<CpeCondition, number>()
  return condition => {
    let number = known.get(condition)
    if (number !== undefined) return number
    const { negate, all, criteria } = condition
    const written: WrittenCondition = [negate ? 1 : 0, all ? 1 : 0, criteria.map(writtenOf)]
    number = shared.numberOf(JSON.stringify(written))
    known.set(condition, number)
    return number
  }
}

export function packClaim(
  { criteria, conditions, by }: CpeClaim,
  numberOf: (condition: CpeCondition) => number,
): string {
  const word: Word = [criteria.map(writtenOf), conditions.map(numberOf)]
  if (by !== undefined) word.push(by)
  return JSON.stringify(word)
}

/** The claim again; what reads a condition by its number is asked only for the conditions of claims that somebody looks at. */
export function unpackClaim(text: string, conditionAt: (number: number) => CpeCondition): CpeClaim {
  const [criteria, numbers, by] = JSON.parse(text) as Word
  let conditions: readonly CpeCondition[] | undefined
  return {
    ...(by !== undefined && { by }),
    criteria: criteria.map(criterionOf),
    get conditions() {
      conditions ??= numbers.map(conditionAt)
      return conditions
    },
  }
}

/** A condition from its text. */
export function unpackCondition(text: string): CpeCondition {
  const [negate, all, criteria] = JSON.parse(text) as WrittenCondition
  return { negate: negate === 1, all: all === 1, criteria: criteria.map(criterionOf) }
}

function writtenOf({ cpe, versions, unclear }: CpeCriterion): Written {
  const name = shortCpe(cpe)
  if (unclear !== undefined) return [name, unclear]
  if (versions === undefined) return [name]
  const { from, fromIncluded, to, toIncluded } = versions
  return [name, from ?? null, fromIncluded === false ? 0 : 1, to ?? null, toIncluded === true ? 1 : 0]
}

function criterionOf(written: Written): CpeCriterion {
  const [name, from, fromIncluded, to, toIncluded] = written
  const cpe = longCpe(name)
  if (written.length === 1) return { cpe }
  if (written.length === 2) return { cpe, unclear: from! }
  const versions: Interval = {
    ...(from != null && { from }),
    ...(from != null && fromIncluded === 0 && { fromIncluded: false }),
    ...(to != null && { to }),
    ...(to != null && toIncluded === 1 && { toIncluded: true }),
  }
  return { cpe, versions }
}
