import { visible } from '#base'
import type { CheckSeen, GateReport, Outcome } from './gate.ts'

/** Outcomes as they are told: a word and a sign, never a colour alone. */
const words: Readonly<Record<Outcome, string>> = {
  pass: '✓ pass',
  fail: '✗ FAIL',
  'cannot-tell': '? cannot tell',
  'not-applicable': '– nothing to check',
}

const verdicts: Readonly<Record<GateReport['verdict'], string>> = {
  open: 'The gate is open',
  shut: 'The gate is shut',
  undecided: 'The gate stays undecided',
}

/** Most findings of a check that are told on a terminal; JSON has them all. */
const most = 20

/** One line of a check that is over, as it is told while the gate works: `[1/9] Lock drift: ✓ pass · … (0.2 s)`. */
export function checkLine(place: string, { title, outcome, said, required }: CheckSeen, milliseconds: number): string {
  const note = required || outcome === 'pass' || outcome === 'not-applicable' ? '' : ' (optional)'
  return `[${place}] ${title}: ${words[outcome]}${note} · ${said} (${(milliseconds / 1000).toFixed(1)} s)`
}

/** The whole answer for people: the verdict first, then what each check came to, with what it found. */
export function gateText(report: GateReport): string {
  const lines = [`${summary(report)}`, '']
  const widest = Math.max(...report.checks.map(({ title }) => title.length))
  for (const { title, outcome, said, findings, required } of report.checks) {
    const optional = required ? '' : ' (optional)'
    lines.push(`${title.padEnd(widest)}  ${words[outcome]}${optional} · ${said}`)
    for (const { what, at, why } of findings.slice(0, most))
      lines.push(`    ${what}${at === undefined || at === what ? '' : ` (${at})`}: ${why}`)
    if (findings.length > most) lines.push(`    and ${findings.length - most} more: --format json lists them all`)
  }
  for (const { message } of report.notes) lines.push(`note: ${message}`)
  return `${lines.map(visible).join('\n')}\n`
}

function summary({ verdict, checks, path }: GateReport): string {
  const failed = checks.filter(({ outcome, required }) => required && outcome === 'fail')
  const open = checks.filter(({ outcome, required }) => required && outcome === 'cannot-tell')
  const why = [
    ...(failed.length > 0 ? [`${failed.map(({ title }) => title).join(', ')} failed`] : []),
    ...(open.length > 0 ? [`${open.map(({ title }) => title).join(', ')} cannot be told`] : []),
  ]
  return `${verdicts[verdict]} for ${path}${why.length > 0 ? `: ${why.join('; ')}` : ': every check that is required passed'}.`
}

/** What a log that anyone can read may hold: which checks, and that there is more to read elsewhere. No count that names a size of the house. */
export function publicText({ verdict, checks }: GateReport): string {
  const lines = checks.map(({ title, outcome }) => `${title}: ${words[outcome]}`)
  const passed = checks.filter(({ outcome }) => outcome === 'pass').length
  const sensitive = verdict === 'open' ? '' : 'sensitive finding; see the private report\n'
  return `${lines.join('\n')}\n${passed} of ${checks.length} checks passed\n${sensitive}${verdicts[verdict]}.\n`
}
