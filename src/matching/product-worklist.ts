import { type Database, isChecked } from '#advisories'
import { cpeLook } from './cpe-look.ts'
import { type Judgement, judge } from './judge.ts'
import { type ProductJudged, type ProductLook, productLook } from './product-look.ts'
import type { ProductRule } from './product-rule.ts'
import { type RuleBook, type RuledRow, ruleBook } from './product-rule-book.ts'
import { writtenKey } from './product-rule-text.ts'
import { type WorkCatalogue, workCatalogue } from './product-worklist-catalogue.ts'
import type { Subject, Subjects } from './subject.ts'

/** Why a row cannot be judged, the first obstacle first; the last one is no doubt, as most products stand in no advisory. */
export const workKinds = [
  'maker-missing',
  'maker-unknown',
  'version-missing',
  'product-ambiguous',
  'product-possible',
  'version-not-comparable',
  'product-not-named',
] as const
export type WorkKind = (typeof workKinds)[number]

/** Rows that write the same and that one answer would settle. */
export interface WorkItem {
  kind: WorkKind
  /** Of its first row. */
  subject: Subject
  /** What that row means with the rules in force. */
  row: RuledRow
  rows: number
  /** Rows that one answer settles: all of them, or one where each needs its own. */
  unlocks: number
  /** Answers of its rows that are undecided. */
  doubts: number
  /** Refs of its first rows. */
  refs: string[]
}

/** What cannot be judged, as work. Every row is in one of the counts or one of the items. */
export interface WorkList {
  /** Rows that are looked up by their words. */
  rows: number
  decided: number
  /** No product that advisories name, by a rule. */
  ruledOut: number
  /** Undecided for reasons that no rule answers: conditions, ranges in words. */
  other: number
  /** What unlocks most first. */
  items: readonly WorkItem[]
  catalogue: WorkCatalogue
  book: RuleBook
}

/** Refs that are shown of an item. */
const mostRefs = 5

export interface WorkOptions {
  now: number
  progress(done: number, total: number): void
}

/** Judges every row with the rules in force and gathers what is open. */
export function workList(
  subjects: Subjects,
  database: Database,
  rules: readonly ProductRule[],
  { now, progress }: WorkOptions,
): WorkList {
  const book = ruleBook(rules, now)
  const catalogue = workCatalogue(database)
  const { look, asked } = watched(productLook(database, book))
  const words = ruleBook(rules, now)
  const cpes = cpeLook(database)
  const items = new Map<string, WorkItem>()
  const count = { rows: 0, decided: 0, ruledOut: 0, other: 0 }
  let done = 0
  for (const subject of subjects) {
    if (done++ % 4096 === 0) progress(done, subjects.length)
    asked.clear()
    const judgement = judge(subject, database, undefined, { cpes, products: look })
    if (!asked.was || (asked.judged === undefined && !subject.alone)) continue
    count.rows++
    const row = words.of(subject.component)
    const kind = kindOf(judgement, asked.judged, row, database, catalogue)
    if (kind === 'decided' || kind === 'ruledOut' || kind === 'other') count[kind]++
    else add(items, kind, subject, row, judgement)
  }
  return { ...count, items: [...items.values()].sort(byUse), catalogue, book }
}

/** A look that keeps what it said of the last row. */
function watched(inner: ProductLook) {
  const asked = {
    was: false,
    judged: undefined as ProductJudged | undefined,
    clear() {
      asked.was = false
      asked.judged = undefined
    },
  }
  const look: ProductLook = {
    ...inner,
    of(subject) {
      asked.was = true
      asked.judged = inner.of(subject)
      return asked.judged
    },
  }
  return { look, asked }
}

function kindOf(
  { undecided }: Judgement,
  judged: ProductJudged | undefined,
  row: RuledRow,
  { manifest }: Database,
  catalogue: WorkCatalogue,
): WorkKind | 'decided' | 'ruledOut' | 'other' {
  if (judged === undefined) return 'maker-missing'
  if (judged.none) return 'ruledOut'
  if (judged.looked === undefined || !isChecked(manifest.feeds, judged.looked)) return 'maker-unknown'
  if (judged.version === undefined && undecided.length > 0) return 'version-missing'
  const why = new Set<string>()
  for (const { advisories } of undecided)
    for (const { verdict, because } of advisories) if (verdict === 'undecided') why.add(because.rule)
  for (const kind of ['product-ambiguous', 'product-possible'] as const) if (why.has(kind)) return kind
  // A range that is itself in words is not made comparable by another version.
  if (why.has('version-not-comparable') && catalogue.uncomparable(row) !== undefined) return 'version-not-comparable'
  if (undecided.length > 0) return 'other'
  if (!judged.named) return 'product-not-named'
  // Nothing is said of it now; with another version something may be.
  const unsure =
    judged.claims.length === 0 && catalogue.found(row).every(({ product: { confidence } }) => confidence === 'possible')
  return unsure ? 'product-possible' : 'decided'
}

function add(
  items: Map<string, WorkItem>,
  kind: WorkKind,
  subject: Subject,
  row: RuledRow,
  { undecided }: Judgement,
): void {
  const { supplier, name, orderNumber, version, ref } = subject.component
  const words = {
    'maker-missing': [supplier, name, orderNumber],
    'maker-unknown': [supplier],
    'version-missing': [supplier, name, orderNumber],
    'product-ambiguous': [supplier, name, orderNumber],
    'product-possible': [supplier, name, orderNumber],
    'version-not-comparable': [supplier, name, version],
    'product-not-named': [supplier, name, orderNumber],
  }[kind]
  const key = JSON.stringify([kind, ...words.map(word => (word === undefined ? null : writtenKey(word)))])
  let item = items.get(key)
  if (item === undefined) {
    item = { kind, subject, row, rows: 0, unlocks: 0, doubts: 0, refs: [] }
    items.set(key, item)
  }
  item.rows++
  item.unlocks = kind === 'version-missing' ? 1 : item.rows
  item.doubts += undecided.length
  if (item.refs.length < mostRefs) item.refs.push(ref)
}

function byUse(a: WorkItem, b: WorkItem): number {
  return (
    b.unlocks - a.unlocks ||
    b.rows - a.rows ||
    b.doubts - a.doubts ||
    workKinds.indexOf(a.kind) - workKinds.indexOf(b.kind)
  )
}
