import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { Ajv, type AnySchema } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { plantFiles, plantFolder } from './plant.ts'

const data = process.env['MILLCERT_TESTDATA']
const skip = data ? false : 'MILLCERT_TESTDATA is not set'
const files = plantFiles()

function text(path: string): string {
  return Buffer.from(files.get(path)!).toString('utf8')
}

function paths(start: string, end = ''): string[] {
  return [...files.keys()].filter(path => path.startsWith(start) && path.endsWith(end))
}

function schema(path: string): AnySchema {
  return JSON.parse(readFileSync(join(data!, 'suites', path), 'utf8')) as AnySchema
}

test('data/plant holds what its generator writes, and nothing else', () => {
  const there = readdirSync(plantFolder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry =>
      join(entry.parentPath, entry.name)
        .slice(plantFolder.length + 1)
        .replaceAll('\\', '/'),
    )
  assert.deepEqual(there.sort(), [...files.keys()].sort())
  for (const [path, bytes] of files)
    assert.ok(readFileSync(join(plantFolder, path)).equals(bytes), `${path} differs: run node tools/plant.ts`)
})

test('the plant has 120 assets at two sites over all Purdue levels, with unique ids and bills that exist', () => {
  const [head = '', ...lines] = text('assets.csv').trimEnd().split('\n')
  assert.equal(
    head,
    'asset_id,site,area,line,cell,name,kind,purdue_level,vendor,product,order_number,version,serial,installed,criticality,bom,simulated',
  )
  const assets = lines.map(line =>
    [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(found => found[1]!).slice(0, 17),
  )
  assert.equal(assets.length, 120)
  assert.equal(new Set(assets.map(asset => asset[0])).size, 120)
  assert.deepEqual([...new Set(assets.map(asset => asset[1]))], ['Nordhafen', 'Südaue'])
  assert.deepEqual([...new Set(assets.map(asset => asset[7]))].sort(), ['0', '1', '2', '3', '3.5', '4', '5'])
  const named = new Set(assets.map(asset => asset[15]!).filter(bom => bom !== ''))
  for (const bom of named) assert.ok(files.has(`boms/${bom}`), bom)
  assert.equal(named.size, 30, 'every bill of materials runs on some asset')
  assert.ok(
    assets.every(asset => asset[16] === 'true'),
    'every row says that it is simulated',
  )
})

test('the German list is Windows-1252 with title rows and 25 assets that assets.csv knows', () => {
  const bytes = Buffer.from(files.get('anlagenliste.csv')!)
  assert.throws(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  const lines = new TextDecoder('windows-1252').decode(bytes).trimEnd().split('\r\n')
  assert.match(lines[0]!, /^Anlagenliste Werk Südaue – SIMULIERT/)
  const rows = lines.slice(4).map(line => line.split(';'))
  assert.equal(rows.length, 25)
  for (const row of rows) assert.ok(row.length === 10 && text('assets.csv').includes(`\n${row[0]},Südaue,`), row[0])
  assert.ok(
    rows.some(row => row[6] === '3,4'),
    'V3.40 has lost its zero',
  )
})

test('the plant has 30 bills of materials, 44 advisories and stays under a megabyte', () => {
  const papers = paths('boms/').filter(path => !path.endsWith('go.sum'))
  assert.equal(papers.length, 30)
  assert.equal(paths('advisories/osv/').length, 44)
  assert.ok([...files.values()].reduce((sum, bytes) => sum + bytes.length, 0) < 1_000_000)
})

test('every bill and every record says whether it is simulated', () => {
  for (const path of paths('boms/').filter(path => !path.endsWith('go.sum')))
    assert.match(text(path), /simulated/, path)
  for (const path of paths('advisories/osv/')) assert.match(text(path), /"simulated": (true|false)/, path)
  for (const path of paths('advisories/csaf/')) assert.match(text(path), /Simulated/, path)
})

test('every dependency of a CycloneDX JSON bill names a component of it', () => {
  for (const path of paths('boms/', '.cdx.json')) {
    const bom = JSON.parse(text(path)) as {
      metadata: { component: { 'bom-ref': string } }
      components: { 'bom-ref': string }[]
      dependencies?: { ref: string; dependsOn: string[] }[]
    }
    const refs = [bom.metadata.component, ...bom.components].map(component => component['bom-ref'])
    assert.equal(new Set(refs).size, refs.length, path)
    for (const { ref, dependsOn } of bom.dependencies ?? [])
      for (const one of [ref, ...dependsOn]) assert.ok(refs.includes(one), `${path}: ${one}`)
  }
})

test('CycloneDX JSON bills are valid against the published schema', { skip }, () => {
  const checks = new Map<string, ReturnType<Ajv['compile']>>()
  for (const version of ['1.5', '1.6']) {
    const ajv = new Ajv({ strict: false, logger: false })
    addFormats.default(ajv)
    for (const name of ['spdx', 'jsf-0.82']) ajv.addSchema(schema(`cyclonedx-schema/schema/${name}.schema.json`))
    checks.set(version, ajv.compile(schema(`cyclonedx-schema/schema/bom-${version}.schema.json`)))
  }
  for (const path of paths('boms/', '.cdx.json')) {
    const bom = JSON.parse(text(path)) as { specVersion: string }
    const check = checks.get(bom.specVersion)!
    assert.ok(check(bom), `${path}: ${JSON.stringify(check.errors?.[0])}`)
  }
})

test('CycloneDX XML bills are valid against the published schema', { skip }, async () => {
  const { XmlBufferInputProvider, XmlDocument, XsdValidator, xmlRegisterInputProvider } = await import('libxml2-wasm')
  const spdx = readFileSync(join(data!, 'suites/cyclonedx-schema/schema/spdx.xsd'))
  xmlRegisterInputProvider(
    new XmlBufferInputProvider({ 'http://cyclonedx.org/schema/spdx': spdx, 'https://cyclonedx.org/schema/spdx': spdx }),
  )
  for (const path of paths('boms/', '.cdx.xml')) {
    const version = /schema\/bom\/([\d.]+)"/.exec(text(path))![1]!
    using xsd = XmlDocument.fromBuffer(readFileSync(join(data!, `suites/cyclonedx-schema/schema/bom-${version}.xsd`)))
    using validator = XsdValidator.fromDoc(xsd)
    using paper = XmlDocument.fromString(text(path))
    validator.validate(paper)
  }
})

test('advisories are valid OSV records and the catalogue has the form of KEV', { skip }, () => {
  const ajv = new Ajv2020({ strict: false })
  addFormats.default(ajv)
  const osv = ajv.compile(schema('schemas/osv-1.7.5/schema.json'))
  for (const path of paths('advisories/osv/'))
    assert.ok(osv(JSON.parse(text(path))), `${path}: ${JSON.stringify(osv.errors?.[0])}`)
  const draft7 = new Ajv({ strict: false })
  addFormats.default(draft7)
  const kev = draft7.compile(schema('schemas/kev/known_exploited_vulnerabilities_schema.json'))
  assert.ok(kev(JSON.parse(text('advisories/kev.json'))), JSON.stringify(kev.errors?.[0]))
})

test('papers in CSAF are valid against the published schema', { skip }, () => {
  const ajv = new Ajv2020({ strict: false, logger: false })
  addFormats.default(ajv)
  for (const version of ['v2.0', 'v3.0', 'v3.1']) {
    // Of an older draft, whose `id` is now `$id`; the name that the paper's schema asks for is given here.
    const { definitions, properties, required } = schema(
      `schemas/csaf-2.0-os/referenced/first/cvss-${version}.json`,
    ) as Record<string, unknown>
    ajv.addSchema({ definitions, properties, required }, `https://www.first.org/cvss/cvss-${version}.json`)
  }
  const csaf = ajv.compile(schema('schemas/csaf-2.0-os/csaf_json_schema.json'))
  assert.equal(paths('advisories/csaf/').length, 2)
  for (const path of paths('advisories/csaf/'))
    assert.ok(csaf(JSON.parse(text(path))), `${path}: ${JSON.stringify(csaf.errors?.[0])}`)
})

test('facts of published records agree with the sources that hold them', { skip }, () => {
  const wanted = new Set(
    paths('advisories/osv/')
      .map(path => (JSON.parse(text(path)) as { id: string }).id)
      .filter(id => !id.startsWith('CVE-')),
  )
  const compared = new Set<string>()
  for (const name of ['pypa', 'go', 'rustsec', 'bitnami', 'almalinux', 'ghsa-sample', 'misc-sample']) {
    for (const line of unpacked(`osv-${name}.ndjson.gz`)) {
      const id = /"id": ?"((?:PYSEC|GO|RUSTSEC|BIT|ALSA|GHSA|DSA)-[^"]+)"/.exec(line)?.[1]
      if (id === undefined || !wanted.has(id)) continue
      const source = JSON.parse(line) as OsvRecord
      if (source.id !== id) continue
      compared.add(id)
      const own = JSON.parse(text(`advisories/osv/${id.replaceAll(':', '_')}.json`)) as OsvRecord
      for (const range of rangesOf(own))
        assert.ok(rangesOf(source).includes(range), `${id}: ${range} is not in its source`)
      assert.equal(own.withdrawn, source.withdrawn, id)
      for (const alias of own.aliases ?? []) assert.ok(source.aliases?.includes(alias), `${id}: ${alias}`)
      const vectors = JSON.stringify([source.severity, source.affected.map(item => item.severity)])
      for (const { score } of own.severity ?? []) assert.ok(vectors.includes(score), `${id}: ${score}`)
    }
  }
  assert.equal(compared.size, 33)
})

