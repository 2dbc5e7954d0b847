import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { Problem } from '#base'
import type { Bom } from './bom.ts'
import { spdxJson } from './formats/spdx-json.ts'
import { spdxTagValue } from './formats/spdx-tag-value.ts'
import { paperOf } from './paper.ts'
import { prepareFormats, readBom } from './read.ts'

await prepareFormats()

const data = process.env['MILLCERT_TESTDATA']
const skip = data ? false : 'MILLCERT_TESTDATA is not set'

function bytesOf(path: string): Buffer {
  let bytes: Buffer = readFileSync(path)
  while (bytes[0] === 0x1f && bytes[1] === 0x8b) bytes = gunzipSync(bytes)
  return bytes
}

function tried(path: string, bytes: Buffer): Bom | Problem {
  try {
    return readBom({ ...paperOf(basename(path), bytes), now: Date.parse('2026-11-21') })
  } catch (error) {
    if (error instanceof Problem) return error
    throw new Error(`${path}: ${String(error)}`, { cause: error })
  }
}

/** Packages of a document, counted by another road than the reader's: JSON.parse, or tags by a pattern. */
function counted(bytes: Buffer): number {
  const text = bytes.toString('utf8').replace(/^\ufeff/, '')
  if (text.trimStart().startsWith('{')) return (JSON.parse(text) as { packages?: unknown[] }).packages?.length ?? 0
  return [...text.replace(/<text>[\s\S]*?<\/text>/g, '').matchAll(/^PackageName:/gm)].length
}

const inside = ({ subject, components }: Bom) => components.length + (subject ? 1 : 0)

/** What is written of a bill can be read, with all of its packages and what they need. */
function assertWritten(bom: Bom, path: string): void {
  for (const format of [spdxJson, spdxTagValue]) {
    const text = [...format.write!(bom, '2.3')].join('')
    const again = readBom(paperOf('', text))
    assert.equal(inside(again), inside(bom), path)
    assert.equal([...format.write!(again, '2.3')].join(''), text, path)
  }
}

function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) yield* filesBelow(`${folder}/${entry.name}`)
    else yield `${folder}/${entry.name}`
  }
}

interface Entry {
  path: string
  kind: string
  approx_components: number
}

/** Documents that are refused, each with what is wrong with it: by its name, except the last, whose version is a word. */
const refused: Record<string, RegExp> = {
  'spdx-old-version.json': /"SPDX-2.1" is unknown/,
  'spdx_3_unsupported.json': /SPDX 3/,
  'bad.json': /ends in the middle/,
  'BadJSON.spdx.json': /is not a list/,
  'spdx2_2_null_package.json': /"null" at \/packages\/0/,
  'spdx2_3_null_package.json': /"null" at \/packages\/0/,
  'spdx-null-relationships.json': /"null" at \/relationships\/0/,
  'test_sbom_invalid.spdx.json': /not valid JSON/,
  '_example-intoto.spdx.json': /in-toto/,
  'expected_tag_value.spdx': /SPDXVersion "spdxVersion" is unknown/,
}

test('real SPDX 2 documents: each has as many packages as counted another way, or is refused as its name says', {
  skip,
}, () => {
  const index = JSON.parse(readFileSync(`${data}/boms/INDEX.json`, 'utf8')) as Entry[]
  let read = 0
  let packages = 0
  for (const { path, kind } of index.filter(one => /^SPDX-(?:json|tv)$/.test(one.kind))) {
    const bytes = bytesOf(`${data}/boms/${path}`)
    const found = tried(path, bytes)
    if (found instanceof Problem) {
      assert.match(found.message, refused[basename(path)] ?? /^$/, `${path} (${kind}): ${found.message}`)
      continue
    }
    assert.ok(!(basename(path) in refused), path)
    read++
    packages += inside(found)
    assert.equal(inside(found), counted(bytes), path)
    assertWritten(found, path)
  }
  console.log(`${read} documents with ${packages} packages read`)
  assert.ok(read > 170)
})

test('SPDX 3 is refused and named', { skip }, () => {
  const index = JSON.parse(readFileSync(`${data}/boms/INDEX.json`, 'utf8')) as Entry[]
  for (const { path } of index.filter(one => one.kind === 'SPDX-3-jsonld')) {
    const found = tried(path, bytesOf(`${data}/boms/${path}`))
    assert.ok(found instanceof Problem, path)
    // Two that are no JSON are in the list: the model as RDF, and a workflow that publishes it.
    if (!/\.(?:xml|yml)(?:\.gz)*$/.test(path)) assert.match(found.message, /SPDX 3/, path)
  }
})

test('fixtures of other tools: every SPDX 2 document is read, with all its packages', { skip }, () => {
  let read = 0
  for (const path of filesBelow(`${data}/suites/sbom-fixtures`)) {
    if (path.includes('spdx-3-model')) continue
    const bytes = bytesOf(path)
    if (!/"spdxVersion"\s*:\s*"SPDX-2|^SPDXVersion:/m.test(bytes.toString('latin1'))) continue
    const found = tried(path, bytes)
    assert.ok(!(found instanceof Problem), `${path}: ${String(found)}`)
    assert.equal(inside(found), counted(bytes), path)
    assertWritten(found, path)
    read++
  }
  console.log(`${read} documents read`)
  assert.ok(read > 45)
})

test('examples of the specification: one document in every spelling, read or refused with its name', { skip }, () => {
  const folder = `${data}/suites/schemas/spdx-2.3/examples`
  const of = (name: string) => tried(name, bytesOf(`${folder}/${name}`))
  for (const name of ['SPDXJSONExample-v2.2.spdx.json', 'SPDXTagExample-v2.2.spdx']) {
    const found = of(name)
    assert.ok(!(found instanceof Problem), String(found))
    assert.equal(inside(found), counted(bytesOf(`${folder}/${name}`)))
    assert.ok(inside(found) > 2)
  }
  const named = {
    'SPDXRdfExample-v2.2.spdx.rdf.xml': /SPDX in RDF\/XML/,
    'SPDXXMLExample-v2.2.spdx.xml': /SPDX 2 in XML/,
    'SPDXYAMLExample-2.2.spdx.yaml': /SPDX in YAML/,
  }
  for (const [name, pattern] of Object.entries(named)) {
    const found = of(name)
    assert.ok(found instanceof Problem && pattern.test(found.message), `${name}: ${String(found)}`)
  }
})
