import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { hashAlgorithm, hexHash, integrityHashes, prefixedHash } from './hash-algorithm.ts'

const sha256 = createHash('sha256').update('steel').digest('hex')
const sha512 = createHash('sha512').update('steel').digest()

test('hash algorithm: every usual spelling gives the one of CycloneDX', () => {
  const spellings: [string, string[]][] = [
    ['MD5', ['md5', 'MD5', 'Md-5']],
    ['SHA-1', ['sha1', 'SHA1', 'sha-1']],
    ['SHA-256', ['sha256', 'SHA256', 'Sha-256', 'sha_256', 'SHA2-256', 'sha 256']],
    ['SHA-384', ['sha384']],
    ['SHA-512', ['sha-512', 'SHA512']],
    ['SHA3-256', ['sha3-256', 'SHA3_256', 'sha3256']],
    ['BLAKE2b-512', ['blake2b512', 'BLAKE2B_512']],
    ['BLAKE3', ['blake3']],
    ['Streebog-256', ['streebog256']],
  ]
  for (const [name, texts] of spellings)
    for (const text of [name, ...texts]) assert.equal(hashAlgorithm(text), name, text)
  for (const none of ['', 'sha', 'sha-257', 'crc32', 'constructor', '__proto__', 'x'.repeat(1000)]) {
    assert.equal(hashAlgorithm(none), undefined, none.slice(0, 20))
  }
})

test('hex digest: any case is taken, a wrong length or a wrong digit is not', () => {
  assert.deepEqual(hexHash('sha256', sha256.toUpperCase()), { algorithm: 'SHA-256', value: sha256 })
  assert.deepEqual(hexHash('sha512', sha256), { fault: 'SHA-512 has 128 hex digits, not 64' })
  assert.ok('fault' in hexHash('sha256', sha256.slice(1)))
  assert.ok('fault' in hexHash('sha256', ''))
  assert.ok('fault' in hexHash('sha256', `${sha256.slice(1)}g`))
  assert.ok('fault' in hexHash('sha256', `${sha256.slice(1)}\n`))
  assert.ok('fault' in hexHash('rot13', sha256))
})

test('prefixed digest: as pip and container images write it', () => {
  assert.deepEqual(prefixedHash(`sha256:${sha256}`), { algorithm: 'SHA-256', value: sha256 })
  assert.deepEqual(prefixedHash(`SHA256=${sha256}`), { algorithm: 'SHA-256', value: sha256 })
  for (const none of ['', sha256, 'sha256:', `:${sha256}`, `sha256:sha256:${sha256}`]) {
    assert.ok('fault' in prefixedHash(none), none)
  }
})

test('integrity: base64 becomes hex, options are ignored, each digest stands or falls alone', () => {
  const good = { algorithm: 'SHA-512', value: sha512.toString('hex') }
  const text = `sha512-${sha512.toString('base64')}`
  assert.deepEqual(integrityHashes(text), [good])
  assert.deepEqual(integrityHashes(` ${text}?ct=text \n\tsha1-${Buffer.alloc(20).toString('base64')}`), [
    good,
    { algorithm: 'SHA-1', value: '0'.repeat(40) },
  ])
  const bad = [
    'sha512-',
    'sha512',
    `sha512-${sha512.toString('hex')}`,
    `sha256-${sha512.toString('base64')}`,
    `${text}=`,
    `${text}!`,
  ]
  for (const each of bad) assert.ok('fault' in integrityHashes(each)[0]!, each)
  assert.deepEqual(integrityHashes('  '), [])
  assert.equal(integrityHashes(`${text} `.repeat(1000)).length, 16)
})
