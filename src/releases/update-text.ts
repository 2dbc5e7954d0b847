import { markdownCell as cell, markdownCode as code, markdownProse as prose } from '#matching'
import type { AskedFor, DependencySeen, Proposal, UpdateState, UpdatesReport } from './update-answer.ts'

/** Files that are named of those that lock a dependency. */
const mostFiles = 3

/** For a pull request, an issue or a printout: what is proposed, each with what a person looks at before they take it. */
export function updatesText(report: UpdatesReport): string {
  return [...sections(report)].join('')
}

function* sections(report: UpdatesReport): Iterable<string> {
  const { summary, path, dependencies, policy, notes } = report
  yield `# Updates to review for ${code(path)}\n\n`
  yield `**${summary.proposed} of ${summary.dependencies} direct dependencies could be updated; ${summary.waiting} wait, ${summary.current} are up to date, of ${summary.undecided} nobody can tell.** Nothing was changed.\n`
  yield `\nA release must have been out for ${policy.coolDownDays} days; ${policy.majors ? 'later major versions are proposed too' : 'later major versions are named, and not proposed'}.\n`
  const of = (state: UpdateState) => dependencies.filter(one => one.state === state)
  yield* proposed(of('proposed'))
  yield* odd(dependencies)
  yield* listed('Waiting', of('waiting'))
  yield* listed('Cannot be told', of('undecided'))
  yield* upToDate(of('current'))
  if (notes.length > 0) yield '\n## Notes\n\n'
  for (const { code: kind, message, at } of notes)
    yield `- ${code(kind)}: ${prose(message)}${at === undefined ? '' : ` (${code(at)})`}\n`
  const with_ = report.database === null ? '' : `, with the advisory database ${code(report.database)}`
  yield `\nLooked at ${report.checkedAt}${with_}, by Millcert ${report.tool.version}.\n`
}

function* proposed(all: readonly DependencySeen[]): Iterable<string> {
  if (all.length === 0) return
  yield '\n## Proposed\n'
  for (const one of all) {
    const { name, version, proposal, locations, asked, nextMajor } = one
    yield `\n### ${code(name)} ${code(version!)} → ${code(proposal!.version)}\n\n`
    yield `- [ ] reviewed\n`
    yield `- step: **${proposal!.step}**; out for ${proposal!.ageDays} days, since ${proposal!.publishedAt!.slice(0, 10)}\n`
    yield `- advisories: ${advisoriesOf(proposal!)}\n`
    yield `- provenance: ${provenanceWords[proposal!.provenance.change]}${proposal!.provenance.change === 'none' ? (proposal!.provenance.proposed ? ': both have it' : ': neither has it') : ''}\n`
    yield `- people: ${peopleOf(proposal!)}\n`
    yield `- other packages of the lock that it touches: cannot be told before it is locked anew\n`
    yield `- locked in ${filesOf(locations)}${asked.map(askedWords).join('')}\n`
    if (nextMajor) yield `- next major version: ${code(nextMajor.version)}${ofDay(nextMajor.publishedAt)}\n`
    // Later major versions and pre-releases are said above, or nobody waits for them.
    for (const { version: other, because } of one.passed.filter(({ why }) => why !== 'major' && why !== 'pre-release'))
      yield `- passed over: ${code(other)}, ${prose(because)}\n`
  }
}

const provenanceWords: Readonly<Record<Proposal['provenance']['change'], string>> = {
  lost: '**lost**: the locked release has a statement of where it was built, the proposed one has none',
  gained: 'gained: the proposed release has a statement of where it was built',
  none: 'as before',
  'cannot-tell': 'cannot be told',
}

function advisoriesOf({ advisories }: Proposal): string {
  if (!advisories) return 'cannot be told'
  const { gone, stay, undecided } = advisories
  const parts = [
    ...(gone.length > 0 ? [`${gone.map(code).join(', ')} gone`] : []),
    ...(stay.length > 0 ? [`**${stay.map(code).join(', ')} stays**`] : []),
    ...(undecided.length > 0 ? [`${undecided.map(code).join(', ')} cannot be told`] : []),
  ]
  return parts.length === 0 ? 'none is known of either' : parts.join('; ')
}

function peopleOf({ people: { publisher, newPublisher, newMaintainers } }: Proposal): string {
  const by = publisher === null ? 'who published it is not told' : `published by ${code(publisher)}`
  const isNew = newPublisher === true ? ', **who is new**' : newPublisher === false ? ', as known before' : ''
  const added =
    newMaintainers === null
      ? 'new maintainers cannot be told'
      : newMaintainers.length === 0
        ? 'no new maintainer'
        : `**new maintainers: ${newMaintainers.map(code).join(', ')}**`
  return `${by}${isNew}; ${added}`
}

function askedWords({ manifest, line, wanted, takes }: AskedFor): string {
  const takesIt =
    takes === true
      ? 'takes it'
      : takes === false
        ? 'does not take it, and has to be changed'
        : 'cannot be compared with it'
  return `; ${code(line === null ? manifest : `${manifest}:${line}`)} asks for ${code(wanted || '*')}, which ${takesIt}`
}

/** What is odd: a locked release that was withdrawn since or that its registry does not know, entries that are no versions. */
function* odd(all: readonly DependencySeen[]): Iterable<string> {
  const found = all.flatMap(one => {
    const { locked, state } = one
    if (locked?.withdrawn) return [`${named(one)}: the registry says of it: ${prose(locked.withdrawn)}`]
    const unknown = locked === null && state !== 'undecided'
    return [
      ...(unknown ? [`${named(one)}: its registry does not know this release`] : []),
      ...(one.leftOut > 0
        ? [`${named(one)}: ${one.leftOut} of its registry’s entries are no versions, and were left out`]
        : []),
    ]
  })
  if (found.length > 0) yield '\n## To look at\n\n'
  for (const line of found) yield `- ${line}\n`
}

function* listed(title: string, all: readonly DependencySeen[]): Iterable<string> {
  if (all.length === 0) return
  yield `\n## ${title}\n\n| Dependency | Version | Why | In |\n| --- | --- | --- | --- |\n`
  for (const { name, version, because, locations, nextMajor } of all) {
    const more = nextMajor ? `; next major version: ${cell(nextMajor.version)}` : ''
    yield `| ${cell(name)} | ${cell(version ?? '')} | ${prose(because!, cell)}${more} | ${filesOf(locations, cell)} |\n`
  }
}

function* upToDate(all: readonly DependencySeen[]): Iterable<string> {
  if (all.length === 0) return
  yield `\n## Up to date\n\n${all.map(named).join(', ')}\n`
}

function named({ name, version }: DependencySeen): string {
  return code(`${name}@${version}`)
}

function filesOf(locations: readonly string[], span = code): string {
  const more = locations.length > mostFiles ? ` and ${locations.length - mostFiles} more` : ''
  return locations.slice(0, mostFiles).map(span).join(', ') + more
}

function ofDay(time: string | null): string {
  return time === null ? '' : ` of ${time.slice(0, 10)}`
}
