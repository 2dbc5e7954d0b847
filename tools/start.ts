// `npm start`: serves the simulated plant, with a year behind it. `npm start -- --port 9000` gives flags of `serve` along.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildPages } from './web.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
/** The day on which the plant's year ends: the clock starts there and runs on. */
const now = '2026-11-21T10:00:00Z'
const given = process.argv.slice(2)
const folder = `${root}node_modules/.cache/millcert-demo`
const args = ['serve', '--demo', '--now', now, '--data', folder, ...given]

// A start that was ended while it laid the plant left a part of it: nobody's work, so it is laid anew.
if (existsSync(`${folder}/demo`) && readFileSync(`${folder}/demo`, 'utf8') !== 'whole\n')
  rmSync(folder, { recursive: true })

await buildPages(undefined, line => console.log(line))
console.log(
  'The simulated plant: a maker of packaged food with two sites (data/plant/README.md). Nothing leaves this machine.\n' +
    `\n$ bin/millcert ${args.map(arg => arg.replace(root, '')).join(' ')}`,
)
const server = spawn(`${root}node_modules/.bin/node`, [`${root}src/cli/main.ts`, ...args], {
  cwd: root,
  stdio: 'inherit',
})
// The signal reaches the server too: it ends what it is at, and then this ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal))
server.on('close', code => {
  process.exitCode = code ?? 1
})
