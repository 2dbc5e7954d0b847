import { Problem, quoted } from '#base'
import type { XmlElement, XmlVisitor } from '#boms'
import type { FeedFile } from './format.ts'
import type { Fields } from './json-object.ts'
import { readXmlPaper } from './paper-readers.ts'

/** Elements of one part that are held; real ones have some dozens. */
const mostElements = 400_000

/** Versions of CycloneDX whose XML has `vulnerabilities`. */
const spaces = /^http:\/\/cyclonedx\.org\/schema\/bom\/1\.[4-7]$/

/** Sections whose entries are read, each with the name of an entry; `metadata` is read whole. */
const entries: ReadonlyMap<string, string> = new Map([
  ['vulnerabilities', 'vulnerability'],
  ['components', 'component'],
  ['services', 'service'],
])

/** What is held of the elements inside a part: anything else is passed over with all that stands in it. */
const kept = {
  vulnerability: new Set(
    'id references reference recommendation updated analysis state justification responses response detail firstIssued lastUpdated affects target ref versions version range status'.split(
      ' ',
    ),
  ),
  component: new Set('name version cpe purl hashes hash components component services service'.split(' ')),
  metadata: new Set(
    'timestamp authors author name email supplier manufacturer manufacture component version cpe purl hashes hash components'.split(
      ' ',
    ),
  ),
}

/** An element with its text and the elements inside it. */
interface Element {
  name: string
  /** Attributes `bom-ref` and `alg`. */
  ref: string | undefined
  alg: string | undefined
  text: string
  parts: Element[]
  line: number
}

/** Where the parts of a paper go, each as the JSON form of CycloneDX writes it. */
export interface CyclonedxParts {
  /** With the number of its line. */
  vulnerability?(value: Fields, line: number): void
  /** A component or service. */
  component?(value: Fields): void
}

/**
 * Reads the parts that are asked for of a CycloneDX XML paper, 1.4 to 1.7; gives the members beside its lists as the JSON form has
 * them. Elements of other namespaces are passed over. Throws `advisories/not-cyclonedx` where the root is another, and what
 * `readXml` throws.
 */
export function readCyclonedxXml(file: FeedFile, take: CyclonedxParts): Fields {
  const head: Fields = { bomFormat: 'CycloneDX' }
  readXmlPaper(
    file,
    visitorOf(
      file,
      root => {
        head['serialNumber'] = root.attribute('serialNumber')
        head['version'] = root.attribute('version')
      },
      part => {
        if (part.name === 'metadata') head['metadata'] = metadataFields(part)
        else if (part.name === 'vulnerability') take.vulnerability?.(vulnerabilityFields(part), part.line)
        else take.component?.(componentFields(part))
      },
      name => (name === 'vulnerability' ? take.vulnerability : take.component) !== undefined,
    ),
  )
  return head
}

function visitorOf(
  file: FeedFile,
  onRoot: (root: XmlElement) => void,
  onPart: (part: Element) => void,
  isWanted: (name: string) => boolean,
): XmlVisitor {
  const open: Element[] = []
  const state = { depth: 0, passed: 0, space: '', section: '', elements: 0, held: 0 }
  const begins = (name: string): boolean => {
    if (state.depth === 1 && name !== 'metadata') state.section = name
    if (state.depth === 1) return name === 'metadata'
    return name === entries.get(state.section) && isWanted(name)
  }
  return {
    open(element) {
      const { name, space } = element
      if (state.depth === 0) {
        checkRoot(element, file)
        state.space = space
        onRoot(element)
      } else if (state.passed > 0) state.passed++
      else if (space !== state.space || (open.length > 0 && !keptIn(open[0]!).has(name))) state.passed = 1
      else if (open.length > 0 || begins(name)) {
        if (open.length === 0) state.elements = state.held = 0
        if (++state.elements > mostElements) throw tooLarge(file, `over ${mostElements} elements`, element.line)
        open.push(elementOf(element))
      } else if (state.depth > 1 || !entries.has(name)) state.passed = 1
      state.depth++
    },
    text(text) {
      if (open.length === 0 || state.passed > 0) return
      const part = open.at(-1)!
      state.held += text.length
      if (state.held > file.limits.element)
        throw tooLarge(file, `over ${file.limits.element} characters (--limit element=…)`, part.line)
      part.text += text
    },
    close() {
      state.depth--
      if (state.passed > 0) {
        state.passed--
        return
      }
      const closed = open.pop()
      if (closed === undefined) return
      if (open.length > 0) open.at(-1)!.parts.push(closed)
      else onPart(closed)
    },
  }
}

