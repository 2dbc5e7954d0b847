/** What is scored of a scan's JSON. */
export interface ScanAnswer {
  matches: readonly ScanEntry[]
  undecided?: readonly ScanEntry[]
}

interface ScanEntry {
  component: { ref?: string; name?: string; version?: string }
  advisories?: readonly { id?: string; verdict?: string; because?: Record<string, unknown> }[]
}

/** A labelled pair; what is behind `kind` is there when make-pairs made it. */
export interface LabelledPair {
  asset_id: string
  advisory: string
  expect: 'affected' | 'not_affected'
  kind: string
  detail?: string
  vendor?: string
  year?: number
  habits?: readonly string[]
  stated?: string
}

/** What a scan says of a pair; silent when it names the advisory for that asset nowhere. */
export type Said = 'affected' | 'undecided' | 'not_affected' | 'silent'

/** A pair with what was said of it and why. */
export interface JudgedPair extends LabelledPair {
  said: Said
  because: string
  /** Expected affected and not said so, or the other way round. */
  wrong: boolean
}

/** The figures of the marks, defined as score-ot.py defines them. */
export interface Figures {
  pairs: number
  recall: number
  kept: number
  falseAffected: number
  undecided: number
  wrongSiblings: number
  siblings: number
  /** Records said affected per asset, over the pairs. */
  median: number
  p95: number
  most: number
}

const rank: Readonly<Record<string, number>> = { affected: 3, undecided: 2, not_affected: 1, fixed: 1 }

/** Each pair with the strongest verdict the scan gives it. */
export function judged(pairs: readonly LabelledPair[], scan: ScanAnswer): JudgedPair[] {
  const said = new Map<string, { verdict: string; because: string }>()
  for (const { component, advisories = [] } of entries(scan))
    for (const { id, verdict = 'undecided', because } of advisories) {
      const key = `${component.ref}\n${id}`
      if ((rank[verdict] ?? 0) > (rank[said.get(key)?.verdict ?? ''] ?? 0))
        said.set(key, { verdict, because: JSON.stringify(because ?? {}) })
    }
  return pairs.map(pair => {
    const { verdict = 'silent', because = '' } = said.get(`${pair.asset_id}\n${pair.advisory}`) ?? {}
    const answer: Said = verdict === 'fixed' ? 'not_affected' : (verdict as Said)
    return { ...pair, said: answer, because, wrong: (pair.expect === 'affected') !== (answer === 'affected') }
  })
}

function entries(scan: ScanAnswer): ScanEntry[] {
  return [...scan.matches, ...(scan.undecided ?? [])]
}

/** Distinct records said affected, by asset. */
export function flood(scan: ScanAnswer): Map<string, number> {
  const records = new Map<string, Set<string>>()
  for (const { component, advisories = [] } of entries(scan))
    for (const { id = '', verdict } of advisories) {
      if (verdict !== 'affected') continue
      const ref = component.ref ?? ''
      records.set(ref, (records.get(ref) ?? new Set()).add(id))
    }
  return new Map([...records].map(([ref, ids]) => [ref, ids.size]))
}

/** The figures over pairs and, for the flood, the scan they were judged by. */
export function figures(pairs: readonly JudgedPair[], reported: ReadonlyMap<string, number>): Figures {
  const count = (of: readonly JudgedPair[], said?: Said) =>
    of.filter(pair => said === undefined || pair.said === said).length
  const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole)
  const affected = pairs.filter(({ expect }) => expect === 'affected')
  const not = pairs.filter(({ expect }) => expect === 'not_affected')
  const siblings = pairs.filter(({ kind }) => kind === 'sibling')
  const per = pairs.map(({ asset_id: id }) => reported.get(id) ?? 0).sort((a, b) => a - b)
  const middle = [per[Math.floor((per.length - 1) / 2)] ?? 0, per[Math.floor(per.length / 2)] ?? 0] as const
  return {
    pairs: pairs.length,
    recall: share(count(affected, 'affected'), affected.length),
    kept: share(count(affected, 'affected') + count(affected, 'undecided'), affected.length),
    falseAffected: share(count(not, 'affected'), not.length),
    undecided: share(count(pairs, 'undecided'), pairs.length),
    wrongSiblings: count(siblings, 'affected'),
    siblings: siblings.length,
    median: (middle[0] + middle[1]) / 2,
    p95: per[Math.floor(per.length * 0.95)] ?? 0,
    most: per.at(-1) ?? 0,
  }
}

/** The marks that figures miss, in words; empty when all are met. */
export function missedMarks(of: Figures): string[] {
  const missed: string[] = []
  if (of.recall < 0.95) missed.push(`recall ${of.recall.toFixed(4)} is under 0.95`)
  if (of.kept < 0.985) missed.push(`recall or undecided ${of.kept.toFixed(4)} is under 0.985`)
  if (of.falseAffected > 0.01) missed.push(`false affected ${of.falseAffected.toFixed(4)} is over 0.01`)
  if (of.wrongSiblings > of.siblings * 0.02)
    missed.push(`${of.wrongSiblings} of ${of.siblings} siblings are wrong, over 2 %`)
  if (of.undecided > 0.06) missed.push(`undecided ${of.undecided.toFixed(4)} is over 0.06`)
  return missed
}
