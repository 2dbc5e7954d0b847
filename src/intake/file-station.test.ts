import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { sql } from 'kysely'
import type { Problem } from '#base'
import { type Ledger, rowsOf } from '#ledger'
import { onEachDatabase } from '../../tools/databases/each.ts'
import {
  bill,
  bundle,
  decidedBy,
  feed,
  firmware,
  hex,
  intake,
  other,
  own,
  pinning,
  policyOf,
  signed,
  station,
} from '../../tools/databases/station.ts'

async function entries(ledger: Ledger, operation = 'test'): Promise<{ object: string; chain: string }[]> {
  const rows = await ledger.read(db =>
    rowsOf<{ line: string }>(db, sql`select line from journal_entry order by chain, seq`),
  )
  return rows.map(({ line }) => JSON.parse(line)).filter(one => one.operation === operation)
}

onEachDatabase('a file that its vendor signed is accepted, and the journal tells so', async (database, context) => {
  const { files, ledger, left, caller, vendorId } = await station(database, context)
  const before = (await entries(ledger)).length
  const file = await files(firmware, {}, signed)
  assert.deepEqual([file.verdict, file.state, file.reasons], ['accept', 'accepted', []])
  assert.equal(file.sha256, hex(firmware))
  assert.equal(file.sha512, hex(firmware, 'sha512'))
  assert.deepEqual(
    file.checks.map(({ name, outcome, wanted }) => `${name} ${outcome} ${wanted}`),
    [
      'digest pass true',
      'papers pass true',
      'signature pass true',
      'checksum cannot-tell false',
      'bill cannot-tell false',
      'malicious pass true',
      'refused-before pass true',
      'approved-before cannot-tell false',
    ],
  )
  assert.equal(left(), 0, 'no copy is kept')
  const told = (await entries(ledger)).slice(before)
  assert.deepEqual(told.map(({ object, chain }) => [object, chain]).at(-1), [`sha256:${hex(firmware)}`, 'site-a'])
  const shown = await caller.ask(intake.show, { id: file.id })
  assert.deepEqual(shown, file)
  const { files: listed } = await caller.ask(intake.list, { vendorId, state: 'accepted' })
  assert.deepEqual(listed, [file])
  const again = await files(firmware, {}, signed)
  assert.match(again.checks.find(({ name }) => name === 'approved-before')!.because, /Its checks accepted it on 2026/)
})

onEachDatabase('what a check fails is refused by that check', async (database, context) => {
  const { files, caller } = await station(database, context)
  const wrong = Buffer.from('firmware of the pump, changed')
  const list = Buffer.from(`${hex(wrong)}  pump.bin\n`)
  const cases: [string, Awaited<ReturnType<typeof files>>][] = [
    ['signature', await files(wrong, {}, signed)],
    ['signature', await files(firmware, {}, { 'pump.bin.sigstore.json': bundle(firmware, other.privateKey) })],
    ['checksum', await files(firmware, {}, { ...signed, SHA256SUMS: list })],
    [
      'checksum',
      await files(
        firmware,
        {},
        { ...signed, SHA256SUMS: list, 'mine.sha256': Buffer.from(`${hex(firmware)}  pump.bin\n`) },
      ),
    ],
    ['digest', await files(firmware, { digest: `sha256:${hex(wrong)}` }, signed)],
    ['digest', await files(firmware, { digest: `sha512:${hex(wrong, 'sha512')}` }, signed)],
    ['malicious', await files(firmware, { package: 'pkg:npm/press-helper@1.0.1' }, signed)],
    [
      'malicious',
      await files(firmware, {}, { ...signed, 'b.json': bill('pump.bin', firmware, ['pkg:npm/press-helper@1.0.1']) }),
    ],
  ]
  for (const [check, file] of cases) assert.deepEqual([file.verdict, ...decidedBy(file)], ['refuse', check], check)
  const [, refused] = cases[0]!
  await assert.rejects(caller.act(intake.approve, { id: refused.id, reason: 'I know them' }), (error: Problem) => {
    assert.equal(error.code, 'intake/not-open')
    return true
  })
  // What a check refused with a wrong paper is not refused for ever.
  assert.equal((await files(firmware, {}, signed)).verdict, 'accept')
})

