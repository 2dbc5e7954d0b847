import { visible } from '#base'
import { countOf, plural, sentenceOf, summaryOf, verdictOf } from './lock-answer.ts'
import type { FileReport, Finding, LockReport } from './lock-finding.ts'
import { lockRules, ruleNames } from './lock-rules.ts'
import { sampleNotes } from './samples.ts'

/** Findings of one rule in one file that are shown; `-v` shows all. */
const most = 5

/** For people: the answer in one sentence, then file by file what is behind it. What is only told is shown with `-v`, but for dead watchers. */
export function lockTable(report: LockReport, verbose: boolean): string {
  const lines = [sentenceOf(summaryOf(report), verdictOf(report))]
  const byFile = new Map<string, Finding[]>()
  for (const finding of report.findings) {
    if (!verbose && lockRules[finding.rule].weight === 'told' && finding.rule !== 'watcher-dead') continue
    if (!verbose && finding.rule === 'drift-undecided') continue
    const list = byFile.get(finding.file)
    if (list) list.push(finding)
    else byFile.set(finding.file, [finding])
  }
  const files = new Map(report.files.map(file => [file.path, file]))
  for (const [path, findings] of byFile) {
    const file = files.get(path)
    lines.push('', `${visible(path) || '.'}${file ? `  ${aboutFile(file)}` : ''}`)
    for (const rule of ruleNames) {
      const all = findings.filter(finding => finding.rule === rule)
      if (all.length === 0) continue
      const shown = verbose ? all : all.slice(0, most)
      if (all.length > 1) lines.push(`  ${countOf(rule, all.length)}`)
      for (const finding of shown) lines.push(`  ${all.length > 1 ? '  ' : ''}${findingLine(finding)}`)
      if (all.length > shown.length) lines.push(`    and ${all.length - shown.length} more (-v shows them)`)
    }
  }
  if (!verbose) lines.push(...undecidedLines(report))
  const quiet = verbose ? [] : ruleNames.filter(rule => lockRules[rule].weight === 'told' && rule !== 'watcher-dead')
  const told = quiet.flatMap(rule => {
    const count = report.findings.filter(finding => finding.rule === rule).length
    return count === 0 ? [] : [countOf(rule, count)]
  })
  if (told.length > 0) lines.push('', `Also: ${told.join(', ')} (-v shows them).`)
  for (const { message } of sampleNotes(report.samples ?? [])) lines.push('', message)
  return `${lines.join('\n')}\n`
}

/** Comparisons that nobody can make, by their reason: a project often has one for all its lockfiles. */
function undecidedLines({ files }: LockReport): string[] {
  const byReason = new Map<string, string[]>()
  for (const { drift } of files)
    for (const { manifest, verdict, because } of drift)
      if (verdict === 'undecided' && because !== undefined) {
        const list = byReason.get(because)
        if (list) list.push(manifest)
        else byReason.set(because, [manifest])
      }
  return [...byReason].flatMap(([because, manifests]) => [
    '',
    `${countOf('drift-undecided', manifests.length)}: ${visible(because)}`,
    ...manifests.slice(0, 3).map(path => `  ${visible(path)}`),
    ...(manifests.length > 3 ? [`  and ${manifests.length - 3} more (-v shows them)`] : []),
  ])
}

function aboutFile({ kind, format, dependencies, exact, hashed }: FileReport): string {
  const [one, many] = { lockfile: dependency, manifest: dependency, references: reference, watcher: entry }[kind]
  const counted = `${format}: ${dependencies} ${plural(dependencies, one, many)}`
  if (kind === 'watcher') return `(${counted})`
  return `(${counted}, ${exact} ${kind === 'lockfile' ? `exact, ${hashed} hashed` : 'pinned'})`
}

const dependency = ['dependency', 'dependencies'] as const
const reference = ['reference', 'references'] as const
const entry = ['entry', 'entries'] as const

function findingLine({ line, message }: Finding): string {
  return `${line === undefined ? '' : `line ${line}: `}${visible(message)}`
}
