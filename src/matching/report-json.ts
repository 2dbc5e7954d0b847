import type {
  AdvisorySeen,
  Because,
  ComponentSeen,
  DatabaseSeen,
  FeedSeen,
  Match,
  Report,
  StatementSeen,
  Summary,
  Suppressed,
  Undecided,
  VulnerabilitySeen,
} from './report.ts'
import { vendorOf } from './wording.ts'

/** Every member of a noun, so that a new one cannot be forgotten here; undefined ones are left out by JSON. */
type All<T> = Record<keyof T, unknown>

/**
 * Each function gives one noun of the report with its members in the order of the contract, whatever order it was made in:
 * two runs are byte-identical, and a difference of two answers is a difference of facts.
 */
export function headJson(report: Report): All<Omit<Report, 'matches' | 'undecided' | 'suppressed' | 'notes'>> {
  const { tool, subject } = report
  return {
    schema: report.schema,
    tool: { name: tool.name, version: tool.version },
    scannedAt: report.scannedAt,
    subject: { path: subject.path, format: subject.format, digest: subject.digest },
    database: report.database && databaseJson(report.database),
    summary: summaryJson(report.summary),
  }
}

export function matchJson(match: Match): All<Match> {
  return {
    component: componentJson(match.component),
    vulnerability: vulnerabilityJson(match.vulnerability),
    verdict: match.verdict,
    fixed: match.fixed,
    lastAffected: match.lastAffected,
    advisories: match.advisories.map(advisoryJson),
    statements: match.statements?.map(statementJson),
  }
}

export function undecidedJson(one: Undecided): All<Undecided> {
  return {
    component: componentJson(one.component),
    vulnerability: vulnerabilityJson(one.vulnerability),
    because: one.because && becauseJson(one.because),
    advisories: one.advisories.map(advisoryJson),
    settle: one.settle,
    statements: one.statements?.map(statementJson),
  }
}

export function suppressedJson(one: Suppressed): All<Suppressed> {
  const { status, justification, by, until, at, source, id, impact, action, stated, how } = one.statement
  const statement = { status, justification, by, until, at, source, id, impact, action, stated, how }
  return { match: matchJson(one.match), statement }
}

function statementJson(one: StatementSeen): All<StatementSeen> {
  const { status, justification, by, at, source, id, impact, action, stated } = one
  return { status, justification, by, at, source, id, impact, action, stated }
}

export function noteJson(note: Report['notes'][number]): All<Report['notes'][number]> {
  return { code: note.code, message: note.message, at: note.at }
}

function databaseJson(database: DatabaseSeen): All<DatabaseSeen> {
  return { digest: database.digest, builtAt: database.builtAt, feeds: database.feeds.map(feedJson) }
}

function feedJson(feed: FeedSeen): All<FeedSeen> {
  return {
    id: feed.id,
    records: feed.records,
    newest: feed.newest,
    snapshotAt: feed.snapshotAt,
    stale: feed.stale,
    quarantined: feed.quarantined,
  }
}

function summaryJson(summary: Summary): All<Summary> {
  return {
    components: summary.components,
    matched: summary.matched,
    undecided: summary.undecided,
    suppressed: summary.suppressed,
    critical: summary.critical,
    high: summary.high,
    medium: summary.medium,
    low: summary.low,
    unknown: summary.unknown,
    kev: summary.kev,
    malicious: summary.malicious,
  }
}

function componentJson(component: ComponentSeen): All<ComponentSeen> {
  return {
    ref: component.ref,
    name: component.name,
    version: component.version,
    purl: component.purl,
    vendor: vendorOf(component),
    orderNumber: component.orderNumber,
    locations: component.locations,
    at: component.at,
    paths: component.paths,
  }
}

function vulnerabilityJson(vulnerability: VulnerabilitySeen): All<VulnerabilitySeen> {
  return {
    id: vulnerability.id,
    aliases: vulnerability.aliases,
    summary: vulnerability.summary || undefined,
    severity: vulnerability.severity,
    cvss: vulnerability.cvss.map(({ version, vector, score, source }) => ({ version, vector, score, source })),
    epss: vulnerability.epss,
    kev: vulnerability.kev,
    malicious: vulnerability.malicious,
  }
}

function advisoryJson(advisory: AdvisorySeen): All<AdvisorySeen> {
  return {
    id: advisory.id,
    source: advisory.source,
    url: advisory.url,
    published: advisory.published,
    modified: advisory.modified,
    verdict: advisory.verdict,
    because: becauseJson(advisory.because),
    remediations: advisory.remediations?.map(({ category, text, url }) => ({ category, text, url })),
  }
}

function becauseJson(because: Because): All<Because> {
  return {
    rule: because.rule,
    range: because.range,
    identity: because.identity,
    found: because.found,
    wanted: because.wanted,
    confidence: because.confidence,
    how: because.how,
    by: because.by,
  }
}