onEachDatabase(
  'a list of checksums that the vendor signed vouches for the files that it names',
  async (database, context) => {
    const { files } = await station(database, context)
    const list = Buffer.from(`${hex(firmware)}  pump.bin\n`)
    const outcome = async (papers: Record<string, Uint8Array>, bytes = firmware) => {
      const { verdict, checks, reasons } = await files(bytes, {}, papers)
      return [verdict, checks.find(({ name }) => name === 'signature')!.outcome, ...reasons.map(({ check }) => check)]
    }
    const good = { SHA256SUMS: list, 'SHA256SUMS.sigstore.json': bundle(list, own.privateKey) }
    assert.deepEqual(await outcome(good), ['accept', 'pass'])
    const others = { ...good, 'SHA256SUMS.sigstore.json': bundle(list, other.privateKey) }
    assert.deepEqual(await outcome(others), ['refuse', 'fail', 'signature'])
    const changed = { ...good, SHA256SUMS: Buffer.concat([list, Buffer.from(`${'0'.repeat(64)}  other.bin\n`)]) }
    assert.deepEqual(await outcome(changed), ['refuse', 'fail', 'signature'])
    assert.deepEqual(await outcome(good, Buffer.from('another')), ['refuse', 'fail', 'signature', 'checksum'])
    // A list that nobody signed, beside a signature of another list.
    const { 'SHA256SUMS.sigstore.json': signature } = good
    assert.deepEqual(await outcome({ SUMS: list, 'SHA256SUMS.sigstore.json': signature }), [
      'refuse',
      'fail',
      'signature',
    ])
  },
)

onEachDatabase('a digest that is blocked is malicious, until it is taken off', async (database, context) => {
  const { files, caller } = await station(database, context)
  const digests = [`sha512:${hex(firmware, 'sha512')}`]
  const said = { digests, source: 'a list', reason: 'wipes disks' }
  assert.deepEqual(await caller.act(intake.block, said), { added: 1 })
  assert.deepEqual(await caller.act(intake.block, said), { added: 0 })
  const refused = await files(firmware, {}, signed)
  assert.deepEqual([refused.verdict, ...decidedBy(refused)], ['refuse', 'malicious'])
  assert.match(refused.reasons[0]!.because, /wipes disks \(a list\)/)
  assert.deepEqual(
    (await caller.ask(intake.blocked, {})).blocked.map(one => one.digest),
    digests,
  )
  assert.deepEqual(await caller.act(intake.unblock, { digests, reason: 'a mistake' }), { removed: 1 })
  assert.equal((await files(firmware, {}, signed)).verdict, 'accept')
})

onEachDatabase('what cannot be told is held in quarantine by its check', async (database, context) => {
  const { files, caller, vendorId } = await station(database, context)
  const unsigned = await files(firmware)
  assert.deepEqual([unsigned.verdict, ...decidedBy(unsigned)], ['quarantine', 'signature'])
  const nobody = await files(firmware, { vendor: undefined }, signed)
  assert.deepEqual([nobody.verdict, ...decidedBy(nobody)], ['quarantine', 'signature'])
  const odd = await files(firmware, {}, { ...signed, 'letter.bin': Buffer.from([1, 2, 3]) })
  assert.deepEqual([odd.verdict, ...decidedBy(odd)], ['quarantine', 'papers'])
  const others = await files(firmware, {}, { ...signed, 'b.json': bill('pump.bin', Buffer.from('another')) })
  assert.deepEqual([others.verdict, ...decidedBy(others)], ['quarantine', 'bill'])
  const open = await files(firmware, { package: 'pkg:npm/press-helper' }, signed)
  assert.deepEqual([open.verdict, ...decidedBy(open)], ['quarantine', 'malicious'])
  const misspelt = await files(firmware, { package: 'pkg:nmp/press-helper@1.0.1' }, signed)
  assert.deepEqual([misspelt.verdict, ...decidedBy(misspelt)], ['quarantine', 'malicious'])
  await caller.act(pinning.pin, {
    id: vendorId,
    policy: policyOf(own.publicKey),
    wants: ['signature', 'checksum', 'bill'],
  })
  const bare = await files(firmware, {}, signed)
  assert.deepEqual([bare.verdict, ...decidedBy(bare)], ['quarantine', 'checksum', 'bill'])
  const list = Buffer.from(`SHA512 (pump.bin) = ${hex(firmware, 'sha512')}\n`)
  const whole = await files(firmware, {}, { ...signed, SUMS: list, 'b.json': bill('pump.bin', firmware) })
  assert.equal(whole.verdict, 'accept')
  assert.deepEqual((await caller.ask(intake.list, { state: 'quarantined', limit: 500 })).files.length, 7)
})

