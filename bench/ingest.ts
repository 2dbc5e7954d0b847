/**
 * How fast are bills of 50,000 components taken in: kept in SQLite, kept and matched with the advisories, and over HTTP, from the first
 * byte of the upload until its matches are on the disk; and what does one of 300 MB hold? `node bench/ingest.ts [--bills 8]`: bills of
 * different components one after the other; the first one meets a program that has run nothing yet, and is told apart.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Database, heldBytes, openDatabase } from '#advisories'
import { defaultLimits } from '#base'
import { bomStore, type ComingBom, comingBom } from '#boms'
import { findingsStore } from '#findings'
import { tasks } from '#intake/operations'
import { keepContent, type Ledger, openLedger } from '#ledger'
import { everyMigration } from '#operations/operations'
import { disk } from '../src/cli/disk.ts'
import { setAside } from '../src/intake/set-aside.ts'
import { sqlite } from '../src/ledger/sqlite.ts'
import { done, setUp, startServer } from '../tools/story/served.ts'
import { feedFiles, writeBom } from './data.ts'
import { median, node, peakMemory, root, row, scratch } from './measure.ts'

const perBill = 50_000
const self = fileURLToPath(import.meta.url)
const [mode, path, folder] = process.argv.slice(2)
const world = { disk, limits: defaultLimits, now: () => Date.now(), progress() {} }
const random = (count: number) => crypto.getRandomValues(new Uint8Array(count))
const doing = {
  actor: { kind: 'house', id: 'bench', name: 'bench' },
  operation: 'bench',
  at: 0,
  sites: 'everywhere',
} as const

if (mode === 'write') writeBom(path!, ...(process.argv.slice(4).map(Number) as [number, number, number]))
else if (mode === 'kept' || mode === 'matched') await takeIn(path!, folder!, mode === 'matched')
else if (mode === 'large') await takeOne(path!, folder!)
else if (mode === 'upload') await upload(path!)
else main()

function main(): void {
  const folder = scratch()
  const bills = mode === '--bills' ? Number(path) : 8
  for (let number = 0; number < bills; number++) write(`${folder}/bill-${number}.json`, perBill, 0, number * perBill)
  const now = ['--now', '2026-08-23']
  const build = [
    'db',
    'build',
    ...feedFiles().flatMap(file => ['--from', file]),
    '--db',
    `${folder}/advisories`,
    ...now,
  ]
  run([`${root}src/cli/main.ts`, ...build], true)
  run([self, 'kept', folder, `${folder}/kept`])
  run([self, 'matched', folder, `${folder}/matched`])
  run([self, 'upload', folder])
  write(`${folder}/large.json`, 290_000, 560, 0)
  const bytes = statSync(`${folder}/large.json`).size
  const peak = peakMemory([self, 'large', `${folder}/large.json`, `${folder}/large`])
  row(`bill of ${(bytes / 1e6).toFixed(0)} MB with 290,000 components taken in, peak memory`, peak, 'MB', 1074)
}

function run(args: readonly string[], quiet = false): void {
  const { status } = spawnSync(node, args, {
    stdio: ['ignore', quiet ? 'ignore' : 'inherit', quiet ? 'ignore' : 'inherit'],
  })
  if (status !== 0) throw new Error(`${args.slice(0, 3).join(' ')} ended with ${status}`)
}

/** In a process of its own, since writing it takes more memory than reading. */
function write(path: string, count: number, padding: number, first: number): void {
  run([self, 'write', path, `${count}`, `${padding}`, `${first}`])
}

interface Taken {
  /** Seconds. */
  took: number
  /** Seconds of all threads. */
  spent: number
}

async function timed<T>(work: () => T | Promise<T>): Promise<[T, Taken]> {
  const [start, before] = [performance.now(), process.cpuUsage()]
  const out = await work()
  const { user, system } = process.cpuUsage(before)
  return [out, { took: (performance.now() - start) / 1e3, spent: (user + system) / 1e6 }]
}

async function readRows(path: string, folder: string) {
  const aside = await setAside({ ...world, folder, random }, disk.chunks(path) as never, {
    name: 'bill.json',
    most: 1e10,
  })
  const { bom, tell, end } = comingBom()
  await tasks['bom.rows'](world, aside, tell)
  end()
  return { aside, rows: await bom }
}

