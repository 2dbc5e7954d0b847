import type { Claim, ProductInWords, ProductSaid, ProductStatement, Remediation } from '#advisories'
import type { ProductFound, RangeAnswer, VendorNamed, VersionRange } from '#identity/products'
import { hitsOf } from './product-fix.ts'
import type { Because } from './report.ts'

/*
 * What the records say of an asset, from what they say of each product that it is or may be: one verdict for each record and each
 * vulnerability. Of several products the surest counts; where equally sure ones differ, nothing is decided.
 */

/** A claim laid against an asset. */
export interface Laid {
  /** As the asset states it, and the maker that it means. */
  supplier: string
  maker: VendorNamed
  product: ProductFound
  statement: ReadStatement
  answer: RangeAnswer
}

/** A claim with its range read. */
export interface ReadStatement extends ProductStatement {
  /** The record it is of, as one number. */
  record: number
  range: VersionRange | undefined
}

/** What a record says of an asset, with what can be done. */
export interface Judged extends Claim {
  because: Because
  remediations: readonly Remediation[]
}

/** What one claim says of some vulnerabilities. */
interface Said {
  laid: Laid
  said: ProductSaid
  verdict: Claim['verdict']
  /** Why nothing is decided. */
  doubt?: Doubt
}

type Doubt = Pick<Because, 'rule' | 'found' | 'wanted'>

/** What a record says of an asset about some of its vulnerabilities. */
export interface RecordVerdict extends Said {
  names: readonly string[]
  /** Every claim of the record. */
  all: readonly Laid[]
}

/** @param openOnly leaves out records of which no claim holds the version: they say of nothing that the asset has it or may have it */
export function recordVerdicts(
  all: readonly Laid[],
  version: string | undefined,
  openOnly: boolean = false,
): RecordVerdict[] {
  const byRecord = new Map<number, Laid[]>()
  for (const one of all) {
    const list = byRecord.get(one.statement.record)
    if (list) list.push(one)
    else byRecord.set(one.statement.record, [one])
  }
  const verdicts: RecordVerdict[] = []
  for (const laid of byRecord.values()) {
    if (openOnly && laid.every(({ answer }) => answer.says === 'out')) continue
    for (const one of verdictsOf(laid, version)) verdicts.push(one)
  }
  return verdicts
}

function verdictsOf(laid: readonly Laid[], version: string | undefined): RecordVerdict[] {
  const found: RecordVerdict[] = []
  for (const { names, said } of alike(laid)) {
    const list: Said[] = []
    for (const one of said) {
      const verdict = verdictOf(one.laid, one.said, version)
      if (verdict !== undefined)
        list.push({ laid: one.laid, said: one.said, verdict: verdict.verdict, ...(verdict.doubt && verdict) })
    }
    if (list.length > 0) found.push({ ...decided(list), names, all: laid })
  }
  return found
}

/** Vulnerabilities of which every claim of a record says the same as of each other, with what it says. */
interface Alike {
  names: readonly string[]
  said: Pick<Said, 'laid' | 'said'>[]
}

function alike(laid: readonly Laid[]): Alike[] {
  const [first] = laid
  const { said: list } = first!.statement.claim
  // Most claims of a record share one list, which may name hundreds of vulnerabilities.
  if (laid.every(one => one.statement.claim.said === list))
    return list.map((said, index) => ({
      names: said.vulnerabilities,
      said: laid.map(one => ({ laid: one, said: one.statement.claim.said[index]! })),
    }))
  const byName = new Map<string, { key: string; said: Alike['said'] }>()
  laid.forEach((one, i) => {
    one.statement.claim.said.forEach((said, j) => {
      for (const name of said.vulnerabilities) {
        const known = byName.get(name) ?? { key: '', said: [] }
        known.key += `${i}.${j} `
        known.said.push({ laid: one, said })
        byName.set(name, known)
      }
    })
  })
  const groups = new Map<string, Alike & { names: string[] }>()
  for (const [name, { key, said }] of byName) {
    const group = groups.get(key)
    if (group) group.names.push(name)
    else groups.set(key, { names: [name], said })
  }
  return [...groups.values()]
}

const ranks: Readonly<Record<Claim['verdict'], number>> = { affected: 3, undecided: 2, fixed: 1, not_affected: 0 }
const sureness = { exact: 2, likely: 1, possible: 0 } as const

/** The verdict over all claims of a record about one vulnerability. */
function decided(list: readonly Said[]): Said {
  if (list.length === 1) return list[0]!
  const surest = Math.max(...list.map(({ laid }) => sureness[laid.product.confidence]))
  const counted = list.filter(({ laid }) => sureness[laid.product.confidence] === surest)
  // One product may stand in several ranges; the worst that is said of it counts.
  const worst = [...Map.groupBy(counted, ({ laid }) => laid.product.key).values()].map(said =>
    said.reduce((a, b) => (ranks[b.verdict] > ranks[a.verdict] ? b : a)),
  )
  const top = worst.reduce((a, b) => (ranks[b.verdict] > ranks[a.verdict] ? b : a))
  const other = top.verdict === 'affected' ? worst.find(({ verdict }) => ranks[verdict] < 2) : undefined
  if (other === undefined) return top
  return {
    ...top,
    verdict: 'undecided',
    doubt: {
      rule: 'product-ambiguous',
      found: top.laid.product.found,
      wanted: `${identityOf(top.laid.statement.claim)} or ${identityOf(other.laid.statement.claim)}`,
    },
  }
}

