import { factoryWords } from '../factory-data.ts'
import type { GateCheck } from '../gate.ts'
import { mostText } from '../gate-tree.ts'
import { textsOf } from '../secret-scan.ts'

export const factoryData: GateCheck = {
  id: 'factory-data',
  title: 'Factory data in the tree',
  proves:
    'No private address, endpoint of a machine, connection string or word of the policy stands in a text of the tree.',
  run({ files, policy }) {
    const findings = []
    for (const { path, text } of textsOf(files(), mostText).texts)
      for (const { kind, line } of factoryWords(text, policy.factory))
        findings.push({
          what: kind,
          at: `${path}:${line}`,
          why: 'replace it by an example, or name the file in secrets.skip',
        })
    const spread = new Set(findings.map(({ at }) => at.slice(0, at.lastIndexOf(':')))).size
    const said = findings.length === 0 ? 'Nothing found' : `${findings.length} places in ${spread} files`
    return { outcome: findings.length > 0 ? 'fail' : 'pass', said, findings }
  },
}
