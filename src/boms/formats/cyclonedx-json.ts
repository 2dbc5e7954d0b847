import { jsonText, Problem, quoted, streamJson } from '#base'
import type { Bom } from '../bom.ts'
import { jsonVersions, writtenVersions } from '../cyclonedx.ts'
import { takeComponents } from '../cyclonedx-component.ts'
import { at, takeMetadata, takeRevision, takeSerial, takeSpecVersion } from '../cyclonedx-document.ts'
import { factGathering } from '../cyclonedx-facts.ts'
import {
  finished,
  type Gathering,
  gathering,
  isRaw,
  listOf,
  takeDependency,
  takeService,
  takeVulnerability,
  textOf,
  wrongType,
} from '../cyclonedx-gather.ts'
import { type QuickReading, quickReading, readerFault } from '../cyclonedx-quick.ts'
import { type WrittenComponent, writtenBom } from '../cyclonedx-write.ts'
import type { Facts } from '../facts.ts'
import type { BomFormat, Head, Paper } from '../format.ts'
import { nameOf } from '../paper-text.ts'

/**
 * CycloneDX in JSON (ECMA-424), members in any order. Components are taken one by one, so that the memory is that of the
 * bill and not of the paper. Refused: what no reader could take one way only (a ref that two components have, an unknown
 * version, members of another type). Not taken: services, vulnerabilities, what components went through (pedigree).
 */
export const cyclonedxJson: BomFormat = {
  id: 'cyclonedx-json',
  label: 'CycloneDX JSON',
  kind: 'bom',
  versions: jsonVersions,
  takes:
    'components with nesting, type, group, name, version, purl, CPE, supplier, scope, hashes, licences, order number; the graph; subject, serial, time, who made it (tools, authors, manufacturer)',
  leaves:
    'services, vulnerabilities, compositions, evidence, pedigree, formulation, annotations, signatures, declarations: counted or passed over; of components authors, description, copyright, external references and properties (but order numbers); of the bill lifecycles, supplier and properties',
  names: undefined,
  sniff,
  read,
  facts,
  writes: writtenVersions,
  write,
}

const marks = /"bomFormat"\s*:|"\$schema"\s*:\s*"https?:\/\/cyclonedx\.org\/schema\/bom-/
// Lists may come before the marks, and be longer than the head.
const listFirst =
  /^\s*\{\s*"(?:components|dependencies)"\s*:\s*\[\s*\{|^\s*\{\s*"metadata"\s*:\s*\{[\s\S]*"bom-ref"\s*:/
const wholeHead = 64 * 1024

function sniff(head: Head): boolean {
  if (!/^\s*\{/.test(head.text)) return false
  return marks.test(head.text) || (head.bytes.length >= wholeHead && listFirst.test(head.text))
}

const lists = new Set([
  'components',
  'dependencies',
  'services',
  'vulnerabilities',
  'externalReferences',
  'compositions',
  'annotations',
  'formulation',
  'citations',
  'properties',
])

function read(paper: Paper): Bom {
  const it = gathering(paper, cyclonedxJson.id)
  const quick = quickReading(it)
  try {
    readInto(it, quick)
    quick?.end()
  } catch (error) {
    throw readerFault(error, paper)
  } finally {
    quick?.giveBack()
  }
  return finished(it)
}

function readInto(it: Gathering, quick: QuickReading | undefined): void {
  const { paper } = it
  let format: unknown
  let specVersion: unknown
  streamJson(paper.pieces(), paper.limits, nameOf(paper), {
    lists,
    quick,
    element: (key, value, index) => takeElement(it, key, value, index),
    member(key, value) {
      if (key === 'bomFormat') format = value
      else if (key === 'specVersion') specVersion = value
      if (key === 'specVersion') takeSpecVersion(it, value, jsonVersions)
      else takeMember(it, key, value)
    },
  })
  if (format !== 'CycloneDX')
    throw new Problem(
      'boms/not-cyclonedx',
      `Cannot read ${nameOf(paper)}: bomFormat is not "CycloneDX" at /bomFormat`,
      {
        at: '/bomFormat',
        wanted: '"CycloneDX"',
        found: quoted(format),
      },
    )
  if (specVersion === undefined) takeSpecVersion(it, undefined, jsonVersions)
}

function facts(paper: Paper): Facts {
  // Whether it is one at all is for the reader to say.
  read(paper)
  const found = factGathering()
  streamJson(paper.pieces(), paper.limits, nameOf(paper), {
    lists,
    element: (key, value) => found.take(key, value),
    member: (key, value) => found.take(key, value),
  })
  return found.facts()
}

function takeElement(it: Gathering, key: string, value: unknown, index: number): void {
  if (key === 'components') takeComponents(it, value, '/components', index)
  else if (key === 'dependencies') {
    it.list = '/dependencies'
    it.index = index
    if (!isRaw(value)) throw wrongType(it, value, '', 'a dependency')
    it.raw = value
    const ref = textOf(it, value['ref'], 'ref')
    if (ref === undefined) throw wrongType(it, value['ref'], '/ref', 'a ref')
    takeDependency(it, ref, listOf(it, value['dependsOn'], 'dependsOn'))
  } else if (key === 'services') takeService(it, value, '/services', index)
  else if (key === 'vulnerabilities') takeVulnerability(it, value)
}

function takeMember(it: Gathering, key: string, value: unknown): void {
  if (key === 'metadata') takeMetadata(it, value)
  else if (key === 'serialNumber') takeSerial(it, value)
  else if (key === 'version') takeRevision(it, value, '/version')
  else if (lists.has(key) && value !== null) {
    at(it, '')
    throw wrongType(it, value, `/${key}`, 'a list')
  }
}

function write(bom: Bom, specVersion: string): Iterable<string> {
  return writtenBom(bom, specVersion, {
    clean: text =>
      text.includes('\0') || !text.isWellFormed() ? text.toWellFormed().replaceAll('\0', '\ufffd') : text,
    refuses: () => false,
    head: serial =>
      `{\n"$schema": "http://cyclonedx.org/schema/bom-${specVersion}.schema.json",\n"bomFormat": "CycloneDX",\n"specVersion": ${JSON.stringify(specVersion)},\n"serialNumber": "${serial}",\n"version": 1,\n`,
    *body({ timestamp, creators, subject, components, dependencies }) {
      const { tools, authors, manufacturer } = creators ?? {}
      const metadata = { timestamp, tools, authors, component: subject, manufacturer }
      if (timestamp !== undefined || subject || creators) yield `"metadata": ${jsonText(metadata)},\n`
      yield '"components": ['
      yield* lines(components)
      yield '\n],\n"dependencies": ['
      yield* lines(dependencies)
      yield '\n]\n}\n'
    },
  })
}

/** One line each: a reader of differences sees the component that changed. */
function* lines(items: Iterable<WrittenComponent | { ref: string; dependsOn: readonly string[] }>): Iterable<string> {
  let between = '\n'
  for (const item of items) {
    yield between + jsonText(item)
    between = ',\n'
  }
}
