import {
  type Answer,
  answerOf,
  type BillQuestion,
  bestOf,
  billQuestions,
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

/** Versions that the makers of CycloneDX still care for; older ones are only read. */
const currentVersions: ReadonlySet<unknown> = new Set(['1.4', '1.5', '1.6', '1.7'])
/** BSI TR-03183-2 v2.1.0, section 4. */
const versionsOfBsi: ReadonlySet<unknown> = new Set(['1.6', '1.7'])

interface State {
  readonly bill: Facts['bill']
  readonly components: ComponentFacts[]
  /** Refs whose dependencies are stated, and whether there are any. */
  readonly needs: Map<string, boolean>
  /** Refs of which it is stated whether that is all, and what. */
  readonly complete: Map<string, Answer>
  root: string | undefined
}

/** Collects what a bill answers, element by element (CycloneDX 1.7; places by standards that name them). */
export function factGathering(): FactGathering {
  const bill: Facts['bill'] = Object.fromEntries(billQuestions.map(question => [question, 'missing']))
  bill['no-vulnerabilities'] = 'given'
  const it: State = { bill, components: [], needs: new Map(), complete: new Map(), root: undefined }
  return {
    take: (key, value) => takers.get(key)?.(it, value),
    facts() {
      if (it.root !== undefined && it.needs.get(it.root)) bill['root-dependencies'] = 'given'
      for (const { ref, answers } of it.components) {
        answers.dependencies = given(it.needs.has(ref))
        answers.completeness = it.complete.get(ref) ?? 'missing'
      }
      return { bill, components: it.components }
    },
  }
}

/** By member of the bill; of lists each element is taken by itself. */
const takers: ReadonlyMap<string, (it: State, value: unknown) => void> = new Map([
  ['components', takeComponent],
  ['metadata', takeMetadata],
  ['dependencies', takeDependency],
  ['compositions', takeComposition],
  ['vulnerabilities', it => answer(it, 'no-vulnerabilities', 'missing')],
  ['signature', (it, value) => answer(it, 'signature', signatureAnswer(value))],
  ['specVersion', takeSpecVersion],
  ['version', (it, value) => answer(it, 'revision', given(typeof value === 'number'))],
  ['serialNumber', (it, value) => answer(it, 'address', answerOf(value))],
])

function answer({ bill }: State, question: BillQuestion, given: Answer): void {
  bill[question] = given
}

function takeComponent(it: State, value: unknown): void {
  const raw = recordOf(value)
  it.components.push(componentFacts(raw))
  for (const inner of listOf(raw['components'])) takeComponent(it, inner)
}

function takeMetadata(it: State, value: unknown): void {
  const { bill } = it
  const metadata = recordOf(value)
  const tools = toolsOf(metadata['tools'])
  bill.author = bestOf(...authorsOf(metadata).map(author => answerOf(author['name'])))
  bill['author-contact'] = given(authorsOf(metadata).some(hasContact))
  bill.phase = given(listOf(metadata['lifecycles']).some(one => !!(recordOf(one)['phase'] ?? recordOf(one)['name'])))
  bill.timestamp = timeAnswer(metadata['timestamp'])
  bill.tool = bestOf(...tools.map(tool => answerOf(tool['name'])))
  bill['tool-version'] = bestOf(...tools.map(tool => answerOf(tool['version'])))
  const subject = recordOf(metadata['component'])
  if (typeof subject['bom-ref'] === 'string') it.root = subject['bom-ref']
  if (metadata['component'] !== undefined) takeComponent(it, subject)
}

function takeDependency({ needs }: State, value: unknown): void {
  const { ref, dependsOn } = recordOf(value)
  if (typeof ref === 'string') needs.set(ref, listOf(dependsOn).length > 0)
}

function takeComposition({ bill, complete }: State, value: unknown): void {
  const { aggregate, assemblies, dependencies } = recordOf(value)
  if (typeof aggregate !== 'string' || aggregate === 'not_specified') return
  const said: Answer = aggregate === 'unknown' ? 'unknown' : 'given'
  bill.completeness = bestOf(bill.completeness ?? 'missing', said)
  for (const ref of [...listOf(assemblies), ...listOf(dependencies)].map(String))
    complete.set(ref, bestOf(complete.get(ref) ?? 'missing', said))
}

function takeSpecVersion({ bill }: State, value: unknown): void {
  bill['current-format'] = given(currentVersions.has(value))
  bill['format-of-bsi'] = given(versionsOfBsi.has(value))
}

function componentFacts(raw: Raw): ComponentFacts {
  const references = listOf(raw['externalReferences']).map(recordOf)
  const ofType = (type: string) => references.filter(reference => reference['type'] === type)
  const properties = new Map(
    listOf(raw['properties'])
      .map(recordOf)
      .map(({ name, value }) => [name, value] as const),
  )
  const licenses = listOf(raw['licenses']).map(recordOf)
  const acknowledged = (word: string) =>
    licenses.some(one => (recordOf(one['license'])['acknowledgement'] ?? one['acknowledgement']) === word)
  const producers = [raw['manufacturer'], raw['supplier'], ...listOf(raw['authors'])].map(recordOf)
  const ofBsi = (name: string): Answer => answerOf(properties.get(`bsi:component:${name}`))
  return {
    ref: String(raw['bom-ref'] ?? raw['purl'] ?? raw['name'] ?? ''),
    answers: {
      name: answerOf(raw['name']),
      version: answerOf(raw['version']),
      producer: bestOf(
        ...producers.map(producer => answerOf(producer['name'])),
        answerOf(raw['publisher']),
        answerOf(raw['author']),
      ),
      'producer-contact': given(producers.some(hasContact)),
      identifier: bestOf(
        purlAnswer(raw['purl']),
        cpeAnswer(raw['cpe']),
        given(['swid', 'omniborId', 'swhid'].some(key => !isEmpty(raw[key]))),
      ),
      hash: bestOf(...hashAnswers(raw)),
      license: licenses.length === 0 ? 'missing' : bestOf(...licenses.map(licenseAnswer)),
      'concluded-license': given(acknowledged('concluded')),
      'declared-license': given(acknowledged('declared')),
      // Its taxonomy writes it one way and its text the other (v0.1.2, v2.1.0).
      'effective-license': bestOf(ofBsi('effectiveLicence'), ofBsi('effectiveLicense')),
      'file-name': ofBsi('filename'),
      executable: ofBsi('executable'),
      archive: ofBsi('archive'),
      structured: ofBsi('structured'),
      'deployable-hash': bestOf(...ofType('distribution').flatMap(one => hashAnswers(one, 'SHA-512'))),
      'deployable-address': given(ofType('distribution').some(one => !isEmpty(one['url']))),
      'source-address': given(ofType('source-distribution').some(one => !isEmpty(one['url']))),
      'source-hash': bestOf(...ofType('source-distribution').flatMap(one => hashAnswers(one))),
      'security-txt': given(ofType('rfc-9116').length > 0),
    },
  }
}

function licenseAnswer(choice: Raw): Answer {
  const license = recordOf(choice['license'])
  return bestOf(answerOf(choice['expression']), answerOf(license['id']), answerOf(license['name']))
}

/** Who answers for the bill, by version: manufacturer (1.6), manufacture (to 1.5), authors, supplier. */
function authorsOf(metadata: Raw): Raw[] {
  const { manufacturer, manufacture, supplier, authors } = metadata
  return [manufacturer, manufacture, ...listOf(authors), supplier].map(recordOf)
}

/** An address of mail, or else a page. */
function hasContact(entity: Raw): boolean {
  const contacts = [entity, ...listOf(entity['contact']).map(recordOf)]
  return contacts.some(({ email }) => !isEmpty(email)) || listOf(entity['url']).some(url => !isEmpty(url))
}

/** A list of tools (to 1.4), or an object with components and services (from 1.5 on). */
function toolsOf(tools: unknown): Raw[] {
  if (Array.isArray(tools)) return tools.map(recordOf)
  const { components, services } = recordOf(tools)
  return [...listOf(components), ...listOf(services)].map(recordOf)
}

function hashAnswers(owner: Raw, algorithm?: string): Answer[] {
  return listOf(owner['hashes'])
    .map(recordOf)
    .filter(({ alg }) => algorithm === undefined || alg === algorithm)
    .map(({ alg, content }) => hashAnswer(alg, content))
}

/**
 * A signature in the JSON Signature Format (1.0, section 4: one value, or several of `signers` or of a `chain`); of XML it is enough
 * that there is one. Whether it holds is another question than whether it is there.
 */
function signatureAnswer(value: unknown): Answer {
  const { signers, chain, algorithm, value: signature } = recordOf(value)
  const several = [...listOf(signers), ...listOf(chain)]
  if (several.length > 0) return bestOf(...several.map(signatureAnswer))
  if (value === true) return 'given'
  const isThere = typeof algorithm === 'string' && algorithm !== '' && algorithm !== 'none'
  return isThere && typeof signature === 'string' && signature !== '' ? 'given' : 'invalid'
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}
