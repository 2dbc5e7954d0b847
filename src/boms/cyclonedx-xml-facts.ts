import { Problem } from '#base'
import { namespaceStart } from './cyclonedx.ts'
import { named, type Part, rawEntity, rawTools, statedDependencies, textIn, trimmed } from './cyclonedx-elements.ts'
import { factGathering } from './cyclonedx-facts.ts'
import type { FactGathering, Facts } from './facts.ts'
import type { Paper } from './format.ts'
import { nameOf } from './paper-text.ts'
import { readXml, type XmlElement } from './xml.ts'

type Raw = Record<string, unknown>

/** XML has signatures of its own (W3C, XML Signature Syntax and Processing). */
const signatureSpace = 'http://www.w3.org/2000/09/xmldsig#'

/** Lists of the bill and the element in each that answers something. */
const sections: ReadonlyMap<string, string> = new Map([
  ['components', 'component'],
  ['dependencies', 'dependency'],
  ['compositions', 'composition'],
  ['vulnerabilities', 'vulnerability'],
])

/** What may be long and answers nothing. */
const passedOver: ReadonlySet<string> = new Set([
  'text',
  'description',
  'copyright',
  'comment',
  'pedigree',
  'evidence',
  'releaseNotes',
  'modelCard',
  'data',
  'cryptoProperties',
  'signature',
  'analysis',
  'ratings',
  'affects',
])

/**
 * What a bill in XML answers: each element in the JSON spelling, judged by the same rules. The paper is one that was read
 * before, so that it is known to be good.
 */
export function xmlFacts(paper: Paper): Facts {
  const found = factGathering()
  const reading: Reading = { paper, found, space: '', section: '', depth: 0, passed: 0, open: [], held: 0 }
  readXml(paper.pieces(), paper.limits, nameOf(paper), {
    open: element => open(reading, element),
    text(text) {
      const part = reading.passed > 0 ? undefined : reading.open.at(-1)
      if (part) part.text += hold(reading, text)
    },
    close: () => close(reading),
  })
  return found.facts()
}

interface Reading {
  readonly paper: Paper
  readonly found: FactGathering
  space: string
  section: string
  depth: number
  /** Depth of the element that is passed over with all that stands in it; 0 for none. */
  passed: number
  open: Part[]
  /** Characters held in the element being read. */
  held: number
}

function open(reading: Reading, element: XmlElement): void {
  const depth = ++reading.depth
  if (reading.passed > 0) return
  const { found, section } = reading
  const { name, space } = element
  if (depth === 1) takeRoot(reading, element)
  else if (depth === 2 && name === 'Signature' && space === signatureSpace) {
    found.take('signature', true)
    reading.passed = depth
  } else if (depth === 2 && name !== 'metadata') {
    reading.section = name
    if (!sections.has(name)) reading.passed = depth
  } else if (depth === 3 && reading.open.length === 0 && sections.get(section) !== name) reading.passed = depth
  else if (passedOver.has(name) || space !== reading.space) reading.passed = depth
  else {
    const part: Part = { name, element, text: hold(reading, ''), parts: [] }
    reading.open.at(-1)?.parts.push(part)
    reading.open.push(part)
  }
}

function takeRoot(reading: Reading, element: XmlElement): void {
  const { found } = reading
  reading.space = element.space
  found.take('specVersion', element.space.slice(namespaceStart.length))
  found.take('serialNumber', element.attribute('serialNumber'))
  const revision = element.attribute('version')
  found.take('version', revision !== undefined && /^\s*\+?\d{1,15}\s*$/.test(revision) ? Number(revision) : undefined)
}

function hold(reading: Reading, text: string): string {
  const { element } = reading.paper.limits
  reading.held += text.length + 64
  if (reading.held <= element) return text
  throw new Problem(
    'base/element-too-large',
    `Cannot read ${nameOf(reading.paper)}: one element is larger than the limit of ${element} bytes`,
    { next: `raise it with --limit element=${element * 4}` },
  )
}

