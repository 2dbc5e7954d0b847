import { Problem, quoted } from '#base'
import type { Bom } from '../bom.ts'
import { namespaceStart, writtenVersions, xmlVersions } from '../cyclonedx.ts'
import { takeComponents } from '../cyclonedx-component.ts'
import { at, takeMetadata, takeRevision, takeSerial } from '../cyclonedx-document.ts'
import {
  componentParts,
  type Part,
  rawComponent,
  rawMetadata,
  rawService,
  rawVulnerability,
  statedDependencies,
} from '../cyclonedx-elements.ts'
import {
  finished,
  type Gathering,
  gathering,
  lineOf,
  takeDependency,
  takeService,
  takeVulnerability,
  wrongType,
} from '../cyclonedx-gather.ts'
import { type WrittenBody, type WrittenComponent, type WrittenLicense, writtenBom } from '../cyclonedx-write.ts'
import { xmlFacts } from '../cyclonedx-xml-facts.ts'
import type { Facts } from '../facts.ts'
import type { BomFormat, Head, Paper } from '../format.ts'
import { nameOf } from '../paper-text.ts'
import { loadXml, readXml, type XmlElement } from '../xml.ts'
import { cleanXml, escapedAttribute, escapedText, isAddress } from '../xml-text.ts'

/**
 * CycloneDX in XML (ECMA-424), from its first version on. Read element by element: held at a time is one outermost component
 * with those in it. Elements of other namespaces are passed over (they are allowed everywhere); unknown ones of CycloneDX's
 * own are noted.
 */
export const cyclonedxXml: BomFormat = {
  id: 'cyclonedx-xml',
  label: 'CycloneDX XML',
  kind: 'bom',
  versions: xmlVersions,
  takes: 'as CycloneDX JSON; the dependency extension of 1.1',
  leaves: 'as CycloneDX JSON; elements of other namespaces',
  names: undefined,
  sniff,
  prepare: loadXml,
  read,
  facts,
  writes: writtenVersions,
  write,
}

