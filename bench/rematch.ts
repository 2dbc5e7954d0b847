// How long do components that are kept take to be laid against the advisories: when they come in, when the index is built anew, and
// when a thousand records change? A fleet of BENCH_COMPONENTS unique components (a million by default) in one SQLite file.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { heldBytes, openDatabase } from '#advisories'
import { digest } from '#base'
import { bomRows, migrations as bomSteps, bomStore, component } from '#boms'
import { findingsStore, migrations } from '#findings'
import { type Ledger, openLedger } from '#ledger'
import { contextsOf } from '#matching'
import { disk } from '../src/cli/disk.ts'
import { sqlite } from '../src/ledger/sqlite.ts'
import { feedFiles, namedPackages, testdata } from './data.ts'
import { bundle, row, scratch, timed } from './measure.ts'

const count = Number(process.env['BENCH_COMPONENTS'] ?? 1_000_000)
const perBill = 50_000
const changes = 1_000
const now = ['--now', '2026-08-23']
const folder = scratch()
const { newMatching, planRematch, rematch } = await findingsStore()
const { keepBom } = await bomStore()

let state = 42
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return state / 2 ** 32
}
const seconds = (since: bigint) => Number(process.hrtime.bigint() - since) / 1e9
const peak = () => (Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024) / 1e6

const packages = namedPackages()
timed([bundle, 'db', 'build', ...feedFiles().flatMap(file => ['--from', file]), '--db', `${folder}/db`, ...now])
const index = openDatabase(disk, `${folder}/db`, heldBytes)!
const ledger = await openLedger(sqlite(`${folder}/millcert.db`), [...bomSteps, ...migrations], {
  journal: 'bench',
  now: 0,
})
const doing = {
  actor: { kind: 'house', id: 'house', name: 'Millcert' },
  operation: 'feeds.match',
  at: 1,
  sites: 'everywhere',
} as const
const first = await laid('no components')
row('records and their names kept for the first time', first.found + first.kept, 's')
const fleet = await fill(ledger)
row(`taken in, ${count} components: into rows (off the thread that answers)`, count / fleet.rows / 1e3, 'k/s')
row('taken in: kept, matched meanwhile, and durable', count / fleet.kept / 1e3, 'k/s', 40, true)
row('rows of matches that stand', fleet.standing, '')
index.close()
await full()
await delta()
row('peak memory', peak(), 'MB', 1074)
await ledger.close()

/** Three of ten components are of packages that records name, half of these in an affected version. */
function componentAt(number: number) {
  const named = packages[Math.floor(random() * packages.length)]!
  const kind = random()
  const version =
    kind < 0.15 && named.affected !== undefined
      ? named.affected
      : `${900 + (number % 90)}.${number % 17}.${number % 29}`
  const purl = kind < 0.3 ? `${named.purl}@${version}` : `pkg:npm/component-${number % 300_000}@${version}`
  const one = component(`${number}`, purl.slice(purl.lastIndexOf('/') + 1, purl.lastIndexOf('@')), version, purl)
  return { ...one, hashes: [{ algorithm: 'SHA-256', value: number.toString(16).padStart(64, '0') }], licenses: ['MIT'] }
}

async function fill(into: Ledger) {
  const took = { rows: 0, kept: 0, standing: 0 }
  for (let from = 0; from < count; from += perBill) {
    const components = Array.from({ length: Math.min(perBill, count - from) }, (_, at) => componentAt(from + at))
    const bom = {
      format: 'bench',
      specVersion: undefined,
      serial: undefined,
      timestamp: undefined,
      subject: undefined,
      components,
      dependencies: [],
      notes: [],
    }
    let at = process.hrtime.bigint()
    const of = { digest: digest(`bill ${from}`), size: 1, kind: 'bom' as const }
    const rows = bomRows(bom, of, contextsOf(bom, 'bom'))
    took.rows += seconds(at)
    at = process.hrtime.bigint()
    const matched = await into.write(doing, async db => {
      const matching = newMatching(db, { database: index, at: 1 })
      await keepBom(db, rows, 1, undefined, { told: matching.add })
      const out = await matching.end()
      return { out, entry: { object: rows.digest, change: { ...out } } }
    })
    took.kept += seconds(at)
    took.standing += matched.affected + matched.undecided
  }
  return took
}

/** The index is opened anew, as a server does after an update. */
async function laid(what: string, everything = false) {
  const database = openDatabase(disk, `${folder}/db`, heldBytes)!
  let at = process.hrtime.bigint()
  const steps: Record<string, number> = {}
  let step = 'keys'
  let begun = at
  const begins = (next: string) => {
    steps[step] = (steps[step] ?? 0) + seconds(begun)
    begun = process.hrtime.bigint()
    step = next
  }
  const planned = await ledger.read(db => planRematch(db, database, { begins, everything }))
  begins('end')
  const found = seconds(at)
  at = process.hrtime.bigint()
  const done = await ledger.write(doing, async db => {
    const out = await rematch(db, database, { planned, now: 2 })
    return { out, entry: out && { object: out.database, change: { ...out } } }
  })
  const kept = seconds(at)
  database.close()
  console.log(
    `| ${what}: ${JSON.stringify({ ...done, digest: undefined, database: undefined, before: undefined })} | | | |`,
  )
  for (const [name, took] of Object.entries(steps)) row(`${what}: ${name}`, took, 's')
  return { found, kept, matching: (steps['judging'] ?? 0) + (steps['keys'] ?? 0) }
}

/** Another index of the same records: every record and key is compared, and nothing must differ; then every component is judged. */
async function full() {
  disk.remove(`${folder}/db/manifest.json`)
  timed([
    bundle,
    'db',
    'build',
    ...feedFiles()
      .slice(1)
      .flatMap(file => ['--from', file]),
    '--db',
    `${folder}/db`,
    ...now,
  ])
  const again = await laid('index built anew, without one feed')
  row(`index built anew: matching of ${count} components`, again.matching, 's', 2)
  row('index built anew: found and durable', again.found + again.kept, 's')
  const every = await laid('every component judged', true)
  row('every component judged anew: matching', every.matching, 's')
}

async function delta() {
  mkdirSync(`${folder}/delta`)
  const lines = ['npm-converted', 'pypa', 'go', 'rustsec'].flatMap(feed =>
    gunzipSync(readFileSync(`${testdata()}/advisories/osv-${feed}.ndjson.gz`))
      .toString('utf8')
      .split('\n')
      .filter(line => line !== ''),
  )
  const changed = Array.from({ length: changes }, () => {
    const text = lines[Math.floor(random() * lines.length)]!
    const record = JSON.parse(text.replace(/"(fixed|last_affected)": ?"[^"]*"/g, '"fixed":"9999.0.0"')) as Record<
      string,
      unknown
    >
    return JSON.stringify({ ...record, modified: '2026-08-22T12:00:00Z' })
  })
  writeFileSync(`${folder}/delta/osv.ndjson`, `${changed.join('\n')}\n`)
  timed([bundle, 'db', 'build', '--add', '--from', `${folder}/delta/osv.ndjson`, '--db', `${folder}/db`, ...now])
  const { found, kept } = await laid(`${changes} records changed`)
  row(`${changes} records changed: found`, found, 's')
  row(`${changes} records changed: kept`, kept, 's')
  row(`${changes} records changed: found and durable`, found + kept, 's', 1)
}
