// `npm test`: laws, formatter and linter, types, the pages, then every test; node:test prints the closing lines.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Cluster, postgresPrograms, startCluster } from './databases/cluster.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const plant = mkdtempSync(join(tmpdir(), 'millcert-plant-'))
const steps: [what: string, command: string, ...args: string[]][] = [
  ['formatting and lint', 'biome', 'check', '.'],
  ['types', 'tsc', '-p', '.'],
  ['types of the pages', 'tsc', '-p', 'web'],
  ['the pages', 'node', 'tools/web.ts', '--build'],
  ['the simulated plant', 'node', 'tools/pages/lay.ts', plant],
  [
    'tests',
    'node',
    '--test',
    '--test-reporter=spec',
    // Files are processes of their own and often wait: by itself node:test would leave one processor unused.
    `--test-concurrency=${Math.max(2, availableParallelism())}`,
    ...['src', 'web', 'tools', 'bench'].map(of => `${of}/**/*.test.ts`),
  ],
]

if (!process.env['MILLCERT_TESTDATA'])
  console.log(
    'MILLCERT_TESTDATA is not set: conformance suites and real data are skipped; what stands in the repository is tested.',
  )
// What one file compiled the next ones take: each is a process of its own, and starts others.
process.env['NODE_COMPILE_CACHE'] ??= `${root}.artefacts/compiled`
process.env['MILLCERT_TEST_PLANT'] = plant
const cluster = await ownCluster()
let failed = false
for (const [what, command, ...args] of steps) {
  console.log(`== ${what}`)
  const { status, error } = await ended(command, args)
  if (error) console.error(`${command} could not be started: ${error.message}`)
  failed ||= status !== 0
}
await cluster?.stop()
rmSync(plant, { recursive: true, force: true })
process.exitCode = failed ? 1 : 0

/** A PostgreSQL for the tests that run on both databases; undefined where another one was named, or there is none. */
async function ownCluster(): Promise<Cluster | undefined> {
  if (process.env['MILLCERT_TEST_POSTGRES']) return undefined
  if (postgresPrograms() === undefined) {
    console.log('SKIPPED: there is no PostgreSQL on this machine: what keeps facts is tested on SQLite alone.')
    return undefined
  }
  const started = await startCluster()
  process.env['MILLCERT_TEST_POSTGRES'] = started.address
  return started
}

function ended(command: string, args: string[]): Promise<{ status: number | null; error?: Error }> {
  return new Promise(resolve => {
    const child = spawn(`${root}node_modules/.bin/${command}`, args, { cwd: root, stdio: 'inherit' })
    child.on('error', error => resolve({ status: null, error }))
    child.on('close', status => resolve({ status }))
  })
}
