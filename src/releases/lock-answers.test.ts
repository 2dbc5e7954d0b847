import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { Decrypter, generateIdentity, identityToRecipient } from 'age-encryption'
import { memoryWorld } from '../../tools/memory/world.ts'
import { lockCheckTool } from './lock-command.ts'
import { lockRules, ruleNames } from './lock-rules.ts'

const hex = 'ab'.repeat(32)
const secret = 'confidential'
const tree = {
  'tree/requirements.txt': `${secret}-valve==1.2.0 --hash=sha256:${hex}\n${secret}-seal==1.0\nring>=2\npart @ git+https://git.example/${secret}@main\n`,
  'tree/requirements.in': `-r ../${secret}.in\n`,
  [`tree/${secret}/Dockerfile`]: `FROM ${secret}/base:9.9\n`,
  'tree/.github/workflows/ci.yml': 'jobs:\n  a:\n    steps:\n      - uses: mill/a@v4\n      - uses: mill/b@v4\n',
  'tree/.github/dependabot.yml': 'updates:\n  - package-ecosystem: pip\n    directory: /api\n',
  'tree/package-lock.json': '{',
  'tree/line\u202e.repos': 'repositories: {}\n',
}

async function run(files: Record<string, string>, ...flags: [string, string][]) {
  const world = memoryWorld(files)
  const given = new Map<string, string[]>()
  for (const [name, value] of flags) given.set(name, [...(given.get(name) ?? []), value])
  const code = await lockCheckTool.run(world, { words: ['tree'], flags: given })
  return { code, out: world.printed(), said: world.said, written: world.files }
}

for (const [format, end] of [
  ['table', 'txt'],
  ['json', 'json'],
  ['sarif', 'sarif'],
] as const)
  test(`lock check --format ${format}: is as it was`, async () => {
    const { out, code } = await run(tree, ['format', format])
    const golden = new URL(`lock-answers.golden.${end}`, import.meta.url)
    if (process.env['MILLCERT_GOLDEN'] === 'write') writeFileSync(golden, out)
    assert.ok(existsSync(golden), 'write it with MILLCERT_GOLDEN=write')
    assert.equal(out, readFileSync(golden, 'utf8'))
    assert.equal(code, 1)
    assert.equal((await run(tree, ['format', format])).out, out)
    assert.doesNotMatch(out, /[\u202a-\u202e]/)
  })

test('exit codes: all locked, something open, something undecided', async () => {
  const locked = { 'tree/requirements.txt': `valve==1.2.0 --hash=sha256:${hex}\n` }
  assert.equal((await run(locked)).code, 0)
  assert.match((await run(locked)).out, /^Locked: 1 of 1 dependency in 1 lockfile has a version and a hash\.\n/)
  const open = { ...locked, 'tree/requirements.in': '-r ../base.in\n' }
  assert.equal((await run(open)).code, 3)
  assert.equal((await run(open, ['allow-unknown', ''])).code, 0)
  assert.equal((await run({ 'tree/requirements.txt': 'valve==1.0\n' })).code, 1)
  assert.equal((await run(locked, ['from-cache', 'tree'])).code, 3)
})

test('a public log has counts alone: no name, version or path of what was found, and none in what cannot be read', async () => {
  for (const format of ['table', 'json', 'sarif']) {
    const { out, said, code } = await run(tree, ['public-log', ''], ['format', format])
    assert.equal(code, 1)
    const all = [out, ...said].join('\n')
    assert.doesNotMatch(
      all,
      /confidential|requirements|valve|seal|ring|part @|mill\/|Dockerfile|9\.9|dependabot|tree|api/i,
    )
  }
  const named = { 'tree/requirements.txt': '\u0000' }
  const world = memoryWorld(named)
  const words = ['tree/requirements.txt']
  await assert.rejects(
    async () => lockCheckTool.run(world, { words, flags: new Map([['public-log', ['']]]) }),
    (error: Error) => !error.message.includes('requirements'),
  )
})

test('beside a public log the recipient alone reads the whole answer; without one nothing is written', async () => {
  const identity = await generateIdentity()
  const recipient = await identityToRecipient(identity)
  const asked: [string, string][] = [
    ['public-log', ''],
    ['private-report', 'lock.age'],
  ]
  const { out, said, code, written } = await run(tree, ...asked, ['recipient', recipient])
  assert.equal(code, 1)
  const sealed = written.get('lock.age')!
  for (const text of [out, ...said, Buffer.from(sealed).toString('latin1')])
    assert.doesNotMatch(text, /confidential|requirements|valve|seal|Dockerfile|dependabot|lock\.age/i)
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  assert.equal(await decrypter.decrypt(sealed, 'text'), (await run(tree, ['format', 'json'])).out)
  await assert.rejects(run(tree, ...asked), { code: 'cli/usage' })
  await assert.rejects(run(tree, ...asked, ['recipient', 'age1none']), { code: 'releases/bad-recipient' })
})

test('online without a network, and a registry of no known type, are refused before anything is asked', async () => {
  await assert.rejects(run(tree, ['online', '']), { code: 'base/network-refused' })
  await assert.rejects(run(tree, ['online', ''], ['registry', 'gem=https://a.example']), { code: 'cli/usage' })
  await assert.rejects(run(tree, ['online', ''], ['registry', 'npm=https://u:p@a.example']), { code: 'cli/usage' })
})

test('every rule has a sentence and a weight, and stands in the published schema', () => {
  const schema = readFileSync(new URL('../../docs/schemas/millcert-lock-1.schema.json', import.meta.url), 'utf8')
  assert.deepEqual(JSON.parse(schema).definitions.rule.enum, ruleNames)
  for (const name of ruleNames) assert.match(lockRules[name].about, /^[A-Z].*[^.]$/)
})
