import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import { db } from '#advisories/operations'
import { memoryWorld } from '../../tools/memory/world.ts'
import { release } from './operations.ts'
import type { DependencySeen, UpdatesReport } from './update-answer.ts'

const schema = new Ajv().compile(
  JSON.parse(readFileSync('docs/schemas/millcert-updates-1.schema.json', 'utf8')) as object,
)

/** A package of npm: versions with the day they were published and what else the registry says of them. */
function packument(versions: Record<string, { day: string; [field: string]: unknown }>): string {
  const entries = Object.entries(versions)
  return JSON.stringify({
    time: Object.fromEntries(entries.map(([version, { day }]) => [version, `${day}T00:00:00.000Z`])),
    versions: Object.fromEntries(
      entries.map(([version, { day: _, ...rest }]) => [
        version,
        { _npmUser: { name: 'ada' }, maintainers: [{ name: 'ada' }], dist: {}, ...rest },
      ]),
    ),
  })
}

const lock = (version: string) =>
  JSON.stringify({
    name: 'press',
    lockfileVersion: 3,
    packages: {
      '': { name: 'press', dependencies: { '@mill/valve': '~1.0.0' } },
      'node_modules/@mill/valve': { version, dependencies: { deep: '1' } },
      'node_modules/deep': { version: '1.0.0' },
    },
  })
const tree = {
  'tree/package-lock.json': lock('1.0.0'),
  'tree/package.json': '{\n  "name": "press",\n  "dependencies": { "@mill/valve": "~1.0.0" }\n}\n',
}
const attested = { dist: { attestations: { url: 'https://registry.example/a' } } }

async function updates(files: Record<string, string | Uint8Array>, flags: Record<string, string[]> = {}) {
  const world = memoryWorld(files)
  const json = { format: ['json'], from: ['answers'], ...flags }
  const run = async (asked: Record<string, string[]>) => {
    const before = world.printed().length
    const code = await release.updates.run(world, { words: ['tree'], flags: new Map(Object.entries(asked)) })
    return { code, text: world.printed().slice(before) }
  }
  const { code, text } = await run(json)
  const report = JSON.parse(text) as UpdatesReport
  assert.ok(schema(report), JSON.stringify(schema.errors))
  const { text: page } = await run({ ...json, format: ['markdown'] })
  const by = (name: string) => report.dependencies.find(one => one.name === name) as DependencySeen
  return { code, report, by, page, world }
}

const valve = (versions: Parameters<typeof packument>[0]) => ({ 'answers/npm/@mill/valve.json': packument(versions) })

test('the newest release of the same major version that is old enough is proposed, the others with why they are not', async () => {
  const { by, report, page, code } = await updates({
    ...tree,
    ...valve({
      '1.0.0': { day: '2025-01-01' },
      '1.0.9': { day: '2026-01-01' },
      '1.1.0': { day: '2026-09-01' },
      '1.1.1': { day: '2026-10-01', deprecated: 'it leaks | badly' },
      '1.2.0-beta.1': { day: '2026-10-01' },
      '1.2.0': { day: '2026-11-20' },
      '1.3.0': { day: '2027-11-20' },
      '2.0.0': { day: '2026-10-02' },
      '3.0.0-rc.1': { day: '2026-10-02' },
      latest: { day: '2026-10-02' },
    }),
  })
  const { state, proposal, passed, nextMajor, asked } = by('@mill/valve')
  assert.deepEqual([state, proposal?.version, proposal?.step, proposal?.ageDays], ['proposed', '1.1.0', 'minor', 81])
  assert.deepEqual(
    passed.map(({ version, why }) => `${version} ${why}`),
    [
      '3.0.0-rc.1 pre-release',
      '2.0.0 major',
      '1.3.0 date-future',
      '1.2.0 too-young',
      '1.2.0-beta.1 pre-release',
      '1.1.1 withdrawn',
    ],
  )
  assert.equal(nextMajor?.version, '2.0.0')
  assert.deepEqual(asked, [{ manifest: 'package.json', line: 3, wanted: '~1.0.0', takes: false }])
  assert.equal(proposal?.transitive, 'cannot-tell')
  // Deep is of the lock, and not asked for.
  assert.equal(report.summary.dependencies, 1)
  assert.match(page, /1\.2\.0`, it is of 2026-11-20, and 14 days old on 2026-12-04/)
  assert.match(page, /cannot be told before it is locked anew/)
  assert.match(page, /1 of its registry’s entries are no versions/)
  assert.doesNotMatch(page, /passed over: `2\.0\.0/)
  // There is no advisory database.
  assert.deepEqual([code, proposal?.advisories], [3, null])
})

