import { lineOf, type Raw } from './cyclonedx-gather.ts'
import type { XmlElement } from './xml.ts'

/** One element of a bill in XML with what stands in it, as far as it is read. */
export interface Part {
  name: string
  element: XmlElement
  text: string
  parts: Part[]
}

/** What a component may hold in CycloneDX 1.0 to 1.7: true where it is read. */
export const componentParts: ReadonlyMap<string, boolean> = new Map([
  ...[
    'supplier',
    'manufacturer',
    'publisher',
    'group',
    'name',
    'version',
    'scope',
    'hashes',
    'licenses',
    'cpe',
    'purl',
    'externalReferences',
    'properties',
    'components',
  ].map(name => [name, true] as const),
  ...[
    'authors',
    'author',
    'versionRange',
    'description',
    'copyright',
    'patentAssertions',
    'omniborId',
    'swhid',
    'swid',
    'modified',
    'pedigree',
    'evidence',
    'releaseNotes',
    'modelCard',
    'data',
    'cryptoProperties',
    'tags',
    'signature',
  ].map(name => [name, false] as const),
])

const blanks = ' \t\r\n'

/** Without the blanks that indenting puts around a text; XML knows four of them. */
export function trimmed(text: string): string {
  let from = 0
  let to = text.length
  while (from < to && blanks.includes(text[from]!)) from++
  // A pattern would begin anew at each blank: on a text of a million of them it never ends.
  while (to > from && blanks.includes(text[to - 1]!)) to--
  return text.slice(from, to)
}

/** A component element in the JSON spelling: places in it are lines. */
export function rawComponent({ element, parts }: Part): Raw {
  const raw: Raw = {
    [lineOf]: element.line,
    type: element.attribute('type'),
    'bom-ref': element.attribute('bom-ref'),
  }
  for (const part of parts) {
    if (part.name === 'components') raw['components'] = named(part, 'component').map(rawComponent)
    else if (part.name === 'hashes')
      raw['hashes'] = named(part, 'hash').map(hash => ({
        alg: hash.element.attribute('alg'),
        content: trimmed(hash.text),
      }))
    else if (part.name === 'licenses') raw['licenses'] = part.parts.flatMap(rawLicense)
    else if (part.name === 'supplier' || part.name === 'manufacturer') raw[part.name] = { name: textIn(part, 'name') }
    else if (part.name === 'externalReferences')
      raw['externalReferences'] = named(part, 'reference').map(reference => ({ url: textIn(reference, 'url') }))
    else if (part.name === 'properties')
      raw['properties'] = named(part, 'property').map(property => ({
        name: property.element.attribute('name'),
        value: trimmed(property.text),
      }))
    else if (componentParts.get(part.name)) raw[part.name] = trimmed(part.text)
  }
  return raw
}

function rawLicense({ name, element, text, parts }: Part): Raw[] {
  if (name === 'expression') return [{ expression: trimmed(text) }]
  if (name === 'expression-detailed') return [{ expression: element.attribute('expression') }]
  if (name !== 'license') return []
  const stated = parts.find(part => part.name === 'id' || part.name === 'name')
  return [{ license: stated ? { [stated.name]: trimmed(stated.text) } : {} }]
}

export function rawMetadata(part: Part): Raw {
  const subject = named(part, 'component')[0]
  const authors = named(part, 'authors')[0]
  const manufacturer = named(part, 'manufacturer')[0]
  const tools = named(part, 'tools')[0]
  return {
    [lineOf]: part.element.line,
    timestamp: textIn(part, 'timestamp'),
    ...(tools && { tools: rawTools(tools) }),
    ...(authors && { authors: named(authors, 'author').map(rawEntity) }),
    ...(manufacturer && { manufacturer: rawEntity(manufacturer) }),
    ...(subject && { component: rawComponent(subject) }),
  }
}

/** Tools as such (to 1.4), and as components and services. */
export function rawTools({ parts }: Part): Raw[] {
  const tools = parts.flatMap(part => (/^(?:components|services)$/.test(part.name) ? part.parts : [part]))
  return tools.map(tool => ({ name: textIn(tool, 'name'), version: textIn(tool, 'version') }))
}

/** An organisation, or a person, whose address stands without a contact around it. */
export function rawEntity(part: Part): Raw {
  return {
    name: textIn(part, 'name'),
    email: textIn(part, 'email'),
    url: named(part, 'url').map(({ text }) => trimmed(text)),
    contact: named(part, 'contact').map(contact => ({ email: textIn(contact, 'email') })),
  }
}

export function rawService({ element, parts }: Part): Raw {
  const below = parts.find(({ name }) => name === 'services')
  return {
    [lineOf]: element.line,
    'bom-ref': element.attribute('bom-ref'),
    services: below ? named(below, 'service').map(rawService) : [],
  }
}

export function rawVulnerability({ parts }: Part): Raw {
  return { analysis: parts.some(({ name }) => name === 'analysis') ? {} : undefined }
}

/** A dependency element with those in it: each that holds any, and the outermost in any case, states what it needs. */
export function* statedDependencies(outermost: Part): Iterable<{ part: Part; ref: string | undefined; on: Part[] }> {
  const open = [outermost]
  for (let part = open.pop(); part; part = open.pop()) {
    const on = named(part, 'dependency')
    if (part === outermost || on.length > 0) yield { part, ref: part.element.attribute('ref'), on }
    for (let i = on.length - 1; i >= 0; i--) open.push(on[i]!)
  }
}

export function named(part: Part, name: string): Part[] {
  return part.parts.filter(found => found.name === name)
}

export function textIn(part: Part, name: string): string | undefined {
  const found = part.parts.find(inner => inner.name === name)
  return found && trimmed(found.text)
}
