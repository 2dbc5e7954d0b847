import { jsonText } from '#base'
import type { Finding, LockReport } from './lock-finding.ts'
import { lockRules, ruleNames, type Weight } from './lock-rules.ts'

/** SARIF has a level for what fails alone; what nobody can say is a result of kind `open` (SARIF 2.1.0, 3.27.9 and 3.27.10). */
const shown: Readonly<Record<Weight, { kind: string; level: string }>> = {
  mismatch: { kind: 'fail', level: 'error' },
  fails: { kind: 'fail', level: 'warning' },
  undecided: { kind: 'open', level: 'none' },
  told: { kind: 'informational', level: 'none' },
}

/** SARIF 2.1.0 (OASIS, errata 01), as code scanning reads it: each finding at its line. */
export function lockSarif({ findings }: LockReport, version: string): string {
  const used = ruleNames.filter(name => findings.some(({ rule }) => rule === name))
  const index = new Map(used.map((name, place) => [name, place]))
  const driver = {
    name: 'Millcert',
    semanticVersion: version,
    rules: used.map(id => ({ id, shortDescription: { text: lockRules[id].about } })),
  }
  return `${jsonText(
    {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: { driver },
          columnKind: 'utf16CodeUnits',
          results: findings.map(finding => resultOf(finding, index.get(finding.rule)!)),
        },
      ],
    },
    2,
  )}\n`
}

function resultOf({ rule, file, line, message }: Finding, ruleIndex: number): object {
  return {
    ruleId: rule,
    ruleIndex,
    ...shown[lockRules[rule].weight],
    message: { text: message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/') },
          ...(line !== undefined && { region: { startLine: line } }),
        },
      },
    ],
  }
}
