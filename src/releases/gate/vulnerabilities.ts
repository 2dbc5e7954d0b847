import { type Match, reaches, type Threshold } from '#matching'
import type { GateCheck, GateFinding } from '../gate.ts'
import { decisions, nothingListed } from '../gate-scan.ts'

export const vulnerabilities: GateCheck = {
  id: 'vulnerabilities',
  title: 'Known vulnerabilities',
  proves:
    'No advisory in the database affects what the lockfiles list, but for what somebody acknowledged until a day.',
  byAdvisories: true,
  async run({ scan, policy }) {
    const scanned = await scan()
    const { report } = scanned
    if (nothingListed(scanned)) return { outcome: 'not-applicable', said: 'Nothing is listed', findings: [] }
    if (report.database === null) return { outcome: 'cannot-tell', said: 'There is no advisory database', findings: [] }
    const counts = report.matches.filter(match => policy.vulnerabilities.failOn.some(level => reaches(match, level)))
    const nameless = report.suppressed.filter(({ statement }) => statement.by.endsWith(decisions))
    const ended = report.notes.filter(({ code }) => code === 'ignore-expired')
    const findings = [
      ...counts.map(match => found(match, policy.vulnerabilities.failOn)),
      ...nameless.map(({ match }) => ({ ...found(match, []), why: 'acknowledged, but by nobody: the entry lacks by' })),
      ...ended.map(({ message }) => ({ what: message, at: decisions, why: 'look at it again, and give it a new day' })),
    ]
    const said = `${report.summary.components} components: ${report.summary.matched} matches, ${counts.length} at the threshold, ${report.summary.undecided} undecided, ${report.suppressed.length} acknowledged`
    if (counts.length > 0 || nameless.length > 0) return { outcome: 'fail', said, findings }
    return { outcome: scanned.code === 3 || scanned.papers.unreadable ? 'cannot-tell' : 'pass', said, findings }
  },
}

function found({ component, vulnerability, fixed }: Match, failOn: readonly Threshold[]): GateFinding {
  const { name, version, locations } = component
  const more = locations.length > 1 ? ` and ${locations.length - 1} more` : ''
  return {
    what: `${vulnerability.id} in ${version === undefined ? name : `${name}@${version}`}`,
    at: locations[0] === undefined ? undefined : `${locations[0]}${more}`,
    why: `${vulnerability.severity}${vulnerability.kev ? ', exploited' : ''}${fixed.length > 0 ? `; fixed in ${fixed.join(', ')}` : failOn.length > 0 ? '; no fix is known' : ''}`,
  }
}