onEachDatabase(
  'without a fresh feed of malicious packages nobody is told that there is none',
  async (database, context) => {
    const none = await station(database, context, '')
    assert.deepEqual(decidedBy(await none.files(firmware, {}, signed)), ['malicious'])
    await feed(none.folder, '2026-11-01')
    const stale = await none.files(firmware, {}, signed)
    assert.deepEqual([stale.verdict, ...decidedBy(stale)], ['quarantine', 'malicious'])
    assert.match(stale.reasons[0]!.because, /stale, of 2026-11-01/)
    const helper = { package: 'pkg:npm/press-helper@1.0.1' }
    const hit = await none.files(firmware, helper, signed)
    assert.equal(hit.verdict, 'refuse', 'an old feed is still right about what it names')
    await feed(none.folder, '2026-11-20')
    const reason = 'it names what does no harm'
    const feeds = { 'osv-malicious': { since: 0, by: 'ann', reason, cause: 'person' } }
    const quarantine = JSON.stringify({ schema: 'millcert-quarantine/1', feeds })
    writeFileSync(`${none.folder}/advisories/quarantine.json`, quarantine)
    const doubted = await none.files(firmware, {}, signed)
    assert.match(doubted.reasons[0]!.because, /malicious packages is in quarantine/)
    const named = await none.files(firmware, helper, signed)
    assert.deepEqual([named.verdict, ...decidedBy(named)], ['quarantine', 'malicious'], 'a forged feed bars nobody')
    assert.match(named.reasons[0]!.because, /malicious by MAL-.*, of a feed in quarantine/)
  },
)

onEachDatabase(
  'what somebody approved is not held up again for the same, and what they refused stays out',
  async (database, context) => {
    const { files, caller, ledger } = await station(database, context)
    const held = await files(firmware)
    const approved = await caller.act(intake.approve, { id: held.id, reason: 'asked them by telephone' })
    assert.deepEqual([approved.verdict, approved.state, approved.decided?.by], ['quarantine', 'accepted', 'a test'])
    assert.equal((await entries(ledger)).filter(({ object }) => object === `sha256:${hex(firmware)}`).length, 2)
    const again = await files(firmware)
    assert.deepEqual([again.verdict, ...decidedBy(again)], ['accept', 'approved-before'])
    assert.match(again.reasons[0]!.because, /a test approved it on 2026-11-21.*by telephone/)
    const changed = await files(firmware, {}, { 'b.json': bill('pump.bin', Buffer.from('another')) })
    assert.deepEqual(
      [changed.verdict, ...decidedBy(changed)],
      ['quarantine', 'bill'],
      'that was not so when it was approved',
    )
    await assert.rejects(caller.act(intake.approve, { id: held.id, reason: 'again' }), /a test did so already/)
    const refused = await caller.act(intake.refuse, { id: held.id, reason: 'they deny it' })
    assert.equal(refused.state, 'refused')
    const out = await files(firmware, {}, signed)
    assert.deepEqual([out.verdict, ...decidedBy(out)], ['refuse', 'refused-before'])
    const back = await caller.act(intake.approve, { id: held.id, reason: 'they found the papers' })
    assert.equal(back.state, 'accepted')
    assert.equal((await files(firmware)).verdict, 'accept')
  },
)

onEachDatabase('what somebody refused is refused in all that was told of the same bytes', async (database, context) => {
  const { files, caller } = await station(database, context)
  const states = async () => (await caller.ask(intake.list, {})).files.map(({ state }) => state).sort()
  const held = await files(firmware)
  const accepted = await files(firmware, {}, signed)
  assert.deepEqual(await states(), ['accepted', 'quarantined'])
  await caller.act(intake.refuse, { id: accepted.id, reason: 'recalled' })
  assert.deepEqual(await states(), ['refused', 'refused'])
  await assert.rejects(caller.act(intake.approve, { id: held.id, reason: 'I know them' }), (error: Problem) => {
    assert.equal(error.code, 'intake/not-open')
    assert.match(error.message, new RegExp(`these bytes were refused, as ${accepted.id}`))
    return true
  })
  await caller.act(intake.approve, { id: accepted.id, reason: 'a mistake' })
  assert.deepEqual(await states(), ['accepted', 'quarantined'])
})