function keptIn({ name }: Element): ReadonlySet<string> {
  return name === 'metadata' || name === 'vulnerability' ? kept[name] : kept.component
}

function elementOf(element: XmlElement): Element {
  const { name, line } = element
  return { name, ref: element.attribute('bom-ref'), alg: element.attribute('alg'), text: '', parts: [], line }
}

function checkRoot({ name, space }: XmlElement, file: FeedFile): void {
  if (name === 'bom' && spaces.test(space)) return
  throw new Problem(
    'advisories/not-cyclonedx',
    `Cannot read ${file.name}: the root ${quoted(name)} of ${quoted(space)} is no CycloneDX bom of 1.4 to 1.7 at line 1`,
    { at: 'line 1' },
  )
}

function tooLarge(file: FeedFile, what: string, line: number): Problem {
  const at = `line ${line}`
  return new Problem('base/too-large', `Cannot read ${file.name}: ${what} in one entry at ${at}`, { at })
}

function textOf({ parts }: Element, name: string): string | undefined {
  const text = parts.find(part => part.name === name)?.text.trim()
  return text === '' ? undefined : text
}

function inside({ parts }: Element, list: string, name: string): Element[] {
  return parts.filter(part => part.name === list).flatMap(part => part.parts.filter(one => one.name === name))
}

function fieldsOf(element: Element, names: readonly string[]): Fields {
  return Object.fromEntries(names.map(name => [name, textOf(element, name)]))
}

function vulnerabilityFields(part: Element): Fields {
  const analysis = part.parts.find(({ name }) => name === 'analysis')
  return {
    'bom-ref': part.ref,
    ...fieldsOf(part, ['id', 'recommendation', 'updated']),
    references: inside(part, 'references', 'reference').map(one => fieldsOf(one, ['id'])),
    analysis: analysis && {
      ...fieldsOf(analysis, ['state', 'justification', 'detail', 'firstIssued', 'lastUpdated']),
      response: inside(analysis, 'responses', 'response').map(({ text }) => text.trim()),
    },
    affects: inside(part, 'affects', 'target').map(target => ({
      ref: textOf(target, 'ref'),
      versions: target.parts.some(({ name }) => name === 'versions')
        ? inside(target, 'versions', 'version').map(one => fieldsOf(one, ['version', 'range', 'status']))
        : undefined,
    })),
  }
}

function componentFields(part: Element): Fields {
  return {
    'bom-ref': part.ref,
    ...fieldsOf(part, ['name', 'version', 'cpe', 'purl']),
    hashes: inside(part, 'hashes', 'hash').map(({ alg, text }) => ({ alg, content: text.trim() })),
    components: [...inside(part, 'components', 'component'), ...inside(part, 'services', 'service')].map(
      componentFields,
    ),
  }
}

function metadataFields(part: Element): Fields {
  const whose = ['supplier', 'manufacturer', 'manufacture'].map(name => {
    const one = part.parts.find(inner => inner.name === name)
    return [name, one && fieldsOf(one, ['name'])]
  })
  const component = part.parts.find(({ name }) => name === 'component')
  return {
    timestamp: textOf(part, 'timestamp'),
    authors: inside(part, 'authors', 'author').map(one => fieldsOf(one, ['name', 'email'])),
    ...Object.fromEntries(whose),
    component: component && componentFields(component),
  }
}
