// A server that is killed again and again while it is written to: node tools/story/kill9.ts [ROUNDS], 100 by default, on SQLite, and on
// PostgreSQL too where MILLCERT_TEST_POSTGRES is the address of a cluster. MILLCERT_HOSTILE is the folder of the harness.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const harness = `${process.env['MILLCERT_HOSTILE']}/harness/kill9.mjs`
const driver = fileURLToPath(new URL('kill9-driver.ts', import.meta.url))
const cluster = process.env['MILLCERT_TEST_POSTGRES']
const rounds = process.argv[2] ?? '100'

for (const [name, env] of [
  ['SQLite', {}],
  ...(cluster === undefined ? [] : ([['PostgreSQL', { MILLCERT_HARNESS_POSTGRES: cluster }]] as const)),
] as const) {
  console.log(`${name}: ${rounds} rounds`)
  const args = [harness, '--driver', driver, '--rounds', rounds, '--window', '1500']
  const { status } = spawnSync(process.execPath, args, { env: { ...process.env, ...env }, stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
