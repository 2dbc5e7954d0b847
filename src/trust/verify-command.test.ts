import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { type MemoryWorld, memoryWorld } from '../../tools/memory/world.ts'
import { checkNames } from './check.ts'
import { verify } from './operations.ts'
import { sample as dsseSample } from './samples/dsse.test.ts'
import { testPublicKey, testSignature, testStatement } from './samples/key.test.ts'
import { sample as bundleSample } from './samples/sigstore-bundle.test.ts'

const suites = process.env['MILLCERT_TESTDATA'] && join(process.env['MILLCERT_TESTDATA'], 'suites')
const skip = suites ? false : 'MILLCERT_TESTDATA is not set'
const ajv = new Ajv({ allowUnionTypes: true })
addFormats.default(ajv)
const schema = new URL('../../docs/schemas/millcert-verify-1.schema.json', import.meta.url)
const isAnswer = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')))

type Flags = Record<string, string | readonly string[]>

async function run(
  world: MemoryWorld,
  word: string,
  flags: Flags = {},
): Promise<{ code: number; out: string; said: string }> {
  const all = Object.entries(flags).map(([name, value]) => [name, typeof value === 'string' ? [value] : value] as const)
  const code = await verify.run(world, { words: [word], flags: new Map(all) })
  return { code, out: world.printed(), said: world.said.join('\n') }
}

/** A firmware with the bundle of a key beside it. */
async function plant(more: Record<string, string | Uint8Array> = {}): Promise<MemoryWorld> {
  const { file, envelope } = await bundleSample()
  return memoryWorld({ 'pump.bin': file, 'pump.bin.sigstore.json': envelope, 'test.pub': testPublicKey, ...more })
}

test('a file that a pinned key signed is verified, and each check is told with what it does not prove', async () => {
  const { code, out, said } = await run(await plant(), 'pump.bin', { key: 'test.pub' })
  assert.equal(code, 0)
  assert.match(out, /^pump\.bin: verified\n/)
  assert.match(out, /pass +key-pinned +test\.pub \(Ed25519.*\n +It does not prove that nobody else holds that key/)
  assert.equal(said, '')
})

test('the answer in JSON is as its schema says, with every check in its order', async () => {
  for (const file of ['pump.bin', 'other.bin']) {
    const world = await plant({ 'other.bin': 'other', 'other.bin.sigstore.json': (await bundleSample()).envelope })
    const { out, code } = await run(world, file, { key: 'test.pub', format: 'json' })
    const answer = JSON.parse(out) as { result: string; signatures: { checks: { name: string }[] }[] }
    assert.equal(isAnswer(answer), true, JSON.stringify(isAnswer.errors))
    assert.deepEqual(
      answer.signatures[0]!.checks.map(({ name }) => name),
      checkNames,
    )
    assert.equal(answer.result, code === 0 ? 'verified' : 'refused')
  }
})

test('a changed file, a changed bundle and another key are refused with the check that failed', async () => {
  const { envelope, file } = await bundleSample()
  const text = Buffer.from(envelope).toString('utf8')
  const stated = /"digest":"([^"]+)"/.exec(text)![1]!
  const wrong: [string, Record<string, string | Uint8Array>, RegExp][] = [
    ['another file', { 'pump.bin': 'pump firmware 8\n' }, /digest-matches/],
    [
      'no signature in it',
      { 'pump.bin.sigstore.json': text.replace(/"signature":"[^"]+"/, '"signature":""') },
      /envelope-readable/,
    ],
    ['cut short', { 'pump.bin.sigstore.json': text.slice(0, 200) }, /envelope-readable/],
    [
      'another digest',
      { 'pump.bin.sigstore.json': text.replace(stated, Buffer.alloc(32).toString('base64')) },
      /digest-matches/,
    ],
    ['another algorithm', { 'pump.bin.sigstore.json': text.replace('SHA2_256', 'SHA3_256') }, /envelope-readable/],
    ['a field more', { 'pump.bin.sigstore.json': text.replace('"hint"', '"key":"mine","hint"') }, /envelope-readable/],
    ['a key twice', { 'pump.bin.sigstore.json': text.replace('"hint"', '"hint":"","hint"') }, /envelope-readable/],
    ['another key', { 'test.pub': otherKey }, /signature-valid/],
    ['no key at all', { 'test.pub': 'hello' }, /key-pinned/],
    ['a longer file', { 'pump.bin': Buffer.concat([file, Buffer.from('\n')]) }, /digest-matches/],
    ['an empty file', { 'pump.bin': '' }, /digest-matches/],
  ]
  for (const [what, files, check] of wrong) {
    const { code, said } = await run(await plant(files), 'pump.bin', { key: 'test.pub' })
    assert.equal(code, 4, what)
    assert.match(said, check, what)
    assert.doesNotMatch(said, /\n/, what)
  }
})

