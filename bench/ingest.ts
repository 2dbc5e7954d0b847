// How fast is a bill of 50,000 components taken in, from its bytes to what is kept in SQLite, and what does one of 300 MB hold?
import { spawnSync } from 'node:child_process'
import { mkdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defaultLimits } from '#base'
import { type BomRows, bomStore, migrations } from '#boms'
import { tasks } from '#intake/operations'
import { keepContent, openLedger } from '#ledger'
import { disk } from '../src/cli/disk.ts'
import { setAside } from '../src/intake/set-aside.ts'
import { sqlite } from '../src/ledger/sqlite.ts'
import { writeBom } from './data.ts'
import { node, peakMemory, row, scratch } from './measure.ts'

const self = fileURLToPath(import.meta.url)
const [mode, path, folder] = process.argv.slice(2)
if (mode === 'write') writeBom(path!, Number(process.argv[4]), Number(process.argv[5]))
else if (mode === 'take') await takeIn(path!, folder!)
else main()

function main(): void {
  const folder = scratch()
  write(`${folder}/bill.json`, 50_000, 0)
  const { status, stdout, stderr } = spawnSync(node, [self, 'take', `${folder}/bill.json`, `${folder}/a`], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  process.stdout.write(stdout)
  write(`${folder}/large.json`, 290_000, 560)
  const bytes = statSync(`${folder}/large.json`).size
  const peak = peakMemory([self, 'take', `${folder}/large.json`, `${folder}/b`])
  row(`bill of ${(bytes / 1e6).toFixed(0)} MB with 290,000 components taken in, peak memory`, peak, 'MB', 1074)
}

/** In a process of its own, since writing it takes more memory than reading. */
function write(path: string, count: number, padding: number): void {
  spawnSync(node, [self, 'write', path, String(count), String(padding)], { stdio: 'inherit' })
}

/** The road of an upload without its doors: aside, read, kept; and again as another bill of the same components. */
async function takeIn(path: string, folder: string): Promise<void> {
  mkdirSync(folder)
  const now = Date.now()
  const world = { disk, folder, limits: defaultLimits, now: () => now, progress() {} }
  const random = (count: number) => new Uint8Array(count).fill(7)
  const ledger = await openLedger(sqlite(`${folder}/millcert.db`), migrations, { journal: 'bench', now })
  const actor = { kind: 'house', id: 'bench', name: 'bench' } as const
  const doing = { actor, operation: 'bench', at: now, sites: 'everywhere' } as const
  const { keepBom } = await bomStore()
  const [aside, sets] = await seconds(() =>
    setAside({ ...world, random }, bytesOf(path), { name: 'bill.json', most: 1e10 }),
  )
  const [made, reads] = await seconds(() => tasks['bom.rows'](world, aside))
  const [rows, copies] = await seconds(() => structuredClone(made))
  const keep = (rows: BomRows) =>
    ledger.write(doing, async db => {
      await keepContent(db, aside.digest, disk.chunks(aside.path), now)
      return { out: await keepBom(db, rows, now, { siteId: 'site' }), entry: { object: 'bill', change: 1 } }
    })
  const [, keeps] = await seconds(() => keep(rows))
  const [, again] = await seconds(() => keep({ ...rows, digest: `sha256:${'0'.repeat(64)}` }))
  await ledger.close()
  const count = rows.components.length
  row(`bill of ${count} components set aside with its digest`, sets, 's')
  row('read and made into rows, off the thread that answers', reads, 's')
  row('copied between threads', copies, 's')
  row('kept in SQLite with its bytes', keeps, 's')
  row('components kept in SQLite a second', count / keeps, '/s', 40_000, true)
  row('another bill of the same components kept', again, 's')
  row('from its bytes to what is kept', sets + reads + copies + keeps, 's', 3)
  row('database for each component and two bills that list it', statSync(`${folder}/millcert.db`).size / count, 'B')
}

async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  yield* disk.chunks(path)
}

async function seconds<T>(work: () => T | Promise<T>): Promise<[T, number]> {
  const start = process.hrtime.bigint()
  const out = await work()
  return [out, Number(process.hrtime.bigint() - start) / 1e9]
}
