import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const harness = `${process.env['MILLCERT_HOSTILE']}/harness/kill9.mjs`
const cluster = process.env['MILLCERT_TEST_POSTGRES']
/** `MILLCERT_KILL_ROUNDS=100` for a long run. */
const rounds = process.env['MILLCERT_KILL_ROUNDS'] ?? '10'
const driver = fileURLToPath(new URL('kill9-driver.ts', import.meta.url))
const noHarness = !existsSync(harness) && 'MILLCERT_HOSTILE is not set'

async function killed(env: Record<string, string>): Promise<void> {
  const args = [harness, '--driver', driver, '--rounds', rounds, '--window', '300']
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
  let told = ''
  child.stdout.on('data', piece => {
    told += piece
  })
  const code = await new Promise(resolve => child.on('close', resolve))
  assert.equal(code, 0, told)
  const { acknowledged, lost } = JSON.parse(told.split('\n').find(line => line.startsWith('{'))!)
  assert.equal(lost, 0)
  assert.ok(acknowledged > 0, told)
}

test(
  'a process that is killed under load loses nothing it said was kept, and leaves nothing half done (SQLite)',
  {
    skip: noHarness,
  },
  () => killed({}),
)

test(
  'a process that is killed under load loses nothing it said was kept, and leaves nothing half done (PostgreSQL)',
  {
    skip: noHarness || (cluster === undefined && 'there is no PostgreSQL: MILLCERT_TEST_POSTGRES is not set'),
  },
  () => killed({ MILLCERT_HARNESS_POSTGRES: cluster! }),
)
