import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { test } from 'node:test'
import { defaultLimits } from '#base'
import { memoryArtifact } from '../artifact.test.ts'
import { minisign } from '../envelopes/minisign.ts'
import { judge } from '../judge.ts'
import type { PinnedKey } from '../policy.ts'
import { noPolicy } from '../policy-file.ts'
import type { Sample } from '../sample.ts'
import { pinnedKey } from './key.test.ts'

const keyId = Buffer.from('0102030405060708', 'hex')
const pair = generateKeyPairSync('ed25519')
const file = Buffer.from('pump firmware 4.2\n')

function publicFile(key: KeyObject, id = keyId): Buffer {
  const raw = key.export({ format: 'der', type: 'spki' }).subarray(-32)
  return Buffer.from(
    `untrusted comment: minisign public key\n${Buffer.concat([Buffer.from('Ed'), id, raw]).toString('base64')}\n`,
  )
}

interface Made {
  algorithm?: 'Ed' | 'ED'
  id?: Buffer
  comment?: string
  key?: KeyObject
  content?: Buffer
}

function signature({
  algorithm = 'ED',
  id = keyId,
  comment = 'timestamp:1760000000\tfile:pump.bin',
  key = pair.privateKey,
  content = file,
}: Made = {}) {
  const signed = algorithm === 'ED' ? createHash('blake2b512').update(content).digest() : content
  const bytes = sign(null, signed, key)
  const whole = sign(null, Buffer.concat([bytes, Buffer.from(comment)]), key)
  const first = Buffer.concat([Buffer.from(algorithm), id, bytes]).toString('base64')
  return `untrusted comment: signature\n${first}\ntrusted comment: ${comment}\n${whole.toString('base64')}\n`
}

const pinned = (bytes: Uint8Array): PinnedKey => ({ ...pinnedKey(''), name: 'vendor.pub', bytes })

async function judged(text: string, { keys = [pinned(publicFile(pair.publicKey))], content = file } = {}) {
  const policy = { ...noPolicy, from: 'the test', keys }
  const judging = { artifact: memoryArtifact('pump.bin', content), policy, trusted: undefined, now: 0 }
  return judge(minisign, { bytes: Buffer.from(text), name: 'pump.bin.minisig' }, judging, defaultLimits)
}

const failed = ({ checks }: Awaited<ReturnType<typeof judged>>) =>
  checks.filter(({ outcome }) => outcome === 'fail').map(({ name }) => name)

export async function sample(): Promise<Sample> {
  const text = signature()
  const lines = text.split('\n')
  const starts = lines.map((_, index) => lines.slice(0, index).join('\n').length + (index > 0 ? 1 : 0))
  return {
    file,
    name: 'pump.bin',
    envelope: Buffer.from(text),
    envelopeName: 'pump.bin.minisig',
    policy: { ...noPolicy, from: 'the sample', keys: [pinned(publicFile(pair.publicKey))] },
    trusted: undefined,
    now: 0,
    // Two bits of the first line's last sign carry nothing: base64 that is not in its one form is refused, so they count too.
    parts: {
      signature: [starts[1]!, starts[1]! + lines[1]!.length],
      'trusted comment': [starts[2]!, starts[2]! + lines[2]!.length],
      'signature of the comment': [starts[3]!, starts[3]! + lines[3]!.length],
    },
  }
}

test('both kinds of signatures of minisign verify, and say their trusted comment', async () => {
  for (const algorithm of ['Ed', 'ED'] as const) {
    const verdict = await judged(signature({ algorithm }))
    assert.equal(verdict.result, 'verified', JSON.stringify(verdict.checks.filter(row => row.wanted)))
    assert.match(verdict.signed!.said['trusted comment']!, /^timestamp:/)
    const windows = signature({ algorithm }).replaceAll('\n', '\r\n')
    assert.equal((await judged(windows)).result, 'verified')
  }
})

test('another file, another key, another id and an exchanged comment are refused', async () => {
  for (const algorithm of ['Ed', 'ED'] as const) {
    assert.deepEqual(failed(await judged(signature({ algorithm }), { content: Buffer.from('x') })), ['signature-valid'])
    const other = generateKeyPairSync('ed25519').privateKey
    assert.deepEqual(failed(await judged(signature({ algorithm, key: other }))), ['signature-valid'])
    const elsewhere = await judged(signature({ algorithm, id: Buffer.alloc(8) }))
    assert.deepEqual(failed(elsewhere), ['key-pinned'])
    const exchanged = signature({ algorithm }).replace('file:pump.bin', 'file:pump2.bin')
    assert.deepEqual(failed(await judged(exchanged)), ['signature-valid'])
  }
  const swapped = signature({ algorithm: 'ED' }).replace(/\n[A-Za-z0-9+/=]+\n/, line => {
    const bytes = Buffer.from(line.trim(), 'base64')
    bytes.write('Ed')
    return `\n${bytes.toString('base64')}\n`
  })
  assert.deepEqual(failed(await judged(swapped)), ['signature-valid'])
})

test('the hash of a signed file does not pass for a file that was signed in the old way', async () => {
  const hash = createHash('blake2b512').update(file).digest()
  const text = signature().replace(/\n[A-Za-z0-9+/=]+\n/, line => {
    const bytes = Buffer.from(line.trim(), 'base64')
    bytes.write('Ed')
    return `\n${bytes.toString('base64')}\n`
  })
  const verdict = await judged(text, { content: hash })
  assert.equal(verdict.result, 'undecided')
})

test('keys of other kinds are passed over, and a policy without one of minisign is told so', async () => {
  const pem = pinned(Buffer.from(pair.publicKey.export({ format: 'pem', type: 'spki' })))
  assert.deepEqual(failed(await judged(signature(), { keys: [pem] })), ['key-pinned'])
  const bare = pinned(Buffer.from(publicFile(pair.publicKey).toString().split('\n')[1]!))
  assert.equal((await judged(signature(), { keys: [bare] })).result, 'verified')
})

test('what is no signature of minisign is told with its line', async () => {
  const [first, second, third, fourth] = signature().split('\n')
  for (const [lines, place] of [
    [[first, second], 'line 3'],
    [[first, second, third], 'line 4'],
    [[first, second!.slice(4), third, fourth], 'line 2'],
    [[first, second!.replace(/^../, 'AA'), third, fourth], 'line 2'],
    [[first, second, third, fourth, 'more'], 'line 5'],
  ] as const) {
    const verdict = await judged(lines.join('\n'))
    assert.deepEqual(failed(verdict), ['envelope-readable'])
    assert.ok(verdict.checks[0]!.because.endsWith(place), verdict.checks[0]!.because)
    assert.equal(verdict.result, 'refused')
  }
})
