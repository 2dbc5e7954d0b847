import { Buffer } from 'node:buffer'
import type { Interval } from '#identity'
import { type CpeClaim, type CpeCondition, type CpeCriterion, longCpe, shortCpe } from '../cpe-claim.ts'
import { checksum } from './checksum.ts'
import { damaged } from './package-rows.ts'

/*
 * A claim about a product by its CPE is a word of the product's record: JSON, `[criteria, numbers of conditions, by]`. A criterion
 * is `[name]`, `[name, why not]` or `[name, from, 1 when included, to, 1 when included]`, the name without what every name begins
 * with. Conditions lie apart, each once: a hundred products have the same ones.
 */

type Word = [criteria: Written[], conditions: number[], by?: string]
type Written = [cpe: string, from?: string | null, fromIncluded?: 0 | 1, to?: string | null, toIncluded?: 0 | 1]
type WrittenCondition = [negate: 0 | 1, all: 0 | 1, criteria: Written[]]

/** Conditions of a segment in the making. */
export interface ConditionTable {
  numberOf(condition: CpeCondition): number
  /** Starts (one more than there are conditions), and the conditions with a checksum of 32 bits behind each. */
  sections(): { starts: Uint32Array; bytes: Buffer }
}

export function conditionTable(): ConditionTable {
  const byText = new Map<string, number>()
  // One record's products share the conditions themselves: each is written once.
  const known = new Map<CpeCondition, number>()
  return {
    numberOf(condition) {
      let number = known.get(condition)
      if (number !== undefined) return number
      const written: WrittenCondition = [
        condition.negate ? 1 : 0,
        condition.all ? 1 : 0,
        condition.criteria.map(writtenOf),
      ]
      const text = JSON.stringify(written)
      number = byText.get(text) ?? byText.size
      byText.set(text, number)
      known.set(condition, number)
      return number
    },
    sections() {
      const starts = new Uint32Array(byText.size + 1)
      const all: Buffer[] = []
      let length = 0
      let index = 0
      for (const text of byText.keys()) {
        const bytes = Buffer.from(text, 'utf8')
        const sum = Buffer.alloc(4)
        sum.writeUInt32LE(checksum(bytes))
        all.push(bytes, sum)
        length += bytes.length + 4
        starts[++index] = length
      }
      return { starts, bytes: Buffer.concat(all) }
    },
  }
}

export function packClaim({ criteria, conditions, by }: CpeClaim, table: Pick<ConditionTable, 'numberOf'>): string {
  const word: Word = [criteria.map(writtenOf), conditions.map(table.numberOf)]
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

/** A condition from its bytes; damage is a Problem. */
export function unpackCondition(bytes: Buffer): CpeCondition {
  const end = bytes.length - 4
  if (end < 2 || checksum(bytes, 0, end) !== bytes.readUInt32LE(end)) throw damaged()
  const [negate, all, criteria] = JSON.parse(bytes.toString('utf8', 0, end)) as WrittenCondition
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
