import { cpeKeysOfComponent, type Database, productEcosystem, productType, type Severity } from '#advisories'
import { coordinatesOf, parseCpe, parsePurl } from '#identity'
import { vendorsOf } from '#identity/products'
import { coverage } from './coverage.ts'
import { cpeLook } from './cpe-look.ts'
import { judge, withSource } from './judge.ts'
import { type KeptRules, ruledBy } from './kept-rules.ts'
import { productLook } from './product-look.ts'
import type { AdvisorySeen, Because, Match, Undecided } from './report.ts'
import type { Subject } from './subject.ts'

/** What one record says of a component, in a form that is kept. */
export interface ComponentMatch {
  /** The record; undefined where the doubt is about the component itself. */
  advisory: Pick<AdvisorySeen, 'id' | 'source'> | undefined
  /** The CVE where there is one; `*` where the doubt is about the component itself. */
  vulnerability: string
  verdict: AdvisorySeen['verdict']
  confidence: Because['confidence']
  /** Of the vulnerability, as all who speak of the component and what is known besides have it. */
  severity: Severity
  because: KeptBecause
}

/** A reason with what is to be done, as far as somebody says. */
export interface KeptBecause extends Because {
  /** Versions that end the affected ranges the component lies in. */
  fixed?: string[]
  lastAffected?: string
  /** One sentence: what would settle a doubt. */
  settle?: string
  remediations?: NonNullable<AdvisorySeen['remediations']>
}

/** Judges components one by one, as `scan` does with those of a bill. */
export interface ComponentJudge {
  /** What records say of a component, with what could not be decided; each record once for a vulnerability. */
  of(subject: Subject): ComponentMatch[]
}

/** @param rules what people decided about makers' words; none where they are left out */
export function componentJudge(database: Database, rules?: KeptRules): ComponentJudge {
  const { feeds } = database.manifest
  const covered = coverage(feeds, database.quarantined)
  const inWords = feeds.some(({ types }) => types.includes(productType))
  const looks = { cpes: cpeLook(database), products: inWords ? productLook(database, rules?.book) : undefined }
  return {
    of(subject) {
      const found = judge(subject, database, undefined, looks)
      const gap = covered.gapOf(subject, found)
      if (found.matches.length === 0 && found.undecided.length === 0 && gap === undefined) return none
      return distinct([
        ...found.matches.flatMap(ofMatch),
        ...found.undecided.flatMap(ofDoubt),
        ...(gap ? ofDoubt(gap) : []),
      ])
    },
  }
}

const none: ComponentMatch[] = []

/**
 * Keys under which somebody may say something of a component: of its package, of its CPE's product, and of all products of the makers
 * that its words may mean, as they stand and by the rules. What changes under no key of a component does not change what is known of it, but what feeds cover.
 */
export function lookupKeys(subject: Subject, rules?: KeptRules): string[] {
  const { component } = subject
  const keys: string[] = []
  const purl = component.purl === undefined ? undefined : parsePurl(component.purl)
  const placed = purl === undefined || 'fault' in purl ? undefined : coordinatesOf(withSource(purl, component.source))
  const isPlaced = placed !== undefined && !('why' in placed)
  if (isPlaced) keys.push(placed.key)
  if (component.cpe !== undefined) {
    const name = parseCpe(component.cpe)
    if (!('fault' in name)) keys.push(...cpeKeysOfComponent(name).filter(key => !key.includes('*')))
  }
  if (isPlaced) return keys
  const makers = new Set([component.supplier, ruledBy(subject, rules)?.supplier])
  const meant = [...makers].flatMap(maker => (maker === undefined ? [] : vendorsOf(maker).map(({ id }) => id)))
  for (const id of new Set(meant)) keys.push(productEcosystem(id))
  return keys
}

/** Keys of components that a key of an index concerns: products are kept by their makers, CPEs without patterns. */
export function concerned(key: string): { key: string } | { from: string } | { to: string } {
  if (key.startsWith(`${productType}/`)) return { key: key.split('/', 2).join('/') }
  if (!key.startsWith('cpe/') || !key.includes('*')) return { key }
  return key.endsWith(':*') ? { from: key.slice(0, -1) } : { to: key.slice(key.indexOf('*') + 1) }
}

function ofMatch({ vulnerability, fixed, lastAffected, advisories }: Match): ComponentMatch[] {
  return advisories.map(one => kept(one, vulnerability, { fixed, lastAffected }))
}

function ofDoubt({ vulnerability, because, advisories, settle }: Undecided): ComponentMatch[] {
  if (advisories.length > 0) return advisories.map(one => kept(one, vulnerability, { settle }))
  const { id, severity } = vulnerability
  const why: KeptBecause = { ...inOrder(because ?? { rule: 'component' }), settle }
  return [
    {
      advisory: undefined,
      vulnerability: id,
      verdict: 'undecided',
      confidence: because?.confidence,
      severity,
      because: why,
    },
  ]
}

function kept(
  { id, source, verdict, because, remediations }: AdvisorySeen,
  vulnerability: Match['vulnerability'],
  { fixed, lastAffected, settle }: { fixed?: string[]; lastAffected?: string | undefined; settle?: string },
): ComponentMatch {
  const affected = verdict === 'affected'
  return {
    advisory: { id, source },
    vulnerability: vulnerability.id,
    verdict,
    confidence: because.confidence,
    severity: vulnerability.severity,
    because: {
      ...inOrder(because),
      ...(affected && fixed !== undefined && fixed.length > 0 && { fixed }),
      ...(affected && lastAffected !== undefined && { lastAffected }),
      ...(verdict === 'undecided' && settle !== undefined && { settle }),
      ...(remediations !== undefined && { remediations }),
    },
  }
}

/** Members in the order of the contract, so that equal reasons are equal texts. */
function inOrder({ rule, range, identity, found, wanted, confidence, how, by }: Because): Because {
  return {
    rule,
    ...(range !== undefined && { range }),
    ...(identity !== undefined && { identity }),
    ...(found !== undefined && { found }),
    ...(wanted !== undefined && { wanted }),
    ...(confidence !== undefined && { confidence }),
    ...(how !== undefined && { how }),
    ...(by !== undefined && { by }),
  }
}

const strength: readonly AdvisorySeen['verdict'][] = ['affected', 'undecided', 'fixed', 'not_affected']

/** A record may say something by package and by CPE: what says most stays. */
function distinct(matches: readonly ComponentMatch[]): ComponentMatch[] {
  if (matches.length === 1) return [...matches]
  const byRecord = new Map<string, ComponentMatch>()
  for (const match of matches) {
    const { advisory, vulnerability, verdict } = match
    const key = `${advisory?.source} ${advisory?.id} ${vulnerability}`
    const before = byRecord.get(key)
    if (before === undefined || strength.indexOf(verdict) < strength.indexOf(before.verdict)) byRecord.set(key, match)
  }
  return [...byRecord.values()]
}
