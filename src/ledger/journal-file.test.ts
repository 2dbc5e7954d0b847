import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { canonicalJson, digest } from '#base'
import { checkpointKey, isSignedBy, originOf, readCheckpoint, signedCheckpoint, verifierKey } from './checkpoint.ts'
import { hashOf, type JournalEntry, startOf } from './entry.ts'
import { faultsAgainst, journalFile } from './journal-file.ts'
import { frontier, leafHash } from './merkle.ts'
import { newKeyPem, signingKey } from './signing-key.ts'

const folder = mkdtempSync(join(tmpdir(), 'millcert-journal-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const hostile = process.env['MILLCERT_HOSTILE']
const [journal, chain] = ['journal-1', 'site-a']

/** A chain of entries; `change` may alter an entry before its hash is made. */
function entries(count: number, change: (entry: Omit<JournalEntry, 'hash'>) => object = entry => entry): string[] {
  let prev = startOf(journal, chain)
  return Array.from({ length: count }, (_, n) => {
    const said = {
      journal,
      chain,
      seq: n + 1,
      at: 1_700_000_000_000 + n * 1000,
      actor: 'user:u-1',
      operation: 'assets.add',
      object: `asset-${n}ü`,
      result: 'done' as const,
      change: digest(`${n}`),
      prev,
    }
    const entry = change(said) as typeof said
    prev = hashOf(entry)
    return canonicalJson({ ...entry, hash: prev })
  })
}
const fileOf = (lines: readonly string[]) => Buffer.from(lines.map(line => `${line}\n`).join(''))
/** In pieces that end anywhere. */
function* pieces(bytes: Uint8Array, size = 97): Iterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
const key = signingKey(newKeyPem(Buffer.alloc(32, 7)), 'test')
const origin = originOf(journal, chain)
function checkpointOf(lines: readonly string[], by = key): string {
  const tree = frontier()
  for (const line of lines) tree.add(leafHash(line))
  return signedCheckpoint({ origin, size: tree.size, root: tree.root() }, by)
}
const against = (lines: readonly string[], ...old: (readonly string[])[]) => {
  const notes = old.map((before, n) => ({
    note: readCheckpoint(Buffer.from(checkpointOf(before)), `c${n}`),
    name: `c${n}`,
  }))
  const sizes = new Set(notes.map(({ note }) => note.size))
  return faultsAgainst(journalFile(pieces(fileOf(lines)), { sizes }), notes).map(({ code, entry }) => [code, entry])
}

test('a chain is whole from its first entry to its last, in pieces of any size', () => {
  const lines = entries(50)
  for (const size of [1, 7, 300, 1e6]) {
    const seen = journalFile(pieces(fileOf(lines), size))
    assert.equal(seen.fault, undefined)
    assert.deepEqual([seen.journal, seen.chain, seen.entries, seen.notes], [journal, chain, 50, []])
    assert.equal(seen.head, JSON.parse(lines[49]!).hash)
  }
  const unended = fileOf(lines).subarray(0, -1)
  assert.deepEqual([journalFile([unended]).entries, journalFile([unended]).torn], [50, undefined])
})

test('an entry that is written in another way, or with other members, is damaged', () => {
  const lines = entries(3)
  const entry = JSON.parse(lines[1]!)
  const { seq, ...rest } = entry
  for (const line of [
    JSON.stringify({ seq, ...rest }),
    JSON.stringify(entry, null, 1).replaceAll('\n', ''),
    lines[1]!.replace('ü', '\\u00fc'),
    canonicalJson({ ...entry, more: 1 }),
    canonicalJson(rest),
    canonicalJson({ ...entry, seq: '2' }),
    '[]',
    '',
    `${'['.repeat(100_000)}`,
    '{"__proto__":1}',
  ]) {
    const { fault, entries } = journalFile([fileOf([lines[0]!, line, lines[2]!])])
    assert.deepEqual([fault?.code, fault?.entry, entries], ['damaged', 2, 1], line.slice(0, 50))
  }
  const long = journalFile(pieces(Buffer.alloc(3 * 1024 ** 2, 'x'), 65_536))
  assert.deepEqual([long.fault?.code, long.fault?.entry], ['damaged', 1])
})

test('a clock that goes back is told and orders nothing', () => {
  const seen = journalFile([fileOf(entries(5, entry => ({ ...entry, at: entry.seq === 3 ? 5 : entry.at })))])
  assert.equal(seen.fault, undefined)
  assert.deepEqual(
    seen.notes.map(({ code, at }) => [code, at]),
    [['clock-back', 'entry 3']],
  )
})

test('entries of another journal or chain are foreign, and a chain of another one is no beginning', () => {
  const other = entries(3, entry => ({ ...entry, journal: 'journal-2' }))
  const seen = journalFile([fileOf([...entries(1), other[1]!])])
  assert.deepEqual([seen.fault?.code, seen.fault?.entry], ['foreign', 2])
  assert.equal(journalFile([fileOf(other)]).fault?.code, 'unchained')
  assert.equal(journalFile([fileOf(entries(3))], { journal: 'journal-9' }).fault?.code, 'foreign')
  assert.equal(journalFile([fileOf(entries(3).slice(1))]).fault?.code, 'missing')
})

test('a checkpoint from outside finds what the chain alone cannot: tail cut, rollback, re-chain, fork', () => {
  const lines = entries(20)
  assert.deepEqual(against(lines, lines, lines.slice(0, 12), []), [])
  assert.deepEqual(against(lines.slice(0, 19), lines), [['cut', 20]])
  assert.deepEqual(against(lines.slice(0, 5), lines.slice(0, 12), lines), [
    ['cut', 6],
    ['cut', 6],
  ])
  const chained = entries(20, entry => (entry.seq === 15 ? { ...entry, object: 'another' } : entry))
  assert.equal(journalFile([fileOf(chained)]).fault, undefined, 'it is a chain')
  assert.deepEqual(against(chained, lines.slice(0, 12), lines), [['forked', 13]])
  assert.deepEqual(against(chained, lines.slice(0, 12)), [])
  assert.deepEqual(
    against(
      entries(25, entry => ({ ...entry, actor: 'user:u-2' })),
      lines,
    ),
    [['forked', 20]],
  )
})

test('a checkpoint is a signed note of its origin, and nothing but its own key makes it one', () => {
  const note = checkpointOf(entries(9))
  assert.match(
    note,
    /^millcert\/journal-1\/site-a\n9\n[A-Za-z0-9+/]{43}=\n\n— millcert\/journal-1\/site-a [A-Za-z0-9+/=]+\n$/,
  )
  const publicText = key.publicBytes.toString('base64')
  const verifier = verifierKey(origin, key.publicBytes)
  assert.match(verifier, /^millcert\/journal-1\/site-a\+[0-9a-f]{8}\+A/)
  const read = readCheckpoint(Buffer.from(note), 'note')
  for (const text of [publicText, `${verifier}\n`]) assert.ok(isSignedBy(read, checkpointKey(text, 'key')), text)
  const other = signingKey(newKeyPem(Buffer.alloc(32, 8)), 'other')
  assert.ok(!isSignedBy(read, checkpointKey(other.publicBytes.toString('base64'), 'key')))
  const trusted = checkpointKey(publicText, 'key')
  const bytes = Buffer.from(note)
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes)
    changed[bit >> 3]! ^= 1 << (bit & 7)
    let passes = false
    try {
      passes = isSignedBy(readCheckpoint(changed, 'note'), trusted)
    } catch (error) {
      assert.equal((error as { code?: string }).code, 'ledger/not-a-checkpoint')
    }
    assert.ok(!passes, `bit ${bit}`)
  }
  assert.throws(() => checkpointKey('what', 'k'), { code: 'ledger/not-a-key' })
  assert.throws(() => checkpointKey(newKeyPem(Buffer.alloc(32, 7)), 'k'), { code: 'ledger/not-a-key' })
  assert.throws(() => signingKey('-----BEGIN', 'k'), { code: 'ledger/not-a-key' })
})

