import { type Claim, type Database, ecosystemPart } from '#advisories'
import { type Component, pathsToRoot } from '#boms'
import { coordinatesOf, type Purl, parsePurl, showPurl, type VersionOrder } from '#identity'
import { advisorySeen, fixedVersions, type SummaryOf, vulnerabilitySeen } from './describe.ts'
import {
  type AdvisorySeen,
  anyVulnerability,
  type ComponentSeen,
  type Match,
  type Undecided,
  type VulnerabilitySeen,
} from './report.ts'
import type { Subject } from './subject.ts'
import { byVulnerability } from './vulnerability.ts'

/** What is known and not known of one component. */
export interface Judgement {
  matches: Match[]
  undecided: Undecided[]
  /** Where advisories were looked for (`npm`, `deb/debian:12`): it tells which feeds the answer rests on. */
  looked: string | undefined
}

/** Paths shown for a component. */
const mostPaths = 3

/** Components that no advisory could be about: not software with a maker and a version. */
const notPackages: ReadonlySet<Component['type']> = new Set(['file', 'data', 'cryptographic-asset'])

const nothing: Judgement = { matches: [], undecided: [], looked: undefined }

/** Lays one component against every claim about it. Pure: the database is asked, the clock is not. */
export function judge(subject: Subject, database: Database, summaryOf: SummaryOf | undefined): Judgement {
  const { component } = subject
  if (component.purl === undefined) {
    if (notPackages.has(component.type) || subject.own) return nothing
    return doubt(
      subject,
      'no-identity',
      component.name,
      'a package URL',
      'Name it by a package URL: without one, advisories about packages cannot be laid against it.',
    )
  }
  const purl = parsePurl(component.purl)
  if ('fault' in purl) return doubt(subject, 'purl-malformed', component.purl, purl.fault, 'Correct its package URL.')
  const found = coordinatesOf(purl)
  if ('why' in found) return doubt(subject, 'no-coordinates', component.purl, found.why, found.settle)
  const { key, ecosystem } = found
  // The version of the purl is what its maker meant to be compared; a bill's own field stands in where it has none.
  const version = found.version ?? component.version
  const looked = ecosystemPart(key)
  const claims = database.claims(key, version, ecosystem.order)
  if (claims.length === 0) {
    if (found.doubt === undefined) return { ...nothing, looked }
    return { ...sourceUnknown(subject, purl, found.doubt), looked }
  }
  const matches: Match[] = []
  const undecided: Undecided[] = []
  const seen = componentSeen(subject)
  for (const { id, claims: told } of byVulnerability(claims)) {
    const affected = told.some(claim => claim.verdict === 'affected')
    if (!affected && !told.some(claim => claim.verdict === 'undecided')) continue
    const vulnerability = vulnerabilitySeen(id, told, database, summaryOf)
    if (affected) matches.push(matchOf(seen, vulnerability, told, key, version, ecosystem.order))
    else {
      const advisories = told.map(claim => advisorySeen(claim, key, version))
      undecided.push({ component: seen, vulnerability, advisories, settle: settle(version, purl) })
    }
  }
  if (found.doubt !== undefined) undecided.push(...sourceUnknown(subject, purl, found.doubt).undecided)
  return { matches, undecided, looked }
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

/** A match whose records are described when an answer shows them: a table does not. */
function matchOf(
  component: ComponentSeen,
  vulnerability: VulnerabilitySeen,
  told: readonly Claim[],
  key: string,
  version: string | undefined,
  order: VersionOrder,
): Match {
  let advisories: AdvisorySeen[] | undefined
  return {
    component,
    vulnerability,
    verdict: 'affected',
    fixed: fixedVersions(told, order),
    get advisories() {
      advisories ??= told.map(claim => advisorySeen(claim, key, version))
      return advisories
    },
  }
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
        component: componentSeen(subject),
        vulnerability: anyVulnerability,
        because: { rule, found, wanted },
        advisories: [],
        settle,
      },
    ],
    looked: undefined,
  }
}

/** A component as a report shows it. Paths are made when an answer shows them: a graph of 50,000 components takes its time. */
export function componentSeen({ component, locations, bom }: Subject): ComponentSeen {
  let paths: string[][] | undefined
  return {
    ref: component.ref,
    name: component.group ? `${component.group}/${component.name}` : component.name,
    version: component.version,
    purl: component.purl,
    vendor: component.supplier,
    orderNumber: component.orderNumber,
    locations,
    get paths() {
      paths ??= pathsToRoot(bom, component.ref, mostPaths)
      return paths
    },
  }
}