/** What a claim says of the asset; undefined for nothing. */
function verdictOf(
  { product, statement: { claim }, answer }: Laid,
  { status }: ProductSaid,
  version: string | undefined,
): Pick<Said, 'verdict' | 'doubt'> | undefined {
  const sure = product.confidence !== 'possible'
  const { says } = answer
  if (status === 'fixed' || status === 'not_affected')
    return says === 'in' && sure && claim.only === undefined ? { verdict: status } : undefined
  if (says === 'out') return sure ? { verdict: 'not_affected' } : undefined
  if (answer.says === 'undecided') return { verdict: 'undecided', doubt: versionDoubt(claim, answer.why, version) }
  if (!sure)
    return { verdict: 'undecided', doubt: { rule: 'product-possible', found: product.found, wanted: product.wanted } }
  if (claim.only !== undefined)
    return { verdict: 'undecided', doubt: { rule: 'product-condition', found: version ?? '', wanted: claim.only } }
  if (status === 'under_investigation')
    return { verdict: 'undecided', doubt: { rule: 'under-investigation', found: version ?? '', wanted: '' } }
  return { verdict: 'affected' }
}

function versionDoubt({ versions }: ProductStatement['claim'], why: string, found: string | undefined): Doubt {
  if (versions === undefined) return { rule: 'range-not-comparable', found: found ?? '', wanted: why }
  if (found === undefined) return { rule: 'version-missing', found: '', wanted: versions.text }
  return {
    rule: 'version-not-comparable',
    found,
    wanted: why.includes(versions.text) ? why : `${versions.text} (${why})`,
  }
}

/** A verdict as a claim that a report can show. */
export function judgedOf(told: RecordVerdict): Judged {
  const { laid, said, verdict, doubt, names, all } = told
  const { product, statement } = laid
  const { claim } = statement
  const because: Because = {
    rule: doubt?.rule ?? `${product.rule}+range`,
    identity: identityOf(claim),
    ...(doubt === undefined && claim.versions !== undefined && { range: claim.versions.text }),
    ...(doubt !== undefined && { found: doubt.found ?? '', wanted: doubt.wanted ?? '' }),
    how: howOf(laid),
    confidence: product.confidence,
  }
  return {
    advisory: withNames(statement.advisory(), names, all),
    place: statement.place,
    verdict,
    hits: verdict === 'affected' ? hitsOf(told) : none,
    because,
    remediations: verdict === 'affected' || verdict === 'undecided' ? said.remediations : none,
  }
}

const none: never[] = []

/** A record of several vulnerabilities may say different things of each: it stands here with those that a verdict is about. */
function withNames(advisory: Claim['advisory'], names: readonly string[], all: readonly Laid[]): Claim['advisory'] {
  const own = new Set(names)
  const others = new Set<string>()
  for (const list of new Set(all.map(({ statement }) => statement.claim.said)))
    for (const { vulnerabilities } of list) for (const name of vulnerabilities) if (!own.has(name)) others.add(name)
  if (others.size === 0 && advisory.aliases.every(alias => own.has(alias) || !alias.startsWith('CVE-'))) return advisory
  return {
    ...advisory,
    aliases: advisory.aliases.filter(alias => own.has(alias) || !(others.has(alias) || alias.startsWith('CVE-'))),
    cvss: advisory.cvss.filter(({ of }) => of === undefined || own.has(of)),
  }
}

/** The product as the advisory writes it. */
export function identityOf(claim: ProductInWords): string {
  const numbers = claim.orderNumbers.filter(number => !claim.name.includes(number))
  const family = claim.family === undefined || claim.name.includes(claim.family) ? [] : [claim.family]
  const words = [claim.vendor, ...family, claim.name].filter(text => text !== '')
  return numbers.length === 0 ? words.join(' ') : `${words.join(' ')} (${numbers.slice(0, 3).join(', ')})`
}

const relations: Readonly<Record<VendorNamed['because'], string | undefined>> = {
  name: undefined,
  alias: 'another name of',
  brand: 'a brand of',
  merger: 'now part of',
}

/** Why this product is meant, in words. */
export function howOf({ supplier, maker, product }: Pick<Laid, 'supplier' | 'maker' | 'product'>): string {
  const relation = relations[maker.because]
  const vendor = relation === undefined || maker.name === supplier ? [] : [`${supplier} is ${relation} ${maker.name}`]
  return [...vendor, product.because].join('; ')
}
