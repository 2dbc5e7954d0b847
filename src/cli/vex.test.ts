import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'millcert-vex-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const testdata = join(root, 'src/advisories/formats/testdata')
const common = ['--db', 'db', '--now', '2026-11-21T10:00:00Z']

/** Runs the command line as a user does. */
function millcert(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`${root}src/cli/main.ts`, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, XDG_CACHE_HOME: folder, XDG_CONFIG_HOME: folder, NO_COLOR: '1' },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  return { code: status, out: stdout, err: stderr }
}

function scan(...args: string[]) {
  const { code, out, err } = millcert('scan', ...args, '--format', 'json', ...common)
  assert.ok(out.startsWith('{'), err)
  return { code, report: JSON.parse(out) }
}

const record = (id: string, name: string, cve: string) => ({
  id,
  modified: '2026-11-20T00:00:00Z',
  aliases: [cve],
  affected: [
    {
      package: { ecosystem: 'npm', name },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '2.0.0' }] }],
    },
  ],
})
const write = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value))
const bill = (name: string) => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  serialNumber: 'urn:uuid:11111111-1111-4111-8111-111111111111',
  version: 1,
  metadata: {
    component: { type: 'application', 'bom-ref': name, name, version: '4.1', purl: `pkg:generic/${name}@4.1` },
  },
  components: ['left', 'right'].map(part => ({
    type: 'library',
    'bom-ref': `${part}-1`,
    name: part,
    version: '1.0.0',
    purl: `pkg:npm/${part}@1.0.0`,
  })),
})
const statement = {
  vulnerability: { name: 'GHSA-aaaa-bbbb-cccc' },
  status: 'not_affected',
  justification: 'component_not_present',
}
const vex = (author: string, ...statements: object[]) => ({
  '@context': 'https://openvex.dev/ns/v0.2.0',
  '@id': `https://vex.example/${author}`,
  author,
  timestamp: '2026-09-01T08:00:00Z',
  version: 1,
  statements,
})
const leftOnly = [{ '@id': 'pkg:npm/left@1.0.0' }]

before(() => {
  write('osv.json', [
    record('GHSA-aaaa-bbbb-cccc', 'left', 'CVE-2026-10001'),
    record('GHSA-dddd-eeee-ffff', 'right', 'CVE-2026-10002'),
  ])
  write('line-view.cdx.json', bill('line-view'))
  const { code, err } = millcert('db', 'build', '--from', 'osv.json', ...common)
  assert.equal(code, 0, err)
})

test('scan: a statement moves its match to suppressed with who said so and why, and the exit code follows', () => {
  const without = scan('line-view.cdx.json')
  assert.deepEqual([without.code, without.report.summary.matched, without.report.suppressed], [1, 2, []])
  write('maker.json', vex('Press Works', { ...statement, products: leftOnly }))
  const one = scan('line-view.cdx.json', '--vex', 'maker.json')
  assert.deepEqual([one.code, one.report.summary.matched, one.report.summary.suppressed], [1, 1, 1])
  const { match, statement: said } = one.report.suppressed[0]
  assert.equal(match.vulnerability.id, 'CVE-2026-10001')
  assert.deepEqual(said, {
    status: 'not_affected',
    justification: 'component_not_present',
    by: 'Press Works',
    until: null,
    at: '2026-09-01T08:00:00Z',
    source: 'maker.json',
    id: 'https://vex.example/Press Works',
  })
  write(
    'all.json',
    vex('Reseller', {
      ...statement,
      vulnerability: { name: 'CVE-2026-10002' },
      products: [{ '@id': 'pkg:generic/line-view@4.1', subcomponents: [{ '@id': 'pkg:npm/right' }] }],
    }),
  )
  const both = scan('line-view.cdx.json', '--vex', 'maker.json', '--vex', 'all.json')
  assert.deepEqual([both.code, both.report.summary.matched, both.report.summary.suppressed], [0, 0, 2])
})

test('scan: statements of all three formats, compressed and one a line, give answers of the published shape', () => {
  const ajv = new Ajv({ strict: false })
  addFormats.default(ajv)
  const valid: (answer: unknown) => boolean = ajv.compile(
    JSON.parse(readFileSync(join(root, 'docs/schemas/millcert-scan-1.schema.json'), 'utf8')),
  )
  const line = JSON.stringify(JSON.parse(readFileSync(join(testdata, 'openvex/sample.json'), 'utf8')))
  writeFileSync(join(folder, 'lines.ndjson.gz'), gzipSync(`${line}\n${line}\n`))
  for (const [path, suppressed, beside] of [
    ['lines.ndjson.gz', 1, ['affected']],
    [join(testdata, 'openvex/sample.json'), 1, ['affected']],
    [join(testdata, 'cyclonedx-vex/sample.json'), 1, []],
    [join(testdata, 'csaf/sample.json'), 0, ['affected']],
  ] as const) {
    const { report } = scan('line-view.cdx.json', '--vex', path)
    assert.ok(valid(report), JSON.stringify(ajv.errorsText()))
    assert.equal(report.suppressed.length, suppressed, path)
    const told = report.matches.flatMap((match: { statements?: { status: string }[] }) => match.statements ?? [])
    assert.deepEqual(
      told.map(({ status }: { status: string }) => status),
      beside,
      path,
    )
  }
})

