import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto'
import { test } from 'node:test'
import { Problem, type Program } from '#base'
import { publicHalf } from './keys.ts'
import { commandSigner, keySigner, type SignerInput } from './signer.ts'

const pairs = {
  'ecdsa-p256': generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ed25519: generateKeyPairSync('ed25519'),
}
const message = Buffer.from('pump firmware 4.2')
const pieces = [message.subarray(0, 5), message.subarray(5)]
const sha256 = createHash('sha256').update(message).digest()

test('a signature over pieces is one over the whole, with the digest of the same bytes', async () => {
  for (const { privateKey, publicKey } of Object.values(pairs)) {
    const signer = keySigner({ object: privateKey, open: publicHalf(privateKey, 'k') })
    const made = await signer.sign(pieces, 'f')
    assert.deepEqual(made.sha256, sha256)
    assert.ok(verify(publicKey.asymmetricKeyType === 'ed25519' ? null : 'sha256', message, publicKey, made.bytes))
  }
})

test('Ed25519 gives the same signature for the same file', async () => {
  const { privateKey } = pairs.ed25519
  const signer = keySigner({ object: privateKey, open: publicHalf(privateKey, 'k') })
  assert.deepEqual(await signer.sign(pieces, 'f'), await signer.sign([message], 'f'))
})

/** A command that answers as it is told to, and what it was called with. */
function command(
  kind: keyof typeof pairs,
  answer: (input: Uint8Array) => Uint8Array,
  input?: SignerInput,
  words = 'hsm sign',
) {
  const calls: Program[] = []
  const start = async (program: Program) => {
    calls.push(program)
    return answer(program.input)
  }
  return { signer: commandSigner(words, publicHalf(pairs[kind].publicKey, 'k'), { start, input }), calls }
}

const ecdsa = (form: 'der' | 'ieee-p1363') =>
  sign('sha256', message, { key: pairs['ecdsa-p256'].privateKey, dsaEncoding: form })
const eddsa = (bytes: Uint8Array) => sign(null, bytes, pairs.ed25519.privateKey)
const asText = (bytes: Uint8Array) => Buffer.from(`${Buffer.from(bytes).toString('base64')}\n`)

test('a command gets the digest and nothing else, and may answer in each form that is told in the help', async () => {
  for (const answer of [ecdsa('der'), ecdsa('ieee-p1363'), asText(ecdsa('der')), asText(ecdsa('ieee-p1363'))]) {
    const { signer, calls } = command('ecdsa-p256', () => answer)
    const made = await signer.sign(pieces, 'f')
    assert.ok(verify('sha256', message, pairs['ecdsa-p256'].publicKey, made.bytes))
    assert.deepEqual(Buffer.from(calls[0]!.input), sha256)
    assert.deepEqual(calls[0]!.words, ['hsm', 'sign'])
    assert.deepEqual(calls[0]!.without, ['MILLCERT_PASSPHRASE', 'COSIGN_PASSWORD'])
  }
})

test('a command gets the bytes where it asks for them, and always for Ed25519', async () => {
  const asked = command('ecdsa-p256', () => ecdsa('der'), 'bytes')
  await asked.signer.sign(pieces, 'f')
  assert.deepEqual(Buffer.from(asked.calls[0]!.input), message)
  for (const form of [(bytes: Buffer) => bytes, asText]) {
    const { signer, calls } = command('ed25519', bytes => form(eddsa(bytes)))
    assert.deepEqual((await signer.sign(pieces, 'f')).sha256, sha256)
    assert.deepEqual(Buffer.from(calls[0]!.input), message)
  }
  assert.throws(() => command('ed25519', eddsa, 'digest'), /Cannot sign a digest with Ed25519/)
})

test('what is no signature of the named key is refused, and is not in the message', async () => {
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const answers = [
    sign('sha256', message, other),
    sign('sha256', sha256, pairs['ecdsa-p256'].privateKey),
    ecdsa('der').subarray(0, -1),
    Buffer.alloc(0),
    Buffer.alloc(64),
    Buffer.from('hunter2 is my PIN\n'),
    Buffer.concat([ecdsa('der'), Buffer.of(0)]),
  ]
  for (const answer of answers) {
    const { signer } = command('ecdsa-p256', () => answer)
    await assert.rejects(signer.sign(pieces, 'f'), (error: unknown) => {
      assert.ok(error instanceof Problem)
      assert.equal(error.code, 'trust/signer')
      assert.doesNotMatch(JSON.stringify([error.message, error.detail]), /hunter2/)
      return true
    })
  }
  const { signer } = command('ed25519', () => eddsa(sha256))
  await assert.rejects(signer.sign(pieces, 'f'), /no signature of the key/)
})

test('words of a command are parted at blanks, held together by quotes, and no shell reads them', async () => {
  const { signer, calls } = command(
    'ecdsa-p256',
    () => ecdsa('der'),
    undefined,
    `"/opt/a b/sign" --label 'my key' $HOME;rm x="y z" C:\\t`,
  )
  await signer.sign(pieces, 'f')
  assert.deepEqual(calls[0]!.words, ['/opt/a b/sign', '--label', 'my key', '$HOME;rm', 'x=y z', 'C:\\t'])
  for (const words of ['', '  ', `sign 'open`, `""`])
    assert.throws(() => command('ecdsa-p256', eddsa, undefined, words), Problem)
})
