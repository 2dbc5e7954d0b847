import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryWorld } from '../../tools/memory/world.ts'
import { lockCheckTool } from './lock-command.ts'
import { release } from './operations.ts'
import { withoutSamples } from './samples.ts'

const policy = '[tree]\nsamples = ["tests/data"]\n'
const pinned = `press-valve==2.1.0 --hash=sha256:${'ab'.repeat(32)}\n`
const tree = {
  'tree/.millcert/gate.toml': policy,
  'tree/requirements.txt': pinned,
  'tree/tests/data/requirements.txt': 'press-seal==1.0\n',
  'tree/tests/requirements.txt': pinned,
}
const names = (world: ReturnType<typeof memoryWorld>, path: string) => world.disk.list(path)!.map(({ name }) => name)

test('samples: a walk does not get into them, however the tree is named, and gets everywhere else', () => {
  const world = memoryWorld(tree)
  for (const root of ['tree', './tree', 'tree/', '././tree//']) {
    assert.deepEqual(names(withoutSamples(world, root, ['tests/data/']), 'tree/tests'), ['requirements.txt'], root)
  }
  assert.deepEqual(names(withoutSamples(world, '.', ['tree/tests']), 'tree').includes('tests'), false)
})

test('lock check leaves samples out, and says so', async () => {
  const world = memoryWorld(tree)
  assert.equal(await lockCheckTool.run(world, { words: ['tree'], flags: new Map() }), 0)
  assert.match(world.printed(), /2 of 2 dependencies[\s\S]*tests\/data is samples/)
  const without = memoryWorld({ ...tree, 'tree/.millcert/gate.toml': '' })
  assert.equal(await lockCheckTool.run(without, { words: ['tree'], flags: new Map() }), 1)
  const bad = memoryWorld({ ...tree, 'tree/.millcert/gate.toml': '[tree]\nsamples = ["../x"]\n' })
  await assert.rejects(async () => lockCheckTool.run(bad, { words: ['tree'], flags: new Map() }), /inside the tree/)
})

test('the gate pins nothing on samples, but looks for secrets in them', async () => {
  const world = memoryWorld({ ...tree, 'tree/tests/data/key.pem': `-----BEGIN PRIVATE${' '}KEY-----\nMHc=\n` })
  await release.gate.run(world, { words: ['tree'], flags: new Map([['format', ['json']]]) })
  const { checks, notes } = JSON.parse(world.printed()) as {
    checks: { id: string; outcome: string }[]
    notes: { code: string }[]
  }
  const outcome = (id: string) => checks.find(one => one.id === id)!.outcome
  assert.deepEqual([outcome('hash-integrity'), outcome('secrets')], ['pass', 'fail'])
  assert.ok(notes.some(({ code }) => code === 'samples-left-out'))
})
