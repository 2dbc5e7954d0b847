/**
 * How long a question takes through HTTP on a made fleet, by the size of the answer: 500 CVEs drawn with a fixed seed, first page of 50
 * assets, one after the other over one connection. `node bench/ask.ts [--times 5] [--count 500] [--small] [--postgres ADDRESS]`
 */
import { Agent, request } from 'node:http'
import { parseArgs } from 'node:util'
import { openLedger } from '#ledger'
import { everyMigration, namedIn } from '#operations/operations'
import { listen } from '#server'
import * as answers from '../src/answers/operations.ts'
import { postgres } from '../src/ledger/postgres.ts'
import { sqlite } from '../src/ledger/sqlite.ts'
import { advisoriesOf } from '../tools/databases/two-sites.ts'
import { memoryWorld } from '../tools/memory/world.ts'
import { fleet, fleetNow, makeFleet, smallFleet } from './fleet.ts'
import { chanceOf } from './fleet-chance.ts'
import { median, row, scratch } from './measure.ts'

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '1' },
    count: { type: 'string', default: '500' },
    small: { type: 'boolean', default: false },
    postgres: { type: 'string' },
  },
})
const times = Number(values.times)
const size = values.small ? smallFleet : fleet
const connections = values.postgres ? postgres(values.postgres) : sqlite(`${scratch()}/millcert.db`)
const ledger = await openLedger(connections, await everyMigration(), { journal: 'journal-fleet', now: fleetNow })
const started = performance.now()
const made = await makeFleet(ledger, { ...size, sites: size.sites * times })
console.log(`made in ${((performance.now() - started) / 1000).toFixed(0)} s:`, made.counts)

const world = memoryWorld(advisoriesOf('2026-11-20'), new Date(fleetNow).toISOString())
const aside = () => Promise.reject(new Error('nothing is done aside'))
const known = {
  actor: { kind: 'local' as const, id: 'local:bench', name: 'bench' },
  scopeFor: () => 'everywhere' as const,
}
const free = { burst: 1e9, perSecond: 1e9 }
const { address, stop } = await listen({
  house: { ledger, world: { ...world, folder: 'data', aside } },
  operations: namedIn(answers, ['ask']),
  doorkeeper: { ofToken: async () => known, ofSession: async () => known },
  pageKey: new Uint8Array(32),
  host: '127.0.0.1',
  port: 0,
  rates: { address: free, actor: free, entry: free },
})

const agent = new Agent({ keepAlive: true, maxSockets: 1 })
function asked(question: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const path = `/api/v1/ask?question=${encodeURIComponent(question)}`
    const sent = request(`${address}${path}`, { agent, headers: { authorization: 'Bearer bench' } }, answer => {
      const pieces: Buffer[] = []
      answer.on('data', piece => pieces.push(piece))
      answer.on('end', () => {
        const text = Buffer.concat(pieces).toString('utf8')
        if (answer.statusCode === 200) resolve(text)
        else reject(new Error(`${answer.statusCode}: ${text}`))
      })
    })
    sent.on('error', reject)
    sent.end()
  })
}

const chance = chanceOf(1)
const cves = Array.from({ length: Number(values.count) }, () => chance.of(made.cves))
for (const cve of cves.slice(0, 20)) await asked(cve)
const results: { cve: string; took: number; assets: number; lots: number }[] = []
for (const cve of cves) {
  const start = performance.now()
  const text = await asked(cve)
  const took = performance.now() - start
  const { counts, lots } = JSON.parse(text) as {
    counts: Record<'affected' | 'undecided' | 'fixed' | 'notAffected', number>
    lots: { count: number; undecided: number }
  }
  const assets = counts.affected + counts.undecided + counts.fixed + counts.notAffected
  results.push({ cve, took, assets, lots: lots.count + lots.undecided })
}
results.sort((a, b) => b.took - a.took)
const at = (part: number) => results[Math.min(results.length - 1, Math.floor(results.length * (1 - part)))]!.took
console.log(
  `\n| fleet ×${times} on ${values.postgres ? 'PostgreSQL' : 'SQLite'} | figure | mark | |\n|---|---|---|---|`,
)
row('ask by CVE, median', at(0.5), 'ms')
row('ask by CVE, p99', at(0.99), 'ms', times === 1 && !values.small ? (values.postgres ? 250 : 100) : undefined)
row('memory', process.memoryUsage.rss() / 2 ** 20, 'MiB', 1024)
console.log('\nby the size of the answer (assets): median ms')
for (const [least, most] of [
  [0, 0],
  [1, 30],
  [31, 300],
  [301, 3000],
  [3001, 1e9],
] as const) {
  const some = results.filter(({ assets }) => assets >= least && assets <= most)
  if (some.length > 0)
    console.log(`${least} to ${most}: ${median(some.map(({ took }) => took)).toFixed(1)} (${some.length} questions)`)
}
console.log('\nthe worst ten')
for (const { cve, took, assets, lots } of results.slice(0, 10))
  console.log(`${cve}: ${took.toFixed(1)} ms, ${assets} assets, ${lots} lots`)
agent.destroy()
await stop()
await ledger.close()