onEachDatabase('an approval answers for nothing that was not wanted then', async (database, context) => {
  const { files, caller, vendorId } = await station(database, context)
  const held = await files(firmware)
  await caller.act(intake.approve, { id: held.id, reason: 'asked them by telephone' })
  const policy = policyOf(own.publicKey)
  await caller.act(pinning.pin, { id: vendorId, policy, wants: ['signature', 'checksum', 'bill'] })
  const later = await files(firmware)
  assert.deepEqual([later.verdict, ...decidedBy(later)], ['quarantine', 'checksum', 'bill'])
})

onEachDatabase('a site neither sees nor uses what is of another', async (database, context) => {
  const { files, paper, at } = await station(database, context)
  const file = await files(firmware, {}, signed)
  const digest = await paper('pump.bin.sigstore.json', signed['pump.bin.sigstore.json'])
  const foreign = at('2026-11-21T10:00:00Z', ['site-b'])
  const words = { siteId: 'site-b', name: 'pump.bin', vendor: 'Pressworks' }
  await assert.rejects(foreign.ask(intake.show, { id: file.id }), { code: 'intake/not-found' })
  assert.deepEqual((await foreign.ask(intake.list, {})).files, [])
  await assert.rejects(foreign.act(intake.refuse, { id: file.id, reason: 'x' }), { code: 'intake/not-found' })
  await assert.rejects(foreign.act(intake.files, { ...words, papers: [digest] }, firmware), { code: 'intake/no-paper' })
  await assert.rejects(foreign.act(intake.files, { ...words, siteId: 'site-a' }, firmware), { code: 'plant/not-found' })
  const fresh = await foreign.act(intake.files, words, firmware)
  assert.match(fresh.checks.find(({ name }) => name === 'approved-before')!.because, /not accepted here before/)
})

onEachDatabase(
  'pins are kept with who set them, and pins that name a file or nothing are refused',
  async (database, context) => {
    const { caller, vendorId, ledger, files } = await station(database, context)
    const shown = await caller.ask(pinning.pins, { id: vendorId })
    assert.deepEqual(
      [shown.keys.map(({ name }) => name), shown.wants, shown.saidBy],
      [['release key'], ['signature', 'malicious'], 'a test'],
    )
    const wrong = (policy: string) => caller.act(pinning.pin, { id: vendorId, policy })
    await assert.rejects(wrong('[[key]]\nfile = "vendor.pub"\n'), /no file lies beside them, and vendor.pub is named/)
    await assert.rejects(wrong(`trusted-root = "root.json"\n${policyOf(own.publicKey)}`), { code: 'trust/bad-policy' })
    await assert.rejects(wrong('threshold = 1\n'), { code: 'trust/empty-policy' })
    await assert.rejects(wrong('[[key'), { code: 'boms/not-toml' })
    assert.deepEqual(await caller.ask(pinning.pins, { id: vendorId }), shown)
    const before = (await entries(ledger)).length
    await caller.act(pinning.pin, { id: vendorId, policy: policyOf(other.publicKey) })
    const [told] = (await entries(ledger)).slice(before)
    assert.deepEqual([told?.object, told?.chain], [vendorId, 'enterprise'])
    assert.deepEqual(decidedBy(await files(firmware, {}, signed)), ['signature'], 'the old key signs no more')
    await caller.act(pinning.pin, { id: vendorId, policy: null })
    const gone = await files(firmware, {}, signed)
    assert.deepEqual([gone.verdict, ...decidedBy(gone)], ['quarantine', 'signature'])
  },
)

onEachDatabase('files are listed newest first, page by page', async (database, context) => {
  const { at, files } = await station(database, context)
  for (const minute of ['01', '02', '03'])
    await at(`2026-11-21T10:${minute}:00Z`).act(intake.files, { siteId: 'site-a', name: `f${minute}` }, firmware)
  await files(Buffer.from('another'))
  const { ask } = at('2026-11-21T11:00:00Z')
  const seen: string[] = []
  for (let after: string | undefined; ; ) {
    const page = await ask(intake.list, { siteId: 'site-a', digest: `sha256:${hex(firmware)}`, limit: 2, after })
    seen.push(...page.files.map(({ name }) => name))
    if (page.next === undefined) break
    after = page.next
  }
  assert.deepEqual(seen, ['f03', 'f02', 'f01'])
})
