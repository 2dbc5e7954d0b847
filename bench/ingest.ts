// How fast is a bill of 50,000 components read and kept in SQLite, and what does it hold?
import { statSync } from 'node:fs'
import { defaultLimits, digest } from '#base'
import { bomRows, bomStore, migrations } from '#boms'
import { loadBom } from '#boms/operations'
import { openLedger } from '#ledger'
import { contextsOf } from '#matching'
import { disk } from '../src/cli/disk.ts'
import { sqlite } from '../src/ledger/sqlite.ts'
import { writeBom } from './data.ts'
import { row, scratch } from './measure.ts'

const folder = scratch()
const count = Number(process.argv[2] ?? 50_000)
const path = `${folder}/large.cdx.json`
writeBom(path, count)
const reading = { disk, limits: defaultLimits, now: () => Date.now(), progress() {} }
const { keepBom } = await bomStore()
const now = Date.now()
const ledger = await openLedger(sqlite(`${folder}/millcert.db`), migrations, { journal: 'bench', now })
const doing = {
  actor: { kind: 'house', id: 'bench', name: 'bench' },
  operation: 'bench',
  at: now,
  sites: 'everywhere',
} as const

const seconds = async <T>(work: () => T | Promise<T>): Promise<[T, number]> => {
  const start = process.hrtime.bigint()
  const out = await work()
  return [out, Number(process.hrtime.bigint() - start) / 1e9]
}

/** Reads and keeps the bill as one act; `name` makes it another one. */
async function ingest(name: string) {
  const [loaded, reads] = await seconds(() => loadBom(reading, path))
  const of = { digest: digest(name), size: statSync(path).size, kind: loaded.kind }
  const [rows, makes] = await seconds(() => bomRows(loaded.bom, of, contextsOf(loaded.bom, loaded.kind)))
  const [, copies] = await seconds(() => structuredClone(rows))
  const [kept, keeps] = await seconds(() =>
    ledger.write(doing, async db => ({
      out: await keepBom(db, rows, now),
      entry: { object: name, change: name },
    })),
  )
  return { reads, makes, copies, keeps, kept }
}

const first = await ingest('first')
const second = await ingest('second')
row(`bill of ${count} new components: read`, first.reads, 's')
row('made into rows', first.makes, 's')
row('copied between threads', first.copies, 's')
row('kept in SQLite', first.keeps, 's')
row('kept in SQLite, components a second', count / first.keeps, '/s', 40_000, true)
row('the same components in another bill: kept', second.keeps, 's')
row('read to kept', first.reads + first.makes + first.copies + first.keeps, 's', 3)
await ledger.close()
// Two bills of the same components are in it.
row(
  'database, bytes for a new component and two bills that list it',
  statSync(`${folder}/millcert.db`).size / count,
  'B',
)