const otherKey = `-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
-----END PUBLIC KEY-----
`

test('without a signature, a policy or a file there is no verdict', async () => {
  const world = await plant({ 'plain.bin': 'x', 'noise.bin': 'x', 'noise.bin.bundle': 'noise', 'empty.toml': '' })
  await assert.rejects(run(world, 'plain.bin', { key: 'test.pub' }), { code: 'trust/unsigned' })
  await assert.rejects(run(world, 'noise.bin', { key: 'test.pub' }), { code: 'trust/not-a-signature' })
  await assert.rejects(run(world, 'pump.bin'), { code: 'trust/empty-policy' })
  await assert.rejects(run(world, 'pump.bin', { policy: 'empty.toml' }), { code: 'trust/empty-policy' })
  await assert.rejects(run(world, 'pump.bin', { policy: 'empty.toml', key: 'test.pub' }), {
    code: 'trust/two-policies',
  })
  await assert.rejects(run(world, 'pump.bin', { identity: 'dev@example.org' }), { code: 'trust/half-an-identity' })
  await assert.rejects(run(world, 'pump.bin', { key: 'gone.pub' }), { code: 'base/not-found' })
  await assert.rejects(run(world, 'gone.bin', { key: 'test.pub' }), { code: 'base/not-found' })
  await assert.rejects(run(world, '-', { key: 'test.pub' }), { code: 'trust/standard-input' })
})

test('what lies beside a file under the name of a signature and is none does not stand in the way of one that is', async () => {
  const { code } = await run(await plant({ 'pump.bin.bundle': 'noise' }), 'pump.bin', { key: 'test.pub' })
  assert.equal(code, 0)
})

test('a bundle that is too large, too deep or says a thing twice is refused before anything is made of it', async () => {
  const { envelope } = await bundleSample()
  const text = Buffer.from(envelope).toString('utf8')
  for (const [bytes, because] of [
    [`{"verificationMaterial":${'['.repeat(200)}`, /nested|deep|depth/i],
    [`${text.slice(0, -1)},"dsseEnvelope":{}}`, /either messageSignature or dsseEnvelope/],
    [`${text}${text}`, /not valid JSON/],
    [text.replace('{', `{"${'x'.repeat(40_000)}":1,`), /larger than the limit of 32768 bytes/],
  ] as const) {
    const world = await plant({ 'pump.bin.sigstore.json': bytes })
    world.limits = { ...world.limits, element: 32_768 }
    const { code, said } = await run(world, 'pump.bin', { key: 'test.pub' })
    assert.equal(code, 4)
    assert.match(said, /envelope-readable: Cannot read pump\.bin\.sigstore\.json/)
    assert.match(said, because)
  }
})

test('two keys of which each may sign anything are no policy; with a threshold both must have signed', async () => {
  const world = () => plant({ 'other.pub': otherKey })
  const key = ['test.pub', 'other.pub']
  await assert.rejects(run(await world(), 'pump.bin', { key }), { code: 'trust/bad-policy' })
  const { code, said } = await run(await world(), 'pump.bin', { key, threshold: '2' })
  assert.equal(code, 4)
  assert.match(said, /threshold: 1 of the 2/)
})