test('scan: authors that contradict each other leave the match where it is, and a note shows both', () => {
  write('maker.json', vex('Press Works', { ...statement, products: leftOnly }))
  write(
    'other.json',
    vex('Reseller', { ...statement, products: leftOnly, status: 'affected', action_statement: 'Update.' }),
  )
  const { code, report } = scan('line-view.cdx.json', '--vex', 'maker.json', '--vex', 'other.json')
  assert.deepEqual([code, report.summary.matched, report.suppressed], [1, 2, []])
  const conflict = report.notes.find((note: { code: string }) => note.code === 'vex-conflict')
  assert.match(conflict.message, /Press Works says .* not affected .*; Reseller says .* is affected/)
})

test('scan: nobody, everything, and claims without a reason suppress nothing', () => {
  write('nobody.json', vex('nobody@example.com', { ...statement, products: leftOnly }))
  const { report } = scan('line-view.cdx.json', '--vex', 'nobody.json')
  assert.equal(report.summary.matched, 2)
  assert.match(JSON.stringify(report.notes), /vex-untrusted/)
  write('star.json', vex('Press Works', { ...statement, products: [{ '@id': 'pkg:npm/*' }] }))
  const star = millcert('scan', 'line-view.cdx.json', '--vex', 'star.json', ...common)
  assert.deepEqual([star.code, star.out], [2, ''])
  assert.match(star.err, /star\.json.*names no single product/)
  write(
    'partly.json',
    vex(
      'Press Works',
      { ...statement, justification: undefined, products: leftOnly },
      { ...statement, vulnerability: { name: 'X' }, products: leftOnly },
    ),
  )
  const partly = scan('line-view.cdx.json', '--vex', 'partly.json').report
  assert.deepEqual([partly.summary.matched, partly.notes[0].code], [2, 'record-refused'])
  for (const [path, message] of [
    ['osv.json', /holds no VEX statements/],
    ['none.json', /none\.json/],
  ] as const)
    assert.match(millcert('scan', 'line-view.cdx.json', '--vex', path, ...common).err, message)
})

test('scan: of two products with one part, the statement about one does not answer for the other', () => {
  mkdirSync(join(folder, 'both'))
  write('both/line-view.cdx.json', bill('line-view'))
  write('both/line-edit.cdx.json', bill('line-edit'))
  const about = (name: string) => [{ '@id': `pkg:generic/${name}@4.1`, subcomponents: [{ '@id': 'pkg:npm/left' }] }]
  write('view.json', vex('Press Works', { ...statement, products: about('line-view') }))
  write('edit.json', vex('Press Works', { ...statement, products: [...about('line-view'), ...about('line-edit')] }))
  const of = (...files: string[]) =>
    scan('both', '--with-boms', ...files.flatMap(file => ['--vex', file])).report.summary.suppressed
  assert.equal(of('view.json'), 0)
})

test('scan: what was found is written as OpenVEX, and read back it suppresses what was suppressed', () => {
  write('maker.json', vex('Press Works', { ...statement, products: leftOnly }))
  const { out, code } = millcert('scan', 'line-view.cdx.json', '--vex', 'maker.json', '--format', 'openvex', ...common)
  assert.equal(code, 1)
  writeFileSync(join(folder, 'own.json'), out)
  const { report } = scan('line-view.cdx.json', '--vex', 'own.json')
  assert.deepEqual([report.summary.matched, report.suppressed.length], [1, 1])
  assert.match(millcert('inspect', 'own.json', '--as', 'vex').out, /openvex: .* 2 statements/)
})

test('db build: statements are counted, the advisories beside them taken', () => {
  const { code, out, err } = millcert('db', 'build', '--from', testdata, '--db', 'db2', '--now', '2026-11-21T10:00:00Z')
  assert.equal(code, 0, err)
  assert.match(err, /openvex\/sample\.json: 2 VEX statements, .* scan --vex /)
  assert.match(out, /csaf\/sample\.json +csaf +1/)
  const ran = millcert('scan', 'line-view.cdx.json', '--db', 'db2', '--now', '2026-11-21T10:00:00Z', '--format', 'json')
  const told = JSON.parse(ran.out).matches.flatMap((match: { advisories: { source: string }[] }) => match.advisories)
  assert.ok(
    told.some(({ source }: { source: string }) => source === 'csaf-other'),
    ran.out.slice(0, 300),
  )
})

test('inspect: a paper is taken as what it is, and as nothing else', () => {
  for (const [name, as, code] of [
    ['openvex', 'vex', 0],
    ['openvex', 'advisory', 2],
    ['csaf', 'vex', 0],
    ['csaf', 'advisory', 0],
    ['cyclonedx-vex', 'vex', 3],
    ['cyclonedx-vex', 'sbom', 3],
    ['osv', 'vex', 2],
  ] as const) {
    const ran = millcert('inspect', join(testdata, name, 'sample.json'), '--as', as)
    assert.equal(ran.code, code, `${name} as ${as}: ${ran.out}${ran.err}`)
  }
  assert.equal(millcert('inspect', 'line-view.cdx.json', '--as', 'vex').code, 2)
})
