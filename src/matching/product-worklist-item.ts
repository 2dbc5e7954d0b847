import { quoted, visible } from '#base'
import { longestRuleText, type RuleSays, type RuleWhere } from './product-rule.ts'
import { dayOf, placeOfRule, saysToml, whereToml } from './product-rule-text.ts'
import type { WorkItem, WorkKind, WorkList } from './product-worklist.ts'
import { candidateOf } from './product-worklist-catalogue.ts'
import type { Candidate } from './product-worklist-near.ts'

/** An item of the work list with what helps to settle it. */
export interface WorkSeen {
  item: WorkItem
  /** What its rows write, as far as they write the same. */
  words: Omit<RuleWhere, 'ref'>
  /** The nearest, surest first. */
  candidates: readonly Candidate[]
  /** One sentence: what would settle it. */
  settle: string
  /** A rule to paste, as TOML in which the reason, and what nobody knows yet, is to be filled in; undefined where none would help. */
  rule: string | undefined
}

/** A decision is looked at again after a year. */
const year = 365 * 86_400_000
const mostCandidates = 3

/** @param now milliseconds since 1970 UTC: the day of review follows from it */
export function workSeen(item: WorkItem, { catalogue }: WorkList, now: number): WorkSeen {
  const { kind, subject, row } = item
  const { supplier, name, orderNumber, version } = subject.component
  const maker = supplier === undefined ? {} : { vendor: supplier }
  const product = { ...maker, product: name, ...(orderNumber !== undefined && { orderNumber }) }
  const words: WorkSeen['words'] =
    kind === 'maker-unknown'
      ? maker
      : kind === 'version-not-comparable'
        ? { ...maker, product: name, ...(version !== undefined && { version }) }
        : product
  const candidates = candidatesOf(item, catalogue).filter(candidate =>
    Object.values(candidate).every(text => text.length <= longestRuleText),
  )
  const asked = kind === 'maker-unknown' ? 'vendor' : kind.startsWith('version') ? 'version' : 'product'
  const led = row.rules.find(
    ({ says }) =>
      says.kind === asked ||
      (asked === 'product' && says.kind === 'also') ||
      (asked === 'vendor' && says.kind === 'product' && says.vendor !== undefined),
  )
  if (led !== undefined)
    return { item, words, candidates, settle: `Change ${placeOfRule(led)}, which leads here.`, rule: undefined }
  const where = whereOf(item, words)
  if (where === undefined)
    return {
      item,
      words,
      candidates,
      settle: 'Shorten what its rows write: it is too long for a rule.',
      rule: undefined,
    }
  const says = [...candidates.map(candidate => meant(kind, candidate)), ...(candidates.length > 0 ? [] : [empty(kind)])]
  return {
    item,
    words,
    candidates,
    settle: settleOf(item, catalogue),
    rule: ruleText(item, where, says, dayOf(now + year)),
  }
}

function candidatesOf({ kind, row }: WorkItem, catalogue: WorkList['catalogue']): Candidate[] {
  switch (kind) {
    case 'maker-missing':
      return catalogue.makersByProduct(row.name)
    case 'maker-unknown': {
      const near = catalogue.nearMakers(row.supplier ?? '')
      const known = new Set(near.map(({ vendor }) => vendor))
      const others = catalogue.makersByProduct(row.name).filter(({ vendor }) => !known.has(vendor))
      return [...near, ...others].slice(0, mostCandidates)
    }
    case 'product-ambiguous':
    case 'product-possible': {
      const seen = new Set<string>()
      return catalogue
        .found(row)
        .filter(({ product: { confidence } }) => (confidence === 'possible') === (kind === 'product-possible'))
        .sort((a, b) => Number(b.product.confidence === 'exact') - Number(a.product.confidence === 'exact'))
        .map(({ product, listed }) => candidateOf(listed, product.because))
        .filter(({ product, orderNumber }) => {
          const name = orderNumber ?? product ?? ''
          return !seen.has(name) && seen.add(name)
        })
        .slice(0, mostCandidates)
    }
    case 'product-not-named':
      return catalogue.nearProducts(row)
    default:
      return []
  }
}