test('a policy file names keys beside it, what they may sign, until when, and what is wanted', async () => {
  const key = (more: string) => `[[key]]\nname = "test"\nfile = "test.pub"\n${more}\n`
  const cases: [string, number, RegExp][] = [
    [key(''), 0, /^$/],
    [key('signs = ["pump.*"]'), 0, /^$/],
    [key('signs = ["valve.*"]'), 4, /key-pinned: It is pump\.bin/],
    [key('until = 2026-11-01'), 4, /key-current: test ran out/],
    [key('from = 2026-12-01'), 4, /key-current: test holds from/],
    [key('withdrawn = "lost in a lorry"'), 4, /key-current: test was withdrawn: lost in a lorry/],
    [`envelopes = ["sigstore-bundle"]\n${key('')}`, 0, /^$/],
    [`envelopes = ["dsse"]\n${key('')}`, 4, /envelope-readable: Sigstore bundle: .* takes only dsse/],
    [`require = ["transparency-log"]\n${key('')}`, 4, /transparency-log: There is no log entry/],
    [`require = ["subject-matches"]\n${key('')}`, 3, /subject-matches: Nothing in the signature file/],
    [`max-age-days = 30\n${key('')}`, 3, /signature-age: Nothing proves when/],
  ]
  for (const [text, wanted, because] of cases) {
    const world = await plant({ 'policies/vendor.toml': text, 'policies/test.pub': testPublicKey })
    const { code, said } = await run(world, 'pump.bin', { policy: 'policies/vendor.toml' })
    assert.equal(code, wanted, `${text}: ${said}`)
    assert.match(said, because)
  }
})

test('a policy that is misspelled is no policy', async () => {
  const key = '[[key]]\nfile = "test.pub"\n'
  for (const text of [
    `requires = ["signed-time"]\n${key}`,
    `require = ["signed-times"]\n${key}`,
    `waive = ["signature-valid"]\n${key}`,
    `threshold = 0\n${key}`,
    `threshold = 2\n${key}`,
    `${key}sign = ["x"]\n`,
    `${key}[provenance]\n`,
    `${key}[summary]\nverifiers = ["x"]\n`,
    '[[key]]\nname = "nothing"\n',
    '[[identity]]\nidentity = "dev@example.org"\n',
    '[[identity]]\npattern = "**"\nissuer = "https://example.org"\n',
    'key = "test.pub"',
    '= broken',
  ])
    await assert.rejects(
      run(await plant({ 'p.toml': text }), 'pump.bin', { policy: 'p.toml' }),
      { code: 'trust/bad-policy' },
      text,
    )
})

test('a file of several statements is verified by the one that is about the file; the others stand beside it', async () => {
  const { envelope, file } = await dsseSample()
  const about = (sha256: string) => {
    const payload = Buffer.from(testStatement(sha256))
    const pae = Buffer.concat([Buffer.from(`DSSEv1 28 application/vnd.in-toto+json ${payload.length} `), payload])
    const sig = testSignature(pae).toString('base64')
    return JSON.stringify({
      payloadType: 'application/vnd.in-toto+json',
      payload: payload.toString('base64'),
      signatures: [{ sig }],
    })
  }
  const lines = [about('0'.repeat(64)), Buffer.from(envelope).toString('utf8'), about('1'.repeat(64))]
  const files = { 'pump.bin': file, 'test.pub': testPublicKey, 'all.intoto.jsonl': `${lines.join('\n')}\n` }
  const found = await run(memoryWorld(files), 'pump.bin', {
    key: 'test.pub',
    bundle: 'all.intoto.jsonl',
    format: 'json',
  })
  assert.equal(found.code, 0)
  assert.deepEqual(
    JSON.parse(found.out).signatures.map(({ file: at, result }: { file: string; result: string }) => [at, result]),
    [
      ['all.intoto.jsonl: line 1', 'refused'],
      ['all.intoto.jsonl: line 2', 'verified'],
      ['all.intoto.jsonl: line 3', 'refused'],
    ],
  )
  const alone = { ...files, 'all.intoto.jsonl': `${lines[0]}\n${lines[2]}\n` }
  assert.equal((await run(memoryWorld(alone), 'pump.bin', { key: 'test.pub', bundle: 'all.intoto.jsonl' })).code, 4)
})

