import { type Note, visible } from '#base'
import { columnsOf, cut } from './layout.ts'
import type { ProductRule } from './product-rule.ts'
import type { RuleFile } from './product-rule-file.ts'
import type { AnswerChange, RowAnswer, RulePreview } from './product-rule-preview.ts'
import { bounded, dayOf, ruleWords } from './product-rule-text.ts'
import { counted } from './wording.ts'

/** New rules, tried on all rows. */
export interface RuleTrial {
  /** The inventories, as typed. */
  words: readonly string[]
  inForce: RuleFile
  given: RuleFile
  /** New rules that are in force already, or stand twice. */
  already: ReadonlySet<ProductRule>
  expired: ReadonlySet<ProductRule>
  preview: RulePreview
  /** What is put where once this was shown; null for nothing. */
  save: { path: string; rules: number } | null
  notes: readonly Note[]
}

/** Changes and rules that an answer lists at most; its counts are of all. */
const mostListed = 500
const mostShown = 20

/** The answer `millcert-products-try/1`. */
export function trialJson({ words, inForce, given, already, expired, preview, save, notes }: RuleTrial): object {
  const { changes } = preview
  return {
    schema: 'millcert-products-try/1',
    inventory: words,
    rows: preview.rows,
    inForce: { path: inForce.path, rules: inForce.rules.length },
    new: { path: given.path, rules: given.rules.length },
    rules: given.rules.slice(0, mostListed).map(rule => ({
      number: rule.number,
      line: rule.line ?? null,
      says: ruleWords(rule),
      state: stateOf(rule, already, expired),
      rows: preview.ofRule.get(rule)?.rows ?? 0,
      changed: preview.ofRule.get(rule)?.changed ?? 0,
    })),
    moreRules: Math.max(0, given.rules.length - mostListed),
    before: preview.before,
    after: preview.after,
    counts: countsOf(changes),
    changes: changes.slice(0, mostListed).map(({ component, vulnerability, before, after, rules }) => ({
      component: {
        ref: bounded(component.ref),
        name: bounded(component.name),
        ...(component.vendor !== undefined && { vendor: bounded(component.vendor) }),
        ...(component.version !== undefined && { version: bounded(component.version) }),
        locations: component.locations,
      },
      vulnerability,
      before,
      after,
      rules: rules.map(({ number }) => number),
    })),
    moreChanges: Math.max(0, changes.length - mostListed),
    save,
    notes,
  }
}

function stateOf(rule: ProductRule, already: ReadonlySet<ProductRule>, expired: ReadonlySet<ProductRule>) {
  return already.has(rule) ? 'in-force' : expired.has(rule) ? 'expired' : 'new'
}

type ChangeCounts = {
  new: { affected: number; undecided: number }
  gone: { affected: number }
  decided: { affected: number; notAffected: number }
  undone: { affected: number }
}

function countsOf(changes: readonly AnswerChange[]): ChangeCounts {
  const count = (before: RowAnswer, after: RowAnswer) =>
    changes.filter(change => change.before === before && change.after === after).length
  return {
    new: { affected: count('nothing', 'affected'), undecided: count('nothing', 'undecided') },
    gone: { affected: count('affected', 'nothing') },
    decided: { affected: count('undecided', 'affected'), notAffected: count('undecided', 'nothing') },
    undone: { affected: count('affected', 'undecided') },
  }
}

/** The answer for a person; `all`: as many changes and rules as the JSON lists. */
export function trialText(trial: RuleTrial, all: boolean): string {
  const { words, inForce, given, already, expired, preview, save, notes } = trial
  const most = all ? mostListed : mostShown
  const counts = countsOf(preview.changes)
  const lines = [
    `${counted(given.rules.length, 'rule')} of ${given.path} on ${counted(preview.rows, 'row')} of ${words.join(', ')}, beside ${counted(inForce.rules.length, 'rule')} in force (${inForce.path})`,
    '',
    ...given.rules.slice(0, most).map(rule => ruleLine(rule, preview, stateOf(rule, already, expired))),
    ...more(given.rules.length - most, 'rules'),
    '',
    `affected   ${preview.before.affected} before, ${preview.after.affected} after`,
    `undecided  ${preview.before.undecided} before, ${preview.after.undecided} after`,
    '',
    `new        ${counts.new.affected} affected, ${counts.new.undecided} undecided`,
    `gone       ${counts.gone.affected} were affected, and nothing is said any more`,
    `decided    ${counts.decided.affected} affected, ${counts.decided.notAffected} not affected, all undecided before`,
    `undone     ${counts.undone.affected} were affected, and nobody can say any more`,
    ...(preview.changes.length > 0 ? ['', ...changeLines(preview.changes.slice(0, most))] : []),
    ...more(preview.changes.length - most, 'changes'),
    ...(notes.length > 0 ? ['', ...noteLines(notes, all)] : []),
    '',
    save === null
      ? 'Nothing was saved: --save keeps these rules'
      : save.rules === 0
        ? `Nothing is to be saved: ${save.path} says all of it`
        : `To be saved: ${counted(save.rules, 'rule')}, behind those of ${save.path}`,
  ]
  return `${lines.map(visible).join('\n')}\n`
}

function ruleLine(rule: ProductRule, { ofRule }: RulePreview, state: string): string {
  const counts = ofRule.get(rule)
  const effect =
    state === 'in-force'
      ? 'is in force already'
      : state === 'expired'
        ? `has expired on ${dayOf(rule.until)} and changes nothing`
        : counts === undefined || counts.rows === 0
          ? 'applies to no row'
          : `${counted(counts.rows, 'row')}, ${counts.changed} of them with other answers`
  const place = rule.line === undefined ? `rule ${rule.number}` : `rule ${rule.number} at line ${rule.line}`
  return `${place}: ${ruleWords(rule)}: ${effect}`
}

function changeLines(changes: readonly AnswerChange[]): string[] {
  const rows = changes.map(({ component, vulnerability, before, after, rules }) => [
    `${before} → ${after}`,
    vulnerability === '*' ? 'anything' : visible(vulnerability),
    cut(visible(component.ref), 30),
    cut(visible([component.vendor, component.name, component.version].filter(Boolean).join(' ')), 60),
    rules.map(({ number }) => `rule ${number}`).join(', '),
  ])
  const widths = [0, 1, 2, 3].map(column => Math.max(...rows.map(row => columnsOf(row[column]!))))
  return rows.map(row =>
    row
      .map((text, column) => (column < 4 ? text + ' '.repeat(widths[column]! - columnsOf(text)) : text))
      .join('  ')
      .trimEnd(),
  )
}

function more(count: number, what: string): string[] {
  return count > 0 ? [`and ${count} more ${what}`] : []
}

/** Notes on how the inventory is written are many, and told where somebody asks. */
function noteLines(notes: readonly Note[], all: boolean): string[] {
  if (!all) return [`${notes.length} notes on what was read: -v shows them`]
  const shown = notes.slice(0, mostListed).map(({ message, at }) => `${message}${at === undefined ? '' : ` (${at})`}`)
  return [...shown, ...more(notes.length - mostListed, 'notes')]
}
