import library from 'ae-cvss-calculator'
import type { Cvss } from './advisory.ts'
import { baseScore } from './cvss4-base.ts'

// Distinct vectors are few and scoring one costs up to 150 µs: each is scored once.
const scored = new Map<string, { version: Cvss['version']; score: number } | undefined>()

/**
 * A CVSS vector of version 2, 3.0, 3.1 or 4.0 with its score; undefined when it is none or its base metrics are not all
 * there. The score is that of the whole vector, temporal and environmental metrics included (FIRST, CVSS 4.0 §7 and 3.1 §7).
 */
export function cvssOf(vector: string, source: string): Cvss | undefined {
  const text = vector.trim()
  if (!scored.has(text)) {
    if (scored.size > 50_000) scored.clear()
    scored.set(text, score(text))
  }
  const found = scored.get(text)
  return found && { version: found.version, vector: text, score: found.score, source }
}

function score(vector: string): { version: Cvss['version']; score: number } | undefined {
  if (vector.length > 400) return undefined
  const version = /^CVSS:(3\.0|3\.1|4\.0)\//.exec(vector)?.[1] ?? (/^\(?AV:/.test(vector) ? '2.0' : undefined)
  if (version === undefined) return undefined
  if (version === '4.0') {
    const found = baseScore(vector)
    if (found !== undefined) return { version, score: found }
  }
  try {
    const made =
      version === '4.0'
        ? new library.Cvss4P0(vector)
        : version === '3.1'
          ? new library.Cvss3P1(vector)
          : version === '3.0'
            ? new library.Cvss3P0(vector)
            : new library.Cvss2(vector)
    if (!made.isBaseFullyDefined()) return undefined
    const { overall } = made.calculateScores(false)
    return Number.isFinite(overall) ? { version: version as Cvss['version'], score: overall } : undefined
  } catch {
    // The library throws on any metric it does not know: not a vector of this version.
    return undefined
  }
}
