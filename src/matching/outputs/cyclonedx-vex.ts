import { jsonText } from '#base'
import { uuidOf } from '../content-id.ts'
import type { Output } from '../output.ts'
import { isMeanwhile, remediesOf, remedyLine } from '../remedy.ts'
import {
  type AdvisorySeen,
  anyVulnerability,
  type ComponentSeen,
  type Report,
  type Suppressed,
  type VulnerabilitySeen,
} from '../report.ts'
import { bandOf } from '../score.ts'
import { webLink } from '../web-link.ts'
import { becauseOf, componentKey, isNamed, reason, vendorOf } from '../wording.ts'

/**
 * CycloneDX 1.6 VEX in JSON. Millcert finds that a version lies in a range; whether the vulnerable code can be reached is for people
 * to say: a match and an undecided entry are both `in_triage` (with `status` `affected` or `unknown` of the version), and only
 * statements that somebody made give another state. The serial number is derived from the content.
 */
export const cyclonedxVex: Output = {
  id: 'cyclonedx-vex',
  summaries: true,
  about: 'CycloneDX 1.6 VEX, for other tools',
  *write(report) {
    const refs = refsOf(report)
    const subject = refs.unused(`millcert:${report.subject.digest}`)
    const entries = entriesOf(report)
    const metadata = jsonText(metadataOf(report, subject))
    const components = [...refs.components.values()].map(({ ref, component }) =>
      jsonText(componentJson(ref, component)),
    )
    const vulnerabilities = entries.map(entry => jsonText(vulnerabilityJson(entry, refs.components)))
    const body = [
      `"version":1,\n"metadata":${metadata},\n"components":[`,
      ...listed(components),
      '],\n"vulnerabilities":[',
      ...listed(vulnerabilities),
      ']',
    ]
    yield '{"$schema":"http://cyclonedx.org/schema/bom-1.6.schema.json","bomFormat":"CycloneDX","specVersion":"1.6",\n'
    yield `"serialNumber":"urn:uuid:${uuidOf(body)}",\n`
    yield* body
    yield '}\n'
  },
}

function* listed(texts: readonly string[]): Iterable<string> {
  for (let i = 0; i < texts.length; i++) yield `${i === 0 ? '\n' : ',\n'}${texts[i]}`
}

interface Refs {
  /** By `componentKey`. */
  components: ReadonlyMap<string, { ref: string; component: ComponentSeen }>
  unused(ref: string): string
}

/**
 * Refs as the bill has them, so that the statements can be laid beside it. Where two bills of one folder use the same ref, the second
 * gets a number; `urn:cdx:` is kept for references into other documents (CycloneDX 1.6, refType).
 */
function refsOf(report: Report): Refs {
  const taken = new Set<string>()
  const unused = (wanted: string): string => {
    let ref = wanted
    for (let i = 2; taken.has(ref); i++) ref = `${wanted}#${i}`
    taken.add(ref)
    return ref
  }
  const components = new Map<string, { ref: string; component: ComponentSeen }>()
  const suppressed = report.suppressed.map(one => one.match)
  for (const { component } of [...report.matches, ...report.undecided, ...suppressed]) {
    const key = componentKey(component)
    if (components.has(key)) continue
    const plain = component.ref || component.purl || component.name || 'component'
    components.set(key, { ref: unused(plain.startsWith('urn:cdx:') ? `ref:${plain}` : plain), component })
  }
  return { components, unused }
}

/** One vulnerability under one analysis, with all components it is said of. */
interface Entry {
  vulnerability: VulnerabilitySeen
  advisories: Map<string, AdvisorySeen>
  /** What each record says, with its reason: it may differ between components. */
  said: Set<string>
  fixed: Set<string>
  /** What can be done, and until there is a fix, with the names of the components that it is advised for. */
  remedies: Map<string, Set<string>>
  meanwhile: Map<string, Set<string>>
  analysis: object
  status: 'affected' | 'unknown' | undefined
  affects: Map<string, ComponentSeen>
}

/** One vulnerability of thousands of products may have as many fixes. */
const mostRemedies = 50

