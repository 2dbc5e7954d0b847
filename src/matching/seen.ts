import type { Claim, Database } from '#advisories'
import { pathsToRoot } from '#boms'
import type { VersionOrder } from '#identity'
import { advisorySeen, fixedVersions, lastAffected, type SummaryOf, severityOfClaims, vectorsOf } from './describe.ts'
import type { AdvisorySeen, ComponentSeen, Match, VulnerabilitySeen } from './report.ts'
import type { Subject } from './subject.ts'
import { aliasesOf } from './vulnerability.ts'

// What few answers show is made when it is asked for. Classes, since an object literal with a getter of its own is a dictionary to
// V8: of 8,583 matches they were a third of what was kept, and collecting it a fifth of the scan.

/** Paths shown for a component. */
const mostPaths = 3

/** A component as a report shows it. Its paths wait until they are shown: a graph of 50,000 components takes its time. */
export class SubjectSeen implements ComponentSeen {
  readonly ref: string
  readonly name: string
  readonly version: string | undefined
  readonly purl: string | undefined
  readonly vendor: string | undefined
  readonly orderNumber: string | undefined
  readonly locations: string[]
  readonly at: string | undefined
  readonly #bom: Subject['bom']
  #paths: string[][] | undefined

  constructor({ component, locations, bom }: Subject) {
    this.ref = component.ref
    this.name = component.group ? `${component.group}/${component.name}` : component.name
    this.version = component.version
    this.purl = component.purl
    this.vendor = component.supplier
    this.orderNumber = component.orderNumber
    this.locations = locations
    this.at = component.at
    this.#bom = bom
  }

  get paths(): string[][] {
    this.#paths ??= pathsToRoot(this.#bom, this.ref, mostPaths)
    return this.#paths
  }
}

/**
 * A vulnerability as a report shows it: the worst that those who speak of the component say of its severity, what others say of the
 * same CVE where they are silent, and what is known besides.
 */
export class ClaimsSeen implements VulnerabilitySeen {
  readonly id: string
  readonly summary: string
  readonly severity: VulnerabilitySeen['severity']
  readonly epss: number | null
  readonly kev: boolean
  readonly malicious: boolean
  readonly #claims: readonly Claim[]
  #aliases: string[] | undefined
  #cvss: VulnerabilitySeen['cvss'] | undefined

  constructor(
    id: string,
    claims: readonly Claim[],
    database: Pick<Database, 'known'>,
    summaryOf: SummaryOf | undefined,
  ) {
    const known = database.known(id)
    this.id = id
    this.summary = (summaryOf && claims.map(summaryOf).find(summary => summary !== '')) ?? ''
    this.severity = severityOfClaims(claims, vectorsOf(id, claims)) ?? known?.severity ?? 'unknown'
    this.epss = known?.epss ?? null
    this.kev = known?.kev ?? false
    this.malicious = claims.some(({ advisory }) => advisory.malicious)
    this.#claims = claims
  }

  get aliases(): string[] {
    this.#aliases ??= aliasesOf(this.id, this.#claims)
    return this.#aliases
  }

  get cvss(): VulnerabilitySeen['cvss'] {
    this.#cvss ??= vectorsOf(this.id, this.#claims).map(({ version, vector, score, source }) => ({
      version,
      vector,
      score,
      source,
    }))
    return this.#cvss
  }
}

/** What the claims say of a component that is affected. */
export class ClaimsMatch implements Match {
  readonly component: ComponentSeen
  readonly vulnerability: VulnerabilitySeen
  readonly verdict = 'affected'
  readonly fixed: string[]
  readonly lastAffected: string | undefined
  readonly #claims: readonly Claim[]
  readonly #key: string
  readonly #version: string | undefined
  #advisories: AdvisorySeen[] | undefined

  /**
   * @param key The package the claims are about, `npm/left-pad`; empty where no package URL was looked up.
   * @param version What they were laid against.
   */
  constructor(
    component: ComponentSeen,
    vulnerability: VulnerabilitySeen,
    claims: readonly Claim[],
    key: string,
    version: string | undefined,
    order: VersionOrder,
  ) {
    this.component = component
    this.vulnerability = vulnerability
    this.fixed = fixedVersions(claims, order)
    this.lastAffected = this.fixed.length > 0 ? undefined : lastAffected(claims, order)
    this.#claims = claims
    this.#key = key
    this.#version = version
  }

  get advisories(): AdvisorySeen[] {
    this.#advisories ??= this.#claims.map(claim => advisorySeen(claim, this.#key, this.#version))
    return this.#advisories
  }
}