function sniff(head: Head): boolean {
  if (!/^\s*</.test(head.text)) return false
  return /cyclonedx\.org\/schema\/bom|<(?:[\w.-]{1,64}:)?bom[\s>]|<!DOCTYPE\s+bom[\s[>]/.test(head.text)
}

/** Of CycloneDX 1.1, before it had dependencies of its own. */
const graphSpace = 'http://cyclonedx.org/schema/ext/dependency-graph/1.0'

/** Lists of the bill and the element in each that is taken. */
const sections: ReadonlyMap<string, string> = new Map([
  ['components', 'component'],
  ['dependencies', 'dependency'],
  ['services', 'service'],
  ['vulnerabilities', 'vulnerability'],
])
const passedOver = new Set([
  'externalReferences',
  'compositions',
  'properties',
  'annotations',
  'formulation',
  'declarations',
  'definitions',
  'citations',
  'signature',
])

/** Where the reader is: outside the sections, in one, or in a part of one. */
interface Reading {
  it: Gathering
  space: string
  depth: number
  section: string
  open: Part[]
  /** Depth of the element that is passed over with all that stands in it; 0 for none. */
  passed: number
  /** Characters held in the part being read. */
  held: number
}

function read(paper: Paper): Bom {
  const reading: Reading = {
    it: gathering(paper, cyclonedxXml.id),
    space: '',
    depth: 0,
    section: '',
    open: [],
    passed: 0,
    held: 0,
  }
  readXml(paper.pieces(), paper.limits, nameOf(paper), {
    open: element => open(reading, element),
    text: text => takeText(reading, text),
    close: () => close(reading),
  })
  return finished(reading.it)
}

function facts(paper: Paper): Facts {
  // Whether it is one at all is for the reader to say.
  read(paper)
  return xmlFacts(paper)
}

function open(reading: Reading, element: XmlElement): void {
  const depth = ++reading.depth
  if (reading.passed > 0) return
  if (depth === 1) {
    takeRoot(reading, element)
    return
  }
  const { it } = reading
  if (element.space !== reading.space && element.space !== graphSpace) {
    reading.passed = depth
    return
  }
  const around = reading.open.at(-1)
  if (around) {
    const inComponent = around.name === 'component'
    if (inComponent && !componentParts.has(element.name)) unexpected(it, element, 'a component')
    if (inComponent && !componentParts.get(element.name)) reading.passed = depth
    else push(reading, element, around)
  } else if (depth === 2) {
    reading.section = element.name
    if (element.name === 'metadata') push(reading, element, undefined)
    else if (!sections.has(element.name)) {
      if (!passedOver.has(element.name)) unexpected(it, element, 'the bill')
      reading.passed = depth
    }
  } else if (element.name === sections.get(reading.section)) push(reading, element, undefined)
  else {
    unexpected(it, element, reading.section)
    reading.passed = depth
  }
}

function takeRoot(reading: Reading, element: XmlElement): void {
  const { it } = reading
  const name = nameOf(it.paper)
  const place = `line ${element.line}`
  const version = element.space.startsWith(namespaceStart) ? element.space.slice(namespaceStart.length) : undefined
  if (version === undefined || !(xmlVersions as readonly string[]).includes(version))
    throw new Problem(
      'boms/unknown-namespace',
      `Cannot read ${name}: unknown CycloneDX namespace ${quoted(element.space)} at ${place}`,
      { at: place, found: quoted(element.space), wanted: `${namespaceStart} with one of ${xmlVersions.join(', ')}` },
    )
  if (element.name !== 'bom')
    throw new Problem('boms/not-cyclonedx', `Cannot read ${name}: ${quoted(element.name)} at ${place} is not "bom"`, {
      at: place,
      found: quoted(element.name),
      wanted: '"bom"',
    })
  reading.space = element.space
  it.bom.specVersion = version
  takeSerial(it, element.attribute('serialNumber'))
  const revision = element.attribute('version')
  takeRevision(it, revision === undefined || !/^\s*\+?\d{1,15}\s*$/.test(revision) ? revision : Number(revision), place)
}

function unexpected(it: Gathering, element: XmlElement, where: string): void {
  const place = `line ${element.line}`
  it.notes.add('unexpected-element', `unexpected element ${quoted(element.name)} in ${where}: passed over`, place)
}

function push(reading: Reading, element: XmlElement, around: Part | undefined): void {
  const part: Part = { name: element.name, element, text: '', parts: [] }
  around?.parts.push(part)
  reading.open.push(part)
  hold(reading, 64)
}

function hold(reading: Reading, size: number): void {
  const { paper } = reading.it
  reading.held += size
  if (reading.held <= paper.limits.element) return
  const place = `line ${reading.open[0]!.element.line}`
  throw new Problem(
    'base/element-too-large',
    `Cannot read ${nameOf(paper)}: one element is larger than the limit of ${paper.limits.element} bytes at ${place}`,
    { at: place, next: `raise it with --limit element=${paper.limits.element * 4}` },
  )
}

function takeText(reading: Reading, text: string): void {
  const part = reading.passed > 0 ? undefined : reading.open.at(-1)
  // Blanks between elements are not worth keeping.
  if (!part || (part.parts.length > 0 && !/\S/.test(text))) return
  hold(reading, text.length)
  part.text += text
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
  const { it, section } = reading
  if (section === 'metadata') takeMetadata(it, rawMetadata(part))
  else if (section === 'components') takeComponents(it, rawComponent(part), '', -1)
  else if (section === 'services') takeService(it, rawService(part), '', -1)
  else if (section === 'vulnerabilities') takeVulnerability(it, rawVulnerability(part))
  else takeDependencies(it, part)
}

function takeDependencies(it: Gathering, outermost: Part): void {
  for (const { part, ref, on } of statedDependencies(outermost)) {
    at(it, '')
    it.raw = { [lineOf]: part.element.line }
    if (ref === undefined) throw wrongType(it, ref, '', 'a dependency with a ref')
    takeDependency(
      it,
      ref,
      on.map(({ element }) => element.attribute('ref')),
    )
  }
}

function write(bom: Bom, specVersion: string): Iterable<string> {
  return writtenBom(bom, specVersion, {
    clean: cleanXml,
    refuses: (member, value) => (member === 'cpe' ? !cpe.test(value) : !isAddress(value)),
    head: serial =>
      `<?xml version="1.0" encoding="UTF-8"?>\n<bom xmlns="${namespaceStart}${specVersion}" serialNumber="${serial}" version="1">\n`,
    body,
  })
}

// The pattern that the schema sets for a CPE, which is that of CPE 2.2 and 2.3 (NISTIR 7695).
const part23 = String.raw`(?:\?*|\*?)(?:[a-zA-Z0-9._-]|\\[\\*?!"#$%&'()+,/:;<=>@[\]^\x60{|}~])+(?:\?*|\*?)|[*-]`
const cpe = new RegExp(
  String.raw`^(?:c[pP][eE]:/[AHOaho]?(?::[A-Za-z0-9._~%-]*){0,6}|cpe:2\.3:[aho*-](?::(?:${part23})){5}:(?:[a-zA-Z]{2,3}(?:-(?:[a-zA-Z]{2}|[0-9]{3}))?|[*-])(?::(?:${part23})){4})$`,
)

function* body({ timestamp, creators, subject, components, dependencies }: WrittenBody): Iterable<string> {
  if (timestamp !== undefined || subject || creators) {
    yield '<metadata>\n'
    if (timestamp !== undefined) yield `<timestamp>${timestamp}</timestamp>\n`
    if (creators?.tools)
      yield `<tools><components>${creators.tools.components
        .map(
          ({ type, name, version }) =>
            `<component type="${type}">${leaf('name', name)}${leaf('version', version)}</component>`,
        )
        .join('')}</components></tools>\n`
    if (creators?.authors)
      yield `<authors>${creators.authors
        .map(({ name, email }) => `<author>${leaf('name', name)}${leaf('email', email)}</author>`)
        .join('')}</authors>\n`
    if (subject) yield componentText(subject)
    if (creators?.manufacturer) {
      const { name, contact = [] } = creators.manufacturer
      const contacts = contact.map(({ email }) => `<contact>${leaf('email', email)}</contact>`).join('')
      yield `<manufacturer>${leaf('name', name)}${contacts}</manufacturer>\n`
    }
    yield '</metadata>\n'
  }
  yield '<components>\n'
  for (const component of components) yield componentText(component)
  yield '</components>\n<dependencies>\n'
  for (const { ref, dependsOn } of dependencies) {
    const inside = dependsOn.map(other => `<dependency ref="${escapedAttribute(other)}"/>`).join('')
    yield `<dependency ref="${escapedAttribute(ref)}"${inside === '' ? '/>' : `>${inside}</dependency>`}\n`
  }
  yield '</dependencies>\n</bom>\n'
}

// In the order that the schema sets.
function componentText(component: WrittenComponent): string {
  const { supplier, hashes, licenses, properties } = component
  let text = `<component type="${component.type}" bom-ref="${escapedAttribute(component['bom-ref'])}">`
  if (supplier) text += `<supplier>${leaf('name', supplier.name)}</supplier>`
  for (const member of ['group', 'name', 'version', 'scope'] as const) text += leaf(member, component[member])
  if (hashes)
    text += `<hashes>${hashes.map(({ alg, content }) => `<hash alg="${alg}">${content}</hash>`).join('')}</hashes>`
  if (licenses) text += `<licenses>${licenses.map(licenseText).join('')}</licenses>`
  text += leaf('cpe', component.cpe) + leaf('purl', component.purl)
  if (properties) text += `<properties>${properties.map(propertyText).join('')}</properties>`
  return `${text}</component>\n`
}

function leaf(name: string, text: string | undefined): string {
  return text === undefined ? '' : `<${name}>${escapedText(text)}</${name}>`
}

function licenseText(written: WrittenLicense): string {
  if ('expression' in written) return leaf('expression', written.expression)
  const { license } = written
  return `<license>${'id' in license ? leaf('id', license.id) : leaf('name', license.name)}</license>`
}

function propertyText({ name, value }: { name: string; value: string }): string {
  return `<property name="${name}">${escapedText(value)}</property>`
}
