import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { Problem } from '#base'
import type { Bom } from './bom.ts'
import { cyclonedxJson } from './formats/cyclonedx-json.ts'
import { cyclonedxXml } from './formats/cyclonedx-xml.ts'
import { paperOf } from './paper.ts'
import { prepareFormats, readBom } from './read.ts'

await prepareFormats()

const data = process.env['MILLCERT_TESTDATA']
const skip = data ? false : 'MILLCERT_TESTDATA is not set'

function bytesOf(path: string): Buffer {
  let bytes = readFileSync(path)
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

/** Components of a document, counted by another road than the reader's: JSON.parse and a walk, or tags by a pattern. */
function counted(bytes: Buffer): number {
  const text = bytes.toString('utf8').replace(/^\ufeff/, '')
  return text.trimStart().startsWith('{') ? countedJson(JSON.parse(text)) : countedXml(text)
}

interface Node {
  components?: Node[]
}

function countedJson(document: Node & { metadata?: { component?: Node } }): number {
  const inside = (node: Node | undefined): number =>
    (node?.components ?? []).reduce((sum, one) => sum + 1 + inside(one), 0)
  return inside(document) + inside(document.metadata?.component)
}

/** Component elements that stand, through components and lists of them alone, in the bill or in its subject. */
function countedXml(text: string): number {
  const plain = text.replace(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>/g, '')
  const way: string[] = []
  let count = 0
  for (const [, end, name, , closed] of plain.matchAll(
    /<(\/?)(?:[\w.-]+:)?([\w.-]+)((?:"[^"]*"|'[^']*'|[^'">])*?)(\/?)>/g,
  )) {
    if (end) way.pop()
    else {
      const parent = way.join('/')
      if (
        name === 'component' &&
        /^bom\/(?:metadata\/component\/)?components(?:\/component\/components)*$/.test(parent)
      )
        count++
      if (!closed) way.push(name!)
    }
  }
  return count
}

test('real bills of materials: none crashes, and each has as many components as counted another way', { skip }, () => {
  const index = JSON.parse(readFileSync(`${data}/boms/INDEX.json`, 'utf8')) as { path: string; kind: string }[]
  const refused: string[] = []
  let read = 0
  let components = 0
  for (const { path, kind } of index.filter(one => one.kind.startsWith('CycloneDX'))) {
    const bytes = bytesOf(`${data}/boms/${path}`)
    const found = tried(path, bytes)
    if (found instanceof Problem) {
      refused.push(`${path} (${kind}): ${found.message}`)
      continue
    }
    read++
    components += found.components.length
    assert.equal(found.components.length, counted(bytes), path)
    // What is written of it can be read, with all of its components.
    for (const format of [cyclonedxJson, cyclonedxXml]) {
      const text = [...format.write!(found, '1.6')].join('')
      const again = readBom(paperOf('', text))
      assert.equal(again.components.length, found.components.length, path)
      assert.equal([...format.write!(again, '1.6')].join(''), text, path)
    }
  }
  console.log(`${read} bills with ${components} components read, ${refused.length} refused:\n  ${refused.join('\n  ')}`)
  assert.ok(read > 370 && refused.length < 15)
})

test('fixtures of the specification: all valid ones are read, invalid ones never crash', { skip }, () => {
  const folder = `${data}/suites/sbom-fixtures/CycloneDX+specification/tools/src/test/resources`
  const tally = { valid: 0, invalid: 0, refused: 0, noted: 0, silent: [] as string[] }
  const bad: string[] = []
  for (const version of ['1.0', '1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '1.7']) {
    for (const name of readdirSync(`${folder}/${version}`).filter(one => /^(?:in)?valid-.*\.(?:json|xml)$/.test(one))) {
      const path = `${folder}/${version}/${name}`
      const bytes = readFileSync(path)
      const found = tried(path, bytes)
      if (name.startsWith('valid-')) {
        tally.valid++
        if (found instanceof Problem) bad.push(`${version}/${name}: ${found.message}`)
        else assert.equal(found.components.length, counted(bytes), `${version}/${name}`)
      } else {
        tally.invalid++
        if (found instanceof Problem) tally.refused++
        else if (found.notes.length > 0) tally.noted++
        else tally.silent.push(`${version}/${name}`)
      }
    }
  }
  console.log(
    `${tally.valid} valid; of ${tally.invalid} invalid: ${tally.refused} refused, ${tally.noted} noted, ${tally.silent.length} taken`,
  )
  assert.deepEqual(bad, [])
  assert.ok(tally.valid > 400 && tally.refused + tally.noted > 190)
})
