import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonicalJson, digest, Problem } from '#base'
import { checkpointKey, originOf, readCheckpoint, signedCheckpoint } from './checkpoint.ts'
import { dumpEnd, readDump } from './dump.ts'
import { hashOf, startOf } from './entry.ts'
import { journalFile } from './journal-file.ts'
import { frontier, leafHash } from './merkle.ts'
import { newKeyPem, signingKey } from './signing-key.ts'

const numRuns = Number(process.env['MILLCERT_FUZZ'] ?? 2000)
const [journal, chain] = ['journal-1', 'site-a']

let prev = startOf(journal, chain)
const lines = Array.from({ length: 12 }, (_, n) => {
  const said = {
    journal,
    chain,
    seq: n + 1,
    at: n,
    actor: 'user:u',
    operation: 'a.b',
    object: `o${n}`,
    result: 'done' as const,
  }
  const entry = { ...said, change: digest(`${n}`), prev }
  prev = hashOf(entry)
  return canonicalJson({ ...entry, hash: prev })
})
const whole = Buffer.from(lines.map(line => `${line}\n`).join(''))
const tree = frontier()
for (const line of lines) tree.add(leafHash(line))
const key = signingKey(newKeyPem(Buffer.alloc(32, 3)), 'key')
const checkpoint = Buffer.from(signedCheckpoint({ origin: originOf(journal, chain), size: 12, root: tree.root() }, key))
const rows = '[1,"x"]\n'
const before = [
  { head: { schema: 'millcert-backup/1', journal, at: 1 } },
  { step: { id: 'a/0001', sql: 'create table t (id integer)', digest: digest('create table t (id integer)'), at: 1 } },
  { table: 't', columns: ['id', 'name'] },
  [1, 'x'],
  { rows: 1, digest: digest(rows) },
]
  .map(line => `${JSON.stringify(line)}\n`)
  .join('')
const dump = Buffer.from(`${before}${dumpEnd(1, digest(before))}\n`)

/** Bytes cut out, put in, doubled or changed in one place. */
const change = (bytes: Buffer) =>
  fc
    .record({
      at: fc.nat(bytes.length),
      length: fc.nat(300),
      put: fc.oneof(
        fc.uint8Array({ maxLength: 40 }),
        fc.string({ unit: 'binary' }).map(text => Buffer.from(text)),
      ),
      again: fc.boolean(),
    })
    .map(({ at, length, put, again }) => {
      const rest = bytes.subarray(again ? Math.max(0, at - length) : Math.min(bytes.length, at + length))
      return Buffer.concat([bytes.subarray(0, at), put, rest])
    })

const taker = { head: async () => {}, step: async () => {}, table: async () => {}, rows: async () => {} }

test('a journal that is changed anywhere is never taken for whole with as many entries', () => {
  fc.assert(
    fc.property(change(whole), fc.integer({ min: 1, max: 500 }), (bytes, size) => {
      const pieces = function* () {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
      }
      const seen = journalFile(pieces())
      if (seen.fault || seen.torn) return
      // What is left whole is a beginning of it: the cut tail is for the checkpoint to find.
      const text = bytes.toString('utf8')
      assert.ok(whole.toString('utf8').startsWith(text.endsWith('\n') ? text : `${text}\n`), text)
    }),
    { numRuns },
  )
})

test('what is no checkpoint, key or backup is refused with a Problem', async () => {
  const refused = (run: () => unknown) => {
    try {
      run()
    } catch (error) {
      assert.ok(error instanceof Problem, String(error))
    }
  }
  fc.assert(
    fc.property(change(checkpoint), bytes => {
      refused(() => readCheckpoint(bytes, 'note'))
      refused(() => checkpointKey(bytes.toString('utf8'), 'key'))
      refused(() => signingKey(bytes, 'key'))
    }),
    { numRuns },
  )
  await fc.assert(
    fc.asyncProperty(change(dump), async bytes => {
      try {
        await readDump([bytes], 'backup', taker)
        assert.ok(bytes.equals(dump), bytes.toString('utf8'))
      } catch (error) {
        assert.ok(error instanceof Problem, String(error))
      }
    }),
    { numRuns },
  )
})
