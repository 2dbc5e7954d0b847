import {
  type Claim,
  type CpeClaim,
  type CpeCriterion,
  cpeEcosystem,
  cpeKeysOfComponent,
  cpeKeysOfText,
  type Database,
} from '#advisories'
import type { Bom } from '#boms'
import { type Cpe, parseCpe, showCpe, showInterval } from '#identity'
import { type CpeNeighbours, conditionWords, holds, namesIn } from './cpe-condition.ts'
import { answerTo, type CpeAnswer } from './cpe-criterion.ts'
import type { Because } from './report.ts'
import type { Subject } from './subject.ts'

/** What a record says of a component by its CPE, and why. */
export interface CpeFound extends Claim {
  because: Because
}

/** Looks components up by their CPE names. */
export interface CpeLook {
  /** What affects the component or may; undefined when it states no name that can be looked up. */
  of(subject: Subject): CpeFound[] | undefined
}

const none: CpeFound[] = []

/** Absent where the database says nothing of products by CPE: then no component costs a look. */
export function cpeLook(database: Database): CpeLook | undefined {
  if (!database.manifest.feeds.some(({ ecosystems }) => ecosystems.includes(cpeEcosystem))) return undefined
  const byBom = new Map<Bom, CpeNeighbours>()
  return {
    of(subject) {
      const stated = subject.component.cpe
      if (stated === undefined) return undefined
      // Where the package URL counts, a name in no record need not even be one.
      const plain = subject.component.purl === undefined ? undefined : cpeKeysOfText(stated)
      if (plain?.every(key => !database.knows(key))) return none
      const name = parseCpe(stated)
      if ('fault' in name) return undefined
      const keys = plain ?? cpeKeysOfComponent(name)
      if (keys.length === 0) return undefined
      const neighbours = () => {
        // Rows of an inventory are things of their own, and nobody says which of them belong together.
        if (subject.alone) return [name]
        let found = byBom.get(subject.bom)
        if (found === undefined) {
          found = namesIn(subject.bom)
          byBom.set(subject.bom, found)
        }
        return found
      }
      return found(keys, name, database, neighbours)
    },
  }
}

function found(keys: readonly string[], name: Cpe, database: Database, neighbours: () => CpeNeighbours): CpeFound[] {
  const best = new Map<string, CpeFound>()
  for (const key of keys)
    for (const { claim, place, advisory } of database.cpeClaims(key)) {
      const judged = judgeClaim(claim, name, neighbours)
      if (judged === undefined) continue
      const record = `${place.segment} ${place.ordinal}`
      const before = best.get(record)
      if (before !== undefined && (before.verdict === 'affected' || judged.verdict !== 'affected')) {
        if (before.verdict === judged.verdict) before.hits.push(hitOf(place.ordinal, judged.criterion))
        continue
      }
      best.set(record, {
        advisory: advisory(),
        place,
        verdict: judged.verdict,
        hits: [hitOf(place.ordinal, judged.criterion)],
        because: becauseOf(judged, showCpe(name), claim.by),
      })
    }
  return [...best.values()]
}

function hitOf(ordinal: number, { versions }: CpeCriterion): Claim['hits'][number] {
  return { ordinal, kind: 'range', interval: versions ?? {}, text: '' }
}

/** What a claim says of a component: the criterion that speaks of it, and how sure that is. */
export interface JudgedClaim {
  verdict: 'affected' | 'undecided'
  criterion: CpeCriterion
  answer: CpeAnswer
  /** Conditions in words; those that nobody can tell first. */
  conditions: string[]
  /** Some condition is not known to hold. */
  unmet: boolean
}

/**
 * Judges one claim. A criterion that means the component and conditions that all hold make it affected, a condition that fails makes
 * it nothing; whatever is not known leaves it undecided. Undefined when it says nothing of the component.
 */
export function judgeClaim(claim: CpeClaim, name: Cpe, neighbours: () => CpeNeighbours): JudgedClaim | undefined {
  let criterion: CpeCriterion | undefined
  let answer: CpeAnswer = { says: 'no' }
  for (const one of claim.criteria) {
    const said = answerTo(one, name)
    if (said.says === 'no' || (said.says === 'maybe' && criterion !== undefined)) continue
    criterion = one
    answer = said
    if (said.says === 'yes') break
  }
  if (criterion === undefined) return undefined
  const kept = claim.conditions.map(condition => ({ condition, is: holds(condition, name, neighbours()) }))
  if (kept.some(({ is }) => is === 'no')) return undefined
  const unmet = kept.filter(({ is }) => is === 'maybe')
  const met = kept.filter(({ is }) => is === 'yes')
  const verdict = answer.says === 'yes' && unmet.length === 0 ? 'affected' : 'undecided'
  const conditions = [...unmet, ...met].map(({ condition }) => conditionWords(condition))
  return { verdict, criterion, answer, conditions, unmet: unmet.length > 0 }
}

/** Whether a name says which version it means. */
function nameRule(cpe: string): string {
  return /^cpe:2\.3(?:(?<!\\):(?:[^\\:]|\\.)*){3}:\*/.test(cpe) ? 'cpe+name' : 'cpe+version'
}

/** A name that is stated is somebody's guess at the record's words: never more than likely. */
function becauseOf(
  { verdict, criterion, answer, conditions, unmet }: JudgedClaim,
  found: string,
  by?: string,
): Because {
  const range = criterion.versions === undefined ? undefined : showInterval(criterion.versions)
  const beside = conditions.length === 0 ? undefined : conditions.join('; ')
  const rule =
    answer.says === 'maybe'
      ? answer.rule
      : unmet
        ? 'cpe-condition'
        : range === undefined
          ? nameRule(criterion.cpe)
          : 'cpe+range'
  const wanted = [answer.says === 'maybe' ? answer.wanted : undefined, beside]
    .filter(text => text !== undefined)
    .join('; ')
  return {
    rule,
    identity: criterion.cpe,
    ...(range !== undefined && { range }),
    found,
    ...(wanted !== '' && { wanted }),
    confidence: verdict === 'affected' ? 'likely' : 'possible',
    ...(by !== undefined && { by }),
  }
}
