import { type Answer, answerOf, bestOf, type ComponentFacts, type FactGathering, type Facts, given } from './facts.ts'

type Raw = Readonly<Record<string, unknown>>

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
      // The one package that is described is what the bill is about.
      const root = roots.length === 1 && components.length > 1 ? roots[0] : undefined
      return { bill, components: components.filter(one => one !== root) }
    },
  }
}

/** `Organization: Mill (psirt@mill.example)`, `Person: …`, `Tool: name-version` (2.3, clause 6.8). */
function takeCreation(bill: Facts['bill'], { created, creators }: Raw): void {
  const said = listOf(creators).filter(creator => typeof creator === 'string')
  const people = said.filter(creator => /^(?:Organization|Person):/.test(creator))
  const tools = said.flatMap(creator => /^Tool:\s*(.*)$/.exec(creator)?.[1] ?? [])
  bill.timestamp = answerOf(created)
  bill.author = bestOf(...people.map(agentAnswer))
  bill['author-contact'] = given(people.some(agent => /\([^)]*@[^)]*\)\s*$/.test(agent)))
  bill.tool = bestOf(...tools.map(answerOf))
  bill['tool-version'] = given(tools.some(tool => /-v?\d[^\s]*$/.test(tool)))
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
      'producer-contact': given(agents.some(agent => typeof agent === 'string' && /\([^)]*@[^)]*\)\s*$/.test(agent))),
      identifier: given(references.some(({ referenceType }) => identifiers.test(String(referenceType)))),
      hash: given(checksums.length > 0),
      license: bestOf(concluded, declared),
      'concluded-license': concluded,
      'declared-license': declared,
      'file-name': answerOf(raw['packageFileName']),
      'deployable-hash': given(checksums.some(({ algorithm }) => algorithm === 'SHA512')),
      'deployable-address': answerOf(raw['downloadLocation']),
      completeness: 'missing',
    },
  }
}

const identifiers = /(?:^|[/#])(?:purl|cpe22Type|cpe23Type|swid|swh|gitoid)$/

/** An agent is a kind and a name, or NOASSERTION. */
function agentAnswer(agent: unknown): Answer {
  return answerOf(typeof agent === 'string' ? agent.replace(/^(?:Organization|Person):\s*/, '') : agent)
}

function recordOf(value: unknown): Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {}
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