test('what is wanted stands in the policy, a flag comes first, and a misspelt one is refused', async () => {
  const answers = valve({
    '1.0.0': { day: '2025-01-01' },
    '1.0.1': { day: '2026-11-01' },
    '2.0.0': { day: '2026-11-10' },
  })
  const policy = (text: string) => ({ 'tree/.millcert/gate.toml': text })
  const of = async (files: Record<string, string>, flags: Record<string, string[]> = {}) =>
    (await updates({ ...tree, ...answers, ...files }, flags)).by('@mill/valve').proposal?.version
  assert.equal(await of({}), '1.0.1')
  assert.equal(await of(policy('[updates]\ncool_down_days = 30\n')), undefined)
  assert.equal(await of(policy('[updates]\ncool_down_days = 30\n'), { 'cool-down': ['5'] }), '1.0.1')
  assert.equal(await of({}, { majors: [''], 'cool-down': ['5'] }), '2.0.0')
  await assert.rejects(of(policy('[updates]\ncooldown = 3\n')), { code: 'releases/bad-policy' })
  assert.equal(await of({}, { 'cool-down': ['2.5'] }), '1.0.1')
  for (const odd of ['soon', '', ' ', '0x1', '1e1', '-1', '1.', '99999999'])
    await assert.rejects(of({}, { 'cool-down': [odd] }), { code: 'cli/usage' }, odd)
})

test('a lost statement of origin, a new publisher and a new maintainer are told', async () => {
  const people = (name: string, ...all: string[]) => ({
    _npmUser: { name },
    maintainers: all.map(one => ({ name: one })),
  })
  const { by, page } = await updates({
    ...tree,
    ...valve({
      '1.0.0': { day: '2025-01-01', ...attested, ...people('ada', 'ada', 'ben') },
      '1.0.1': { day: '2026-01-01', ...people('eve', 'ben', 'eve') },
    }),
  })
  const { provenance, people: seen } = by('@mill/valve').proposal!
  assert.deepEqual(provenance, { locked: true, proposed: false, change: 'lost' })
  assert.deepEqual(seen, { publisher: 'eve', newPublisher: true, newMaintainers: ['eve'] })
  assert.match(page, /provenance: \*\*lost\*\*/)
  assert.match(page, /published by `eve`, \*\*who is new\*\*; \*\*new maintainers: `eve`\*\*/)
})

const osv = (id: string, events: object[]) =>
  JSON.stringify({
    id,
    modified: '2026-11-20T00:00:00Z',
    affected: [{ package: { ecosystem: 'npm', name: '@mill/valve' }, ranges: [{ type: 'SEMVER', events }] }],
  })

test('advisories that go and stay are told as scan would, and what brings one is passed over', async () => {
  const files = {
    ...tree,
    ...valve({ '1.0.0': { day: '2025-01-01' }, '1.0.1': { day: '2026-01-01' }, '1.0.2': { day: '2026-02-01' } }),
    'all/gone.json': osv('GHSA-aaaa-aaaa-aaaa', [{ introduced: '0' }, { fixed: '1.0.1' }]),
    'all/stay.json': osv('GHSA-bbbb-bbbb-bbbb', [{ introduced: '0' }]),
    'all/come.json': osv('MAL-2026-1', [{ introduced: '1.0.2' }]),
  }
  const world = memoryWorld(files)
  const build = {
    words: [],
    flags: new Map([
      ['from', ['all']],
      ['db', ['db']],
    ]),
  }
  assert.equal(await db.build.run(world, build), 0)
  const { by, code, report } = await updates(Object.fromEntries(world.files), { db: ['db'] })
  const { proposal, passed } = by('@mill/valve')
  assert.equal(proposal?.version, '1.0.1')
  assert.deepEqual(proposal?.advisories, {
    gone: ['GHSA-aaaa-aaaa-aaaa'],
    stay: ['GHSA-bbbb-bbbb-bbbb'],
    undecided: [],
  })
  assert.deepEqual(
    passed.map(({ version, why }) => `${version} ${why}`),
    ['1.0.2 advisory'],
  )
  assert.deepEqual([code, report.notes], [0, []])
  // What nobody can tell of the newest is no reason to take it.
  await db.quarantine.run(world, {
    words: ['osv-malicious'],
    flags: new Map([
      ['db', ['db']],
      ['reason', ['a drill']],
    ]),
  })
  const doubted = await updates(Object.fromEntries(world.files), { db: ['db'] })
  assert.deepEqual([doubted.code, doubted.by('@mill/valve').proposal?.version], [3, '1.0.1'])
})

