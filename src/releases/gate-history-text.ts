import { visible } from '#base'
import type { Outcome, Verdict } from './gate.ts'
import type { HistoryReport, PastCheck, PastVerdict } from './gate-history.ts'

const words: Readonly<Record<Verdict, string>> = {
  open: 'open',
  shut: 'would have been blocked',
  undecided: 'cannot be told',
}

/** The whole answer for people: how many, by which checks, then each state that would not have gone through. */
export function historyText(report: HistoryReport): string {
  const { blocked, states, of, path, asked } = report
  const undecided = states.filter(({ verdict }) => verdict === 'undecided').length
  const fewer = states.length < asked ? ` (${asked} were asked for)` : ''
  const lines = [
    `The gate would have blocked ${blocked.atTheTime} of the last ${states.length} ${of} of ${path}${fewer}, by what was published at the time.`,
    `By what is known today, ${blocked.today}.${undecided > 0 ? ` Of ${undecided} it cannot be told.` : ''}`,
    '',
  ]
  const widest = Math.max(...report.checks.map(({ title }) => title.length))
  for (const { title, required, blocked: by } of report.checks)
    lines.push(`${title.padEnd(widest)}  ${required ? `${by.atTheTime} then, ${by.today} today` : 'optional'}`)
  lines.push('')
  let last = ''
  for (const state of states) {
    const [head, ...why] = linesOf(state)
    const same = why.length > 0 && why.join('\n') === last
    lines.push(...(same ? [`${head}, for the same`] : [head!, ...why]))
    last = why.join('\n')
  }
  return `${lines.map(visible).join('\n')}\n`
}

/** A line, and why in those below it; none where nothing keeps the gate from opening. */
function linesOf({ commit, tag, at, verdict, today, checks, because }: PastVerdict): string[] {
  const name = `${commit.slice(0, 12)} ${at.slice(0, 10)}${tag === undefined ? '' : ` ${tag}`}`
  if (verdict === 'open' && today === 'open') return [`${name}  open`]
  const later = verdict === today ? '' : `; by what is known today: ${words[today]}`
  return [
    `${name}  ${words[verdict]}${later}`,
    ...(because === undefined ? [] : [`    ${because}`]),
    ...checks.flatMap(check => checkLines(check, verdict === 'shut' || today === 'shut' ? 'fail' : 'cannot-tell')),
  ]
}

/** What a check found that keeps the gate from opening: the first finding says what kind it is of. */
function checkLines({ title, required, today, ...before }: PastCheck, counts: Outcome): string[] {
  const result = [before, today].find(one => required && one?.outcome === counts)
  if (!result) return []
  const when = result === today ? ', known today' : ''
  const [first] = result.findings
  const place = first?.at === undefined || first.at === first.what ? '' : ` (${first.at})`
  const more = result.found > 1 ? `, and ${result.found - 1} more` : ''
  return [`    ${title}${when}: ${first ? `${first.what}${place}: ${first.why}${more}` : result.said}`]
}

/** What a log that anyone can read may hold: that it was done, and whether there is more to read elsewhere. */
export function publicHistoryText({ states }: HistoryReport): string {
  const all = states.every(({ verdict, today }) => verdict === 'open' && today === 'open')
  return `The policy was tried on the past.\n${all ? 'The gate would have been open each time.' : 'sensitive finding; see the private report'}\n`
}
