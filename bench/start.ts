/**
 * How long a server takes from its start until it says it is ready, on a made fleet: spawned on a copy of the database, which is there
 * already as after any other day. `node bench/start.ts [--times 5] [--rounds 5] [--file FILE] [--program FILE]`: a database that holds
 * the fleet is not made again; the program is dist's bundle, or the sources' `src/cli/main.ts`.
 */
import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openLedger } from '#ledger'
import { everyMigration } from '#operations/operations'
import { sqlite } from '../src/ledger/sqlite.ts'
import { fleet, fleetNow, isMade, makeFleet } from './fleet.ts'
import { bundle, median, node, row, scratch } from './measure.ts'

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '5' },
    file: { type: 'string' },
    program: { type: 'string', default: bundle },
  },
})
const times = Number(values.times)
const data = `${scratch()}/data`
mkdirSync(data, { mode: 0o700 })
const file = `${data}/millcert.db`
if (values.file !== undefined && existsSync(values.file)) copyFileSync(values.file, file)
const ledger = await openLedger(sqlite(file), await everyMigration(), { journal: 'journal-fleet', now: fleetNow })
if (!(await isMade(ledger))) console.log('made:', await makeFleet(ledger, { ...fleet, sites: fleet.sites * times }))
await ledger.close()

/** Milliseconds until it was ready, processor time until then, and its memory then. */
async function started(): Promise<{ took: number; spent: number; memory: number }> {
  const start = performance.now()
  const server = spawn(node, [values.program, 'serve', '--data', data, '--port', '0', '--offline'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise(resolve => server.on('close', resolve))
  let said = ''
  server.stderr.on('data', piece => {
    said += piece
  })
  const address = await new Promise<string>((resolve, reject) => {
    let out = ''
    server.stdout.on('data', piece => {
      out += piece
      const found = /listens at (\S+);/.exec(out)?.[1]
      if (found) resolve(found)
    })
    server.on('close', code => reject(new Error(`the server ended with ${code}: ${said}`)))
  })
  while ((await fetch(`${address}/readyz`)).status !== 200) await wait(5)
  const took = performance.now() - start
  const of = (name: string) => readFileSync(`/proc/${server.pid}/${name}`, 'utf8')
  const [user = 0, system = 0] = of('stat').split(') ')[1]!.split(' ').slice(11, 13).map(Number)
  const memory = (Number(/VmHWM:\s*(\d+)/.exec(of('status'))?.[1]) * 1024) / 2 ** 20
  server.kill('SIGTERM')
  await ended
  return { took, spent: (user + system) * 10, memory }
}

await started()
const rounds: Awaited<ReturnType<typeof started>>[] = []
for (let round = 0; round < Number(values.rounds); round++) rounds.push(await started())
console.log(
  `\n| start on the fleet ×${times}, ${(statSync(file).size / 2 ** 20).toFixed(0)} MiB | figure | mark | |\n|---|---|---|---|`,
)
row('from its start until it is ready, median', median(rounds.map(({ took }) => took)), 'ms', 2000)
row('the slowest', Math.max(...rounds.map(({ took }) => took)), 'ms')
row('processor time until then, median', median(rounds.map(({ spent }) => spent)), 'ms')
row('memory then', Math.max(...rounds.map(({ memory }) => memory)), 'MiB')
