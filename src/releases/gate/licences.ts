import type { GateCheck } from '../gate.ts'
import { licenceChoice } from '../licence-choice.ts'

export const licences: GateCheck = {
  id: 'licences',
  title: 'Licences',
  proves: 'What the bills state of licences is what the policy allows; where they state none, nothing is known.',
  async run({ components, policy }) {
    const { all } = await components()
    if (all.length === 0) return { outcome: 'not-applicable', said: 'Nothing is listed', findings: [] }
    const seen = all.map(listed => ({ ...listed, choice: licenceChoice(listed.component.licenses, policy.licences) }))
    const denied = seen.filter(({ choice }) => choice === 'denied')
    const unknown = seen.filter(({ choice }) => choice === 'unknown')
    const counts = policy.licences.unknown === 'fail' ? [...denied, ...unknown] : denied
    const findings = counts.map(({ component, location, choice }) => ({
      what: `${component.name}@${component.version ?? '?'}`,
      at: location,
      why:
        choice === 'denied' ? `${component.licenses.join(', ')}: the policy does not allow it` : 'no licence is stated',
    }))
    const said = `${all.length} components: ${denied.length} not allowed, ${unknown.length} without a licence`
    return { outcome: counts.length > 0 ? 'fail' : 'pass', said, findings }
  },
}