test('a release that is known to be malicious is not proposed, even where the locked one is too', async () => {
  const world = memoryWorld({
    ...tree,
    ...valve({ '1.0.0': { day: '2025-01-01' }, '1.0.1': { day: '2026-01-01' }, '1.0.2': { day: '2026-02-01' } }),
    'all/bad.json': osv('MAL-2026-1', [{ introduced: '0' }, { fixed: '1.0.1' }, { introduced: '1.0.2' }]),
    'all/stay.json': osv('GHSA-bbbb-bbbb-bbbb', [{ introduced: '0' }]),
  })
  const flags = new Map([
    ['from', ['all']],
    ['db', ['db']],
  ])
  assert.equal(await db.build.run(world, { words: [], flags }), 0)
  const { by } = await updates(Object.fromEntries(world.files), { db: ['db'] })
  const { proposal, passed } = by('@mill/valve')
  assert.deepEqual([proposal?.version, proposal?.advisories?.gone], ['1.0.1', ['MAL-2026-1']])
  assert.deepEqual(passed, [{ version: '1.0.2', why: 'advisory', because: 'MAL-2026-1 speaks of it as malicious' }])
})

test('each registry tells what it tells: Python, Rust, Go', async () => {
  const files = {
    'tree/requirements.in': 'Press_Valve\n',
    'tree/requirements.txt': 'press-valve==1.0\n    # via -r requirements.in\n',
    'tree/Cargo.lock':
      'version = 4\n\n[[package]]\nname = "press"\nversion = "0.1.0"\ndependencies = ["valve"]\n\n[[package]]\nname = "valve"\nversion = "0.3.0"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\n',
    'tree/go.mod':
      'module m\n\ngo 1.22\n\nrequire (\n\tm.example/Valve v1.0.0\n\tm.example/deep v1.0.0 // indirect\n)\n',
    'answers/pypi/press-valve.json': JSON.stringify({
      versions: ['1.0', '1.1', '1.2', '1.3.dev1'],
      files: [
        ['press_valve-1.0-py3-none-any.whl', null, false],
        ['press_valve-1.1.tar.gz', 'https://pypi.org/p', false],
        ['press_valve-1.1-py3-none-any.whl', 'https://pypi.org/p', false],
        ['press_valve-1.2.tar.gz', null, 'broken'],
        ['press_valve-1.3.dev1.tar.gz', null, false],
      ].map(([filename, provenance, yanked]) => ({
        filename,
        provenance,
        yanked,
        'upload-time': '2026-01-01T00:00:00.5Z',
      })),
    }),
    'answers/cargo/valve.json': JSON.stringify({
      versions: [
        ['0.3.0', false, { login: 'ada' }, { provider: 'github' }],
        ['0.3.1', false, { login: 'ben' }, null],
        ['0.3.2', true, { login: 'ben' }, null],
        ['0.4.0', false, null, null],
      ].map(([num, yanked, published_by, trustpub_data]) => ({
        num,
        yanked,
        published_by,
        trustpub_data,
        created_at: '2026-01-01T00:00:00+00:00',
      })),
    }),
    'answers/golang/m.example/!valve/@v/list': 'v1.0.0\nv1.1.0\nv1.2.0\nv1.3.0-rc.1\n',
    'answers/golang/m.example/!valve/@v/v1.2.0.mod':
      'module m.example/Valve\n\nretract (\n\tv1.2.0 // it was tagged too early\n\t[v0.1.0, v0.9.9]\n)\n',
    'answers/golang/m.example/!valve/@v/v1.1.0.info': '{"Version":"v1.1.0","Time":"2026-01-01T00:00:00Z"}',
    'answers/golang/m.example/!valve/v2/@v/list': 'v2.0.0\n',
    'answers/golang/m.example/!valve/v2/@v/v2.0.0.mod': 'module m.example/Valve/v2\n',
  }
  const { report } = await updates(files)
  const told = report.dependencies.map(({ name, proposal, passed, nextMajor }) => [
    name,
    proposal?.version,
    proposal?.step,
    proposal?.provenance.change,
    proposal?.people.newPublisher,
    passed.map(({ version, because }) => `${version} ${because}`),
    nextMajor?.version,
  ])
  assert.deepEqual(told, [
    [
      'valve',
      '0.3.1',
      'patch',
      'lost',
      true,
      ['0.4.0 it is a later major version', '0.3.2 the registry says: yanked'],
      '0.4.0',
    ],
    [
      'm.example/Valve',
      'v1.1.0',
      'minor',
      'cannot-tell',
      null,
      [
        'v2.0.0 it is a later major version',
        'v1.3.0-rc.1 it is a pre-release',
        'v1.2.0 the registry says: retracted: it was tagged too early',
      ],
      'v2.0.0',
    ],
    [
      'press-valve',
      '1.1',
      'minor',
      'gained',
      null,
      ['1.3.dev1 it is a pre-release', '1.2 the registry says: yanked: broken'],
      undefined,
    ],
  ])
})