test('a digest stands for a file that is not here, for statements about it', async () => {
  const { envelope, file } = await dsseSample()
  const world = memoryWorld({ 'a.dsse.json': envelope, 'test.pub': testPublicKey })
  const digest = `sha256:${createHash('sha256').update(file).digest('hex')}`
  assert.equal((await run(world, digest, { key: 'test.pub', bundle: 'a.dsse.json' })).code, 0)
  const other = `sha256:${'0'.repeat(64)}`
  assert.equal(
    (
      await run(memoryWorld({ 'a.dsse.json': envelope, 'test.pub': testPublicKey }), other, {
        key: 'test.pub',
        bundle: 'a.dsse.json',
      })
    ).code,
    4,
  )
})

test('golden bundles of a key, a blob and a statement, verify; a signature over a file and one over a statement are not one another', {
  skip,
}, async () => {
  const at = (name: string) => readFileSync(join(suites!, 'cosign-key-bundle', name))
  const files = { 'artifact.txt': at('artifact.txt'), 'cosign.pub': at('cosign.pub') }
  for (const name of ['artifact.txt.sigstore.json', 'artifact.txt.intoto.sigstore.json']) {
    const { code } = await run(memoryWorld({ ...files, b: at(name) }), 'artifact.txt', {
      key: 'cosign.pub',
      bundle: 'b',
    })
    assert.equal(code, 0, name)
  }
  const blob = JSON.parse(at('artifact.txt.sigstore.json').toString('utf8'))
  const statement = JSON.parse(at('artifact.txt.intoto.sigstore.json').toString('utf8'))
  blob.messageSignature.signature = statement.dsseEnvelope.signatures[0].sig
  const mixed = await run(memoryWorld({ ...files, b: JSON.stringify(blob) }), 'artifact.txt', {
    key: 'cosign.pub',
    bundle: 'b',
  })
  assert.equal(mixed.code, 4)
})

test('the example of the DSSE protocol verifies, with its signature as r and s', { skip }, async () => {
  const text = readFileSync(join(suites!, 'dsse/protocol.md'), 'utf8')
  const envelope = /```json\n(\{[\s\S]+?\})\n```/.exec(text)![1]!
  const [x, y] = ['X', 'Y'].map(name =>
    BigInt(new RegExp(`^${name}: (\\d+)$`, 'm').exec(text)![1]!)
      .toString(16)
      .padStart(64, '0'),
  )
  const spki = Buffer.from(`3059301306072a8648ce3d020106082a8648ce3d03010703420004${x}${y}`, 'hex').toString('base64')
  const pem = `-----BEGIN PUBLIC KEY-----\n${spki}\n-----END PUBLIC KEY-----\n`
  const policy = 'payload-types = ["http://example.com/HelloWorld"]\n[[key]]\nfile = "key.pub"\n'
  const files = { hello: 'hello world', 'hello.dsse.json': envelope, 'key.pub': pem, 'p.toml': policy }
  assert.equal((await run(memoryWorld(files), 'hello', { policy: 'p.toml' })).code, 0)
  const { code, said } = await run(memoryWorld({ ...files, hello: 'hello worle' }), 'hello', { policy: 'p.toml' })
  assert.equal(code, 4)
  assert.match(said, /digest-matches/)
  const typed = await run(memoryWorld(files), 'hello', { key: 'key.pub' })
  assert.equal(typed.code, 4)
  assert.match(typed.said, /payload-type/)
})

