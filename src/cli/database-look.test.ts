import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Problem } from '#base'
import { openDatabase, openLedger } from '#ledger'
import { everyMigration } from '#operations/operations'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { toyLedger, toyServer } from '../../tools/house/toy-server.ts'
import { memoryWorld } from '../../tools/memory/world.ts'
import { headFault, lookIn, lookThrough } from './database-look.ts'
import { disk } from './disk.ts'
import { doctor } from './own-commands.ts'
import { watched } from './watched-ledger.ts'

const doing = {
  actor: { kind: 'local', id: 'x', name: 'x' } as const,
  operation: 'x',
  at: 0,
  sites: 'everywhere' as const,
}
/** Where a file of SQLite says how large its pages are (sqlite.org/fileformat2.html, 1.3). */
const pageSizeAt = 16
const entry = async () => ({ out: 1, entry: { object: 'x', change: {} } })

async function plant(context: { after(run: () => void): void }): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'millcert-look-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const connections = await openDatabase({ file: join(folder, 'millcert.db') })
  const ledger = await openLedger(connections, await everyMigration(), { journal: 'journal-x', now: 0 })
  await ledger.write(doing, entry)
  await ledger.close()
  return folder
}

test('a file that does not begin as a database, or is shorter than it says, is told at once', async context => {
  const file = readFileSync(join(await plant(context), 'millcert.db'))
  const head = file.subarray(0, 100)
  assert.equal(headFault(head, file.length, false), undefined)
  assert.match(headFault(head, file.length - 1, false)!, /^it was cut off: \d+ bytes are there, and \d+ were$/)
  assert.equal(headFault(head, file.length - 1, true), undefined)
  assert.match(headFault(head.fill(0, 3, 4), file.length, false)!, /does not begin as one of SQLite/)
  const odd = Buffer.from(file.subarray(0, 100))
  odd.write('SQLite format 3\0', 'latin1')
  odd.writeUInt16BE(1000, 16)
  assert.equal(headFault(odd, file.length, false), '1000 is no size of its pages')
})

test('doctor tells of a plant whether it is there, whole, and has the key of its journal', async context => {
  const folder = await plant(context)
  const told = async (data: string) => {
    const world = { ...memoryWorld(), disk }
    const lines: string[] = []
    world.out = (text: string) => void lines.push(text)
    await doctor.run(world, { words: [], flags: new Map([['data', [data]]]) })
    return lines.filter(line => / plant /.test(line)).map(line => line.replaceAll(data, 'DATA').replace(/\d{4,}/, 'N'))
  }
  assert.deepEqual(await told(join(folder, 'none')), ['bad   plant     none in DATA: no DATA/millcert.db\n'])
  const whole = 'good  plant     DATA/millcert.db, N bytes, begins and ends as it should\n'
  const keyless =
    'look  plant     DATA has no journal.key: bring it back, or what is signed from now on has another key\n'
  assert.deepEqual(await told(folder), [whole, keyless])
  writeFileSync(join(folder, 'journal.key'), 'x')
  assert.deepEqual(await told(folder), [whole])
  const file = join(folder, 'millcert.db')
  writeFileSync(file, readFileSync(file).fill(0xa5, 0, 16))
  assert.match((await told(folder))[0]!, /^bad {3}plant {5}Cannot /)
})

test('a look through a whole database tells what is wrong with it, and keeps that beside it', async context => {
  const folder = await plant(context)
  const said: string[] = []
  const world = { ...memoryWorld(), disk, say: (line: string) => void said.push(line) }
  const looked = () => new Promise<string | undefined>(resolve => lookThrough(world, folder, resolve))
  assert.equal(await looked(), undefined)
  assert.equal(lookIn({ disk }, folder)!.state, 'good')
  const file = join(folder, 'millcert.db')
  const bytes = readFileSync(file)
  // A page of an index that no start asks for: behind the pages of the schema.
  const last = bytes.length - bytes.readUInt16BE(pageSizeAt)
  bytes.fill(0xa5, last, last + 64)
  writeFileSync(file, bytes)
  const fault = await looked()
  assert.match(fault!, /damaged|malformed/)
  const look = lookIn({ disk }, folder)!
  assert.deepEqual([look.state, look.fault], ['bad', fault])
  assert.match(said.join('\n'), /"level":"error","look":/)
})

onEachDatabase(
  'once something is wrong nothing is written any more, reading goes on, and the server says so',
  async (database, context) => {
    const folder = mkdtempSync(join(tmpdir(), 'millcert-watched-'))
    context.after(() => rmSync(folder, { recursive: true, force: true }))
    const said: string[] = []
    const world = { ...memoryWorld(), say: (line: string) => void said.push(line) }
    const ledger = watched(await database.ledger([]), world, folder)
    await ledger.write(doing, entry)
    ledger.refuse('page 7 is used twice')
    const refused = (error: Problem) => error.code === 'ledger/not-written' && !error.message.includes('page 7')
    await assert.rejects(ledger.write(doing, entry), refused)
    await assert.rejects(
      ledger.derive(async () => {}),
      refused,
    )
    await assert.rejects(ledger.tell(doing, { object: 'x', result: 'failed', change: {} }), refused)
    assert.equal(await ledger.read(async () => 'read'), 'read')
    assert.match(said.join('\n'), /nothing is written any more: page 7 is used twice/)
    ledger.refuse(undefined)
    await ledger.write(doing, entry)
    await ledger.close()
    assert.equal(JSON.parse(readFileSync(join(folder, 'journal.seen'), 'utf8')).chains[0].size, 2)
  },
)

test('a server that can read and not write is not ready', async context => {
  let fault: string | undefined
  const { port } = await toyServer(await toyLedger(context), context, { fault: () => fault })
  const ready = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`)
    return [answer.status, await answer.json()]
  }
  assert.deepEqual(await ready(), [200, { status: 'ready' }])
  fault = 'page 7 is used twice'
  assert.deepEqual(await ready(), [503, { status: 'damaged, nothing is written' }])
  assert.equal((await fetch(`http://127.0.0.1:${port}/healthz`)).status, 200)
})
