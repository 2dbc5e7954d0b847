import type { GateCheck } from '../gate.ts'
import { nothingListed } from '../gate-scan.ts'

/** The feed of packages that were published to do harm. */
const feed = 'osv-malicious'

export const maliciousPackages: GateCheck = {
  id: 'malicious-packages',
  title: 'Malicious packages',
  proves: 'None of what is listed was known to be malicious when the feed was fetched. Without a fresh feed it fails.',
  byAdvisories: true,
  async run({ scan }) {
    const scanned = await scan()
    const { report } = scanned
    if (nothingListed(scanned)) return { outcome: 'not-applicable', said: 'Nothing is listed', findings: [] }
    const seen = report.database?.feeds.find(({ id }) => id === feed)
    const found = [...report.matches, ...report.suppressed.map(({ match }) => match)].filter(
      ({ vulnerability }) => vulnerability.malicious,
    )
    const findings = found.map(({ component, vulnerability }) => ({
      what: `${component.name}@${component.version ?? '?'}`,
      at: component.locations[0],
      why: `${vulnerability.id}: take it out, and look at every machine that installed it`,
    }))
    if (found.length > 0) return { outcome: 'fail', said: `${found.length} known to be malicious`, findings }
    // Closed where nothing can be said: a malicious package does its harm when it is installed, and no later fix undoes that.
    if (!seen) return { outcome: 'fail', said: 'The database has no feed of malicious packages', findings }
    if (seen.quarantined !== undefined)
      return { outcome: 'fail', said: 'The feed of malicious packages is in quarantine', findings }
    if (seen.stale)
      return {
        outcome: 'fail',
        said: `The feed of malicious packages is stale (${seen.snapshotAt ?? 'no date'})`,
        findings,
      }
    return { outcome: 'pass', said: `None of ${report.summary.components} components`, findings }
  },
}
