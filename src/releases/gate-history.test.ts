import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { Ajv } from 'ajv'
import { db } from '#advisories/operations'
import { Problem } from '#base'
import { type MemoryWorld, memoryWorld } from '../../tools/memory/world.ts'
import type { HistoryReport } from './gate-history.ts'
import { release } from './operations.ts'

const osv = (id: string, name: string, fixed: string | undefined, published: string) =>
  JSON.stringify({
    id,
    published,
    modified: '2026-11-20T00:00:00Z',
    aliases: [],
    summary: 'It opens',
    affected: [
      {
        package: { ecosystem: 'PyPI', name },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, ...(fixed ? [{ fixed }] : [])] }],
      },
    ],
  })
const feeds = {
  'all/one.json': osv('PYSEC-2026-1', 'press-valve', '2.0.0', '2026-03-10T00:00:00Z'),
  'all/two.json': osv('MAL-2026-1', 'press-valwe', undefined, '2026-11-20T00:00:00Z'),
}
const pinned = (version: string) => ({
  'plant/requirements.in': `press-valve==${version}\n`,
  'plant/requirements.txt': `press-valve==${version} --hash=sha256:${'ab'.repeat(32)}\n`,
})
const key = { 'plant/deploy.pem': `-----BEGIN EC PRIVATE${' '}KEY-----\nMHc=\n` }
/** Made out of whatever order; the folder comes with the second. A day is the day it was committed. */
const states: [day: string, tag: string | undefined, files: Record<string, string | undefined>][] = [
  ['2026-01-01', 'before', { 'readme.md': 'nothing yet\n' }],
  [
    '2026-02-01',
    'v1',
    {
      ...pinned('1.0'),
      'plant/docs/SECURITY.md': 'Write to security@press.example.\n\nLast reviewed: 2026-02-01\n',
      'plant/.millcert/gate.toml': '[factory]\nwords = ["hidden-line"]\n',
    },
  ],
  ['2026-03-01', undefined, key],
  ['2026-03-02', undefined, { 'plant/deploy.pem': undefined, 'plant/notes.txt': 'the key is gone\n' }],
  ['2026-04-01', 'v2', { 'plant/notes.txt': 'still the old valve\n' }],
  ['2026-05-01', 'v3', pinned('2.1')],
  ['2026-06-01', undefined, { 'readme.md': 'beside the folder\n' }],
]

const made: string[] = []
after(() => {
  for (const folder of made) rmSync(folder, { recursive: true })
})

const settings = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
function git(folder: string, words: string[], day = '2026-01-01') {
  const who = ['-c', 'user.name=press', '-c', 'user.email=press@press.example']
  const env = { ...settings, GIT_COMMITTER_DATE: `${day}T12:00:00Z`, GIT_AUTHOR_DATE: `${day}T12:00:00Z` }
  return execFileSync('git', [...who, '-C', folder, ...words], { env, encoding: 'utf8' }).trim()
}

function repository(): string {
  const folder = mkdtempSync(join(tmpdir(), 'millcert-history-'))
  made.push(folder)
  git(folder, ['init', '-q'])
  for (const [day, tag, files] of states) {
    for (const [name, text] of Object.entries(files)) {
      const path = join(folder, name)
      mkdirSync(dirname(path), { recursive: true })
      if (text === undefined) rmSync(path)
      else writeFileSync(path, text)
    }
    if (tag === 'v1') symlinkSync('docs/SECURITY.md', join(folder, 'plant/SECURITY.md'))
    git(folder, ['add', '-A'])
    git(folder, ['commit', '-q', '-m', `state of ${day}`], day)
    if (tag !== undefined) git(folder, ['tag', ...(tag === 'v2' ? ['-a', '-m', tag] : []), tag], day)
  }
  return folder
}

/** A world whose disk knows of the folder only that it is one: everything else must come out of the repository. */
async function tried(
  flags: Record<string, string[]>,
  path = `${repository()}/plant`,
): Promise<{ code: number; text: string; world: MemoryWorld; report: HistoryReport; path: string }> {
  const world = memoryWorld({ ...feeds, [`${path}/.millcert/gate.toml`]: '' })
  world.start = async ({ words, input }) => {
    const [program = '', ...rest] = words
    try {
      return execFileSync(program, rest, {
        input,
        env: settings,
        stdio: ['pipe', 'pipe', 'ignore'],
        maxBuffer: 2 ** 28,
      })
    } catch {
      throw new Problem('base/program', 'Cannot run git: it ended with exit code 128')
    }
  }
  const built = new Map([
    ['from', ['all']],
    ['db', ['db']],
  ])
  assert.equal(await db.build.run(world, { words: [], flags: built }), 0)
  world.said.length = 0
  const before = world.printed().length
  const asked = new Map(Object.entries({ db: ['db'], format: ['json'], ...flags }))
  const code = await release.gate.run(world, { words: [path], flags: asked })
  const text = world.printed().slice(before)
  return { code, text, world, path, report: (text.startsWith('{') ? JSON.parse(text) : {}) as HistoryReport }
}

