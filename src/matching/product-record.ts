import type { Claim, ProductSaid, ProductStatement, Remediation } from '#advisories'
import type { Interval } from '#identity'
import type { ProductFound, RangeAnswer, VendorNamed, VersionRange } from '#identity/products'
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
  statement: ProductStatement
  range: VersionRange | undefined
  answer: RangeAnswer
}

/** What a record says of an asset, with what can be done. */
export interface Judged extends Claim {
  because: Because
  remediations: readonly Remediation[]
}

/** What one claim says of one vulnerability. */
interface Said {
  laid: Laid
  said: ProductSaid
  verdict: Claim['verdict']
  /** Why nothing is decided. */
  doubt?: Doubt
}

type Doubt = Pick<Because, 'rule' | 'found' | 'wanted'>

export function judgedRecords(all: readonly Laid[], version: string | undefined): Judged[] {
  const byRecord = Map.groupBy(all, ({ statement: { place } }) => `${place.segment} ${place.ordinal}`)
  return [...byRecord.values()].flatMap(laid => judgedRecord(laid, version))
}

function judgedRecord(laid: readonly Laid[], version: string | undefined): Judged[] {
  const byVulnerability = new Map<string, Said[]>()
  for (const one of laid)
    for (const said of one.statement.claim.said) {
      const verdict = verdictOf(one, said, version)
      if (verdict === undefined) continue
      for (const name of said.vulnerabilities) {
        const list = byVulnerability.get(name)
        if (list) list.push({ laid: one, said, ...verdict })
        else byVulnerability.set(name, [{ laid: one, said, ...verdict }])
      }
    }
  const advisory = byVulnerability.size === 0 ? undefined : laid[0]!.statement.advisory()
  // Vulnerabilities of which the same is said for the same reason stand together.
  const groups = new Map<ProductSaid, Map<string, { said: Said; names: string[] }>>()
  for (const [name, list] of byVulnerability) {
    const said = decided(list)
    const reasons = groups.get(said.said) ?? new Map<string, { said: Said; names: string[] }>()
    groups.set(said.said, reasons)
    const reason = `${said.verdict} ${said.doubt?.rule}`
    const same = reasons.get(reason)
    if (same) same.names.push(name)
    else reasons.set(reason, { said, names: [name] })
  }
  return [...groups.values()]
    .flatMap(reasons => [...reasons.values()])
    .map(({ said, names }) => judged(said, names, advisory!, version))
}

const ranks: Readonly<Record<Claim['verdict'], number>> = { affected: 3, undecided: 2, fixed: 1, not_affected: 0 }
const sureness = { exact: 2, likely: 1, possible: 0 } as const

/** The verdict over all claims of a record about one vulnerability. */
function decided(list: readonly Said[]): Said {
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
      wanted: `${identityOf(top.laid)} or ${identityOf(other.laid)}`,
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
  return { rule: 'version-not-comparable', found, wanted: `${versions.text} (${why})` }
}

function judged(
  { laid, said, verdict, doubt }: Said,
  names: readonly string[],
  advisory: Claim['advisory'],
  version: string | undefined,
): Judged {
  const { product, statement, range } = laid
  const { versions } = statement.claim
  const others = new Set(statement.claim.said.flatMap(({ vulnerabilities }) => vulnerabilities))
  const because: Because = {
    rule: doubt?.rule ?? `${product.rule}+range`,
    identity: identityOf(laid),
    ...(doubt === undefined && versions !== undefined && { range: versions.text }),
    ...(doubt !== undefined && { found: doubt.found ?? '', wanted: doubt.wanted ?? '' }),
    how: howOf(laid),
    confidence: product.confidence,
  }
  return {
    // A record of several vulnerabilities may say different things of each: it stands here with those that this verdict is about.
    advisory: {
      ...advisory,
      aliases: advisory.aliases.filter(
        alias => names.includes(alias) || !(others.has(alias) || alias.startsWith('CVE-')),
      ),
      cvss: advisory.cvss.filter(({ of }) => of === undefined || names.includes(of)),
    },
    place: statement.place,
    verdict,
    hits: verdict === 'affected' ? hitsOf(range, statement.place.ordinal, version) : [],
    because,
    remediations: verdict === 'affected' || verdict === 'undecided' ? said.remediations : [],
  }
}

/** The runs of a range as rows of an index would give them. */
function hitsOf(range: VersionRange | undefined, ordinal: number, version: string | undefined): Claim['hits'] {
  const runs: readonly Interval[] = version === undefined || range === undefined ? [] : range.intervals
  return runs.map(interval => ({ ordinal, kind: 'range', interval, text: '' }))
}

/** The product as the advisory writes it. */
function identityOf({ statement: { claim } }: Laid): string {
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
function howOf({ supplier, maker, product }: Laid): string {
  const relation = relations[maker.because]
  const vendor = relation === undefined ? [] : [`${supplier} is ${relation} ${maker.name}`]
  return [...vendor, product.because].join('; ')
}
