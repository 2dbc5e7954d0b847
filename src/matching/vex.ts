import { type Named, type Product, type Statement, saidAt } from '#advisories'
import { type Note, noteList, showTime } from '#base'
import { parsePurl, showPurl } from '#identity'
import type { Match, StatementSeen, Suppressed } from './report.ts'
import { isMeant, type Placed } from './vex-product.ts'

/** Matches with the statements laid over them: none is gone, and a note says what was not simply taken. */
export interface Laid {
  kept: Match[]
  suppressed: Suppressed[]
  notes: Note[]
}

/** Every name of the vulnerabilities that were found: only statements about one of them can matter. */
export function namesFound(matches: readonly Match[]): Set<string> {
  const names = new Set<string>()
  for (const { vulnerability } of matches) for (const name of namesOf(vulnerability)) names.add(name)
  return names
}

export function speaksOf({ vulnerability, aliases }: Statement, names: ReadonlySet<string>): boolean {
  return names.has(folded(vulnerability)) || aliases.some(alias => names.has(folded(alias)))
}

/**
 * Statements laid over matches. One applies when vulnerability (id or alias) and product agree. `not_affected` and `fixed` move a match
 * to `suppressed`; `affected` and `under_investigation` stand beside it. The latest of an author about one product counts (time,
 * then version of the paper); where what counts says both affected and not, the match stays and a note shows both.
 */
export function layStatements(
  matches: readonly Match[],
  statements: readonly Statement[],
  placeOf: (match: Match) => Placed | undefined,
): Laid {
  const byName = indexed(statements)
  const laid: Laid = { kept: [], suppressed: [], notes: [] }
  const notes = noteList()
  for (const match of matches) {
    const applying = applyingTo(match, byName, placeOf)
    const trusted = applying.filter(({ statement }) => statement.document.untrusted === undefined)
    for (const { statement } of applying)
      if (statement.document.untrusted !== undefined)
        notes.add(
          'vex-untrusted',
          `${told(statement, match)}, which suppresses nothing: ${statement.document.untrusted}`,
          statement.document.path,
        )
    lay(match, latest(trusted), laid, notes)
  }
  laid.notes.push(...notes.notes)
  return laid
}

/** A statement that applies, by one of its products. */
interface Applying {
  statement: Statement
  product: Product
}

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

function applyingTo(
  match: Match,
  byName: ReadonlyMap<string, ReadonlySet<Statement>>,
  placeOf: (match: Match) => Placed | undefined,
): Applying[] {
  const about = new Set(namesOf(match.vulnerability).flatMap(name => [...(byName.get(name) ?? [])]))
  if (about.size === 0) return []
  const place = placeOf(match)
  if (place === undefined) return []
  return [...about].flatMap(statement => {
    const products = statement.products.filter(product => isMeant(product, place))
    return products.map(product => ({ statement, product }))
  })
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
function nameOf({ id, purl, cpes, hashes, only }: Named): unknown {
  const parsed = purl === undefined ? undefined : parsePurl(purl)
  return [parsed && 'type' in parsed ? showPurl(parsed) : (cpes[0] ?? hashes[0]?.value ?? id), only ?? null]
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

function lay(match: Match, statements: readonly Statement[], laid: Laid, notes: ReturnType<typeof noteList>): void {
  const clearing = statements.find(({ status }) => status === 'not_affected' || status === 'fixed')
  const affected = statements.find(({ status }) => status === 'affected')
  if (statements.length === 0) {
    laid.kept.push(match)
    return
  }
  for (const statement of statements) {
    const { status, document } = statement
    if (status === 'affected' || status === 'under_investigation')
      notes.add(`vex-${status.replace('_', '-')}`, told(statement, match), document.path)
    else if (
      statement.justification === undefined &&
      statement.stated === undefined &&
      statement.impact === undefined &&
      status === 'not_affected'
    )
      notes.add('vex-unjustified', `${told(statement, match)}, and does not say why`, document.path)
  }
  if (clearing !== undefined && affected === undefined) {
    laid.suppressed.push({ match, statement: { ...suppressing(clearing) } })
    return
  }
  if (clearing !== undefined && affected !== undefined)
    notes.add(
      'vex-conflict',
      `${told(clearing, match)}; ${told(affected, match)}: the match stays until they agree`,
      `${clearing.document.path}, ${affected.document.path}`,
    )
  laid.kept.push(withStatements(match, statements.map(statementSeen)))
}

/** Getters of a match are left to be asked: an answer may never show what they give. */
function withStatements(match: Match, statements: StatementSeen[]): Match {
  const beside: PropertyDescriptorMap & { statements: PropertyDescriptor } = {
    ...Object.getOwnPropertyDescriptors(match),
    statements: { value: statements, enumerable: true },
  }
  return Object.defineProperties({} as Match, beside)
}

function suppressing(statement: Statement): Suppressed['statement'] {
  const { status, ...seen } = statementSeen(statement)
  return { ...seen, status: status === 'fixed' ? 'fixed' : 'not_affected', until: null }
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
function told(statement: Statement, { component, vulnerability }: Match): string {
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
