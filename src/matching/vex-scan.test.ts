import assert from 'node:assert/strict'
import { test } from 'node:test'
import { db } from '#advisories/operations'
import { memoryWorld } from '../../tools/memory/world.ts'
import { scan } from './operations.ts'
import type { Report } from './report.ts'

const gem = (name: string, over: string) =>
  `---\ngem: ${name}\nurl: https://press.example/1\ntitle: It opens\ndate: 2026-11-01\n${over}`
const osv = {
  id: 'GHSA-aaaa-bbbb-cccc',
  modified: '2026-11-20T00:00:00Z',
  aliases: ['CVE-2026-10001'],
  affected: [
    {
      package: { ecosystem: 'RubyGems', name: 'press-valve' },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '2.0.1' }] }],
    },
  ],
}
const vex = (state: string, author: string) => `<?xml version="1.0"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6" serialNumber="urn:uuid:5a5a5a5a-5a5a-45a5-a5a5-5a5a5a5a5a5a" version="1">
  <metadata><timestamp>2026-11-10T08:00:00Z</timestamp><authors><author><name>${author}</name></author></authors></metadata>
  <vulnerabilities><vulnerability><id>CVE-2026-10002</id>
    <analysis><state>${state}</state><justification>code_not_reachable</justification></analysis>
    <affects><target><ref>pkg:gem/press-view@1.0.0</ref></target></affects>
  </vulnerability></vulnerabilities>
</bom>`
const lock = (...names: string[]) =>
  `GEM\n  remote: https://gems.example/\n  specs:\n${names.map(name => `    ${name} (1.0.0)\n`).join('')}\nDEPENDENCIES\n${names.map(name => `  ${name}\n`).join('')}`

const files = {
  'all/gems/press-valve/CVE-2026-10001.yml': gem(
    'press-valve',
    'cve: 2026-10001\npatched_versions:\n  - ~> 1.4.7\n  - ">= 2.0.1"\n',
  ),
  'all/gems/press-view/CVE-2026-10002.yml': gem(
    'press-view',
    'cve: 2026-10002\npatched_versions:\n  - "> the last one"\n',
  ),
  'all/osv.json': JSON.stringify(osv),
  'both/Gemfile.lock': lock('press-valve', 'press-view'),
  'view/Gemfile.lock': lock('press-view'),
  'free.xml': vex('not_affected', 'Press Works'),
  'against.xml': vex('exploitable', 'Reseller'),
}

async function scanned(path: string, ...statements: string[]): Promise<{ code: number; report: Report }> {
  const world = memoryWorld(files)
  const flags = new Map([
    ['from', ['all']],
    ['db', ['db']],
  ])
  assert.equal(await db.build.run(world, { words: [], flags }), 0)
  const before = world.printed().length
  const asked = new Map([
    ['db', ['db']],
    ['format', ['json']],
    ...(statements.length > 0 ? [['vex', statements] as [string, string[]]] : []),
  ])
  const code = await scan.run(world, { words: [path], flags: asked })
  return { code: code as number, report: JSON.parse(world.printed().slice(before)) as Report }
}

test('a gem’s own advisory and GitHub’s of the same CVE are one match, with what each says', async () => {
  const { code, report } = await scanned('both/Gemfile.lock')
  assert.equal(code, 1)
  assert.deepEqual(
    report.matches.map(({ vulnerability, fixed, advisories }) => [
      vulnerability.id,
      vulnerability.aliases,
      fixed,
      advisories.map(({ id, source, because }) => [id, source, because.range]),
    ]),
    [
      [
        'CVE-2026-10001',
        ['GHSA-aaaa-bbbb-cccc', 'RUBYSEC:gems:press-valve:CVE-2026-10001'],
        ['1.4.7', '2.0.1'],
        [
          ['GHSA-aaaa-bbbb-cccc', 'osv-ghsa', '<2.0.1'],
          ['RUBYSEC:gems:press-valve:CVE-2026-10001', 'rubysec', '<1.4.7'],
        ],
      ],
    ],
  )
})

test('what cannot be decided is answered by a statement in XML, and by no two that contradict each other', async () => {
  const open = await scanned('view/Gemfile.lock')
  assert.deepEqual([open.code, open.report.undecided.length], [3, 1])
  const answered = await scanned('view/Gemfile.lock', 'free.xml')
  assert.deepEqual([answered.code, answered.report.summary.undecided, answered.report.summary.suppressed], [0, 0, 1])
  const [{ match, statement }] = answered.report.suppressed as [Report['suppressed'][0]]
  assert.deepEqual(
    [match.verdict, statement.by, statement.justification, statement.stated, statement.source],
    ['undecided', 'Press Works', 'vulnerable_code_not_in_execute_path', 'code_not_reachable', 'free.xml'],
  )
  const torn = await scanned('view/Gemfile.lock', 'free.xml', 'against.xml')
  assert.deepEqual([torn.code, torn.report.undecided[0]!.statements!.length], [3, 2])
  assert.ok(torn.report.notes.some(({ code }) => code === 'vex-conflict'))
})
