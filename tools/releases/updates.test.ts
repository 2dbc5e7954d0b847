import assert from 'node:assert/strict'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { release } from '#releases/operations'
import { get } from '../../src/cli/network.ts'
import type { UpdatesReport } from '../../src/releases/update-answer.ts'
import { memoryWorld } from '../memory/world.ts'

const asked: string[] = []
const answers = new Map<string, (answer: ServerResponse) => void>()
const server = createServer((request, answer) => {
  asked.push(request.url!)
  const made = answers.get(request.url!)
  if (made) made(answer)
  else answer.writeHead(404).end()
})
await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
after(() => {
  server.closeAllConnections()
  server.close()
})

const versions = { '1.0.0': {}, '1.1.0': {} }
const time = { '1.0.0': '2025-01-01T00:00:00Z', '1.1.0': '2026-01-01T00:00:00Z' }
const packument = JSON.stringify({ versions, time })

/** A lockfile of some packages of npm, all asked for. */
function lock(...names: string[]): string {
  const wanted = Object.fromEntries(names.map(name => [name, '^1.0.0']))
  const packages = Object.fromEntries(names.map(name => [`node_modules/${name}`, { version: '1.0.0' }]))
  return JSON.stringify({ lockfileVersion: 3, packages: { '': { dependencies: wanted }, ...packages } })
}

/** Real sockets, with less patience than people have. */
function online(files: Record<string, string>) {
  const world = memoryWorld(files)
  world.network = rules => ({ get: (url, headers, most) => get({ ...rules, idle: 300 }, url, headers, most) })
  return world
}

async function updates(world: ReturnType<typeof online>, flags: Record<string, string[]>) {
  const before = world.printed().length
  const code = await release.updates.run(world, {
    words: ['tree'],
    flags: new Map(Object.entries({ format: ['json'], ...flags })),
  })
  const text = world.printed().slice(before)
  return { code, report: JSON.parse(text) as UpdatesReport, text }
}

const npm = { online: [''], registry: [`npm=${origin}`] }

test('a registry on this machine is asked once for each package, and what it said is told again without it', async () => {
  asked.length = 0
  for (const name of ['valve', '@mill%2fgasket']) answers.set(`/${name}`, answer => answer.end(packument))
  const world = online({
    'tree/package-lock.json': lock('valve', '@mill/gasket'),
    'tree/a/package-lock.json': lock('valve'),
  })
  const first = await updates(world, { ...npm, keep: ['kept'] })
  assert.deepEqual(asked.sort(), ['/@mill%2fgasket', '/valve'])
  assert.deepEqual(
    first.report.dependencies.map(({ name, proposal, locations }) => [name, proposal?.version, locations.length]),
    [
      ['@mill/gasket', '1.1.0', 1],
      ['valve', '1.1.0', 2],
    ],
  )
  assert.deepEqual([...world.files.keys()].filter(path => path.startsWith('kept/')).sort(), [
    'kept/npm/@mill/gasket.json',
    'kept/npm/valve.json',
  ])
  const again = await updates(world, { from: ['kept'] })
  assert.equal(again.text, first.text.replace('"source": "online"', '"source": "carried"'))
  assert.equal(asked.length, 2)
})

test('answers that are none: a stall, a redirect elsewhere, too much, another kind, an error', async () => {
  const bad: Record<string, (answer: ServerResponse) => void> = {
    stall: answer => void answer.write('{"versions":'),
    redirect: answer => answer.writeHead(302, { location: `${origin}/valve` }).end(),
    error: answer => answer.writeHead(500).end('no'),
    large(answer) {
      const piece = Buffer.alloc(16 * 1024 ** 2, ' ')
      const more = (left: number) => (left > 0 ? answer.write(piece, () => more(left - 1)) : answer.end('{}'))
      more(9)
    },
    cut(answer) {
      answer.writeHead(200, { 'content-length': '100' })
      answer.write('{')
      answer.socket?.destroySoon()
    },
  }
  for (const [name, answer] of Object.entries(bad)) {
    answers.set(`/${name}`, answer)
    const { code, report } = await updates(online({ 'tree/package-lock.json': lock(name) }), npm)
    assert.deepEqual([code, report.summary.undecided], [5, 1], name)
    assert.match(report.dependencies[0]!.because!, new RegExp(`Cannot fetch ${origin}/${name}`), name)
  }
  answers.set('/page', answer => answer.end('<html>'))
  const page = await updates(online({ 'tree/package-lock.json': lock('page', 'absent') }), npm)
  assert.deepEqual([page.code, page.report.summary.undecided], [3, 2])
})

test('an origin that does not answer is not asked for ever, and none is asked without being named', async () => {
  asked.length = 0
  const names = Array.from({ length: 40 }, (_, number) => `down${number}`)
  for (const name of names) answers.set(`/${name}`, answer => answer.writeHead(503).end())
  const { code, report } = await updates(online({ 'tree/package-lock.json': lock(...names) }), npm)
  assert.deepEqual([code, report.summary.undecided], [5, 40])
  assert.ok(asked.length < 15, String(asked.length))
  asked.length = 0
  const files = { 'tree/package-lock.json': lock('valve') }
  assert.equal((await updates(online(files), {})).code, 3)
  await assert.rejects(updates(memoryWorld(files), npm), { code: 'base/network-refused' })
  await assert.rejects(updates(online(files), { ...npm, from: ['kept'] }), { code: 'cli/usage' })
  await assert.rejects(updates(online(files), { ...npm, registry: ['npm=ftp://x'] }), { code: 'cli/usage' })
  assert.deepEqual(asked, [])
})