test('a policy is tried on the last commits of a folder: which would have been blocked then, and by what is known today', async () => {
  const { code, report, path } = await tried({ history: ['40'] })
  assert.deepEqual(
    report.states.map(({ at, verdict, today, checks }) => [
      at.slice(0, 10),
      verdict,
      today,
      checks.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id),
    ]),
    [
      ['2026-05-01', 'open', 'open', []],
      ['2026-04-01', 'shut', 'shut', ['vulnerabilities']],
      ['2026-03-02', 'open', 'shut', []],
      ['2026-03-01', 'shut', 'shut', ['secrets']],
      ['2026-02-01', 'open', 'shut', []],
    ],
  )
  assert.deepEqual([code, report.asked, report.blocked], [1, 40, { atTheTime: 2, today: 4 }])
  const by = (id: string) => report.checks.find(one => one.id === id)?.blocked
  assert.deepEqual(by('vulnerabilities'), { atTheTime: 1, today: 4 })
  assert.deepEqual(by('secrets'), { atTheTime: 1, today: 1 })
  const schema = readFileSync('docs/schemas/millcert-gate-history-1.schema.json', 'utf8')
  const valid = new Ajv().compile(JSON.parse(schema) as object)
  assert.ok(valid(report), JSON.stringify(valid.errors))
  assert.equal(git(path, ['status', '--porcelain']), '')
})

test('the last few, and those that have a tag alone', async () => {
  const few = await tried({ history: ['1'] })
  assert.deepEqual([few.code, few.report.states.length, few.report.blocked], [0, 1, { atTheTime: 0, today: 0 }])
  const { report, path } = await tried({ history: ['40'], 'history-of': ['tags'] })
  assert.deepEqual(
    report.states.map(({ tag, verdict }) => [tag, verdict]),
    [
      ['v3', 'open'],
      ['v2', 'shut'],
      ['v1', 'open'],
      // The folder was not there yet: nothing in it says how to report.
      ['before', 'shut'],
    ],
  )
  assert.equal(report.states[1]!.commit, git(path, ['rev-parse', 'v2^{commit}']))
})

test('people are told how many of how many, and the first finding of each check that blocks', async () => {
  const { text } = await tried({ history: ['40'], format: ['table'] })
  assert.match(text, /^The gate would have blocked 2 of the last 5 commits of .*\(40 were asked for\), by what was pub/)
  assert.match(text, /\nBy what is known today, 4\.\n/)
  assert.match(text, /2026-03-01 {2}would have been blocked\n(?: .*\n)* +Secrets in the tree: a secret \(privatekey\)/)
  assert.match(
    text,
    /2026-03-02 {2}open; by what is known today: would have been blocked\n +Known vuln.*, known today: /,
  )
})

test('a public log of it names nothing, nor how many', async () => {
  const { text, world, code, path } = await tried({ history: ['40'], 'public-log': [''] })
  assert.equal(code, 1)
  const log = [text, ...world.said].join('\n')
  assert.match(log, /sensitive finding; see the private report/)
  const commits = git(path, ['rev-list', 'HEAD']).split('\n')
  for (const name of [...commits.map(id => id.slice(0, 7)), path, 'press', 'PYSEC', 'v1', 'deploy', 'plant', '2026'])
    assert.ok(!log.includes(name), name)
  assert.doesNotMatch(log, /\d/)
})

test('what is no checkout, has no such past or may not ask git is refused, and so is a count that is none', async () => {
  const bare = mkdtempSync(join(tmpdir(), 'millcert-history-'))
  made.push(bare)
  const none = { code: 'releases/no-history' }
  await assert.rejects(tried({ history: ['3'] }, bare), none)
  git(bare, ['init', '-q'])
  await assert.rejects(tried({ history: ['3'] }, bare), none)
  git(bare, ['commit', '-q', '--allow-empty', '-m', 'nothing'])
  await assert.rejects(tried({ history: ['3'], 'history-of': ['tags'] }, bare), none)
  for (const count of ['0', '-1', 'all', '1e3', '999999'])
    await assert.rejects(tried({ history: [count] }), { code: 'cli/usage' }, count)
  await assert.rejects(tried({ 'history-of': ['tags'] }), { code: 'cli/usage' })
  await assert.rejects(tried({ history: ['3'], online: [''] }), { code: 'cli/usage' })
  const world = memoryWorld({ 'tree/a': '' })
  const asked = new Map([['history', ['3']]])
  await assert.rejects(async () => release.gate.run(world, { words: ['tree'], flags: asked }), {
    code: 'releases/no-git',
  })
})
