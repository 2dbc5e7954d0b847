import { type Note, visible } from '#base'
import { cut } from './layout.ts'
import type { RuleFile } from './product-rule-file.ts'
import { bounded } from './product-rule-text.ts'
import { type WorkKind, type WorkList, workKinds } from './product-worklist.ts'
import { type WorkSeen, workSeen } from './product-worklist-item.ts'
import { counted } from './wording.ts'

/** A work list with where it came from. */
export interface WorkAnswer {
  /** The inventories, as typed. */
  words: readonly string[]
  rules: RuleFile
  list: WorkList
  /** What is wrong with the rules. */
  ruleNotes: readonly Note[]
  notes: readonly Note[]
  /** Milliseconds since 1970 UTC. */
  now: number
}

/** Items that an answer lists at most; its counts are of all. */
const mostListed = 500
const mostShown = 20

/** The answer `millcert-products-worklist/1`. */
export function workJson({ words, rules, list, ruleNotes, notes, now }: WorkAnswer): object {
  const rest = list.items.slice(mostListed)
  return {
    schema: 'millcert-products-worklist/1',
    inventory: words,
    rules: { path: rules.path, rules: rules.rules.length },
    rows: list.rows,
    decided: list.decided,
    ruledOut: list.ruledOut,
    other: list.other,
    open: kindCounts(list),
    items: list.items.slice(0, mostListed).map(item => itemJson(workSeen(item, list, now))),
    more: { items: rest.length, rows: rowsIn(rest) },
    notes: [...ruleNotes, ...notes],
  }
}

function itemJson({ item, words, candidates, settle, rule }: WorkSeen): object {
  return {
    kind: item.kind,
    ...Object.fromEntries(Object.entries(words).map(([name, text]) => [name, bounded(text)])),
    rows: item.rows,
    unlocks: item.unlocks,
    doubts: item.doubts,
    refs: item.refs.map(bounded),
    candidates,
    settle,
    rule: rule ?? null,
  }
}

/** Rows and items of each kind of which there is any. */
function kindCounts({ items }: WorkList): { kind: WorkKind; items: number; rows: number }[] {
  return workKinds
    .map(kind => {
      const own = items.filter(item => item.kind === kind)
      return { kind, items: own.length, rows: rowsIn(own) }
    })
    .filter(({ items: count }) => count > 0)
}

function rowsIn(items: WorkList['items']): number {
  return items.reduce((rows, item) => rows + item.rows, 0)
}

const labels: Readonly<Record<WorkKind, string>> = {
  'maker-missing': 'no maker is stated',
  'maker-unknown': 'no advisory is of this maker',
  'version-missing': 'no version is stated',
  'product-ambiguous': 'several products have this name',
  'product-possible': 'may be a product of an advisory',
  'version-not-comparable': 'a version that cannot be compared',
  'product-not-named': 'no advisory of its maker names it (no doubt)',
}

/** The answer for a person; `all`: as many items as the JSON lists. */
export function workText({ words, list, ruleNotes, notes, now }: WorkAnswer, all: boolean): string {
  const most = all ? mostListed : mostShown
  const kinds = kindCounts(list)
  const rest = list.items.length - most
  const head = [
    `${counted(list.rows, 'row')} of ${words.join(', ')}: ${list.decided} decided, ${rowsIn(list.items)} open`,
    ...(list.ruledOut > 0
      ? [`${counted(list.ruledOut, 'row is', 'rows are')} no product that advisories name, by rules`]
      : []),
    ...(list.other > 0
      ? [`${counted(list.other, 'row is', 'rows are')} undecided for reasons that no rule answers: scan tells`]
      : []),
    ...ruleNotes.map(({ message }) => message),
    ...kinds.map(
      ({ kind, items, rows }) => `${counted(rows, 'row').padStart(11)}, ${counted(items, 'text')}: ${labels[kind]}`,
    ),
  ]
  const items = list.items.slice(0, most).flatMap(item => itemLines(workSeen(item, list, now)))
  const tail = [
    ...(rest > 0
      ? [
          '',
          `and ${counted(rest, 'more text', 'more texts')} of ${counted(rowsIn(list.items.slice(most)), 'row')}${all ? '' : ': -v or --format json'}`,
        ]
      : []),
    ...(notes.length > 0 ? ['', ...noteLines(notes, all)] : []),
    ...(list.items.length > 0
      ? ['', 'Fill in a rule, then: millcert products try INVENTORY --new FILE, and again with --save']
      : []),
  ]
  return `${[...head, ...items, ...tail].map(visible).join('\n')}\n`
}

function itemLines({ item, words, candidates, settle, rule }: WorkSeen): string[] {
  const text = Object.values(words).map(word => cut(visible(word), 80))
  const answers =
    item.unlocks === item.rows
      ? counted(item.rows, 'row')
      : `${counted(item.rows, 'row')}, ${item.unlocks} with each answer`
  return [
    '',
    `${answers}: ${labels[item.kind]}: ${text.join(' | ')}`,
    `  ${settle}`,
    ...candidates.map(
      ({ vendor, product, orderNumber, why }) =>
        `  near: ${cut(visible([vendor, product, orderNumber && `(${orderNumber})`].filter(Boolean).join(' ')), 100)}: ${cut(visible(why), 160)}`,
    ),
    ...(rule === undefined
      ? []
      : rule
          .trimEnd()
          .split('\n')
          .map(line => `    ${line}`)),
  ]
}

/** Notes on how the inventory is written are many, and told where somebody asks. */
function noteLines(notes: readonly Note[], all: boolean): string[] {
  if (!all) return [`${notes.length} notes on what was read: -v shows them`]
  const shown = notes.slice(0, mostListed).map(({ message, at }) => `${message}${at === undefined ? '' : ` (${at})`}`)
  return [...shown, ...(notes.length > mostListed ? [`and ${notes.length - mostListed} more notes`] : [])]
}
