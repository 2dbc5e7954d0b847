import { type Named, type Product, type Statement, saidAt } from '#advisories'
import { type Note, type NoteList, noteList, showTime } from '#base'
import { parsePurl, showPurl } from '#identity'
import { anyVulnerability, type Match, type StatementSeen, type Suppressed, type Undecided } from './report.ts'
import { isAsset, isMeant, type Placed, type WordsMeant } from './vex-product.ts'

/** What a statement may answer: a match, or a doubt whether there is one. */
type Finding = Pick<Match, 'component' | 'vulnerability'>

/** Matches and doubts with the statements laid over them: none is gone, and a note says what was not simply taken. */
export interface Laid {
  kept: Match[]
  undecided: Undecided[]
  suppressed: Suppressed[]
  notes: Note[]
}

/** Every name of the vulnerabilities that were found or are in doubt: only statements about one of them can matter. */
export function namesFound(findings: readonly Finding[]): Set<string> {
  const names = new Set<string>()
  for (const { vulnerability } of findings) for (const name of namesOf(vulnerability)) names.add(name)
  return names
}

export function speaksOf({ vulnerability, aliases }: Statement, names: ReadonlySet<string>): boolean {
  return names.has(folded(vulnerability)) || aliases.some(alias => names.has(folded(alias)))
}

/**
 * Statements laid over matches and doubts. One applies when vulnerability (id or alias) and product agree. `not_affected` and `fixed`
 * move either to `suppressed`; `affected` and `under_investigation` stand beside it. The latest of an author about one product counts
 * (time, then version of the paper); where what counts says both affected and not, all stays and a note shows both. A doubt about the
 * component itself, and no one vulnerability, is answered by nobody.
 *
 * @param words which products in words a component is; without it such products mean components of that very name alone
 */
export function layStatements(
  matches: readonly Match[],
  statements: readonly Statement[],
  placeOf: (finding: Finding) => Placed | undefined,
  doubts: readonly Undecided[] = [],
  words?: WordsMeant,
): Laid {
  const byName = indexed(statements)
  const notes = noteList()
  const laid: Laid = { kept: [], undecided: [], suppressed: [], notes: notes.notes }
  const answerTo = (finding: Finding, staying: string): Answer => {
    const { applying, unsure } = applyingTo(finding, byName, placeOf, words)
    const trusted = applying.filter(({ statement }) => statement.document.untrusted === undefined)
    for (const { statement } of applying)
      if (statement.document.untrusted !== undefined)
        notes.add(
          'vex-untrusted',
          `${told(statement, finding)}, which suppresses nothing: ${statement.document.untrusted}`,
          statement.document.path,
        )
    const answer = answered(finding, latest(trusted), staying, notes)
    const { clearing, beside } = whereSure(finding, answer, unsure, staying, notes)
    return { clearing, beside, how: applying.find(({ statement }) => statement === clearing)?.how }
  }
  for (const match of matches) {
    const { clearing, beside, how } = answerTo(match, 'the match stays')
    if (clearing !== undefined) laid.suppressed.push({ match, statement: suppressing(clearing, how) })
    else laid.kept.push(beside.length === 0 ? match : withStatements(match, beside.map(statementSeen)))
  }
  for (const one of doubts) {
    const { clearing, beside, how } =
      one.vulnerability.id === anyVulnerability.id ? nobody : answerTo(one, 'it stays undecided')
    if (clearing !== undefined) laid.suppressed.push({ match: doubtful(one), statement: suppressing(clearing, how) })
    else laid.undecided.push(beside.length === 0 ? one : { ...one, statements: beside.map(statementSeen) })
  }
  return laid
}

/** What the statements about one finding come to: the one that answers it, else those that stand beside it. */
interface Answer {
  clearing: Statement | undefined
  beside: readonly Statement[]
  /** Why the finding's component is what it speaks of, where that is named in words. */
  how?: string | undefined
}

const nobody: Answer = { clearing: undefined, beside: [] }

/** A doubt as what is suppressed. */
function doubtful({ component, vulnerability, advisories }: Undecided): Match {
  return { component, vulnerability, verdict: 'undecided', fixed: [], advisories }
}

/** A statement that applies, by one of its products. */
interface Applying {
  statement: Statement
  product: Product
  /** Why it is meant, where words name it. */
  how: string | undefined
}