function meant(kind: WorkKind, { vendor, product, orderNumber }: Candidate): RuleSays {
  if (kind === 'maker-unknown') return { kind: 'vendor', vendor }
  if (product === undefined) return { kind: 'product', vendor }
  const named = { product, ...(orderNumber !== undefined && { orderNumber }) }
  // What it may be besides leaves what it surely is.
  return kind === 'product-possible' ? { kind: 'also', products: [named] } : { kind: 'product', ...named }
}

/** What is asked where nothing is near. */
function empty(kind: WorkKind): RuleSays {
  if (kind === 'maker-unknown') return { kind: 'vendor', vendor: '' }
  if (kind === 'maker-missing') return { kind: 'product', vendor: '' }
  return kind.startsWith('version') ? { kind: 'version', version: '' } : { kind: 'product', product: '' }
}

/** The words of a rule about all rows of an item, or the ref where each row needs its own; undefined where a rule takes neither. */
function whereOf({ kind, rows, refs }: WorkItem, words: WorkSeen['words']): RuleWhere | undefined {
  const fits = (where: RuleWhere) =>
    Object.values(where).every(text => text.trim() !== '' && text.length <= longestRuleText)
  if (kind !== 'version-missing' && fits(words)) return words
  const byRef = { ref: refs[0]! }
  return (kind === 'version-missing' || rows === 1) && fits(byRef) ? byRef : undefined
}

function ruleText(
  { kind, rows, refs }: WorkItem,
  where: RuleWhere,
  [first, ...others]: readonly RuleSays[],
  review: string,
): string {
  const all = [first!, ...others].flatMap(says => (says.kind === 'also' ? says.products : []))
  const shown = refs.map(ref => (ref.length > 40 ? `${ref.slice(0, 39)}…` : ref)).join(', ')
  const alone = kind === 'version-missing' && rows > 1 ? ', each with its own answer' : ''
  const none = kind.startsWith('product') || kind === 'maker-missing' ? ['# or: none = true'] : []
  return [
    `# ${visible(rows === 1 ? shown : `${rows} rows${alone}: ${shown}${rows > refs.length ? ', …' : ''}`)}`,
    '[[rule]]',
    ...whereToml(where),
    saysToml(first!),
    ...others.map(says => `# or: ${saysToml(says)}`),
    ...(all.length > 1 ? [`# or: ${saysToml({ kind: 'also', products: all })}`] : []),
    ...none,
    'reason = ""',
    `review-by = ${review}`,
    '',
  ].join('\n')
}

function settleOf({ kind, subject, row }: WorkItem, catalogue: WorkList['catalogue']): string {
  const { supplier, name, version } = subject.component
  switch (kind) {
    case 'maker-missing':
      return supplier === undefined
        ? `Tell who makes ${quoted(name)}.`
        : `Tell who makes ${quoted(name)}: ${quoted(supplier)} names nobody.`
    case 'maker-unknown':
      return `Tell which maker ${quoted(supplier ?? '')} is: advisories of nobody of that name are there.`
    case 'version-missing':
      return `State the version of each row of ${quoted(name)}.`
    case 'product-ambiguous':
      return `Tell which product ${quoted(name)} is: advisories say different things of those that it may be.`
    case 'product-possible':
      return `Tell whether ${quoted(name)} is one of these products.`
    case 'version-not-comparable':
      return `Tell which version ${quoted(version ?? '')} of ${quoted(name)} is: it is compared with ${quoted(catalogue.uncomparable(row) ?? '')}.`
    case 'product-not-named':
      return `Tell which product ${quoted(name)} is, if advisories call it otherwise: by this name none does.`
  }
}
