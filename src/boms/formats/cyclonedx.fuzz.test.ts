import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { defaultLimits, Problem } from '#base'
import type { Bom } from '../bom.ts'
import { paperOf } from '../paper.ts'
import { pathsToRoot } from '../paths.ts'
import { prepareFormats } from '../read.ts'
import { cyclonedxJson } from './cyclonedx-json.ts'
import { cyclonedxXml } from './cyclonedx-xml.ts'

await prepareFormats()

const numRuns = Number(process.env['MILLCERT_FUZZ'] ?? 500)
const limits = { ...defaultLimits, depth: 12, text: 4096, count: 50 }

const json =
  Buffer.from(`{"bomFormat":"CycloneDX","specVersion":"1.6","serialNumber":"urn:uuid:00000000-0000-4000-8000-000000000001","version":1,
"metadata":{"timestamp":"2026-01-01T00:00:00Z","component":{"type":"application","bom-ref":"top","name":"top"}},
"components":[{"type":"library","bom-ref":"a","group":"g","name":"a","version":"1","purl":"pkg:npm/a@1","scope":"optional","supplier":{"name":"s"},
"hashes":[{"alg":"MD5","content":"d41d8cd98f00b204e9800998ecf8427e"}],"licenses":[{"license":{"id":"MIT"}},{"expression":"MIT OR ISC"}],
"externalReferences":[{"type":"website","url":"https://a.example"}],"properties":[{"name":"millcert:label","value":"x"}],
"components":[{"type":"file","name":"f"}]},{"type":"library","bom-ref":"b","name":"b"}],
"dependencies":[{"ref":"top","dependsOn":["a","b"]},{"ref":"a","dependsOn":["b"]}],"services":[{"name":"s"}],"vulnerabilities":[{"id":"x","analysis":{}}]}`)
const xml = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"><!-- c --><metadata><timestamp>2026-01-01T00:00:00Z</timestamp>
<component type="application" bom-ref="top"><name>top</name></component></metadata><components><component type="library" bom-ref="a">
<supplier><name>s</name></supplier><name>a &amp; &#66;</name><version>1</version><hashes><hash alg="MD5">d41d8cd98f00b204e9800998ecf8427e</hash></hashes>
<licenses><license><id>MIT</id></license></licenses><purl>pkg:npm/a@1</purl><components><component type="file"><name><![CDATA[f]]></name></component></components>
</component><component type="library" bom-ref="b"><name>b</name></component></components>
<dependencies><dependency ref="top"><dependency ref="a"/><dependency ref="b"/></dependency><dependency ref="a"/></dependencies></bom>`)

/** Parts that mean something to one of the readers, and bytes that mean nothing to either. */
const telling = [
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\\u0000',
  '\\ud800',
  'null',
  '-1',
  '1e400',
  '"__proto__":',
  '<',
  '>',
  '/>',
  '</',
  '<!DOCTYPE x [',
  '<!--',
  '&',
  '&#0;',
  ']]>',
  '<component>',
  'xmlns="x"',
  '<bom>',
  '\u0000',
  '\ufeff',
  '\ufffe',
  'é',
]

interface Change {
  at: number
  length: number
  into: Uint8Array
}
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(2000),
  length: fc.oneof(fc.nat(4), fc.nat(200)),
  into: fc.oneof(
    fc.uint8Array({ maxLength: 3 }),
    fc.constantFrom(...telling).map(text => new Uint8Array(Buffer.from(text))),
  ),
})
const damaged = (whole: Buffer, changes: readonly Change[]) => {
  let bytes: Buffer = whole
  for (const { at, length, into } of changes) {
    const from = at % bytes.length
    bytes = Buffer.concat([bytes.subarray(0, from), into, bytes.subarray(from + length)])
    if (bytes.length === 0) return Buffer.from(' ')
  }
  return bytes
}

for (const [format, whole] of [
  [cyclonedxJson, json],
  [cyclonedxXml, xml],
] as const) {
  test(`${format.label}: a damaged bill is read or refused with a Problem, and what is read can be used`, () => {
    assert.equal(format.read(paperOf('whole', whole)).components.length, 3)
    let taken = 0
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), changes => {
        const bom = tried(() => format.read(paperOf('damaged', damaged(whole, changes), new Map(), limits)))
        if (!bom) return
        taken++
        const again = [...format.write!(bom, '1.7')].join('')
        assert.equal(format.read(paperOf('again', again)).components.length, bom.components.length)
        for (const { ref } of bom.components) pathsToRoot(bom, ref, 3)
      }),
      { numRuns },
    )
    assert.ok(taken > 0, 'no damaged bill was read: the damage is too heavy to test more than refusal')
    assert.equal(Object.keys(Object.prototype).length, 0)
  })
}

function tried(read: () => Bom): Bom | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    assert.match(error.code, /^(?:boms|base)\/[a-z0-9-]+$/)
    assert.ok(error.message.startsWith('Cannot read damaged: ') && !error.message.includes('\n'), error.message)
    return undefined
  }
}
