import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash, webcrypto } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { BitString, Integer, ObjectIdentifier, OctetString, Utf8String } from 'asn1js'
import * as pki from 'pkijs'
import { defaultLimits } from '#base'
import { memoryArtifact } from '../artifact.test.ts'
import { cms } from '../envelopes/cms.ts'
import { judge } from '../judge.ts'
import type { PinnedKey, Policy } from '../policy.ts'
import { noPolicy } from '../policy-file.ts'
import type { Sample } from '../sample.ts'
import { pinnedKey } from './key.test.ts'

const file = Buffer.from('pump firmware 4.2\n')
const [from, until] = [Date.parse('2026-01-01T00:00:00Z'), Date.parse('2027-01-01T00:00:00Z')]
const now = Date.parse('2026-06-01T00:00:00Z')

interface Holder {
  certificate: pki.Certificate
  keys: webcrypto.CryptoKeyPair
}

const curve = { name: 'ECDSA', namedCurve: 'P-256' }
let serial = 1

interface HolderMore {
  ca?: boolean
  usage?: number
  purpose?: string
}

async function holder(name: string, issuer?: Holder, { ca = false, ...more }: HolderMore = {}): Promise<Holder> {
  const { usage = ca ? 0x06 : 0x80, purpose = '1.3.6.1.5.5.7.3.3' } = more
  const keys = (await webcrypto.subtle.generateKey(curve, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair
  const certificate = new pki.Certificate()
  certificate.version = 2
  certificate.serialNumber = new Integer({ value: serial++ })
  const named = (of: pki.RelativeDistinguishedNames, value: string) =>
    of.typesAndValues.push(new pki.AttributeTypeAndValue({ type: '2.5.4.3', value: new Utf8String({ value }) }))
  named(certificate.subject, name)
  named(certificate.issuer, issuer ? cnOf(issuer) : name)
  certificate.notBefore.value = new Date(from)
  certificate.notAfter.value = new Date(until)
  const extension = (extnID: string, value: { toSchema?(): { toBER(): ArrayBuffer }; toBER?(): ArrayBuffer }) =>
    new pki.Extension({ extnID, critical: true, extnValue: value.toBER ? value.toBER() : value.toSchema!().toBER() })
  certificate.extensions = [
    extension('2.5.29.19', new pki.BasicConstraints({ cA: ca }) as never),
    extension('2.5.29.15', new BitString({ valueHex: Uint8Array.of(usage).buffer, unusedBits: 1 }) as never),
    ...(ca ? [] : [extension('2.5.29.37', new pki.ExtKeyUsage({ keyPurposes: [purpose] }) as never)]),
  ]
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey as never)
  await certificate.sign((issuer ?? { keys }).keys.privateKey as never, 'SHA-256')
  return { certificate, keys }
}

const cnOf = ({ certificate }: Holder) => String(certificate.subject.typesAndValues[0]!.value.valueBlock.value)
const derOf = ({ certificate }: Holder) => Buffer.from(certificate.toSchema(true).toBER())
const pinned = (...holders: Holder[]): PinnedKey =>
  pinnedKey(
    holders
      .map(one => `-----BEGIN CERTIFICATE-----\n${derOf(one).toString('base64')}\n-----END CERTIFICATE-----\n`)
      .join(''),
    { name: 'vendor.crt' },
  )

const root = await holder('Vendor root', undefined, { ca: true })
const between = await holder('Vendor signing authority', root, { ca: true })
const signer = await holder('Release 4', between)

interface Made {
  by?: Holder
  certificates?: Holder[]
  content?: Buffer
  attributes?: boolean
  contentType?: string
}

async function signature({
  by = signer,
  certificates = [by, between],
  content = file,
  attributes = true,
  contentType = '1.2.840.113549.1.7.1',
}: Made = {}) {
  const attribute = (type: string, value: unknown) => new pki.Attribute({ type, values: [value] })
  const digest = createHash('sha256').update(content).digest()
  const data = new pki.SignedData({
    version: 1,
    encapContentInfo: new pki.EncapsulatedContentInfo({ eContentType: contentType }),
    signerInfos: [
      new pki.SignerInfo({
        version: 1,
        sid: new pki.IssuerAndSerialNumber({
          issuer: by.certificate.issuer,
          serialNumber: by.certificate.serialNumber,
        }),
        ...(attributes && {
          signedAttrs: new pki.SignedAndUnsignedAttributes({
            type: 0,
            attributes: [
              attribute('1.2.840.113549.1.9.3', new ObjectIdentifier({ value: contentType })),
              attribute('1.2.840.113549.1.9.4', new OctetString({ valueHex: Uint8Array.from(digest).buffer })),
            ],
          }),
        }),
      }),
    ],
    certificates: certificates.map(one => one.certificate),
  })
  await data.sign(by.keys.privateKey as never, 0, 'SHA-256', Uint8Array.from(content).buffer)
  const info = new pki.ContentInfo({ contentType: '1.2.840.113549.1.7.2', content: data.toSchema(true) })
  return Buffer.from(info.toSchema().toBER())
}

interface Asked {
  content?: Uint8Array
  keys?: readonly PinnedKey[]
  more?: Partial<Policy>
  at?: number
}

function judged(envelope: Uint8Array, { content = file, keys = [pinned(signer)], more = {}, at = now }: Asked = {}) {
  const policy = { ...noPolicy, from: 'the test', keys, ...more }
  const judging = { artifact: memoryArtifact('pump.bin', content), policy, trusted: undefined, now: at }
  return judge(cms, { bytes: envelope, name: 'pump.bin.p7s' }, judging, defaultLimits)
}
type Judged = Awaited<ReturnType<typeof judged>>
const failed = ({ checks }: Judged) => checks.filter(({ outcome }) => outcome === 'fail').map(({ name }) => name)
const shown = ({ checks }: Judged) => JSON.stringify(checks.filter(row => row.wanted || row.outcome === 'fail'))
const identity = (name: string, issuer = 'CN=Vendor root') => ({
  identities: [{ identity: name, pattern: false, issuer, signs: [] }],
})

export async function sample(): Promise<Sample> {
  const envelope = await signature()
  const leaf = derOf(signer)
  const at = envelope.indexOf(leaf)
  const digest = envelope.indexOf(createHash('sha256').update(file).digest())
  assert.ok(at > 0 && digest > 0)
  return {
    file,
    name: 'pump.bin',
    envelope,
    envelopeName: 'pump.bin.p7s',
    policy: { ...noPolicy, from: 'the sample', keys: [pinned(signer)] },
    trusted: undefined,
    now,
    parts: {
      certificate: [at, at + leaf.length],
      digest: [digest, digest + 32],
      signature: [envelope.length - 60, envelope.length],
    },
  }
}

test('a signature verifies with the pinned certificate of who signed, with and without signed attributes', async () => {
  for (const attributes of [true, false]) {
    const verdict = await judged(await signature({ attributes }))
    assert.equal(verdict.result, 'verified', shown(verdict))
  }
  const pem = `-----BEGIN PKCS7-----\n${(await signature()).toString('base64')}\n-----END PKCS7-----\n`
  assert.equal((await judged(Buffer.from(pem))).result, 'verified')
})

test('a pinned authority is enough only together with who it may be', async () => {
  const keys = [pinned(root)]
  assert.deepEqual(failed(await judged(await signature(), { keys })), ['key-pinned'])
  const named = await judged(await signature(), { keys, more: identity('CN=Release 4') })
  assert.equal(named.result, 'verified', shown(named))
  assert.deepEqual(failed(await judged(await signature(), { keys, more: identity('CN=Release') })), [
    'identity-matches',
  ])
  const elsewhere = identity('CN=Release 4', 'CN=Other root')
  assert.deepEqual(failed(await judged(await signature(), { keys, more: elsewhere })), ['issuer-matches'])
})

test('who may not issue, may not sign, or is of another root is refused', async () => {
  const keys = [pinned(root)]
  const more = identity('CN=Release 4')
  const chain = async (by: Holder, certificates: Holder[]) =>
    failed(await judged(await signature({ by, certificates }), { keys, more }))
  const under = await holder('Release 4', signer)
  assert.deepEqual(await chain(under, [under, signer, between]), ['certificate-chain'])
  const rogue = await holder('Vendor root', undefined, { ca: true })
  const forged = await holder('Release 4', rogue)
  assert.deepEqual(await chain(forged, [forged, rogue]), ['certificate-chain'])
  const web = await holder('Release 4', between, { purpose: '1.3.6.1.5.5.7.3.1' })
  assert.deepEqual(await chain(web, [web, between]), ['certificate-chain'])
  const unable = await holder('Release 4', between, { usage: 0x08 })
  assert.deepEqual(await chain(unable, [unable, between]), ['certificate-chain'])
  assert.deepEqual(await chain(signer, [signer]), ['certificate-chain'])
  assert.deepEqual(await chain(signer, [between]), ['certificate-chain'])
})

test('another file, another certificate, and content of another kind are refused', async () => {
  const other = { content: Buffer.from('x') }
  assert.deepEqual(failed(await judged(await signature(), other)), ['digest-matches'])
  assert.deepEqual(failed(await judged(await signature({ attributes: false }), other)), ['signature-valid'])
  const pem = pinnedKey('-----BEGIN PUBLIC KEY-----\n')
  assert.deepEqual(failed(await judged(await signature(), { keys: [pem] })), ['key-pinned'])
  const stamp = await signature({ contentType: '1.2.840.113549.1.9.16.1.4' })
  assert.deepEqual(failed(await judged(stamp)), ['signature-valid'])
  const narrow = { ...pinned(signer), signs: ['valve-*'] }
  assert.deepEqual(failed(await judged(await signature(), { keys: [narrow] })), ['key-pinned'])
})

test('Authenticode is said to be beyond what can be told', async () => {
  const verdict = await judged(await signature({ contentType: '1.3.6.1.4.1.311.2.1.4' }))
  assert.equal(verdict.result, 'undecided')
  assert.match(verdict.checks.find(({ name }) => name === 'signature-valid')!.because, /Authenticode/)
})

test('a certificate that ran out, or holds only later, is not enough', async () => {
  assert.equal((await judged(await signature(), { at: until + 1000 })).result, 'refused')
  assert.deepEqual(failed(await judged(await signature(), { at: from - 1000 })), ['certificate-time'])
})

test('what is no CMS, has more behind it, or nests without end is refused', async () => {
  const whole = await signature()
  const deep = Buffer.concat([
    Buffer.from('3080', 'hex'),
    Buffer.from('06092a864886f70d010702', 'hex'),
    Buffer.alloc(200_000, Buffer.from('3080', 'hex')),
  ])
  for (const envelope of [Buffer.concat([whole, Buffer.of(0)]), whole.subarray(0, -10), deep, Buffer.alloc(5)])
    assert.deepEqual(failed(await judged(envelope)), ['envelope-readable'])
})

test('signatures that OpenSSL makes are read', async context => {
  if (spawnSync('openssl', ['version']).status !== 0) return context.skip('there is no openssl here')
  const folder = mkdtempSync(join(tmpdir(), 'millcert-cms-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const at = (name: string) => join(folder, name)
  writeFileSync(at('pump.bin'), file)
  const run = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' })
  run(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    at('k'),
    '-out',
    at('c'),
    '-subj',
    '/CN=Release 5',
    '-days',
    '2',
  )
  const input = ['-in', at('pump.bin'), '-signer', at('c'), '-inkey', at('k')]
  const signed = (...more: string[]) =>
    run('cms', '-sign', '-binary', ...input, '-outform', 'DER', '-out', at('s'), ...more)
  const keys = [pinnedKey(readFileSync(at('c'), 'utf8'))]
  for (const more of [[], ['-cades'], ['-noattr'], ['-keyopt', 'rsa_padding_mode:pss'], ['-md', 'sha512']]) {
    signed(...more)
    const verdict = await judged(readFileSync(at('s')), { keys, at: Date.now() })
    assert.equal(verdict.result, 'verified', `${more}: ${shown(verdict)}`)
  }
  signed('-md', 'sha1')
  assert.deepEqual(failed(await judged(readFileSync(at('s')), { keys, at: Date.now() })), ['signature-valid'])
})
