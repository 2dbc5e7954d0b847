import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultLimits, Problem } from '#base'
import type { Bom } from '../bom.ts'
import { paperOf } from '../paper.ts'
import { prepareFormats } from '../read.ts'
import { cyclonedxXml } from './cyclonedx-xml.ts'

await prepareFormats()

const start = '<?xml version="1.0" encoding="UTF-8"?>\n'
const bill = (inside: string, version = '1.6', attributes = '') =>
  `${start}<bom xmlns="http://cyclonedx.org/schema/bom/${version}" version="1"${attributes}>\n${inside}\n</bom>\n`
const read = (content: string | Uint8Array, limits = defaultLimits): Bom =>
  cyclonedxXml.read(paperOf('press.cdx.xml', content, new Map(), limits))
const refused = (content: string | Uint8Array, code: string, message: RegExp, limits = defaultLimits) =>
  assert.throws(
    () => read(content, limits),
    (error: unknown) => error instanceof Problem && error.code === code && message.test(error.message),
  )

const press = bill(
  `<metadata><component type="firmware" bom-ref="press"><name>press-control</name><version>4.1</version>
  <components><component type="file" bom-ref="loader"><name>loader.bin</name></component></components></component></metadata>
<components>
  <component type="library" bom-ref="valve">
    <supplier><name>Mill &amp; Works</name><url>https://mill.example</url></supplier>
    <group>@mill</group>
    <name>
      valve
    </name>
    <version>1.2.3</version>
    <description>opens &#38; closes</description>
    <scope>optional</scope>
    <hashes><hash alg="SHA-1">ABCDEF0123456789abcdef0123456789abcdef01</hash></hashes>
    <licenses><license><id>MIT</id></license><license><name><![CDATA[House <rules>]]></name></license></licenses>
    <cpe>cpe:/a:mill:valve:1.2.3</cpe>
    <purl>pkg:npm/%40mill/valve@1.2.3</purl>
    <pedigree><ancestors><component type="library"><name>older</name></component></ancestors></pedigree>
    <properties><property name="millcert:orderNumber">4711</property></properties>
    <components><component type="file" bom-ref="seat"><name>seat.bin</name></component></components>
  </component>
  <component type="library" bom-ref="pump"><name>pump</name><licenses><expression>MIT OR ISC</expression></licenses></component>
</components>
<dependencies>
  <dependency ref="press"><dependency ref="valve"><dependency ref="seat"/></dependency><dependency ref="pump"/></dependency>
  <dependency ref="pump"/>
</dependencies>`,
)

test('CycloneDX XML: everything the model has is taken, what components were made from is not', () => {
  const bom = read(press)
  assert.deepEqual(bom.notes, [])
  assert.deepEqual([bom.format, bom.specVersion, bom.subject?.name], ['cyclonedx-xml', '1.6', 'press-control'])
  assert.deepEqual(
    bom.components.map(({ ref }) => ref),
    ['loader', 'valve', 'seat', 'pump'],
  )
  const valve = bom.components[1]!
  assert.deepEqual(
    [valve.group, valve.name, valve.version, valve.scope, valve.supplier, valve.orderNumber],
    ['@mill', 'valve', '1.2.3', 'optional', 'Mill & Works', '4711'],
  )
  assert.deepEqual(valve.hashes, [{ algorithm: 'SHA-1', value: 'abcdef0123456789abcdef0123456789abcdef01' }])
  assert.deepEqual(valve.licenses, ['MIT', 'House <rules>'])
  assert.deepEqual([valve.cpe, valve.purl], ['cpe:/a:mill:valve:1.2.3', 'pkg:npm/%40mill/valve@1.2.3'])
  assert.deepEqual(bom.components[3]!.licenses, ['MIT OR ISC'])
  assert.deepEqual(bom.dependencies, [
    { ref: 'press', on: ['valve', 'pump'] },
    { ref: 'valve', on: ['seat'] },
    { ref: 'pump', on: [] },
  ])
})

test('CycloneDX XML: prefixes, older versions and the graph that 1.1 borrowed are read', () => {
  const prefixed = `<c:bom xmlns:c="http://cyclonedx.org/schema/bom/1.1" xmlns:dg="http://cyclonedx.org/schema/ext/dependency-graph/1.0">
    <c:components><c:component type="library" bom-ref="a"><c:name>a</c:name></c:component>
    <c:component type="library"><c:name>b</c:name><c:version>1</c:version></c:component></c:components>
    <dg:dependencies><dg:dependency ref="a"><dg:dependency ref="b@1"/></dg:dependency></dg:dependencies></c:bom>`
  const bom = read(prefixed)
  assert.deepEqual([bom.specVersion, bom.notes], ['1.1', []])
  assert.deepEqual(bom.dependencies, [{ ref: 'a', on: ['b@1'] }])
  for (const version of ['1.0', '1.2', '1.3', '1.4', '1.5', '1.7'])
    assert.equal(read(bill('<components/>', version)).specVersion, version)
})

