import { type Claim, cpeEcosystem, type Database, ecosystemPart, isChecked } from '#advisories'
import type { Component } from '#boms'
import {
  coordinatesOf,
  orders,
  type Placed,
  type Purl,
  parsePurl,
  showPurl,
  type Unplaced,
  type VersionOrder,
} from '#identity'
import { habitsOf, isListedSystem } from './bill-habits.ts'
import type { CpeFound, CpeLook } from './cpe-look.ts'
import { advisorySeen, type SummaryOf } from './describe.ts'
import { settledByRelease, withoutQuarantined } from './feed-quarantine.ts'
import type { ProductJudged, ProductLook } from './product-look.ts'
import { settleProduct } from './product-settle.ts'
import { anyVulnerability, type Because, type Match, type Undecided } from './report.ts'
import { ClaimsMatch, ClaimsSeen, SubjectSeen } from './seen.ts'
import type { Subject } from './subject.ts'
import { byVulnerability } from './vulnerability.ts'

/** What is known and not known of one component. */
export interface Judgement {
  matches: Match[]
  undecided: Undecided[]
  /** Where advisories were looked for (`npm`, `deb/debian:12`): it tells which feeds the answer rests on. */
  looked: string | undefined
}

/** Components that no advisory could be about: not software with a maker and a version. */
const notPackages: ReadonlySet<Component['type']> = new Set(['file', 'data', 'cryptographic-asset'])

const nothing: Judgement = { matches: [], undecided: [], looked: undefined }

/**
 * Lays one component against every claim about it. Pure: the database is asked, the clock is not. Its package URL is what counts; its
 * CPE where it has no package URL that can be looked up, and beside it as `besidePackage` says.
 */
export function judge(
  subject: Subject,
  database: Database,
  summaryOf: SummaryOf | undefined,
  { cpes, products }: Looks = {},
): Judgement {
  const { component } = subject
  const written = component.purl
  if (written === undefined) return withoutPurl(subject, database, summaryOf, { cpes, products })
  const purl = parsePurl(written)
  if ('fault' in purl) return doubt(subject, 'purl-malformed', written, purl.fault, 'Correct its package URL.')
  const found = sourced(coordinatesOf(withSource(purl, component.source)), purl, subject)
  if ('why' in found)
    return (
      byOtherNames(subject, database, summaryOf, { cpes, products }) ??
      doubt(subject, 'no-coordinates', written, found.why, found.settle)
    )
  const { key, ecosystem } = found
  // The version of the purl is what its maker meant to be compared; a bill's own field stands in where it has none.
  const version = found.version ?? component.version
  const looked = ecosystemPart(key)
  const own = database.claims(key, version, ecosystem.order)
  const more = cpes === undefined ? none : besidePackage(subject, cpes, found, version, database, own)
  const claims = more.length === 0 ? own : [...own, ...more]
  if (claims.length === 0) {
    if (found.doubt === undefined) return { ...nothing, looked }
    return { ...sourceUnknown(subject, purl, found.doubt), looked }
  }
  const { matches, undecided } = laid(claims, subject, database, summaryOf, key, version, ecosystem.order, told =>
    told.some(claim => claim.verdict === 'undecided' && !('because' in claim))
      ? settle(version, purl)
      : settleCpe(subject, told),
  )
  if (found.doubt !== undefined) undecided.push(...sourceUnknown(subject, purl, found.doubt).undecided)
  return { matches, undecided, looked }
}

function withoutPurl(subject: Subject, database: Database, summaryOf: SummaryOf | undefined, looks: Looks): Judgement {
  const { component, bom, own, alone } = subject
  const isNone = notPackages.has(component.type) || own || isListedSystem(component, bom)
  const found = byOtherNames(subject, database, summaryOf, isNone ? { cpes: looks.cpes } : looks)
  if (found !== undefined) return found
  if (isNone) return nothing
  if (alone && component.supplier !== undefined)
    return doubt(
      subject,
      'maker-not-covered',
      component.supplier,
      'advisories of this maker',
      'Build the database with advisories of these makers: CSAF documents, which name products as plants do.',
    )
  if (alone)
    return doubt(
      subject,
      'vendor-missing',
      component.name,
      'its maker',
      `State the maker of ${component.name}: advisories name industrial products by their makers.`,
    )
  return doubt(
    subject,
    'no-identity',
    component.name,
    'a package URL',
    habitsOf(bom).isOfUnknownSystem
      ? 'Lay the file os-release of its system (/etc/os-release) beside the list: which distribution it is decides what is said of it.'
      : 'Name it by a package URL: without one, advisories about packages cannot be laid against it.',
  )
}

/** What is said of a component by its CPE and its maker's words; undefined where it has neither. */
function byOtherNames(
  subject: Subject,
  database: Database,
  summaryOf: SummaryOf | undefined,
  { cpes, products }: Looks,
): Judgement | undefined {
  const byCpe = cpes?.of(subject)
  const byWords = products?.of(subject)
  if (byWords !== undefined && (byWords.named || byWords.none || isIndustrial(subject)))
    return judgedByWords(subject, byWords, byCpe ?? none, database, summaryOf)
  return byCpe === undefined ? undefined : judgedByCpe(subject, byCpe, database, summaryOf)
}

/**
 * Things that nothing but their makers' words name: what none of their advisories names is not known to be wrong. Of a library of a bill
 * that says nothing.
 */
function isIndustrial({ alone, component: { type } }: Subject): boolean {
  return alone || type === 'device' || type === 'firmware'
}

/** The purl with the source package that its bill states apart from it. */
export function withSource(purl: Purl, source: string | undefined): Purl {
  if (source === undefined || purl.qualifiers?.has('upstream')) return purl
  return { ...purl, qualifiers: new Map([...(purl.qualifiers ?? []), ['upstream', source]]) }
}

