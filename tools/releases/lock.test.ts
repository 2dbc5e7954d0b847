import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'millcert-lock-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const data = process.env['MILLCERT_TESTDATA']
const hostile = process.env['MILLCERT_HOSTILE']
const needsData = { skip: data ? false : 'MILLCERT_TESTDATA is not set' }

interface Answer {
  verdict: string
  summary: Record<string, number> & { rules: Record<string, number> }
  findings: { rule: string; file: string; line?: number; name?: string }[]
}

function lockCheck(path: string, ...flags: string[]) {
  const env = { PATH: process.env['PATH'], HOME: folder }
  const { stdout, stderr, status } = spawnSync(process.execPath, [main, 'lock', 'check', path, ...flags], {
    cwd: folder,
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  return { stdout, stderr, status }
}

function answerOf(name: string): { answer: Answer; status: number | null } {
  const { stdout, status, stderr } = lockCheck(`${data}/lockfiles/${name}`, '--format', 'json')
  assert.notEqual(stdout, '', stderr)
  return { answer: JSON.parse(stdout) as Answer, status }
}

test(
  'a project of eighty lockfiles: all hashed; what its manifests take in from elsewhere cannot be told',
  needsData,
  () => {
    const { answer, status } = answerOf('OpenSecOps-Org+SOAR@v3.1.6')
    const { lockfiles, dependencies, exact, hashed, compared, same, rules } = answer.summary
    assert.equal(lockfiles, 80)
    assert.deepEqual([exact, hashed], [dependencies, dependencies])
    // Four of the eighty have no requirements.in beside them.
    assert.equal(compared, 76)
    assert.deepEqual(rules, { 'drift-undecided': compared! - same! })
    assert.deepEqual([answer.verdict, status], ['undecided', 3])
  },
)

test('a project whose Python ranges nobody pins, with an entry of an update bot that finds nothing', needsData, () => {
  const { answer, status } = answerOf('Open-Factory-Initiative+Factory-Intelligence-Platform')
  const { rules, dependencies, hashed } = answer.summary
  const asked = readFileSync(
    `${data}/lockfiles/Open-Factory-Initiative+Factory-Intelligence-Platform/requirements-dev.txt`,
    'utf8',
  )
  const ranges = asked.split('\n').filter(line => line.includes('>=')).length
  assert.deepEqual([rules['version-missing'], rules['range-unlocked']], [ranges, ranges])
  assert.equal(dependencies! - hashed!, ranges)
  const dead = answer.findings.filter(({ rule }) => rule === 'watcher-dead')
  assert.deepEqual(
    dead.map(({ name, line }) => [name, line]),
    [['pip', 17]],
  )
  assert.equal(rules['image-floating'], 1)
  assert.deepEqual([answer.verdict, status], ['not-locked', 1])
})

test('a project that says its bases are pinned: no action and no image of it is', needsData, () => {
  const { answer, status } = answerOf('DioCrafts+OpenFoundry')
  const { references, pinned, rules, dependencies, hashed } = answer.summary
  const root = `${data}/lockfiles/DioCrafts+OpenFoundry`
  const workflows = readdirSync(`${root}/.github/workflows`).map(name =>
    readFileSync(`${root}/.github/workflows/${name}`, 'utf8'),
  )
  const uses = workflows.flatMap(text => text.split('\n').filter(line => /^\s*(?:- )?uses:/.test(line))).length
  assert.deepEqual([rules['action-floating'], pinned], [uses, 0])
  assert.equal(references, uses + rules['image-floating']!)
  const latest = answer.findings.filter(({ rule, name }) => rule === 'image-floating' && name!.includes('minio'))
  assert.equal(latest.length, 2)
  assert.equal(hashed, dependencies)
  for (const { rule, file, line, name } of answer.findings)
    if (rule.endsWith('-floating')) {
      const text = readFileSync(`${root}/${file}`, 'utf8').split('\n')[line! - 1]!
      const parts = name!.split(/[:@]/)
      assert.ok(
        parts.some(part => text.includes(part)),
        `${file}:${line}: ${name}`,
      )
    }
  assert.deepEqual([answer.verdict, status], ['not-locked', 1])
})

test('every project of the test data is checked as one tree, each finding with its file', needsData, () => {
  const { stdout, stderr, status } = lockCheck(`${data}/lockfiles`, '--format', 'json')
  assert.equal(status, 1, stderr)
  const { findings, summary } = JSON.parse(stdout) as Answer
  for (const { file } of findings) assert.ok(file !== '')
  assert.equal(summary.rules['file-unreadable'], undefined)
  assert.ok(summary.lockfiles! > 400)
})

test('hostile papers under the names of lockfiles are told or refused, and never more', {
  skip: hostile ? false : 'MILLCERT_HOSTILE is not set',
}, () => {
  const made = join(folder, 'hostile')
  assert.equal(spawnSync(process.execPath, [`${hostile}/open/hostile-sboms.mjs`, made]).status, 0)
  const files = readdirSync(made, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  const names = [
    'package-lock.json',
    'requirements.txt',
    'yarn.lock',
    'Cargo.lock',
    'pom.xml',
    'pnpm-lock.yaml',
    'uv.lock',
  ]
  const tree = join(folder, 'tree')
  for (const [index, { parentPath, name }] of files.entries()) {
    const bytes = readFileSync(join(parentPath, name))
    if (bytes.length > 4 * 1024 ** 2) continue
    mkdirSync(join(tree, `${index}`, '.github/workflows'), { recursive: true })
    writeFileSync(join(tree, `${index}`, names[index % names.length]!), bytes)
    writeFileSync(join(tree, `${index}`, '.github/workflows/ci.yml'), bytes)
    writeFileSync(join(tree, `${index}`, 'package.json'), bytes)
  }
  const { status, stderr } = lockCheck(tree, '--format', 'json')
  assert.ok(status === 1 || status === 3, `${status} ${stderr}`)
  assert.doesNotMatch(stderr, /\n\s+at /)
})

test('online, against a registry on this machine: right, wrong, and nobody there', async () => {
  const file = Buffer.from('a package')
  const integrity = `sha512-${createHash('sha512').update(file).digest('base64')}`
  const asked: string[] = []
  let published = integrity
  const server = createServer((request, answer) => {
    asked.push(request.url!)
    answer.end(JSON.stringify({ dist: { integrity: published } }))
  })
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const project = join(folder, 'online')
  mkdirSync(project)
  writeFileSync(
    join(project, 'package-lock.json'),
    JSON.stringify({ lockfileVersion: 3, packages: { '': {}, 'node_modules/valve': { version: '1.0.0', integrity } } }),
  )
  const run = (...flags: string[]) =>
    new Promise<{ status: number | null; out: string }>(resolve => {
      const child = spawn(process.execPath, [main, 'lock', 'check', project, '--format', 'json', ...flags], {
        env: { PATH: process.env['PATH'], HOME: folder },
      })
      let out = ''
      child.stdout.on('data', (piece: Buffer) => {
        out += piece.toString()
      })
      child.on('close', status => resolve({ status, out }))
    })
  const flags = ['--online', '--registry', `npm=${origin}`]
  const right = await run(...flags)
  assert.deepEqual([right.status, JSON.parse(right.out).verified.right, asked], [0, 1, ['/valve/1.0.0']])
  published = `sha512-${Buffer.alloc(64, 1).toString('base64')}`
  const wrong = await run(...flags)
  assert.deepEqual([wrong.status, JSON.parse(wrong.out).verdict], [4, 'mismatch'])
  assert.equal((await run(...flags, '--offline')).status, 5)
  await new Promise(resolve => server.close(resolve))
  assert.equal((await run(...flags)).status, 5)
})
