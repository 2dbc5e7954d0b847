import { isJustification } from '#advisories'
import { jsonText } from '#base'
import { uuidOf } from '../content-id.ts'
import { endedWords, isEnded } from '../end-of-life.ts'
import type { Output } from '../output.ts'
import type {
  ComponentSeen,
  Match,
  Report,
  StatementSeen,
  Suppressed,
  Undecided,
  VulnerabilitySeen,
} from '../report.ts'
import { becauseOf, fixedWords, isNamed, reason } from '../wording.ts'

/**
 * OpenVEX 0.2.0. Millcert finds that a version lies in a range, and whether the vulnerable code can be reached is for people to say:
 * a match is `affected` where somebody stated so and `under_investigation` elsewhere, as is what could not be decided. Other
 * people's statements are passed on with who made them. Doubts without a vulnerability have no place in this format. The document's
 * id follows from its content.
 */
export const openvex: Output = {
  id: 'openvex',
  about: 'OpenVEX 0.2.0, for other tools',
  *write(report) {
    const statements = [...new Set([...statementsOf(report)].map(statement => jsonText(statement)))]
    const { tool, scannedAt } = report
    const author = jsonText(`${tool.name} ${tool.version}`)
    const body = [
      `"author":${author},\n"role":"Scanner","timestamp":${jsonText(scannedAt)},"version":1,\n"statements":[`,
      ...statements.map((text, i) => `${i === 0 ? '\n' : ',\n'}${text}`),
      ']',
    ]
    yield `{"@context":"https://openvex.dev/ns/v0.2.0",\n"@id":"urn:uuid:${uuidOf(body)}",\n`
    yield* body
    yield '}\n'
  },
}

function* statementsOf(report: Report): Iterable<object> {
  for (const match of report.matches) yield matched(match)
  for (const one of report.undecided) if (isNamed(one.vulnerability)) yield undecided(one)
  for (const one of report.suppressed) yield suppressed(one)
}

function undecided(one: Undecided): object {
  const why = `Could not be decided: ${reason(becauseOf(one))}. To settle it: ${one.settle}`
  return {
    ...about(one.vulnerability, one.component),
    status: 'under_investigation',
    status_notes: [why, ...(one.statements ?? []).map(saying)].join('\n'),
  }
}

function matched(match: Match): object {
  const { component, vulnerability, statements = [] } = match
  const told = statements.map(saying).join('\n')
  const affected = statements.find(({ status }) => status === 'affected')
  const update = updateOf(match)
  if (affected !== undefined)
    return {
      ...about(vulnerability, component),
      status: 'affected',
      status_notes: told,
      action_statement: affected.action ?? update,
    }
  const notes = isEnded(vulnerability.id) ? endedNotes(match) : `The version lies in an affected range. ${update}`
  return {
    ...about(vulnerability, component),
    status: 'under_investigation',
    status_notes: told === '' ? notes : `${notes}\n${told}`,
  }
}

function updateOf(match: Match): string {
  const fixed = fixedWords(match)
  if (fixed === undefined) return 'No version is known to be repaired.'
  return match.fixed.length > 0 ? `Update to ${fixed}.` : `Update to a version ${fixed}.`
}

/** The end of maintenance is no flaw of the release: what is found in it later stays. */
function endedNotes(match: Match): string {
  const page = match.advisories.find(({ url }) => url !== '')?.url
  return `The release is ${endedWords(match)}: faults found since are not mended.${page === undefined ? '' : ` See ${page}`}`
}

/** An accepted risk is no all-clear: the component stays affected, and what is done about it is nothing. */
function suppressed({ match, statement }: Suppressed): object {
  const base = about(match.vulnerability, match.component)
  const { status, justification, impact, by, until } = statement
  const notes = saying(statement)
  if (status === 'accepted') {
    const end = until === null ? '' : ` until ${until}`
    return {
      ...base,
      status: 'affected',
      status_notes: notes,
      action_statement: `Accepted by ${by}${end}: ${justification}`,
    }
  }
  if (status === 'fixed') return { ...base, status, status_notes: notes }
  return {
    ...base,
    status,
    status_notes: notes,
    ...(isJustification(justification)
      ? { justification, ...(impact !== undefined && { impact_statement: impact }) }
      : { impact_statement: impact ?? (justification === '' ? 'Nobody says why.' : justification) }),
  }
}

function about({ id, aliases }: VulnerabilitySeen, component: ComponentSeen): object {
  return {
    vulnerability: { name: id, ...(aliases.length > 0 && { aliases: [...new Set(aliases)] }) },
    products: [productOf(component)],
  }
}

/** The format wants an IRI: what has no purl gets one that is this report's own. */
function productOf({ purl, name, version, ref }: ComponentSeen): object {
  if (purl !== undefined && /^pkg:[\x21-\x7e]+$/.test(purl)) return { '@id': purl, identifiers: { purl } }
  const words = [name, version, ref].filter(part => part !== undefined && part !== '').map(part => part!.toWellFormed())
  return { '@id': `urn:millcert:component:${words.map(encodeURIComponent).join(':') || 'unnamed'}` }
}

function saying({ status, by, at, source, justification }: StatementSeen | Suppressed['statement']): string {
  const when = at == null ? '' : ` on ${at}`
  const where = source === undefined ? '' : ` in ${source}`
  return `${by} said ${status}${when}${where}${justification === '' ? '' : `: ${justification}`}`
}