test('CycloneDX XML: elements of other makers are passed over, unknown ones of its own are noted', () => {
  const bom = read(
    bill(`<components xmlns:m="https://mill.example/x"><m:extra><m:name>no</m:name></m:extra><gadget/>
    <component type="library" bom-ref="a"><name>a</name><m:torque>3</m:torque><__proto__><name>evil</name></__proto__></component></components>
    <m:more xmlns:m="https://mill.example/x"/><wheels/>`),
  )
  assert.deepEqual(
    bom.notes.map(({ code, at }) => `${code} ${at}`),
    ['unexpected-element line 3', 'unexpected-element line 4', 'unexpected-element line 5'],
  )
  assert.deepEqual(
    bom.components.map(({ name }) => name),
    ['a'],
  )
})

test('CycloneDX XML: a document type declaration is refused wherever it stands', () => {
  for (const doctype of [
    '<!DOCTYPE bom>',
    '<!doctype bom [<!ENTITY x "y">]>',
    '<!DOCTYPE bom SYSTEM "http://127.0.0.1:9/x">',
  ])
    for (const before of [start, '', `${start}<!-- so -->\n<?pi x?>\n`])
      refused(before + doctype + press.slice(start.length), 'boms/xml-doctype', /DTD not allowed.* at line \d/)
  const late = `${start}<!-- ${'x'.repeat(100_000)} --><!DOCTYPE bom>${press.slice(start.length)}`
  refused(late, 'boms/xml-doctype', /DTD not allowed/)
  refused(press.replace('valve\n', '&x;\n'), 'boms/not-xml', /undefined entity.* at line \d+, column \d+/)
})

test('CycloneDX XML: encodings are UTF-8, and UTF-16 with a mark', () => {
  const plain = press.slice(start.length)
  const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])
  assert.equal(read(utf16(plain)).components.length, 4)
  assert.equal(read(utf16(`<?xml version="1.0" encoding="UTF-16"?>${plain}`)).components.length, 4)
  assert.equal(read(utf16(plain).swap16()).components.length, 4)
  assert.equal(read(`\ufeff${press}`).components.length, 4)
  refused(utf16(press), 'boms/xml-encoding', /encoding mismatch: "utf-8"/)
  refused(Buffer.from(plain, 'utf16le'), 'boms/xml-encoding', /unsupported encoding/)
  refused(`<?xml version="1.0" encoding="UTF-7"?>${plain}`, 'boms/xml-encoding', /unsupported encoding "utf-7"/)
  refused(`<?xml version='1.0' encoding='windows-1252'?>${plain}`, 'boms/xml-encoding', /unsupported encoding/)
  const broken = Buffer.from(press)
  broken[broken.indexOf('valve')] = 0xff
  refused(broken, 'base/invalid-utf8', /invalid utf-8/)
})

test('CycloneDX XML: what is no bill, or no XML, is refused with line and column', () => {
  refused(press.replace('bom/1.6', 'bom/1.6#evil'), 'boms/unknown-namespace', /unknown CycloneDX namespace .* line 2/)
  refused(press.replace('bom/1.6', 'bom/9.9'), 'boms/unknown-namespace', /unknown CycloneDX namespace/)
  refused('<bom/>', 'boms/unknown-namespace', /namespace ""/)
  refused('<tree xmlns="http://cyclonedx.org/schema/bom/1.6"/>', 'boms/not-cyclonedx', /"tree"/)
  refused(`${press}<bom/>`, 'boms/not-xml', /content after document element.* at line \d+, column \d+/)
  refused(`${press}rest`, 'boms/not-xml', /content after document element/)
  refused(press.slice(0, -20), 'boms/not-xml', /unexpected end.* at line \d+, column \d+/)
  refused(press.replace('</group>', '</grip>'), 'boms/not-xml', /line 8, column \d+/)
  refused(bill('', '1.6', ' serialNumber="a" serialNumber="b"'), 'boms/not-xml', /duplicate attribute/)
  refused(press.replace('version="1"', 'version="-1"'), 'boms/bad-revision', /version "-1" at line 2/)
  refused(
    press.replace('bom-ref="pump"', 'bom-ref="seat"'),
    'boms/duplicate-ref',
    /duplicate bom-ref "seat" at line \d+/,
  )
  refused(press.replace('<name>pump</name>', ''), 'boms/missing-name', /without a name at line \d+/)
})

test('CycloneDX XML: depth, attributes, texts, sizes and counts are bounded', () => {
  const deep =
    '<component type="library"><name>a</name><components>'.repeat(60) + '</components></component>'.repeat(60)
  refused(bill(`<components>${deep}</components>`), 'base/too-deep', /too deep.* at line 3/)
  assert.equal(read(bill(`<components>${deep}</components>`), { ...defaultLimits, depth: 200 }).components.length, 60)
  const attributes = Array.from({ length: 50 }, (_, i) => ` a${i}="x"`).join('')
  refused(bill('', '1.6', attributes), 'base/too-many-keys', /too many attributes/, { ...defaultLimits, keys: 40 })
  const small = { ...defaultLimits, text: 20_000 }
  for (const long of ['x'.repeat(60_000), '&#65;'.repeat(60_000), `<!-- ${'x'.repeat(60_000)} -->`])
    refused(press.replace('pump</name>', `${long}</name>`), 'base/text-too-long', /too long/, small)
  refused(press, 'base/element-too-large', /line \d+/, { ...defaultLimits, element: 600 })
  refused(press, 'boms/too-many-components', /over 3 components/, { ...defaultLimits, count: 3 })
  refused(press, 'base/too-large', /larger than the limit of 100 bytes/, { ...defaultLimits, bytes: 100 })
})
