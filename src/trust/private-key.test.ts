import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Problem } from '#base'
import { sealCosignKey } from './cosign-key.ts'
import { publicHalfOf } from './keys.ts'
import { onePem, pemOf } from './pem.ts'
import { type KeyForm, newKey, privateKeyOf } from './private-key.ts'

const folder = mkdtempSync(join(tmpdir(), 'millcert-key-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** Chance that is the same in each run. */
function chance(seed = 'seed') {
  let count = 0
  return (bytes: number) => createHash('shake256', { outputLength: bytes }).update(`${seed}${count++}`).digest()
}
const passphrase = () => Buffer.from('korrekt Pferd')
const asked = async () => passphrase()
const never = async () => assert.fail('a passphrase was asked for')

async function made(kind: 'ecdsa-p256' | 'ed25519', form: KeyForm) {
  const { label, bytes, open } = await newKey(kind, form, passphrase(), chance(kind + form))
  return { pem: pemOf(label, bytes), open }
}

const forms = ['cosign', 'pkcs8', 'plain'] as const

test('a key that was made is read again, in each form, and its file and passphrase are filled with zero', async () => {
  for (const kind of ['ecdsa-p256', 'ed25519'] as const)
    for (const form of forms) {
      const { pem, open } = await made(kind, form)
      const typed = passphrase()
      const read = await privateKeyOf(pem, 'k', form === 'plain' ? never : async () => typed)
      assert.equal(read.open.pem, open.pem)
      assert.equal(read.open.kind, kind)
      assert.ok(pem.every(byte => byte === 0))
      if (form !== 'plain') assert.ok(typed.every(byte => byte === 0))
    }
})

test('OpenSSL reads what was made, and what OpenSSL makes is read', async context => {
  if (spawnSync('openssl', ['version']).status !== 0) return context.skip('there is no openssl here')
  const path = join(folder, 'k.pem')
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' })
  for (const kind of ['ecdsa-p256', 'ed25519'] as const)
    for (const form of ['pkcs8', 'plain'] as const) {
      const { pem, open } = await made(kind, form)
      writeFileSync(path, pem)
      assert.equal(openssl('pkey', '-in', path, '-passin', 'pass:korrekt Pferd', '-pubout').toString(), open.pem)
    }
  for (const args of [
    ['genpkey', '-algorithm', 'ed25519'],
    ['ecparam', '-name', 'prime256v1', '-genkey', '-noout'],
    ['genpkey', '-algorithm', 'ed25519', '-aes-128-cbc', '-pass', 'pass:korrekt Pferd'],
  ]) {
    const pem = openssl(...args)
    writeFileSync(path, pem)
    const { open } = await privateKeyOf(pem, 'k', asked)
    assert.equal(openssl('pkey', '-in', path, '-passin', 'pass:korrekt Pferd', '-pubout').toString(), open.pem)
  }
  const sealed = openssl(
    'pkcs8',
    '-topk8',
    '-scrypt',
    '-in',
    path,
    '-passin',
    'pass:korrekt Pferd',
    '-passout',
    'pass:x',
  )
  assert.equal((await privateKeyOf(sealed, 'k', async () => Buffer.from('x'))).open.kind, 'ed25519')
})

test("cosign's own key opens with its passphrase and belongs to its public half", async context => {
  const suites = process.env['MILLCERT_TESTDATA']
  if (!suites) return context.skip('MILLCERT_TESTDATA is not set')
  const file = (name: string) => readFileSync(join(suites, 'suites/cosign-key-bundle', name))
  const read = await privateKeyOf(file('cosign.key'), 'cosign.key', async () => Buffer.from('hello'))
  assert.equal(read.open.pem, file('cosign.pub').toString())
  await assert.rejects(
    privateKeyOf(file('cosign.key'), 'cosign.key', async () => Buffer.from('Hello')),
    (error: unknown) => error instanceof Problem && error.code === 'trust/wrong-passphrase',
  )
})

test('the older label of cosign is read too', async () => {
  const { pem } = await made('ecdsa-p256', 'cosign')
  const older = Buffer.from(pem.toString().replaceAll('SIGSTORE', 'COSIGN'))
  assert.equal((await privateKeyOf(older, 'k', asked)).open.kind, 'ecdsa-p256')
})

/** A Problem whose words hold nothing of what was read. */
async function refused(pem: Uint8Array, code: RegExp, secrets: readonly string[] = []): Promise<void> {
  const body = Buffer.from(pem).toString('latin1').split('\n').slice(1, -2)
  await assert.rejects(privateKeyOf(pem, 'some.key', asked), (error: unknown) => {
    assert.ok(error instanceof Problem, String(error))
    assert.match(error.code, code)
    const told = JSON.stringify([error.message, error.detail, error.stack])
    for (const secret of [...secrets, ...body.filter(line => line.length > 20), passphrase().toString()])
      assert.ok(!told.includes(secret), told)
    return true
  })
}

test('a key that is cut short or changed anywhere is refused without a word of what it holds', async () => {
  for (const kind of ['ecdsa-p256', 'ed25519'] as const) {
    const { pem } = await made(kind, 'plain')
    for (let length = 0; length < pem.length - 1; length += 7)
      await refused(
        pem.subarray(0, length).map(x => x),
        /^trust\//,
      )
  }
  const { pem } = await made('ecdsa-p256', 'cosign')
  const json = JSON.parse(Buffer.from(onePem(pem)!.bytes).toString()) as { ciphertext: string }
  for (const at of [0, 15, 16, 40]) {
    const bytes = Buffer.from(json.ciphertext, 'base64')
    bytes[at]! ^= 1
    const changed = Buffer.from(JSON.stringify({ ...json, ciphertext: bytes.toString('base64') }))
    await refused(pemOf('ENCRYPTED SIGSTORE PRIVATE KEY', changed), /wrong-passphrase/)
  }
})

test('work that only a foreign file asks for is refused before it is done', async () => {
  const json = sealCosignKey(Buffer.from('x'), Buffer.from('x'), chance()).toString()
  const seal = (change: (text: string) => string) => pemOf('ENCRYPTED SIGSTORE PRIVATE KEY', Buffer.from(change(json)))
  await refused(
    seal(text => text.replace('65536', '1073741824')),
    /not-a-key/,
  )
  await refused(
    seal(text => text.replace('"r":8', '"r":1048576')),
    /not-a-key/,
  )
  await refused(
    seal(text => text.replace('"p":1', '"p":1048576')),
    /not-a-key/,
  )
  await refused(
    seal(text => text.replace('nacl/secretbox', 'none')),
    /not-a-key/,
  )
  await refused(
    seal(text => text.replace('{', '{"kdf":1,')),
    /not-a-key/,
  )
  await refused(
    seal(() => `${'['.repeat(10_000)}`),
    /not-a-key/,
  )
  const { pem } = await made('ed25519', 'pkcs8')
  const der = Buffer.from(onePem(pem)!.bytes)
  const count = der.indexOf(Buffer.from('0927c0', 'hex'))
  assert.ok(count > 0)
  der.write('7fffff', count, 'hex')
  assert.ok(onePem(pemOf('ENCRYPTED PRIVATE KEY', der)))
  const slow = Buffer.concat([der.subarray(0, count - 2), Buffer.from('02047fffffff', 'hex'), der.subarray(count + 3)])
  await refused(pemOf('ENCRYPTED PRIVATE KEY', slow), /not-a-key/)
})

test('other kinds of keys, two keys in a file and keys of old OpenSSL are refused by name', async () => {
  const pem = (key: { export(o: object): string | Buffer }) => Buffer.from(key.export({ format: 'pem', type: 'pkcs8' }))
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  await refused(pem(rsa.privateKey), /not-a-key/)
  await refused(pem(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey), /not-a-key/)
  await refused(pem(generateKeyPairSync('x25519').privateKey), /not-a-key/)
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  await refused(Buffer.concat([pem(privateKey), pem(privateKey)]), /not-a-key/)
  await refused(Buffer.from(publicKey.export({ format: 'pem', type: 'spki' })), /not-a-key/)
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const old = ec.export({ format: 'pem', type: 'sec1', cipher: 'aes-128-cbc', passphrase: 'x' })
  await refused(Buffer.from(old), /not-a-key/)
})

test('a public half is never taken from a private key, and one that is cut short is none', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const secret = Buffer.from(privateKey.export({ format: 'pem', type: 'pkcs8' }))
  assert.throws(() => publicHalfOf(secret, 'k'), /it is a private key/)
  assert.ok(secret.every(byte => byte === 0))
  const pem = Buffer.from(publicKey.export({ format: 'pem', type: 'spki' }))
  assert.equal(publicHalfOf(pem, 'k').pem, pem.toString())
  for (let length = 0; length < pem.length - 1; length++)
    assert.throws(() => publicHalfOf(pem.subarray(0, length), 'k'), Problem)
})

test('the name of a key is the digest of its public half, as cosign computes it', async () => {
  const { open } = await made('ecdsa-p256', 'plain')
  const der = createPublicKey(open.pem).export({ format: 'der', type: 'spki' })
  assert.equal(open.hint, createHash('sha256').update(der).digest('base64'))
})
