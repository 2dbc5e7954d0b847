import type { GateCheck, GateFinding } from '../gate.ts'

export const provenance: GateCheck = {
  id: 'provenance',
  title: 'Provenance of direct dependencies',
  proves:
    'What the project itself asks for was published with a signed statement of its source; not that the source is sound.',
  async run({ components, vouched }) {
    const { all } = await components()
    const direct = all.filter(one => one.direct !== false)
    if (direct.length === 0) return { outcome: 'not-applicable', said: 'Nothing is listed', findings: [] }
    const judge = await vouched()
    if (!judge)
      return {
        outcome: 'cannot-tell',
        said: `${direct.length} dependencies, and no statements are carried here (--attestations)`,
        findings: [],
      }
    const findings: GateFinding[] = []
    let refused = 0
    for (const { component, location } of direct) {
      const digests = component.hashes.map(
        ({ algorithm, value }) => `${algorithm.toLowerCase().replace('-', '')}:${value}`,
      )
      const { result, because } = await judge(digests)
      if (result === 'verified') continue
      if (result === 'refused') refused++
      findings.push({ what: `${component.name}@${component.version ?? '?'}`, at: location, why: because })
    }
    const said = `${direct.length} dependencies: ${direct.length - findings.length} with a statement that is verified, ${refused} refused`
    return { outcome: refused > 0 ? 'fail' : findings.length > 0 ? 'cannot-tell' : 'pass', said, findings }
  },
}
