import { jsonText } from '#base'
import { sentenceOf, summaryOf, verdictOf } from './lock-answer.ts'
import type { LockReport } from './lock-finding.ts'
import { lockRules } from './lock-rules.ts'

/** The whole answer: docs/schemas/millcert-lock-1.schema.json. */
export function lockJson(report: LockReport, version: string): string {
  const summary = summaryOf(report)
  const verdict = verdictOf(report)
  return `${jsonText(
    {
      schema: 'millcert-lock/1',
      tool: { name: 'millcert', version },
      path: report.path,
      ...(report.samples?.length && { samples: report.samples }),
      verdict,
      sentence: sentenceOf(summary, verdict),
      summary,
      ...(report.verified && { verified: report.verified }),
      files: report.files,
      findings: report.findings.map(({ rule, ...finding }) => ({ rule, weight: lockRules[rule].weight, ...finding })),
    },
    2,
  )}\n`
}

/** Counts alone, for a log that anybody can read: no name, version or path. */
export function lockCountsJson(report: LockReport, version: string): string {
  return `${jsonText(
    {
      schema: 'millcert-lock/1',
      tool: { name: 'millcert', version },
      verdict: verdictOf(report),
      summary: summaryOf(report),
    },
    2,
  )}\n`
}
