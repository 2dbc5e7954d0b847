import type { GateCheck } from '../gate.ts'

export const provenance: GateCheck = {
  id: 'provenance',
  title: 'Provenance of direct dependencies',
  proves:
    'What the project itself asks for was published with a signed statement of its source; not that the source is sound.',
  async run({ components }) {
    const { all } = await components()
    const direct = all.filter(one => one.direct !== false)
    if (direct.length === 0) return { outcome: 'not-applicable', said: 'Nothing is listed', findings: [] }
    return {
      outcome: 'cannot-tell',
      said: `Nothing is carried here that says where ${direct.length} dependencies were built`,
      findings: [],
    }
  },
}
