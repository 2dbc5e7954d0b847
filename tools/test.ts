// `npm test`: laws, formatter and linter, types, then every test; node:test prints the closing lines.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const steps: [what: string, command: string, ...args: string[]][] = [
  ['formatting and lint', 'biome', 'check', '.'],
  ['types', 'tsc', '-p', '.'],
  ['tests', 'node', '--test', '--test-reporter=spec', 'src/**/*.test.ts', 'tools/**/*.test.ts', 'bench/**/*.test.ts'],
]

if (!process.env['MILLCERT_TESTDATA'])
  console.log(
    'MILLCERT_TESTDATA is not set: conformance suites and real data are skipped; what stands in the repository is tested.',
  )
let failed = false
for (const [what, command, ...args] of steps) {
  console.log(`== ${what}`)
  const { status, error } = spawnSync(`${root}node_modules/.bin/${command}`, args, { cwd: root, stdio: 'inherit' })
  if (error) console.error(`${command} could not be started: ${error.message}`)
  failed ||= status !== 0
}
process.exitCode = failed ? 1 : 0
