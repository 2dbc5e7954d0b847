import type { Database } from '#advisories'
import { type ProductLook, productLook } from './product-look.ts'
import type { ProductRule } from './product-rule.ts'
import { type RuleBook, ruleBook } from './product-rule-book.ts'
import type { ComponentSeen } from './report.ts'
import { type Findings, findingsOf } from './scan.ts'
import type { Subject, Subjects } from './subject.ts'

/** What is said of one row and one vulnerability; `nothing` where no record says that the row is, or may be, affected. */
export type RowAnswer = 'affected' | 'undecided' | 'nothing'

/** One answer that is another with the new rules. */
export interface AnswerChange {
  component: Pick<ComponentSeen, 'ref' | 'name' | 'vendor' | 'version' | 'locations'>
  /** `*` where it is about the row itself. */
  vulnerability: string
  before: RowAnswer
  after: RowAnswer
  /** The new rules that speak of its row. */
  rules: readonly ProductRule[]
}

/** What new rules would change over all rows. */
export interface RulePreview {
  /** Rows that were looked up by their words. */
  rows: number
  /** Answers, one for each row and vulnerability. */
  before: Record<'affected' | 'undecided', number>
  after: Record<'affected' | 'undecided', number>
  /** Rows that each new rule speaks of, and those of them with other answers. */
  ofRule: ReadonlyMap<ProductRule, { rows: number; changed: number }>
  /** Every change: what would no longer be said first, then what would be. */
  changes: readonly AnswerChange[]
}

export interface PreviewOptions {
  /** Milliseconds since 1970 UTC. */
  now: number
  /** Days after which any feed is stale; undefined: each by its own limit. */
  maxAge: number | undefined
  progress(done: number, total: number): void
}

/**
 * Judges every row with the rules in force, and those that a new rule speaks of again with the new ones beside them: to no other row can
 * they make a difference. Throws `matching/rules-contradict`.
 */
export function previewOf(
  subjects: Subjects,
  database: Database,
  inForce: readonly ProductRule[],
  added: readonly ProductRule[],
  options: PreviewOptions,
): RulePreview {
  const book = ruleBook([...inForce, ...added], options.now)
  const touched = new Map<Subject, readonly ProductRule[]>()
  const { look, rowsSeen } = watched(productLook(database, ruleBook(inForce, options.now)), book, added, touched)
  const ruled = productLook(database, ruleBook([...inForce, ...added], options.now))
  const judged = (rows: readonly Subject[], products: ProductLook) =>
    answersOf(findingsOf(rows, database, { ...options, needs: [], products, progress: () => {} }))
  const [was, is] = [
    { affected: 0, undecided: 0 },
    { affected: 0, undecided: 0 },
  ]
  const changes: AnswerChange[] = []
  const changed = new Map(added.map(rule => [rule, 0]))
  let done = 0
  for (const rows of batches(subjects)) {
    options.progress(done, subjects.length)
    done += rows.length
    touched.clear()
    const before = judged(rows, look)
    const after = judged([...touched.keys()], ruled)
    const rulesOf = new Map([...touched].map(([subject, rules]) => [rowKey(refAndPlace(subject)), rules]))
    const own = new Map([...before].filter(([, { component }]) => rulesOf.has(rowKey(component))))
    for (const { says } of before.values()) was[says]++
    for (const [key, { says }] of before) if (!own.has(key)) is[says]++
    for (const { says } of after.values()) is[says]++
    const found = changesOf(own, after, rulesOf)
    const changedRows = new Map(found.map(({ component, rules }) => [rowKey(component), rules]))
    for (const rules of changedRows.values()) for (const rule of rules) changed.set(rule, changed.get(rule)! + 1)
    for (const change of found) changes.push(change)
  }
  const ofRule = new Map(added.map(rule => [rule, { rows: book.rowsOf(rule), changed: changed.get(rule)! }]))
  return { rows: rowsSeen(), before: was, after: is, ofRule, changes: changes.sort(byWeight) }
}

/** Findings of a large plant are held for so many rows at a time: only what changes is kept. */
const batchSize = 2000

function* batches(subjects: Subjects): Generator<Subject[]> {
  let batch: Subject[] = []
  for (const subject of subjects) {
    batch.push(subject)
    if (batch.length < batchSize) continue
    yield batch
    batch = []
  }
  yield batch
}

/** A look that also gathers the rows of which new rules speak. */
function watched(
  inner: ProductLook,
  book: RuleBook,
  added: readonly ProductRule[],
  touched: Map<Subject, readonly ProductRule[]>,
) {
  const fresh = new Set(added)
  let rows = 0
  const look: ProductLook = {
    ...inner,
    of(subject: Subject) {
      rows++
      const rules = book.of(subject.component).rules.filter(rule => fresh.has(rule))
      if (rules.length > 0) touched.set(subject, rules)
      return inner.of(subject)
    },
  }
  return { look, rowsSeen: () => rows }
}

function refAndPlace({ component: { ref }, locations }: Subject): Pick<ComponentSeen, 'ref' | 'locations'> {
  return { ref, locations }
}

interface Answered {
  component: ComponentSeen
  vulnerability: string
  says: 'affected' | 'undecided'
}

function answersOf({ matches, undecided }: Findings): Map<string, Answered> {
  const answers = new Map<string, Answered>()
  const put = (component: ComponentSeen, vulnerability: string, says: Answered['says']) => {
    const key = `${rowKey(component)} ${vulnerability}`
    if (!answers.has(key)) answers.set(key, { component, vulnerability, says })
  }
  for (const { component, vulnerability } of matches) put(component, vulnerability.id, 'affected')
  for (const { component, vulnerability } of undecided) put(component, vulnerability.id, 'undecided')
  return answers
}

/** A row of one of several inventories. */
function rowKey({ ref, locations }: Pick<ComponentSeen, 'ref' | 'locations'>): string {
  return JSON.stringify([ref, ...locations])
}

function changesOf(
  before: ReadonlyMap<string, Answered>,
  after: ReadonlyMap<string, Answered>,
  touched: ReadonlyMap<string, readonly ProductRule[]>,
): AnswerChange[] {
  const changes: AnswerChange[] = []
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(key), after.get(key)]
    if (was?.says === is?.says) continue
    const { component, vulnerability } = (is ?? was)!
    const { ref, name, vendor, version, locations } = component
    const rules = touched.get(rowKey(component)) ?? []
    changes.push({
      component: { ref, name, vendor, version, locations },
      vulnerability,
      before: was?.says ?? 'nothing',
      after: is?.says ?? 'nothing',
      rules,
    })
  }
  return changes
}

function byWeight(a: AnswerChange, b: AnswerChange): number {
  return (
    weight(a) - weight(b) ||
    order(a.component.ref, b.component.ref) ||
    order(rowKey(a.component), rowKey(b.component)) ||
    order(a.vulnerability, b.vulnerability)
  )
}

/** What is no longer said weighs most: a wrong rule shows there. */
const weights = [
  'affected nothing',
  'affected undecided',
  'undecided nothing',
  'nothing affected',
  'undecided affected',
  'nothing undecided',
]

function weight({ before, after }: AnswerChange): number {
  return weights.indexOf(`${before} ${after}`)
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
