import {
  type Answer,
  answerOf,
  bestOf,
  type ComponentFacts,
  cpeAnswer,
  type FactGathering,
  type Facts,
  given,
  hashAnswer,
  listOf,
  purlAnswer,
  type Raw,
  recordOf,
  timeAnswer,
} from './facts.ts'

/** Relationships that say what needs or holds what: from the first to the second, or the other way round (SPDX 2.3, clause 11). */
const downward = /^(?:DEPENDS_ON|CONTAINS|HAS_PREREQUISITE)$/
const upward = /^(?:[A-Z_]*DEPENDENCY_OF|CONTAINED_BY|PREREQUISITE_FOR)$/

/**
 * Collects what an SPDX 2 document in JSON answers. `NOASSERTION` says that something is not known, `NONE` that there is none
 * (2.3, clause 7.13); a document has no place for completeness, a signature or the phase it was made in.
 */
export function spdxFactGathering(): FactGathering {
  const bill: Facts['bill'] = {
    author: 'missing',
    'author-contact': 'missing',
    signature: 'missing',
    'current-format': 'missing',
    // BSI TR-03183-2 v2.1.0, section 4: SPDX from 3.0.1 on.
    'format-of-bsi': 'missing',
    phase: 'missing',
    timestamp: 'missing',
    tool: 'missing',
    'tool-version': 'missing',
    revision: 'missing',
    address: 'missing',
    'no-vulnerabilities': 'given',
    'root-dependencies': 'missing',
    completeness: 'missing',
  }
  const components: ComponentFacts[] = []
  const described = new Set<unknown>()
  const needs = new Set<unknown>()

  function takeRelationship({ spdxElementId: from, relationshipType: type, relatedSpdxElement: to }: Raw): void {
    if (type === 'DESCRIBES') described.add(to)
    else if (type === 'DESCRIBED_BY') described.add(from)
    else if (typeof type === 'string' && downward.test(type)) needs.add(from)
    else if (typeof type === 'string' && upward.test(type)) needs.add(to)
  }

  return {
    take(key, value) {
      if (key === 'packages') components.push(packageFacts(recordOf(value)))
      else if (key === 'relationships') takeRelationship(recordOf(value))
      else if (key === 'documentDescribes') described.add(value)
      else if (key === 'creationInfo') takeCreation(bill, recordOf(value))
      else if (key === 'documentNamespace') bill.address = bill.revision = answerOf(value)
      else if (key === 'spdxVersion') bill['current-format'] = given(value === 'SPDX-2.2' || value === 'SPDX-2.3')
    },
    facts() {
      const roots = components.filter(({ ref }) => described.has(ref))
      bill['root-dependencies'] = given(roots.some(({ ref }) => needs.has(ref)))
      for (const { ref, answers } of components) answers.dependencies = given(needs.has(ref))
      return { bill, components }
    },
  }
}

/** `Organization: Mill (psirt@mill.example)`, `Person: …`, `Tool: name-version` (2.3, clause 6.8). */
function takeCreation(bill: Facts['bill'], { created, creators }: Raw): void {
  const said = listOf(creators).filter(creator => typeof creator === 'string')
  const people = said.filter(creator => /^(?:Organization|Person):/.test(creator))
  const tools = said.flatMap(creator => /^Tool:\s*(.*)$/.exec(creator)?.[1] ?? [])
  bill.timestamp = timeAnswer(created)
  bill.author = bestOf(...people.map(agentAnswer))
  bill['author-contact'] = given(people.some(hasContact))
  bill.tool = bestOf(...tools.map(answerOf))
  bill['tool-version'] = given(tools.some(tool => /-v?\d/.test(tool.split(/\s/).at(-1)!)))
}

function packageFacts(raw: Raw): ComponentFacts {
  const references = listOf(raw['externalRefs']).map(recordOf)
  const checksums = listOf(raw['checksums']).map(recordOf)
  const [concluded, declared] = [answerOf(raw['licenseConcluded']), answerOf(raw['licenseDeclared'])]
  const agents = [raw['originator'], raw['supplier']]
  return {
    ref: String(raw['SPDXID'] ?? raw['name'] ?? ''),
    answers: {
      name: answerOf(raw['name']),
      version: answerOf(raw['versionInfo']),
      producer: bestOf(...agents.map(agentAnswer)),
      'producer-contact': given(agents.some(agent => typeof agent === 'string' && hasContact(agent))),
      identifier: bestOf(...references.map(identifierAnswer)),
      hash: bestOf(...checksums.map(({ algorithm, checksumValue }) => hashAnswer(algorithm, checksumValue))),
      license: bestOf(concluded, declared),
      'concluded-license': concluded,
      'declared-license': declared,
      'file-name': answerOf(raw['packageFileName']),
      'deployable-hash': bestOf(
        ...checksums
          .filter(({ algorithm }) => algorithm === 'SHA512')
          .map(({ algorithm, checksumValue }) => hashAnswer(algorithm, checksumValue)),
      ),
      'deployable-address': answerOf(raw['downloadLocation']),
      completeness: 'missing',
    },
  }
}

const identifiers = /(?:^|[/#])(?:purl|cpe22Type|cpe23Type|swid|swh|gitoid)$/

/** What a reference to another's register of packages says (2.3, annex F). */
function identifierAnswer({ referenceType, referenceLocator }: Raw): Answer {
  const kind = identifiers.exec(String(referenceType))?.[0].replace(/^[/#]/, '')
  if (kind === undefined) return 'missing'
  if (kind === 'purl') return purlAnswer(referenceLocator)
  return kind.startsWith('cpe') ? cpeAnswer(referenceLocator) : answerOf(referenceLocator)
}

/** Whether an address of mail stands in brackets at the end. */
function hasContact(agent: string): boolean {
  const text = agent.trimEnd()
  if (!text.endsWith(')')) return false
  // No pattern: one over the whole would begin anew at each of a million brackets.
  const last = text.slice(text.lastIndexOf(')', text.length - 2) + 1)
  const open = last.indexOf('(')
  return open >= 0 && last.lastIndexOf('@') > open
}

/** An agent is a kind and a name, or NOASSERTION. */
function agentAnswer(agent: unknown): Answer {
  return answerOf(typeof agent === 'string' ? agent.replace(/^(?:Organization|Person):\s*/, '') : agent)
}
