import assert from 'node:assert/strict'
import { createHash, createPrivateKey, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import * as pgp from 'openpgp'
import { defaultLimits } from '#base'
import { memoryArtifact } from '../artifact.test.ts'
import { openpgp } from '../envelopes/openpgp.ts'
import { judge } from '../judge.ts'
import type { PinnedKey, Policy } from '../policy.ts'
import { noPolicy } from '../policy-file.ts'
import type { Sample } from '../sample.ts'
import { pinnedKey } from './key.test.ts'

const file = Buffer.from('{"document":{"title":"made"}}\n')
const made = Date.parse('2026-01-01T00:00:00Z')
const now = Date.parse('2026-02-01T00:00:00Z')
const day = 86_400

/** The types of the library do not follow its options: what `format: 'object'` gives is said here. */
interface Keys {
  privateKey: pgp.PrivateKey
  publicKey: pgp.PublicKey
  revocationCertificate: string
}
const keyOf = async (more: object = {}): Promise<Keys> => {
  const options = {
    type: 'curve25519',
    userIDs: [{ name: 'PSIRT', email: 'psirt@vendor.example' }],
    date: new Date(made),
    format: 'object',
    ...more,
  }
  return (await pgp.generateKey(options as never)) as unknown as Keys
}
const vendor = await keyOf()

const pinned = (key: pgp.Key): PinnedKey => pinnedKey(key.toPublic().armor(), { name: 'vendor.asc' })

async function signature(key = vendor.privateKey, { at = made + 1000, content = file } = {}): Promise<string> {
  const message = await pgp.createMessage({ binary: content })
  const options = { message, signingKeys: key, detached: true, date: new Date(at), format: 'armored' }
  return (await pgp.sign(options as never)) as unknown as string
}

interface Asked {
  content?: Uint8Array
  keys?: readonly PinnedKey[]
  more?: Partial<Policy>
  at?: number
}

function judged(
  envelope: string | Uint8Array,
  { content = file, keys = [pinned(vendor.publicKey)], more = {}, at = now }: Asked = {},
) {
  const policy = { ...noPolicy, from: 'the test', keys, ...more }
  const judging = { artifact: memoryArtifact('csaf.json', content), policy, trusted: undefined, now: at }
  return judge(openpgp, { bytes: Buffer.from(envelope as string), name: 'csaf.json.asc' }, judging, defaultLimits)
}

type Judged = Awaited<ReturnType<typeof judged>>
const failed = ({ checks }: Judged) => checks.filter(({ outcome }) => outcome === 'fail').map(({ name }) => name)
const because = ({ checks }: Judged, name: string) => checks.find(row => row.name === name)!.because

export async function sample(): Promise<Sample> {
  const packets = (await pgp.unarmor(await signature())).data as Uint8Array
  const envelope = Uint8Array.from(packets)
  return {
    file,
    name: 'csaf.json',
    envelope,
    envelopeName: 'csaf.json.sig',
    policy: { ...noPolicy, from: 'the sample', keys: [pinned(vendor.publicKey)] },
    trusted: undefined,
    now,
    parts: { 'kind and algorithms': [2, 6], 'signature value': [envelope.length - 60, envelope.length] },
  }
}

test('a detached signature verifies, armoured and binary, and the key is told by its fingerprint', async () => {
  const armored = await signature()
  for (const envelope of [armored, (await pgp.unarmor(armored)).data as Uint8Array]) {
    const verdict = await judged(envelope)
    assert.equal(verdict.result, 'verified', JSON.stringify(verdict.checks.filter(row => row.wanted)))
    assert.ok(because(verdict, 'key-pinned').includes(vendor.publicKey.getFingerprint().toUpperCase()))
  }
})

test('another file, another key and a key that may not sign it are refused', async () => {
  assert.deepEqual(failed(await judged(await signature(), { content: Buffer.from('x') })), ['signature-valid'])
  const other = await keyOf()
  assert.deepEqual(failed(await judged(await signature(other.privateKey))), ['signature-valid'])
  const pem = pinnedKey('-----BEGIN PUBLIC KEY-----\n')
  assert.deepEqual(failed(await judged(await signature(), { keys: [pem] })), ['key-pinned'])
  const narrow = { ...pinned(vendor.publicKey), signs: ['pump-*'] }
  assert.deepEqual(failed(await judged(await signature(), { keys: [narrow] })), ['key-pinned'])
  const withdrawn = { ...pinned(vendor.publicKey), withdrawn: 'lost' }
  assert.ok(failed(await judged(await signature(), { keys: [withdrawn] })).includes('key-current'))
})

test('a secret key that was pinned by mistake is not taken', async () => {
  const keys = [pinnedKey(vendor.privateKey.armor())]
  assert.deepEqual(failed(await judged(await signature(), { keys })), ['key-pinned'])
})

test('a key that was revoked is refused, and one that ran out is not enough', async () => {
  const { publicKey: key, revocationCertificate } = vendor
  const revoked = (await pgp.revokeKey({ key, revocationCertificate, format: 'object' } as never)) as unknown as Keys
  assert.notEqual((await judged(await signature(), { keys: [pinned(revoked.publicKey)] })).result, 'verified')
  assert.equal((await judged(await signature(), { keys: [pinned(revoked.publicKey)] })).result, 'refused')
  const short = await keyOf({ keyExpirationTime: 10 * day })
  const keys = [pinned(short.publicKey)]
  const inTime = await signature(short.privateKey)
  assert.equal((await judged(inTime, { keys, at: made + 2 * day * 1000 })).result, 'verified')
  const later = await judged(inTime, { keys })
  assert.equal(later.result, 'undecided', JSON.stringify(later.checks.filter(row => row.wanted)))
  assert.match(because(later, 'key-current'), /ran out at 2026-01-11/)
  assert.equal((await judged(await signature(), { at: made - day * 1000 })).result, 'refused')
})

/** A signature of version 4 by an RSA key, over any hash: the library makes none that are weak. */
function handMade(key: pgp.PrivateKey, hash: 'sha1' | 'sha256'): Buffer {
  const { n, e } = key.keyPacket.publicParams as Record<string, Uint8Array>
  const { d, p, q } = (key.keyPacket as unknown as { privateParams: Record<string, Uint8Array> }).privateParams
  const [bigD, bigP, bigQ] = [d!, p!, q!].map(bytes => BigInt(`0x${Buffer.from(bytes).toString('hex')}`)) as [
    bigint,
    bigint,
    bigint,
  ]
  const power = (base: bigint, exponent: bigint, modulus: bigint) => {
    let result = 1n
    for (let b = base % modulus, x = exponent; x > 0n; x >>= 1n, b = (b * b) % modulus)
      if (x & 1n) result = (result * b) % modulus
    return result
  }
  const text = (bytes: Uint8Array | bigint) =>
    (typeof bytes === 'bigint'
      ? Buffer.from(bytes.toString(16).padStart(256, '0'), 'hex')
      : Buffer.from(bytes)
    ).toString('base64url')
  const jwk = {
    kty: 'RSA',
    n: text(n!),
    e: text(e!),
    d: text(d!),
    p: text(p!),
    q: text(q!),
    dp: text(bigD % (bigP - 1n)),
    dq: text(bigD % (bigQ - 1n)),
    qi: text(power(bigQ, bigP - 2n, bigP)),
  }
  const time = Buffer.alloc(4)
  time.writeUInt32BE(made / 1000 + 1)
  const issuer = Buffer.from(key.getFingerprint(), 'hex')
  const subpackets = Buffer.concat([Buffer.of(5, 2), time, Buffer.of(22, 33, 4), issuer])
  const head = Buffer.concat([Buffer.of(4, 0, 1, hash === 'sha1' ? 2 : 8, 0, subpackets.length), subpackets])
  const tail = Buffer.concat([head, Buffer.of(4, 0xff, 0, 0, 0, head.length)])
  const signed = Buffer.concat([file, tail])
  const value = sign(hash, signed, createPrivateKey({ key: jwk, format: 'jwk' }))
  const front = createHash(hash).update(signed).digest().subarray(0, 2)
  // A number has no zeros in front (RFC 9580, 3.2): one signature of 256 is a byte shorter.
  const number = value.subarray(value.findIndex(byte => byte !== 0))
  const bits = 8 * number.length - (Math.clz32(number[0]!) - 24)
  const body = Buffer.concat([head, Buffer.of(0, 0), front, Buffer.of(bits >> 8, bits & 255), number])
  return Buffer.concat([Buffer.of(0x89, body.length >> 8, body.length & 255), body])
}

test('a signature over SHA-1 is refused, though the key is right', async () => {
  const rsa = await keyOf({ type: 'rsa', rsaBits: 2048 })
  const keys = [pinned(rsa.publicKey)]
  assert.equal((await judged(handMade(rsa.privateKey, 'sha256'), { keys })).result, 'verified')
  const verdict = await judged(handMade(rsa.privateKey, 'sha1'), { keys })
  assert.deepEqual(failed(verdict), ['signature-valid'])
  assert.match(because(verdict, 'signature-valid'), /SHA1/i)
})

test('messages that carry what they sign, two parts in one file and anything else are no detached signature', async () => {
  const message = await pgp.createMessage({ binary: file })
  const by = { signingKeys: vendor.privateKey, date: new Date(made + 1000), format: 'armored' }
  const signed = async (what: object) => (await pgp.sign({ ...by, message: what } as never)) as unknown as string
  const whole = await signed(message)
  const clear = await signed(await pgp.createCleartextMessage({ text: 'x' }))
  const one = await signature()
  for (const envelope of [whole, clear, one + one, one.slice(0, 120), vendor.publicKey.armor()])
    assert.deepEqual(failed(await judged(envelope)), ['envelope-readable'])
})

test("documents of a CSAF provider verify with the provider's key", async (context: TestContext) => {
  const suites = process.env['MILLCERT_TESTDATA']
  if (!suites) return context.skip('MILLCERT_TESTDATA is not set')
  const suite = join(suites, 'suites/csaf-testsuite-distribution')
  // The suite signs with this key, which is public together with its passphrase, and leaves the signatures to be made.
  const locked = await pgp.readPrivateKey({ armoredKey: readFileSync(join(suite, 'scripts/privatekey.asc'), 'utf8') })
  const provider = await pgp.decryptKey({ privateKey: locked, passphrase: 'Passphrase' })
  const at = provider.getCreationTime().getTime() + 1000
  for (const path of ['white/2020/white_1.json', 'red/2018/red_3.json']) {
    const content = readFileSync(join(suite, 'data/.well-known/csaf', path))
    const signed = await signature(provider, { at, content })
    const verdict = await judged(signed, { content, keys: [pinned(provider)], at: at + 1000 })
    assert.equal(verdict.result, 'verified', because(verdict, 'signature-valid'))
    const changed = Buffer.from(content)
    changed[changed.length - 3]! ^= 1
    assert.deepEqual(failed(await judged(signed, { content: changed, keys: [pinned(provider)], at: at + 1000 })), [
      'signature-valid',
    ])
    assert.deepEqual(failed(await judged(signed, { content, at: at + 1000 })), ['signature-valid'])
  }
})
