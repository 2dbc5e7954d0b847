import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { type Digest, digest } from '#base'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { contentKept, contentOf, contentThrough, dropContent, keepContent, type Pieces } from './content-store.ts'
import { rowsOf, type Write } from './handle.ts'
import type { Ledger } from './ledger.ts'

const doing = {
  actor: { kind: 'local', id: 'somebody', name: 'Somebody' },
  operation: 'papers.keep',
  at: 5,
  sites: 'everywhere',
} as const

const inAct = <T>(ledger: Ledger, work: (db: Write) => Promise<T>) =>
  ledger.write(doing, async db => ({ out: await work(db), entry: { object: 'paper', change: 1 } }))
const keep = (ledger: Ledger, name: Digest, pieces: Pieces) => inAct(ledger, db => keepContent(db, name, pieces, 9))
const read = async (pieces: AsyncIterable<Uint8Array>) => {
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece)
  return Buffer.concat(all)
}
function* inPieces(bytes: Uint8Array, size: number) {
  const place = new Uint8Array(size)
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, at + size)
    place.set(piece)
    yield place.subarray(0, piece.length)
  }
}

onEachDatabase('bytes of any length come back as they were, and are kept once', async database => {
  const ledger = await database.ledger([])
  const mebibyte = 1024 ** 2
  for (const length of [0, 1, mebibyte - 1, mebibyte, mebibyte + 1, 3 * mebibyte + 12_345]) {
    const bytes = Buffer.from(Uint8Array.from({ length }, (_, n) => (n * n) >> 7))
    const name = digest(bytes)
    assert.equal(await keep(ledger, name, inPieces(bytes, 70_001)), true)
    assert.equal(await keep(ledger, name, []), false, 'what is there is not read again')
    assert.ok((await ledger.read(db => read(contentOf(db, name)))).equals(bytes), `${length}`)
    assert.ok((await read(contentThrough(work => ledger.read(work), name))).equals(bytes))
    assert.deepEqual(await ledger.read(db => contentKept(db, name)), { digest: name, size: length, at: 9 })
  }
  const name = digest('')
  await inAct(ledger, db => dropContent(db, name))
  await assert.rejects(
    ledger.read(db => read(contentOf(db, name))),
    { code: 'ledger/not-found' },
  )
})

onEachDatabase('other bytes than named are refused, and damaged ones are not given for whole', async database => {
  const ledger = await database.ledger([])
  const bytes = Buffer.from('a bill of materials')
  await assert.rejects(keep(ledger, digest('another'), [bytes]), { code: 'ledger/other-content' })
  assert.equal(await ledger.read(db => contentKept(db, digest('another'))), undefined)
  const [one, two] = [digest(bytes), digest('two')]
  await keep(ledger, one, [bytes])
  await keep(ledger, two, [Buffer.from('two')])
  const swap = sql`update content_piece set bytes = (select bytes from content_piece where digest = ${two}) where digest = ${one}`
  await inAct(ledger, db => rowsOf(db, swap))
  await assert.rejects(
    ledger.read(db => read(contentOf(db, one))),
    { code: 'ledger/damaged' },
  )
  await inAct(ledger, db => rowsOf(db, sql`delete from content_piece where digest = ${two}`))
  await assert.rejects(
    ledger.read(db => read(contentOf(db, two))),
    /piece 1 of 1/,
  )
})

onEachDatabase('the same bytes may come twice at once', async database => {
  const ledgers = [await database.ledger([]), await database.ledger([])]
  const bytes = Buffer.alloc(2_500_000, 'ab')
  const name = digest(bytes)
  const news = await Promise.all(Array.from({ length: 8 }, (_, n) => keep(ledgers[n % 2]!, name, [bytes])))
  assert.equal(news.filter(isNew => isNew).length, 1)
  assert.ok((await ledgers[0]!.read(db => read(contentOf(db, name)))).equals(bytes))
})
