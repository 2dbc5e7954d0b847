import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const harness = `${process.env['MILLCERT_HOSTILE']}/harness/kill9.mjs`
const cluster = process.env['MILLCERT_TEST_POSTGRES']
const driver = fileURLToPath(new URL('kill9-driver.ts', import.meta.url))
const noHarness = !existsSync(harness) && 'MILLCERT_HOSTILE is not set'
const noCluster = cluster === undefined && 'there is no PostgreSQL: MILLCERT_TEST_POSTGRES is not set'
/** `tools/story/kill9.ts` does many more. */
const rounds = '10'

async function killed(env: Record<string, string>, context: TestContext): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'millcert-kill9-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const args = [harness, '--driver', driver, '--rounds', rounds, '--window', '500', '--dir', folder]
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let told = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', piece => {
      told += piece
    })
  const code = await new Promise(resolve => child.on('close', resolve))
  assert.equal(code, 0, told)
  const { acknowledged, lost } = JSON.parse(told.split('\n').find(line => line.startsWith('{'))!)
  assert.equal(lost, 0)
  assert.ok(acknowledged > 0, told)
  context.diagnostic(told.replaceAll('\n', ' '))
}

test(
  'a server that is killed while it is written to loses nothing it answered for (SQLite)',
  { skip: noHarness },
  context => killed({}, context),
)

test(
  'a server that is killed while it is written to loses nothing it answered for (PostgreSQL)',
  {
    skip: noHarness || noCluster,
  },
  context => killed({ MILLCERT_HARNESS_POSTGRES: cluster! }, context),
)
