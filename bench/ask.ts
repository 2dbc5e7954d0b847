/**
 * How long a question takes through HTTP on a made fleet, by the size of the answer: 500 CVEs drawn with a fixed seed, first page of 50
 * assets, one after the other over one connection. `node bench/ask.ts [--times 5] [--count 500] [--small] [--site site-000]
 * [--file FILE | --postgres ADDRESS] [--statements]`: a database that holds the fleet already is not made again; one site is asked where
 * one is named, so that answers are as large whatever the fleet; the statements are told that took most.
 */
import { createHash } from 'node:crypto'
import { Agent, request } from 'node:http'
import { parseArgs } from 'node:util'
import { type Connections, openLedger } from '#ledger'
import { everyMigration, namedIn } from '#operations/operations'
import { listen } from '#server'
import * as answers from '../src/answers/operations.ts'
import { postgres } from '../src/ledger/postgres.ts'
import { sqlite } from '../src/ledger/sqlite.ts'
import { advisoriesOf } from '../tools/databases/two-sites.ts'
import { memoryWorld } from '../tools/memory/world.ts'
import { cvesOf, fleet, fleetNow, isMade, makeFleet, smallFleet } from './fleet.ts'
import { chanceOf } from './fleet-chance.ts'
import { median, row, scratch } from './measure.ts'

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '1' },
    count: { type: 'string', default: '500' },
    small: { type: 'boolean', default: false },
    site: { type: 'string' },
    file: { type: 'string' },
    postgres: { type: 'string' },
    statements: { type: 'boolean', default: false },
  },
})
const times = Number(values.times)
const size = values.small ? smallFleet : fleet
const of = { ...size, sites: size.sites * times }
const connections = values.postgres ? postgres(values.postgres) : sqlite(values.file ?? `${scratch()}/millcert.db`)
const took = new Map<string, { times: number; total: number; worst: number }>()
const started = performance.now()
const ledger = await openLedger(values.statements ? timed(connections) : connections, await everyMigration(), {
  journal: 'journal-fleet',
  now: fleetNow,
})
console.log(`opened in ${(performance.now() - started).toFixed(0)} ms`)
if (!(await isMade(ledger))) console.log('made:', await makeFleet(ledger, of))
const cves = cvesOf(of)

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
    const at = values.site === undefined ? '' : `&siteId=${values.site}`
    const path = `/api/v1/ask?question=${encodeURIComponent(question)}${at}`
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
const wanted = Array.from({ length: Number(values.count) }, () => chance.of(cves))
for (const cve of wanted.slice(0, 20)) await asked(cve)
took.clear()
const answered = createHash('sha256')
const results: { cve: string; took: number; spent: number; assets: number; lots: number }[] = []
for (const cve of wanted) {
  const [start, before] = [performance.now(), process.cpuUsage()]
  const text = await asked(cve)
  const took = performance.now() - start
  const { user, system } = process.cpuUsage(before)
  const spent = (user + system) / 1000
  answered.update(text)
  const { counts, lots } = JSON.parse(text) as {
    counts: Record<'affected' | 'undecided' | 'fixed' | 'notAffected', number>
    lots: { count: number; undecided: number }
  }
  const assets = counts.affected + counts.undecided + counts.fixed + counts.notAffected
  results.push({ cve, took, spent, assets, lots: lots.count + lots.undecided })
}
results.sort((a, b) => b.took - a.took)
const at = (part: number) => results[Math.min(results.length - 1, Math.floor(results.length * (1 - part)))]!.took
console.log(
  `\n| fleet ×${times} on ${values.postgres ? 'PostgreSQL' : 'SQLite'} | figure | mark | |\n|---|---|---|---|`,
)
row('ask by CVE, median', at(0.5), 'ms')
row(
  'ask by CVE, p99',
  at(0.99),
  'ms',
  times === 1 && !values.small && !values.site ? (values.postgres ? 250 : 100) : undefined,
)
const spent = results.map(({ spent }) => spent).sort((a, b) => a - b)
row('processor of this process for one, median', median(spent), 'ms')
row('processor of this process for one, p99', spent[Math.ceil(spent.length * 0.99) - 1]!, 'ms')
row('memory', process.memoryUsage.rss() / 2 ** 20, 'MiB', 1024)
console.log(`\nsha256 of all answers: ${answered.digest('hex')}`)
console.log('\nby the size of the answer (assets): median ms, of this process alone')
for (const [least, most] of [
  [0, 0],
  [1, 30],
  [31, 300],
  [301, 3000],
  [3001, 1e9],
] as const) {
  const some = results.filter(({ assets }) => assets >= least && assets <= most)
  if (some.length > 0)
    console.log(
      `${least} to ${most}: ${median(some.map(({ took }) => took)).toFixed(1)}, ${median(some.map(({ spent }) => spent)).toFixed(1)} (${some.length} questions, median ${median(some.map(({ assets }) => assets))} assets)`,
    )
}
console.log('\nthe worst ten')
for (const { cve, took, assets, lots } of results.slice(0, 10))
  console.log(`${cve}: ${took.toFixed(1)} ms, ${assets} assets, ${lots} lots`)
if (values.statements) {
  console.log('\nstatements: times, mean ms, worst ms')
  for (const [sql, { times, total, worst }] of [...took].sort((a, b) => b[1].total - a[1].total).slice(0, 25))
    console.log(
      `${times} ${(total / times).toFixed(2)} ${worst.toFixed(1)} ${sql.replaceAll(/\s+/g, ' ').slice(0, 150)}`,
    )
}
agent.destroy()
await stop()
await ledger.close()

/** The same with a clock beside each statement. */
function timed(connections: Connections): Connections {
  return {
    ...connections,
    read: work =>
      connections.read(connection =>
        work({
          ...connection,
          async run(sql, parameters) {
            const start = performance.now()
            const out = await connection.run(sql, parameters)
            const ms = performance.now() - start
            const { times, total, worst } = took.get(sql) ?? { times: 0, total: 0, worst: 0 }
            took.set(sql, { times: times + 1, total: total + ms, worst: Math.max(worst, ms) })
            return out
          },
        }),
      ),
  }
}