function entriesOf(report: Report): Entry[] {
  const entries = new Map<string, Entry>()
  type Said = {
    vulnerability: VulnerabilitySeen
    component: ComponentSeen
    advisories: AdvisorySeen[]
    fixed: string[]
  }
  const add = ({ vulnerability, component, advisories, fixed }: Said, analysis: object, status: Entry['status']) => {
    const key = JSON.stringify([vulnerability.id, status, analysis])
    let entry = entries.get(key)
    if (!entry) {
      entry = {
        vulnerability,
        advisories: new Map(),
        said: new Set(),
        fixed: new Set(),
        remedies: new Map(),
        meanwhile: new Map(),
        analysis,
        status,
        affects: new Map(),
      }
      entries.set(key, entry)
    }
    for (const advisory of advisories) {
      entry.advisories.set(advisory.id, advisory)
      entry.said.add(`${advisory.id}: ${advisory.verdict}, ${reason(advisory.because)}`)
    }
    for (const remedy of remediesOf(advisories).remedies) {
      const list = isMeanwhile(remedy) ? entry.meanwhile : entry.remedies
      const line = remedyLine(remedy)
      const names = list.get(line)
      if (names) names.add(component.name)
      else if (list.size < mostRemedies) list.set(line, new Set([component.name]))
    }
    for (const version of fixed) entry.fixed.add(`${component.name} ${version}`)
    entry.affects.set(componentKey(component), component)
  }
  for (const match of report.matches) add(match, { state: 'in_triage' }, 'affected')
  for (const one of report.undecided) {
    const detail = `Could not be decided: ${reason(becauseOf(one))}. To settle it: ${one.settle}`
    const said = { ...one, vulnerability: isNamed(one.vulnerability) ? one.vulnerability : unnamed, fixed: [] }
    add(said, { state: 'in_triage', detail }, 'unknown')
  }
  for (const one of report.suppressed) add(one.match, analysisOf(one), undefined)
  return [...entries.values()]
}

/** Stands where a component could not be looked up at all: the format knows no doubt without a vulnerability. */
const unnamed: VulnerabilitySeen = {
  ...anyVulnerability,
  id: 'millcert-undecided',
  summary: 'The component could not be looked up; nothing is known of its vulnerabilities.',
}

/** OpenVEX 0.2 and CSAF 2.0 justifications in CycloneDX words; its own words pass as they are. */
const justifications: ReadonlyMap<string, string> = new Map([
  ['component_not_present', 'code_not_present'],
  ['vulnerable_code_not_present', 'code_not_present'],
  ['vulnerable_code_not_in_execute_path', 'code_not_reachable'],
  ['vulnerable_code_cannot_be_controlled_by_adversary', 'requires_environment'],
  ['inline_mitigations_already_exist', 'protected_by_mitigating_control'],
  ...[
    'code_not_present',
    'code_not_reachable',
    'requires_configuration',
    'requires_dependency',
    'requires_environment',
    'protected_by_compiler',
    'protected_at_runtime',
    'protected_at_perimeter',
    'protected_by_mitigating_control',
  ].map(word => [word, word] as const),
])

/** An accepted risk is no all-clear: it stays in triage, with the answer that nothing will be done. */
function analysisOf({ statement }: Suppressed): object {
  const until = statement.until === null ? '' : ` until ${statement.until}`
  const detail = `${statement.status}, says ${statement.by}${until}: ${statement.justification}`
  if (statement.status === 'fixed') return { state: 'resolved', detail }
  if (statement.status === 'accepted') return { state: 'in_triage', response: ['will_not_fix'], detail }
  const justification = justifications.get(statement.justification)
  return { state: 'not_affected', ...(justification !== undefined && { justification }), detail }
}

function metadataOf(report: Report, ref: string): object {
  const { subject, tool } = report
  const component = { type: 'file', 'bom-ref': ref, name: subject.path === '' ? 'input' : subject.path }
  const sha256 = /^sha256:([0-9a-f]{64})$/.exec(subject.digest)?.[1]
  return {
    timestamp: report.scannedAt,
    tools: { components: [{ type: 'application', name: tool.name, version: tool.version }] },
    component: sha256 === undefined ? component : { ...component, hashes: [{ alg: 'SHA-256', content: sha256 }] },
  }
}