test('a module that its newest go.mod calls deprecated is not proposed', async () => {
  const { by } = await updates({
    'tree/go.mod': 'module m\n\ngo 1.22\n\nrequire m.example/v v1.0.0\n',
    'answers/golang/m.example/v/@v/list': 'v1.0.0\nv1.1.0\n',
    'answers/golang/m.example/v/@v/v1.1.0.mod': '// Deprecated: use m.example/w.\nmodule m.example/v\n',
    'answers/golang/m.example/v/@v/v1.1.0.info': '{"Version":"v1.1.0","Time":"2026-01-01T00:00:00Z"}',
  })
  assert.match(by('m.example/v').because!, /deprecated: use m\.example\/w/)
})

test('a go.mod of Windows takes back what it says it takes back', async () => {
  const because = async (mod: string) => {
    const { by } = await updates({
      'tree/go.mod': 'module m\n\ngo 1.22\n\nrequire m.example/v v1.0.0\n',
      'answers/golang/m.example/v/@v/list': 'v1.0.0\nv1.1.0\n',
      'answers/golang/m.example/v/@v/v1.1.0.mod': mod,
      'answers/golang/m.example/v/@v/v1.1.0.info': '{"Version":"v1.1.0","Time":"2026-01-01T00:00:00Z"}',
    })
    return by('m.example/v').because!
  }
  assert.match(await because('module m.example/v\r\nretract v1.1.0 // it leaks\r\n'), /retracted: it leaks$/)
  assert.match(
    await because('module m.example/v\r\nretract (\r\n\tv1.1.0 // it leaks\r\n)\r\n'),
    /retracted: it leaks$/,
  )
  assert.match(
    await because('// Deprecated: use m.example/w.\r\nmodule m.example/v\r\n'),
    /deprecated: use m\.example\/w/,
  )
})

test('what nobody tells is undecided, and never a guess', async () => {
  const none = await updates(tree, { from: ['tree'] })
  assert.deepEqual([none.code, none.by('@mill/valve').state], [3, 'undecided'])
  assert.match(none.by('@mill/valve').because!, /tree has no npm\/@mill\/valve\.json/)
  for (const answer of ['', '[]', 'null', '{"versions":[]}', '{"versions":7}', '\u0000', '{'.repeat(100_000)])
    assert.deepEqual(
      (await updates({ ...tree, 'answers/npm/@mill/valve.json': answer })).by('@mill/valve').because,
      'its registry does not know it',
      answer.slice(0, 20),
    )
  const odd = await updates({
    ...tree,
    ...valve({
      '1.0.1': { day: 'soon' },
      '1.0.2': { day: '2026-13-77' },
      '1.0.3': { day: '+275760-01-01' },
      ['1.0.4'.padEnd(2000, '4')]: { day: '2026-01-01' },
      __proto__: { day: '2026-01-01' },
      '1.0.5': { day: '2026-01-01', deprecated: { toString: 1 }, maintainers: 'all', _npmUser: [], dist: [] },
    }),
  })
  const { proposal, locked } = odd.by('@mill/valve')
  assert.deepEqual([proposal?.version, locked, proposal?.people.newMaintainers], ['1.0.5', null, null])
  assert.match(odd.page, /its registry does not know this release/)
  const git = await updates({
    ...valve({}),
    'tree/package-lock.json': JSON.stringify({
      lockfileVersion: 3,
      packages: {
        '': { dependencies: { '../../etc': '1', gem: '1' } },
        'node_modules/../../etc': { version: '1.0.0' },
        'node_modules/gem': {
          version: '1.0.0',
          resolved: 'git+ssh://git@host.example/gem.git#0123456789012345678901234567890123456789',
        },
      },
    }),
  })
  assert.deepEqual(
    git.report.dependencies.map(({ state }) => state),
    ['undecided', 'undecided'],
  )
})

test('the same answers give the same bytes, and names of strangers do nothing to the page', async () => {
  const files = {
    ...tree,
    ...valve({
      '1.0.0': { day: '2025-01-01' },
      '1.0.1': {
        day: '2026-01-01',
        _npmUser: { name: '`<script>|\u001b[2J\n# x' },
        maintainers: [{ name: '[a](javascript:b)' }],
      },
    }),
  }
  const [one, two] = [await updates(files), await updates(files)]
  assert.equal(one.page, two.page)
  assert.doesNotMatch(one.page, /\u001b|\n# x/)
  assert.match(one.page, /published by `` `<script>\|/)
})