/** A statement of which nobody can say that it applies: of a product in words. */
interface Unsure {
  statement: Statement
  doubt: string
  same: boolean
}

/** Statements about one finding: those that apply, and those that may. */
interface About {
  applying: readonly Applying[]
  unsure: readonly Unsure[]
}

const silence: About = { applying: [], unsure: [] }

function indexed(statements: readonly Statement[]): Map<string, Set<Statement>> {
  const byName = new Map<string, Set<Statement>>()
  for (const statement of statements)
    for (const name of [statement.vulnerability, ...statement.aliases]) {
      const found = byName.get(folded(name))
      if (found) found.add(statement)
      else byName.set(folded(name), new Set([statement]))
    }
  return byName
}

/** Of one statement so many products in words are told apart when a later one speaks anew. */
const mostInWords = 50

function applyingTo(
  finding: Finding,
  byName: ReadonlyMap<string, ReadonlySet<Statement>>,
  placeOf: (finding: Finding) => Placed | undefined,
  words: WordsMeant | undefined,
): About {
  const about = new Set(namesOf(finding.vulnerability).flatMap(name => [...(byName.get(name) ?? [])]))
  const place = about.size === 0 ? undefined : placeOf(finding)
  if (place === undefined) return silence
  const worded = words !== undefined && isAsset(place.component) ? words.of(place.component) : undefined
  const applying: Applying[] = []
  const unsure: Unsure[] = []
  for (const statement of about) {
    let doubt: Unsure | undefined
    const before = applying.length
    let inWords = 0
    for (const product of statement.products) {
      const meant = worded?.get(product)
      if (meant !== undefined && 'how' in meant) {
        // One is as good as all: a paper may name an asset in very many versions.
        if (inWords++ < mostInWords) applying.push({ statement, product, how: meant.how })
      } else if (isMeant(product, place)) applying.push({ statement, product, how: undefined })
      else if (meant !== undefined && (doubt === undefined || meant.same)) doubt = { statement, ...meant }
    }
    if (doubt !== undefined && applying.length === before) unsure.push(doubt)
  }
  return { applying, unsure }
}

function isClearing({ status }: Statement): boolean {
  return status === 'not_affected' || status === 'fixed'
}

/** What nobody has said anew: of each author and product the latest; several where none of them is later. */
function latest(applying: readonly Applying[]): Statement[] {
  const newest = new Map<string, Statement[]>()
  for (const { statement, product } of applying) {
    const key = JSON.stringify([statement.document.authorKey, nameOf(product), product.subcomponents.map(nameOf)])
    const before = newest.get(key) ?? []
    const order = before.length === 0 ? 1 : compareAge(statement, before[0]!)
    if (order > 0) newest.set(key, [statement])
    else if (order === 0 && before.every(({ status }) => status !== statement.status)) before.push(statement)
  }
  return [...new Set([...newest.values()].flat())].sort(
    (a, b) => -compareAge(a, b) || order(a.document.path, b.document.path),
  )
}

/** The same for every spelling of a package, and for no two products that differ in anything stated. */
function nameOf({ id, purl, cpes, hashes, only, words }: Named & Pick<Product, 'words'>): unknown {
  const parsed = purl === undefined ? undefined : parsePurl(purl)
  const name = parsed && 'type' in parsed ? showPurl(parsed) : (cpes[0] ?? hashes[0]?.value ?? id)
  return [name, only ?? null, words ?? null]
}

/** Above 0 where `a` is later. What has no time is older than everything. */
function compareAge(a: Statement, b: Statement): number {
  const times = (saidAt(a) ?? Number.NEGATIVE_INFINITY) - (saidAt(b) ?? Number.NEGATIVE_INFINITY)
  // Two without a time: the difference of infinities is no number.
  return times || (a.document.id === b.document.id ? compareVersions(a.document.version, b.document.version) : 0)
}