test('what cosign wrote before its version 3 verifies as the bundle of the same signature does', { skip }, async () => {
  const folder = join(suites!, 'sigstore-conformance/test/assets/bundle-verify')
  const bundle = JSON.parse(readFileSync(join(folder, 'happy-path-v0.1/bundle.sigstore.json'), 'utf8'))
  const material = bundle.verificationMaterial
  const [entry] = material.tlogEntries
  const der = material.x509CertificateChain.certificates[0].rawBytes
  const pem = `-----BEGIN CERTIFICATE-----\n${der}\n-----END CERTIFICATE-----\n`
  const legacy = {
    base64Signature: bundle.messageSignature.signature,
    cert: Buffer.from(pem).toString('base64'),
    rekorBundle: {
      SignedEntryTimestamp: entry.inclusionPromise.signedEntryTimestamp,
      Payload: {
        body: entry.canonicalizedBody,
        integratedTime: Number(entry.integratedTime),
        logIndex: Number(entry.logIndex),
        logID: Buffer.from(entry.logId.keyId, 'base64').toString('hex'),
      },
    },
  }
  const artifact = join(folder, 'happy-path-v0.1/artifact')
  const root = readFileSync(join(suites!, 'sigstore-root-signing/targets/trusted_root.json'))
  const flags = {
    identity:
      'https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/*',
    issuer: 'https://token.actions.githubusercontent.com',
    'trusted-root': 'root.json',
    bundle: 'b',
  }
  const tried = async (change: (one: typeof legacy) => void, more: Flags = {}) => {
    const one = structuredClone(legacy)
    change(one)
    const file = readFileSync(existsSync(artifact) ? artifact : join(folder, 'a.txt'))
    return run(memoryWorld({ 'a.txt': file, b: JSON.stringify(one), 'root.json': root }), 'a.txt', {
      ...flags,
      ...more,
    })
  }
  const good = await tried(() => {})
  assert.equal(good.code, 0, good.said)
  const wrong: [(one: typeof legacy) => void, RegExp][] = [
    [
      one => Object.assign(one.rekorBundle.Payload, { integratedTime: Number(entry.integratedTime) + 1 }),
      /transparency-log/,
    ],
    [one => Object.assign(one.rekorBundle.Payload, { logIndex: Number(entry.logIndex) + 1 }), /transparency-log/],
    [one => Reflect.deleteProperty(one, 'rekorBundle'), /transparency-log/],
    [one => Object.assign(one, { cert: 'hello' }), /envelope-readable/],
    [one => Reflect.deleteProperty(one, 'cert'), /key-pinned/],
  ]
  for (const [change, check] of wrong) {
    const { code, said } = await tried(change)
    assert.equal(code, 4)
    assert.match(said, check)
  }
  assert.match((await tried(() => {}, { issuer: 'https://example.org' })).said, /issuer-matches/)
  assert.equal((await tried(() => {}, { 'trusted-root': [] })).code, 3)
})

test('a trusted root out of a carried repository is believed from a root that came another way, and never an older one again', {
  skip,
}, async () => {
  const dir = join(suites!, 'tuf-conformance/tuf_conformance/static_data/sigstore-root-signing')
  const files: Record<string, Uint8Array> = { 'first.json': readFileSync(join(dir, 'initial_root.json')) }
  const { readdirSync } = await import('node:fs')
  for (const part of ['metadata', 'targets'])
    for (const name of readdirSync(join(dir, part)))
      files[`media/${part}/${name}`] = readFileSync(join(dir, part, name))
  const { file, envelope } = await bundleSample()
  const world = memoryWorld(
    { ...files, 'pump.bin': file, 'b.json': envelope, 'test.pub': testPublicKey },
    '2025-02-09T12:02:08Z',
  )
  const flags = { key: 'test.pub', bundle: 'b.json', 'trusted-root': 'media', 'first-root': 'first.json' }
  assert.equal((await run(world, 'pump.bin', flags)).code, 0)
  const kept = [...world.files.keys()].filter(path => path.startsWith('data/trust/'))
  assert.equal(kept.length, 1)
  assert.equal((await run(world, 'pump.bin', flags)).code, 0)
  await assert.rejects(run(world, 'pump.bin', { ...flags, 'first-root': [] }), { code: 'trust/no-first-root' })
  // A version that nobody signed; that older ones are refused the hostile repositories show.
  const timestamp = JSON.parse(Buffer.from(world.files.get('media/metadata/timestamp.json')!).toString('utf8'))
  timestamp.signed.version -= 1
  world.files.set('media/metadata/timestamp.json', Buffer.from(JSON.stringify(timestamp)))
  await assert.rejects(run(world, 'pump.bin', flags), { code: 'trust/metadata-refused' })
  world.files.set(kept[0]!, Buffer.from('{}'))
  await assert.rejects(run(world, 'pump.bin', flags), { code: 'trust/not-a-state' })
})
