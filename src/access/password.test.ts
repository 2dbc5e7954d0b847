import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { Problem } from '#base'
import { hashPassword, isCheap, passwordIs } from './password.ts'
import { mustBeStrong } from './password-policy.ts'

const weak = { memory: 64, passes: 1, lanes: 1 }

test('a password is known again by its hash, and no other one is', async () => {
  const kept = await hashPassword('korrekt Pferd Batterie', randomBytes)
  assert.match(kept, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  assert.equal(await passwordIs('korrekt Pferd Batterie', kept), true)
  assert.equal(await passwordIs('korrekt Pferd batterie', kept), false)
  assert.notEqual(kept, await hashPassword('korrekt Pferd Batterie', randomBytes))
})

test('a letter is the same however it is composed', async () => {
  const kept = await hashPassword('Stra\u00dfe m\u00fcde K\u00e4se', randomBytes, weak)
  assert.equal(await passwordIs('Stra\u00dfe mu\u0308de Ka\u0308se', kept), true)
})

test('the known answer of the reference implementation is met', async () => {
  // From the tests of the reference implementation of Argon2: version 19, two passes over 64 MiB.
  const hash = Buffer.from('09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7', 'hex').toString('base64')
  const kept = `$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$${hash.replace('=', '')}`
  assert.equal(await passwordIs('password', kept), true)
  assert.equal(await passwordIs('passwort', kept), false)
})

test('a hash made at a lower cost is made again, one at today\u2019s is not', async () => {
  assert.equal(isCheap(await hashPassword('x', randomBytes, weak)), true)
  assert.equal(isCheap(await hashPassword('x', randomBytes)), false)
  assert.equal(isCheap('nonsense'), true)
})

test('what is no hash lets nobody in', async () => {
  for (const kept of [
    undefined,
    '',
    'nonsense',
    '$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    '$argon2id$v=19$m=9999999,t=99,p=99$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    '$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$',
  ])
    assert.equal(await passwordIs('', kept), false, String(kept))
})

test('too many at once are refused, and those that wait are served', async () => {
  const kept = await hashPassword('x', randomBytes, weak)
  const results = await Promise.allSettled(Array.from({ length: 100 }, () => passwordIs('x', kept)))
  const served = results.filter(({ status }) => status === 'fulfilled').length
  const busy = results.filter(one => one.status === 'rejected' && (one.reason as Problem).code === 'access/busy').length
  assert.deepEqual({ served, busy }, { served: 66, busy: 34 })
  assert.equal(await passwordIs('x', kept), true)
})

test('passwords that are guessed first are refused, without being repeated', () => {
  for (const password of [
    'short',
    'elevenchars',
    'password1234',
    'P@ssw0rd1234!',
    'Passwort2026!',
    'qwertyuiop123',
    'Willkommen2026',
    '123456789012',
    '000000000000',
    'abcdefghijklm',
    'hunter2hunter2',
    'admin-admin-2026',
    'Millcert2026!!',
    'operatorlena26',
    'Summer2026!!!!',
    'x'.repeat(1025),
    'abcdefgh\ud800xyz9',
  ])
    assert.throws(
      () => mustBeStrong(password, ['lena', 'Lena Meyer']),
      error => error instanceof Problem && error.code === 'access/weak-password' && !error.message.includes(password),
      password.slice(0, 20),
    )
})

test('long passwords of any kind are taken, with blanks and without signs', () => {
  for (const password of [
    'vier W\u00f6rter vom Zufall',
    'correct horse battery staple',
    'k7#mQ2!vX9pL',
    '\u6b63\u78ba\u306a\u99ac\u306e\u96fb\u6c60\u30db\u30c1\u30ad\u30b9\u306e\u91dd',
    `${'ab\u00e9 7'.repeat(204)}wxyz`,
  ])
    mustBeStrong(password, ['lena', 'Lena Meyer'])
})