/** `10` is above `9`, `1.2.0` below `1.10.0`; anything that is not made of numbers is 0. */
function compareVersions(a: string, b: string): number {
  const numbers = (text: string) => (/^[\d.]{1,40}$/.test(text) ? text.split('.').map(Number) : [])
  const [one, other] = [numbers(a), numbers(b)]
  for (let i = 0; i < Math.max(one.length, other.length); i++) {
    const difference = (one[i] ?? 0) - (other[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** What counts of some statements, with notes on what a person should know of them; `staying` says what is so while they disagree. */
function answered(finding: Finding, statements: readonly Statement[], staying: string, notes: NoteList): Answer {
  const clearing = statements.find(isClearing)
  const affected = statements.find(({ status }) => status === 'affected')
  for (const statement of statements) {
    const { status, document } = statement
    if (status === 'affected' || status === 'under_investigation')
      notes.add(`vex-${status.replace('_', '-')}`, told(statement, finding), document.path)
    else if (
      statement.justification === undefined &&
      statement.stated === undefined &&
      statement.impact === undefined &&
      status === 'not_affected'
    )
      notes.add('vex-unjustified', `${told(statement, finding)}, and does not say why`, document.path)
  }
  if (clearing !== undefined && affected !== undefined)
    notes.add(
      'vex-conflict',
      `${told(clearing, finding)}; ${told(affected, finding)}: ${staying} until they agree`,
      `${clearing.document.path}, ${affected.document.path}`,
    )
  return { clearing: affected === undefined ? clearing : undefined, beside: statements }
}

/** An answer with the statements that may apply: such a one suppresses nothing, and where it says that it is affected, no other does. */
function whereSure(
  finding: Finding,
  answer: Answer,
  unsure: readonly Unsure[],
  staying: string,
  notes: NoteList,
): Answer {
  const { clearing, beside } = answer
  const against = unsure.find(({ statement, same }) => same && statement.status === 'affected')
  if (clearing !== undefined && against !== undefined) {
    const { statement, doubt } = against
    notes.add(
      'vex-conflict',
      `${told(clearing, finding)}; ${told(statement, finding)}, of which nobody can tell whether it is meant (${doubt}): ${staying}`,
      `${clearing.document.path}, ${statement.document.path}`,
    )
    return { clearing: undefined, beside: [...beside, statement] }
  }
  if (clearing === undefined)
    for (const { statement, doubt } of unsure)
      if (isClearing(statement))
        notes.add(
          'vex-product-doubtful',
          `${told(statement, finding)}, which suppresses nothing: ${doubt}`,
          statement.document.path,
        )
  return answer
}

function withStatements(match: Match, statements: StatementSeen[]): Match {
  const { component, vulnerability, verdict, fixed, lastAffected, advisories } = match
  return { component, vulnerability, verdict, fixed, lastAffected, advisories, statements }
}

function suppressing(statement: Statement, how: string | undefined): Suppressed['statement'] {
  const { status, ...seen } = statementSeen(statement)
  return {
    ...seen,
    status: status === 'fixed' ? 'fixed' : 'not_affected',
    until: null,
    ...(how !== undefined && { how }),
  }
}

function statementSeen(statement: Statement): StatementSeen {
  const { document, id, status, justification, stated, impact, action } = statement
  const at = saidAt(statement)
  return {
    status,
    justification: justification ?? stated ?? impact ?? '',
    by: document.author,
    at: at === undefined ? null : showTime(at),
    source: document.path,
    ...((id ?? document.id) !== '' && { id: id ?? document.id }),
    ...(impact !== undefined && { impact }),
    ...(action !== undefined && { action }),
    ...(stated !== undefined && stated !== justification && { stated }),
  }
}

/** `Press Works says on 2026-09-01 that left 1.0.0 is not affected by CVE-2026-1`. */
function told(statement: Statement, { component, vulnerability }: Finding): string {
  const at = saidAt(statement)
  const on = at === undefined ? '' : ` on ${showTime(at).slice(0, 10)}`
  const words = {
    affected: 'is affected by',
    not_affected: 'is not affected by',
    fixed: 'is repaired of',
    under_investigation: 'is being looked at for',
  }[statement.status]
  const version = component.version === undefined ? '' : ` ${component.version}`
  return `${statement.document.author} says${on} that ${component.name}${version} ${words} ${vulnerability.id}${statement.action === undefined ? '' : ` (${statement.action})`}`
}

function namesOf({ id, aliases }: Match['vulnerability']): string[] {
  return [id, ...aliases].map(folded)
}

/** Ids of vulnerabilities are the same in any case. */
function folded(name: string): string {
  return name.toUpperCase()
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