function close(reading: Reading): void {
  const depth = reading.depth--
  if (reading.passed > 0) {
    if (reading.passed === depth) reading.passed = 0
    return
  }
  const part = reading.open.pop()
  if (!part || reading.open.length > 0) return
  reading.held = 0
  const { found } = reading
  if (part.name === 'metadata') found.take('metadata', metadataOf(part))
  else if (part.name === 'component') found.take('components', componentOf(part))
  else if (part.name === 'composition') found.take('compositions', compositionOf(part))
  else if (part.name === 'vulnerability') found.take('vulnerabilities', {})
  else
    for (const { ref, on } of statedDependencies(part))
      found.take('dependencies', { ref, dependsOn: on.map(({ element }) => element.attribute('ref')) })
}

function metadataOf(part: Part): Raw {
  const raw: Raw = { timestamp: textIn(part, 'timestamp') }
  for (const inner of part.parts) {
    const { name, parts } = inner
    if (name === 'component') raw['component'] = componentOf(inner)
    else if (name === 'manufacturer' || name === 'manufacture' || name === 'supplier') raw[name] = rawEntity(inner)
    else if (name === 'authors') raw['authors'] = named(inner, 'author').map(rawEntity)
    else if (name === 'lifecycles')
      raw['lifecycles'] = parts.map(one => ({ phase: textIn(one, 'phase'), name: textIn(one, 'name') }))
    else if (name === 'tools') raw['tools'] = rawTools(inner)
  }
  return raw
}

/** Texts of a component that JSON has under the same name. */
const texts: ReadonlySet<string> = new Set(['name', 'version', 'purl', 'cpe', 'publisher', 'author'])

function componentOf({ element, parts }: Part): Raw {
  const raw: Raw = { 'bom-ref': element.attribute('bom-ref') }
  for (const part of parts) {
    const { name } = part
    if (texts.has(name)) raw[name] = trimmed(part.text)
    else if (name === 'swid' || name === 'omniborId' || name === 'swhid') raw[name] = part
    else if (name === 'manufacturer' || name === 'supplier') raw[name] = rawEntity(part)
    else if (name === 'authors') raw['authors'] = named(part, 'author').map(rawEntity)
    else if (name === 'hashes') raw['hashes'] = hashesOf(part)
    else if (name === 'licenses') raw['licenses'] = part.parts.map(licenseOf)
    else if (name === 'externalReferences') raw[name] = named(part, 'reference').map(referenceOf)
    else if (name === 'properties')
      raw['properties'] = named(part, 'property').map(one => ({
        name: one.element.attribute('name'),
        value: trimmed(one.text),
      }))
    else if (name === 'components') raw['components'] = named(part, 'component').map(componentOf)
  }
  return raw
}

function hashesOf(part: Part | undefined): Raw[] {
  return part
    ? named(part, 'hash').map(({ element, text }) => ({ alg: element.attribute('alg'), content: trimmed(text) }))
    : []
}

function licenseOf(part: Part): Raw {
  const acknowledgement = part.element.attribute('acknowledgement')
  if (part.name === 'expression') return { expression: trimmed(part.text), acknowledgement }
  if (part.name === 'expression-detailed') return { expression: part.element.attribute('expression'), acknowledgement }
  return { license: { id: textIn(part, 'id'), name: textIn(part, 'name'), acknowledgement } }
}

function referenceOf(part: Part): Raw {
  return { type: part.element.attribute('type'), url: textIn(part, 'url'), hashes: hashesOf(named(part, 'hashes')[0]) }
}

function compositionOf(part: Part): Raw {
  const refs = (list: string) =>
    named(part, list).flatMap(({ parts }) => parts.map(one => one.element.attribute('ref')))
  return { aggregate: textIn(part, 'aggregate'), assemblies: refs('assemblies'), dependencies: refs('dependencies') }
}