test('every case of the hostile copies is found at its entry', {
  skip: hostile === undefined && 'MILLCERT_HOSTILE is not set',
}, () => {
  const lines = entries(51)
  const from = join(folder, 'ledger.jsonl')
  writeFileSync(from, fileOf(lines))
  const out = join(folder, 'cases')
  const names = ['--hash', 'hash', '--prev', 'prev', '--seq', 'seq']
  const made = spawnSync(process.execPath, [`${hostile}/open/mutate-ledger.mjs`, from, out, ...names])
  assert.equal(made.status, 0, String(made.stderr))
  const { cases } = JSON.parse(readFileSync(join(out, 'INDEX.open.mutate-ledger.json'), 'utf8')) as {
    cases: { id: string; file: string; outcome: string; firstBadEntry: number | null }[]
  }
  const head = { note: readCheckpoint(Buffer.from(checkpointOf(lines)), 'head'), name: 'head' }
  for (const { id, file, outcome, firstBadEntry } of cases) {
    const bytes = readFileSync(join(out, file))
    const seen = journalFile(pieces(bytes), { sizes: new Set([51]) })
    const fault = seen.fault ?? faultsAgainst(seen, [head])[0]
    if (outcome === 'reject') assert.equal(fault?.entry, firstBadEntry! + 1, `${id}: ${fault?.message}`)
    else assert.equal(fault, undefined, id)
    const torn = Buffer.byteLength(lines[50]!.slice(0, lines[50]!.length >> 1))
    if (outcome === 'accept-with-warning')
      assert.deepEqual([seen.entries, seen.torn?.from, seen.torn?.bytes], [51, bytes.length - torn, torn])
    else assert.equal(seen.torn, undefined)
  }
  assert.equal(cases.length, 12)
})

test('every flipped bit is found', {
  skip: hostile !== undefined && existsSync(`${hostile}/harness/bitflip.mjs`) ? false : 'MILLCERT_HOSTILE is not set',
}, () => {
  const from = join(folder, 'flipped.jsonl')
  writeFileSync(from, fileOf(entries(4)))
  const module = join(folder, 'flipped.mjs')
  const source = JSON.stringify(new URL('journal-file.ts', import.meta.url).href)
  writeFileSync(
    module,
    `import { journalFile } from ${source}\nexport const verify = bytes => { const { fault, torn } = journalFile([bytes]); return !fault && !torn }\n`,
  )
  const args = [`${hostile}/harness/bitflip.mjs`, '--file', from, '--module', module]
  const { stdout, status } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  assert.equal(status, 0, stdout)
  assert.match(stdout, /"exhaustive":true/)
})