test('exploitation dates and probabilities are those that were published', { skip }, () => {
  type Catalogue = { vulnerabilities: { cveID: string; dateAdded: string; dueDate: string; cwes: string[] }[] }
  const dates = (catalogue: Catalogue) =>
    catalogue.vulnerabilities.map(entry => `${entry.cveID} ${entry.dateAdded} ${entry.dueDate} ${entry.cwes}`)
  const published = new Set(dates(JSON.parse(readFileSync(join(data!, 'advisories/kev.json'), 'utf8')) as Catalogue))
  const own = dates(JSON.parse(text('advisories/kev.json')) as Catalogue)
  assert.deepEqual(
    own.filter(entry => !published.has(entry)),
    ['CVE-1900-90001 2026-11-18 2026-12-09 CWE-306'],
  )
  const scores = new Map(
    unpacked('epss-2026-07-12.csv.gz').map(line => [line.split(',')[0]!, line.split(',').slice(1).map(Number)]),
  )
  const lines = text('advisories/epss.csv').trimEnd().split('\n').slice(2)
  assert.equal(lines.length, 31)
  for (const line of lines.filter(line => !line.startsWith('CVE-1900-'))) {
    const [cve, ...values] = line.split(',')
    assert.deepEqual(values.map(Number), scores.get(cve!), cve)
  }
})

function unpacked(name: string): string[] {
  return gunzipSync(readFileSync(join(data!, 'advisories', name)))
    .toString('utf8')
    .split('\n')
}

interface OsvRecord {
  id: string
  aliases?: string[]
  withdrawn?: string
  severity?: { score: string }[]
  affected: {
    package?: { name: string }
    severity?: unknown
    ranges?: { type: string; events: Record<string, string>[] }[]
  }[]
}

/** `package introduced a fixed b` of each range; a source may keep several pairs in one. */
function rangesOf(record: OsvRecord): string[] {
  return record.affected.flatMap(({ package: pack, ranges = [] }) =>
    ranges
      .filter(range => range.type !== 'GIT')
      .flatMap(range => pairs(range.events).map(pair => `${pack?.name} ${pair}`)),
  )
}

function pairs(events: Record<string, string>[]): string[] {
  return events.flatMap((event, index) => {
    if (event['introduced'] === undefined) return []
    const next = events[index + 1]?.['fixed']
    return [`introduced ${event['introduced']}${next === undefined ? '' : ` fixed ${next}`}.`]
  })
}