/** The format takes versions of at most 1,024 characters; a longer one is left out, since a cut one would name another version. */
function fits(version: string | undefined): boolean {
  return version !== undefined && version.length <= 1024
}

function componentJson(ref: string, component: ComponentSeen): object {
  const { name, version, purl, orderNumber, locations } = component
  const vendor = vendorOf(component)
  return {
    type: orderNumber === undefined ? 'library' : 'device',
    'bom-ref': ref,
    ...(vendor !== undefined && { supplier: { name: vendor } }),
    name,
    ...(fits(version) && { version }),
    ...(purl !== undefined && { purl }),
    ...(locations.length > 0 && { evidence: { occurrences: locations.map(location => ({ location })) } }),
    ...(orderNumber !== undefined && { properties: [{ name: 'millcert:order-number', value: orderNumber }] }),
  }
}

function vulnerabilityJson(entry: Entry, refs: Refs['components']): object {
  const { vulnerability, fixed, analysis, status, affects } = entry
  const advisories = [...entry.advisories.values()]
  const links = advisories.map(advisory => webLink(advisory.url)).filter(link => link !== undefined)
  const source = advisories.find(advisory => advisory.id === vulnerability.id)?.source
  const recommended = [
    ...(fixed.size > 0 ? [`Fixed in ${[...fixed].join(', ')}`] : []),
    ...remediesFor(entry, entry.remedies),
  ]
  return {
    id: vulnerability.id,
    ...(source !== undefined && { source: { name: source } }),
    ...(vulnerability.aliases.length > 0 && { references: referencesOf(vulnerability, advisories) }),
    ratings: ratingsOf(vulnerability),
    ...(vulnerability.summary !== '' && { description: vulnerability.summary }),
    ...(entry.said.size > 0 && { detail: [...entry.said].join('\n') }),
    ...(recommended.length > 0 && { recommendation: recommended.join('\n') }),
    ...(entry.meanwhile.size > 0 && { workaround: remediesFor(entry, entry.meanwhile).join('\n') }),
    ...(links.length > 0 && { advisories: [...new Set(links)].map(url => ({ url })) }),
    analysis,
    affects: [...affects].map(([key, { version }]) => ({
      ref: refs.get(key)!.ref,
      ...(status !== undefined && fits(version) && { versions: [{ version, status }] }),
    })),
    properties: [
      ...(vulnerability.epss === null ? [] : [{ name: 'millcert:epss', value: String(vulnerability.epss) }]),
      { name: 'millcert:kev', value: String(vulnerability.kev) },
      { name: 'millcert:malicious', value: String(vulnerability.malicious) },
    ],
  }
}

/** So many components are named of those that one advice is for. */
const mostNamed = 5

/** Each in one line, with what it is for unless that is all that the entry speaks of. */
function remediesFor({ affects }: Entry, remedies: Entry['remedies']): string[] {
  const all = new Set([...affects.values()].map(({ name }) => name))
  return Array.from(remedies, ([line, names]) => {
    if (names.size === all.size) return line
    const more = names.size > mostNamed ? ` and ${names.size - mostNamed} more` : ''
    return `for ${[...names].slice(0, mostNamed).join(', ')}${more}: ${line}`
  })
}

/** The format wants a source for every other name: the feed that has a record of it, else the prefix of the name. */
function referencesOf(vulnerability: VulnerabilitySeen, advisories: readonly AdvisorySeen[]): object[] {
  return vulnerability.aliases.map(id => {
    const record = advisories.find(advisory => advisory.id === id)
    const url = record && webLink(record.url)
    const name = record?.source ?? id.split('-')[0]!
    return { id, source: url === undefined ? { name } : { name, url } }
  })
}

const methods: ReadonlyMap<string, string> = new Map([
  ['2.0', 'CVSSv2'],
  ['3.0', 'CVSSv3'],
  ['3.1', 'CVSSv31'],
  ['4.0', 'CVSSv4'],
])

function ratingsOf({ cvss, severity }: VulnerabilitySeen): object[] {
  if (cvss.length === 0) return [{ severity, method: 'other' }]
  return cvss.map(({ version, vector, score, source }) => ({
    source: { name: source },
    score,
    severity: bandOf(score),
    method: methods.get(version) ?? 'other',
    vector,
  }))
}
