import type { GateCheck, GateFinding } from '../gate.ts'

/** Dependencies that are asked about at a time. */
const together = 6

export const provenance: GateCheck = {
  id: 'provenance',
  title: 'Provenance of direct dependencies',
  proves:
    'What the project itself asks for was published with a signed statement of its source; not that the source is sound.',
  async run({ components, vouched, world }) {
    const { all } = await components()
    const direct = all.filter(one => one.direct !== false)
    if (direct.length === 0) return { outcome: 'not-applicable', said: 'Nothing is listed', findings: [] }
    const judge = await vouched()
    if (!judge)
      return {
        outcome: 'cannot-tell',
        said: `${direct.length} dependencies, and no statements are carried here (--attestations, --online)`,
        findings: [],
      }
    const seen = await inTurns(direct, judge, done => world.progress('asking who vouches', done, direct.length))
    const findings = direct.flatMap(({ component, location }, index): GateFinding[] => {
      const { result, because } = seen[index]!
      if (result === 'verified') return []
      return [{ what: `${component.name}@${component.version ?? '?'}`, at: location, why: because }]
    })
    const refused = seen.filter(({ result }) => result === 'refused').length
    const said = `${direct.length} dependencies: ${direct.length - findings.length} with a statement that is verified, ${refused} refused`
    return { outcome: refused > 0 ? 'fail' : findings.length > 0 ? 'cannot-tell' : 'pass', said, findings }
  },
}

/** What comes of each, a few at a time, in their own order. */
async function inTurns<T, R>(
  all: readonly T[],
  work: (one: T) => Promise<R>,
  progress: (done: number) => void,
): Promise<R[]> {
  const results: R[] = []
  let next = 0
  let done = 0
  const worker = async () => {
    for (let at = next++; at < all.length; at = next++) {
      results[at] = await work(all[at]!)
      progress(++done)
    }
  }
  await Promise.all(Array.from({ length: together }, worker))
  return results
}