/** Bills kept with their bytes, each in one act; laid against the advisories meanwhile, where they are to be matched. */
async function takeIn(bills: string, folder: string, isMatched: boolean): Promise<void> {
  mkdirSync(folder)
  const ledger = await ledgerAt(folder)
  const database = isMatched ? openDatabase(disk, `${bills}/advisories`, heldBytes) : undefined
  if (database) await firstRun(ledger, database)
  const reads: Taken[] = []
  const keeps: Taken[] = []
  const found: object[] = []
  for (let number = 0; disk.stat(`${bills}/bill-${number}.json`); number++) {
    const [{ aside, rows }, read] = await timed(() => readRows(`${bills}/bill-${number}.json`, folder))
    const [out, keep] = await timed(() => keepOne(ledger, rows, aside, database))
    reads.push(read)
    keeps.push(keep)
    found.push(out)
  }
  await ledger.close()
  database?.close()
  const what = isMatched ? 'kept and matched' : 'kept'
  if (!isMatched) told('set aside, read and made into rows, off the thread that answers', reads)
  told(`${what} in SQLite with its bytes, durable`, keeps)
  row(`components ${what} a second, median`, perBill / typical(keeps), '/s', 40_000, true)
  row('database for each component', statSync(`${folder}/millcert.db`).size / perBill / keeps.length, 'B')
  if (isMatched) console.log(`| found: ${JSON.stringify(found[0])} | | | |`)
}

function told(what: string, all: readonly Taken[]): void {
  row(`a bill of ${perBill} components ${what}: the first`, all[0]!.took, 's')
  row(`${what}: median of the others`, typical(all), 's')
  row(`${what}: processor time of all threads, median`, median(all.slice(1).map(({ spent }) => spent)), 's')
}

/** Of the bills after the first. */
function typical(all: readonly Taken[]): number {
  return median((all.length > 1 ? all.slice(1) : all).map(({ took }) => took))
}

function ledgerAt(folder: string): Promise<Ledger> {
  return everyMigration().then(steps =>
    openLedger(sqlite(`${folder}/millcert.db`), steps, { journal: 'bench', now: 0 }),
  )
}

/** The advisories are kept before any bill comes, as on a server. */
async function firstRun(ledger: Ledger, database: Database): Promise<void> {
  const { rematch } = await findingsStore()
  await ledger.write(doing, async db => ({
    out: await rematch(db, database, { now: 0 }),
    entry: { object: 'advisories', change: 1 },
  }))
}

async function keepOne(
  ledger: Ledger,
  rows: ComingBom,
  aside: { digest: `sha256:${string}`; path: string },
  database: Database | undefined,
): Promise<object> {
  const { keepBom } = await bomStore()
  const { newMatching } = await findingsStore()
  return ledger.write(doing, async db => {
    const matching = database && newMatching(db, { database, at: 1 })
    let found: object | undefined
    const toldAll = async () => {
      found = await matching?.end()
    }
    const beside = () => keepContent(db, aside.digest, disk.chunks(aside.path), 1)
    await keepBom(db, rows, 1, { siteId: 'site' }, { told: matching?.add, toldAll, beside })
    const out = { ...found, digest: undefined }
    return { out, entry: { object: aside.digest, change: out } }
  })
}

/** One bill in a process of its own, for what it holds. */
async function takeOne(path: string, folder: string): Promise<void> {
  mkdirSync(folder)
  const ledger = await ledgerAt(folder)
  const { aside, rows } = await readRows(path, folder)
  await keepOne(ledger, rows, aside, undefined)
  await ledger.close()
}

/** Bills sent to a server one after the other: each answer comes when its matches are on the disk, and says how many these are. */
async function upload(folder: string): Promise<void> {
  const data = `${folder}/data`
  mkdirSync(data)
  cpSync(`${folder}/advisories`, `${data}/advisories`, { recursive: true })
  const served = await startServer({ data, now: '2026-08-23T10:00:00Z' })
  try {
    await setUp(served)
    done(await served.post('/sites', { body: { code: 'NH', name: 'Nordhafen', timeZone: 'Europe/Berlin' } }))
    done(await served.post('/feeds/rematch'))
    const all: Taken[] = []
    let judged: unknown
    for (let number = 0; disk.stat(`${folder}/bill-${number}.json`); number++) {
      const file = readFileSync(`${folder}/bill-${number}.json`)
      const before = spentBy(served.child.pid!)
      const [answer, { took }] = await timed(() =>
        served.post('/boms/upload', { query: { siteId: 'NH', name: 'bill.json' }, file }),
      )
      all.push({ took, spent: spentBy(served.child.pid!) - before })
      judged ??= done(answer).json.judged
    }
    told('over HTTP, from its first byte until its matches are on the disk', all)
    row('the slowest of these after the first', Math.max(...all.slice(1).map(({ took }) => took)), 's', 3)
    row('peak memory of the server', highWater(served.child.pid!), 'MB', 1074)
    console.log(`| judged: ${JSON.stringify(judged)} | | | |`)
  } finally {
    await served.stop()
  }
}

/** Seconds of processor time of a process until now: Linux counts hundredths. */
function spentBy(process: number): number {
  const fields = readFileSync(`/proc/${process}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

function highWater(process: number): number {
  return (Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${process}/status`, 'utf8'))![1]) * 1024) / 1e6
}
