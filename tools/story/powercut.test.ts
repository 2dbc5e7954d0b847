import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const harness = `${process.env['MILLCERT_HOSTILE']}/harness/powercut.mjs`
const program = fileURLToPath(new URL('powercut.ts', import.meta.url))
const noStrace = spawnSync('strace', ['-V']).status !== 0 && 'strace is not on this machine'
const noHarness = !existsSync(harness) && 'MILLCERT_HOSTILE is not set'
/** `MILLCERT_POWERCUT_POINTS=100` cuts at as many places of the recording. */
const points = process.env['MILLCERT_POWERCUT_POINTS'] ?? '2'

test('a server on SQLite comes back after the power was cut, with all it answered for', {
  skip: noHarness || noStrace,
}, async context => {
  const folder = mkdtempSync(join(tmpdir(), 'millcert-powercut-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const node = `${process.execPath} ${program}`
  const run = async (...args: string[]) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let told = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', piece => {
        told += piece
      })
    return { code: await new Promise(resolve => child.on('close', resolve)), told: () => told }
  }
  const made = await run(program, 'make', `${folder}/initial`)
  assert.equal(made.code, 0, made.told())
  const words = ['--initial', `${folder}/initial`, '--run', `${node} run {dir} 12`, '--verify', `${node} list {dir}`]
  let ran = await run(harness, ...words, '--points', points)
  // It does not get through its own recording where another thread's call came into the midst of one: it has to record again.
  for (let again = 0; again < 3 && /TypeError.*\n.*powercut\.mjs:/.test(ran.told()); again++)
    ran = await run(harness, ...words, '--points', points)
  const { code, told } = ran
  assert.equal(code, 0, told())
  const { crashStates, lostAcknowledged, damaged } = JSON.parse(
    told().slice(told().indexOf('{'), told().lastIndexOf('}') + 1),
  )
  assert.deepEqual([lostAcknowledged, damaged], [0, 0])
  assert.ok(crashStates >= 8, told())
  context.diagnostic(told().replaceAll('\n', ' '))
})