/** A source package that is left unsaid is a doubt, but in bills whose maker says it wherever it has another name. */
function sourced(found: Placed | Unplaced, { type }: Purl, { bom, alone }: Subject): Placed | Unplaced {
  if ('why' in found || found.doubt === undefined || alone || !habitsOf(bom).sources.has(type)) return found
  const { doubt: _, ...sure } = found
  return sure
}

const none: readonly never[] = []

/** How components are looked up that have no package URL, or another name beside it. */
export interface Looks {
  cpes?: CpeLook | undefined
  products?: ProductLook | undefined
}

/** Matches and doubts by vulnerability: what several records call one is one. */
function laid(
  claims: readonly Claim[],
  subject: Subject,
  database: Database,
  summaryOf: SummaryOf | undefined,
  key: string,
  version: string | undefined,
  order: VersionOrder,
  settled: (told: readonly Claim[]) => string,
): Pick<Judgement, 'matches' | 'undecided'> {
  const matches: Match[] = []
  const undecided: Undecided[] = []
  const seen = new SubjectSeen(subject)
  for (const { id, claims: told } of byVulnerability(withoutQuarantined(claims, database.quarantined))) {
    const affected = told.some(claim => claim.verdict === 'affected')
    if (!affected && !told.some(claim => claim.verdict === 'undecided')) continue
    const vulnerability = new ClaimsSeen(id, told, database, summaryOf)
    if (affected) matches.push(new ClaimsMatch(seen, vulnerability, told, key, version, order))
    else {
      const advisories = told.map(claim => advisorySeen(claim, key, version))
      undecided.push({ component: seen, vulnerability, advisories, settle: settledByRelease(told) ?? settled(told) })
    }
  }
  return { matches, undecided }
}

/** A component that nothing but its CPE names. */
function judgedByCpe(
  subject: Subject,
  claims: readonly CpeFound[],
  database: Database,
  summaryOf: SummaryOf | undefined,
): Judgement {
  const { version } = subject.component
  const found = laid(claims, subject, database, summaryOf, '', version, orders.generic, told =>
    settleCpe(subject, told),
  )
  return { ...found, looked: cpeEcosystem }
}

/** A component that its maker's words name, and perhaps a CPE. */
function judgedByWords(
  subject: Subject,
  { claims, looked, version, none }: ProductJudged,
  byCpe: readonly CpeFound[],
  database: Database,
  summaryOf: SummaryOf | undefined,
): Judgement {
  const { name } = subject.component
  const all: readonly Claim[] = byCpe.length === 0 ? claims : [...claims, ...byCpe]
  const found = laid(all, subject, database, summaryOf, '', version, orders.vendor, told =>
    settleProduct(subject, told),
  )
  if (none || version !== undefined || found.undecided.length > 0) return { ...found, looked }
  const { undecided } = doubt(subject, 'version-missing', '', 'a version', `State the version of ${name}.`)
  return { ...found, undecided, looked }
}

/**
 * What is said by CPE of a component that has a package URL. A distribution mends without changing the version that a CPE states, so its
 * packages are not looked up by it. Where records of the package's own ecosystem are there, they decide each vulnerability that they
 * name, and a CPE that only may fit adds nothing; of others it is a likely match.
 */
function besidePackage(
  subject: Subject,
  cpes: CpeLook,
  { key, ecosystem }: Placed,
  version: string | undefined,
  database: Database,
  own: readonly Claim[],
): readonly CpeFound[] {
  if (subject.component.cpe === undefined) return none
  const part = ecosystemPart(key)
  const checked = isChecked(database.manifest.feeds, part)
  if (checked && part.includes('/')) return none
  const found = cpes.of(subject) ?? none
  if (!checked || found.length === 0) return found
  const sure = found.filter(({ verdict }) => verdict === 'affected')
  if (sure.length === 0) return none
  const joined = namesOf(own.filter(({ verdict }) => verdict === 'affected' || verdict === 'undecided'))
  const named = namesOf(database.records(key, version, ecosystem.order))
  return sure.filter(({ advisory: { id } }) => joined.has(id) || !named.has(id))
}

function namesOf(claims: readonly Claim[]): Set<string> {
  return new Set(claims.flatMap(({ advisory: { id, aliases } }) => [id, ...aliases]))
}

function settleCpe({ component }: Subject, told: readonly (Claim & { because?: Because })[]): string {
  const rules = new Set(told.map(({ because }) => because?.rule))
  if (rules.has('version-missing')) return `State the version of ${component.name} in its CPE.`
  if (rules.has('cpe-condition')) return `List what ${component.name} runs on or with, by CPE.`
  if (rules.has('cpe-looser')) return `State all of the CPE of ${component.name} that is known.`
  return `Compare the CPE of ${component.name} with the advisory by hand.`
}

/** Advisories of a distribution name source packages: a binary package without its source may have more than were found. */
function sourceUnknown(subject: Subject, purl: Purl, why: string): Judgement {
  return doubt(
    subject,
    'source-package-unknown',
    showPurl(purl),
    why,
    `Name the source package of ${purl.name} in its package URL, as ?upstream=NAME.`,
  )
}

function settle(version: string | undefined, purl: Purl): string {
  if (version === undefined) return `State the version of ${purl.name}.`
  return `Compare ${version} of ${purl.name} with the advisory by hand, or state its version as the ecosystem writes it.`
}

function doubt(subject: Subject, rule: string, found: string, wanted: string, settle: string): Judgement {
  return {
    matches: [],
    undecided: [
      {
        component: new SubjectSeen(subject),
        vulnerability: anyVulnerability,
        because: { rule, found, wanted },
        advisories: [],
        settle,
      },
    ],
    looked: undefined,
  }
}
