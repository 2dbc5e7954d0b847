import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { defaultLimits } from '#base'
import { memoryArtifact } from '../artifact.test.ts'
import { checksums } from '../envelopes/checksums.ts'
import { judge } from '../judge.ts'
import type { Policy } from '../policy.ts'
import { noPolicy } from '../policy-file.ts'
import type { Sample } from '../sample.ts'

const file = Buffer.from('pump firmware 4.2\n')
const of = (algorithm: string, content: Uint8Array = file) => createHash(algorithm).update(content).digest('hex')
const other = of('sha256', Buffer.from('x'))
const policy = { ...noPolicy, from: 'the test', envelopes: ['checksums'] }

function judged(text: string, { name = 'pump.bin.sha256', asked = policy as Policy } = {}) {
  const judging = { artifact: memoryArtifact('pump.bin', file), policy: asked, trusted: undefined, now: 0 }
  return judge(checksums, { bytes: Buffer.from(text), name }, judging, defaultLimits)
}

export async function sample(): Promise<Sample> {
  const front = 'SHA256 (pump.bin) = '
  const text = `${front}${of('sha256')}\n`
  return {
    file,
    name: 'pump.bin',
    envelope: Buffer.from(text),
    envelopeName: 'pump.bin.sha256',
    policy,
    trusted: undefined,
    now: 0,
    parts: { name: [8, 16], digest: [front.length, front.length + 64] },
  }
}

test('lists are read as coreutils, the BSDs, OpenSSL and makers of CSAF write them', async () => {
  for (const [text, name] of [
    [`${of('sha256')}  pump.bin\n`],
    [`${of('sha256')} *pump.bin\r\n`],
    [`${of('sha256').toUpperCase()} pump.bin`],
    [`SHA256 (pump.bin) = ${of('sha256')}\n`],
    [`SHA512 (valve.bin) = ${of('sha512', Buffer.from('x'))}\nSHA512 (pump.bin) = ${of('sha512')}\n`],
    [of('sha512')],
    [`\ufeff${of('sha384')}\n`],
    [`# made by us\n\n${other}  valve.bin\n${of('sha256')}  ./dist/pump.bin\n`, 'SHA256SUMS'],
    [`${other}  old/pump.bin\n${of('sha256')}  ./pump.bin\n`, 'SHA256SUMS'],
    [`${of('blake2b512')}  pump.bin\n`, 'B2SUMS'],
    [`SHA3-256 (pump.bin) = ${of('sha3-256')}\n`],
    [`MD5 (pump.bin) = ${of('md5')}\nSHA256 (pump.bin) = ${of('sha256')}\n`],
  ] as const) {
    const verdict = await judged(text, name === undefined ? {} : { name })
    assert.equal(verdict.result, 'verified', `${text}: ${JSON.stringify(verdict.checks.filter(row => row.wanted))}`)
    assert.equal(checksums.sniff({ name: 'x', text, bytes: Buffer.from(text) }), true, text)
  }
})

test('a list is enough only where the policy says that it is', async () => {
  const verdict = await judged(`${of('sha256')}  pump.bin\n`, { asked: noPolicy })
  assert.equal(verdict.result, 'undecided')
})

test('MD5 and SHA-1 prove nothing against somebody who changes the file, and refuse what differs', async () => {
  for (const algorithm of ['md5', 'sha1']) {
    assert.equal((await judged(`${of(algorithm)}  pump.bin\n`)).result, 'undecided')
    assert.equal((await judged(`${of(algorithm, Buffer.from('x'))}  pump.bin\n`)).result, 'refused')
  }
})

test('another digest, a list without the file, and two digests of one name are refused', async () => {
  for (const text of [
    `${other}  pump.bin\n`,
    `${of('sha256')}  valve.bin\n`,
    `${of('sha256')}  pump.bin\n${other}  pump.bin\n`,
    `MD5 (pump.bin) = ${of('md5', Buffer.from('x'))}\nSHA256 (pump.bin) = ${of('sha256')}\n`,
    `${other}\n`,
  ]) {
    const verdict = await judged(text)
    assert.equal(verdict.result, 'refused', text)
    assert.deepEqual(
      verdict.checks.filter(({ outcome }) => outcome === 'fail').map(({ name }) => name),
      ['digest-matches'],
    )
  }
})

test('what is no list of checksums is told with its line', async () => {
  for (const text of [
    '',
    'hello\n',
    `${of('sha256')}  pump.bin\nhello\n`,
    `${of('sha256').slice(1)}  pump.bin\n`,
    `SHA256 (pump.bin) = ${of('sha512')}\n`,
    `CRC32 (pump.bin) = ${of('sha256')}\n`,
    `${of('sha256')}\n${of('sha256')}  valve.bin\n`,
    `${'0'.repeat(64)}  a\n`.repeat(200_001),
  ]) {
    const verdict = await judged(text)
    assert.equal(verdict.result, 'refused', text.slice(0, 100))
    assert.match(verdict.checks[0]!.because, /at line \d+$/)
  }
})
