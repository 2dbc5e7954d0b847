import { hexHash, statedIntervals } from '#identity'
import { badStatement, type Fields, fieldsAt, isFields, listAt, textAt } from './json-object.ts'
import {
  type Justification,
  type Named,
  named,
  oneLine,
  type Product,
  type Statement,
  timeOf,
  type VexDocument,
  type VexStatus,
} from './statement.ts'
import { statedCpe, statedPurl } from './vex-product.ts'

const mostAffects = 100_000
const mostVersions = 10_000

/** `analysis.state` of CycloneDX 1.7 in the words of VEX. */
const states: ReadonlyMap<unknown, VexStatus> = new Map([
  ['exploitable', 'affected'],
  ['in_triage', 'under_investigation'],
  ['not_affected', 'not_affected'],
  ['false_positive', 'not_affected'],
  ['resolved', 'fixed'],
  ['resolved_with_pedigree', 'fixed'],
])

/** The nearest of the five words for `analysis.justification`; the original is kept beside it. */
const nearest: ReadonlyMap<unknown, Justification> = new Map([
  ['code_not_present', 'vulnerable_code_not_present'],
  ['code_not_reachable', 'vulnerable_code_not_in_execute_path'],
  ['requires_configuration', 'vulnerable_code_cannot_be_controlled_by_adversary'],
  ['requires_dependency', 'vulnerable_code_cannot_be_controlled_by_adversary'],
  ['requires_environment', 'vulnerable_code_cannot_be_controlled_by_adversary'],
  ['protected_by_compiler', 'inline_mitigations_already_exist'],
  ['protected_at_runtime', 'inline_mitigations_already_exist'],
  ['protected_at_perimeter', 'inline_mitigations_already_exist'],
  ['protected_by_mitigating_control', 'inline_mitigations_already_exist'],
])

/** An entry of `vulnerabilities` whose refs are not looked up yet. */
export interface Unresolved {
  statement: Statement
  affects: readonly { ref: string; only: Named['only'] }[]
}

/**
 * One entry of `vulnerabilities` (CycloneDX 1.4 to 1.7); undefined when nobody has analysed it. Versions whose own status says
 * otherwise than the state are left out, and counted in `odd`.
 */
export function cyclonedxStatement(
  value: unknown,
  document: VexDocument,
  at: string,
  odd: () => void,
): Unresolved | undefined {
  const fields = fieldsAt(value, at)
  if (fields['analysis'] === undefined) return undefined
  const analysis = fieldsAt(fields['analysis'], `${at}/analysis`)
  const { state } = analysis
  const status = states.get(state)
  if (state !== undefined && status === undefined)
    throw badStatement(`state ${JSON.stringify(String(state).slice(0, 80))} is none that is known`, `${at}/analysis`)
  if (status === undefined) return undefined
  const names = namesOf(fields, at)
  const stated = oneLine(analysis['justification'])
  const detail = oneLine(analysis['detail'])
  const doing = listAt(analysis['response'], `${at}/analysis/response`).map(String).join(', ')
  const action = [doing, oneLine(fields['recommendation'])].filter(Boolean).join(': ')
  const affects = listAt(fields['affects'], `${at}/affects`)
  if (affects.length > mostAffects) throw badStatement(`more than ${mostAffects} entries`, `${at}/affects`)
  return {
    affects: affects.flatMap((one, i) => affectOf(one, status, `${at}/affects/${i}`, odd)),
    statement: {
      document,
      id: typeof fields['bom-ref'] === 'string' ? fields['bom-ref'] : undefined,
      at: timeOf(analysis['lastUpdated']) ?? timeOf(fields['updated']) ?? timeOf(analysis['firstIssued']),
      vulnerability: names[0]!,
      aliases: names.slice(1),
      products: [],
      status,
      justification: nearest.get(stated),
      stated,
      impact: detail,
      action: action === '' ? undefined : oneLine(action),
    },
  }
}

function namesOf(fields: Fields, at: string): string[] {
  const names = [textAt(fields['id'], `${at}/id`)]
  for (const [i, one] of listAt(fields['references'], `${at}/references`).slice(0, 500).entries()) {
    const { id } = fieldsAt(one, `${at}/references/${i}`)
    if (typeof id === 'string' && id !== '' && id.length <= 200) names.push(id)
  }
  return [...new Set(names)]
}

function affectOf(value: unknown, status: VexStatus, at: string, odd: () => void): Unresolved['affects'] {
  const fields = fieldsAt(value, at)
  const ref = textAt(fields['ref'], `${at}/ref`)
  if (fields['versions'] === undefined) return [{ ref, only: undefined }]
  const versions: string[] = []
  const ranges: NonNullable<Named['only']>['ranges'][number][] = []
  const list = listAt(fields['versions'], `${at}/versions`)
  if (list.length > mostVersions) throw badStatement(`more than ${mostVersions} versions`, `${at}/versions`)
  const free = status === 'not_affected' || status === 'fixed'
  for (const [i, one] of list.entries()) {
    const entry = fieldsAt(one, `${at}/versions/${i}`)
    const said = entry['status'] ?? 'affected'
    const runs = typeof entry['range'] === 'string' ? statedIntervals(entry['range']) : undefined
    if ((said === 'unaffected') !== free || (said === 'unknown' && status === 'affected')) odd()
    else if (typeof entry['version'] === 'string') versions.push(entry['version'])
    else if (runs !== undefined) ranges.push(...runs)
    else odd()
  }
  return [{ ref, only: { versions, ranges } }]
}

/** A component as the products of statements name it. */
export function componentNamed(fields: Fields, at: string): Named {
  const { name, version } = fields
  const label = [name, version].filter(part => typeof part === 'string' && part !== '').join('@')
  const cpe = statedCpe(fields['cpe'], at)
  return named(label, {
    purl: statedPurl(fields['purl'], at),
    cpes: cpe === undefined ? [] : [cpe],
    hashes: Array.isArray(fields['hashes']) ? fields['hashes'].flatMap(hashOf) : [],
  })
}

function hashOf(value: unknown): { algorithm: string; value: string }[] {
  const { alg, content } = isFields(value) ? value : {}
  const hash = typeof alg === 'string' && typeof content === 'string' ? hexHash(alg, content) : undefined
  return hash === undefined || 'fault' in hash ? [] : [hash]
}

/**
 * What a ref means: a component of this document, a component of another one by its BOM-Link (`urn:cdx:serial/version#ref`), or,
 * where it is neither, what it says of itself.
 */
export function resolved(
  ref: string,
  components: ReadonlyMap<string, Named>,
  serial: string,
  at: string,
): Omit<Product, 'only'> {
  const [, uuid, revision, fragment = ''] = /^urn:cdx:([0-9a-f-]{36})\/(\d+)(?:#(.*))?$/is.exec(ref) ?? []
  if (uuid === undefined) {
    const own = components.get(ref) ?? named(ref, { purl: statedPurl(ref, at) })
    return { ...own, subcomponents: [] }
  }
  const inside = decoded(fragment)
  const linked = { serial: `urn:uuid:${uuid.toLowerCase()}`, revision: Number(revision), ref: inside }
  const own = linked.serial === serial.toLowerCase() ? components.get(inside) : undefined
  return { ...(own ?? named(ref)), link: linked, subcomponents: [] }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // Many write the reference as it is.
    return text
  }
}
