import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compare as pep440Compare, valid as pep440Valid } from '@renovatebot/pep440'
import fc from 'fast-check'
import semverLibrary from 'semver'
import { longestKey, type VersionOrder } from '../order.ts'
import * as all from './all.ts'

const runs = Number(process.env['MILLCERT_FUZZ'] ?? 3000)
const orders: VersionOrder[] = Object.values(all)

const number = fc.oneof(
  fc.nat(12).map(String),
  fc.nat(300).map(String),
  fc.constantFrom('00', '01', '65536', '4294967296', '99999999999999', '100000000000000', '99999999999999999999'),
)
const piece = fc.oneof(
  number,
  fc.constantFrom('a', 'b', 'rc', 'alpha', 'dev', 'post', 'pre', 'beta', 'el9', 'deb12u1', 'x', 'Z', 'r'),
)
const joint = fc.constantFrom('.', '.', '.', '-', '+', '~', '^', '_', '', ':', '!')
/** Texts that look like versions of some order, and often are. */
const versionLike = fc
  .tuple(
    fc.constantFrom('', '', 'v', 'go', '1:', '1!', '='),
    number,
    fc.array(fc.tuple(joint, piece), { maxLength: 6 }),
  )
  .map(([start, first, rest]) => start + first + rest.flat().join(''))
const text = fc.oneof(
  { arbitrary: versionLike, weight: 8 },
  { arbitrary: fc.string({ maxLength: 20 }), weight: 1 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 12 }), weight: 1 },
)

function byKey(order: VersionOrder, a: string, b: string): number | undefined {
  const [x, y] = [new Uint8Array(longestKey), new Uint8Array(longestKey)]
  const [m, n] = [order.encode(a, x), order.encode(b, y)]
  return m < 0 || n < 0 ? undefined : Buffer.compare(x.subarray(0, m), y.subarray(0, n))
}

const sign = (value: number | undefined) => (value === undefined ? undefined : Math.sign(value))

for (const order of orders) {
  test(`${order.id}: keys sort as versions compare, both ways round, for any two texts`, () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        assert.equal(byKey(order, a, b), sign(order.compare(a, b)))
        assert.equal(
          sign(order.compare(b, a)),
          sign(order.compare(a, b)) === undefined ? undefined : -sign(order.compare(a, b))! || 0,
        )
        assert.equal(order.compare(a, a), byKey(order, a, a))
      }),
      { numRuns: runs },
    )
  })

  test(`${order.id}: three versions are never in a circle`, () => {
    fc.assert(
      fc.property(versionLike, versionLike, versionLike, (a, b, c) => {
        const [ab, bc, ac] = [order.compare(a, b), order.compare(b, c), order.compare(a, c)]
        if (ab === undefined || bc === undefined || ac === undefined) return
        if (ab <= 0 && bc <= 0) assert.ok(ac <= 0)
        if (ab >= 0 && bc >= 0) assert.ok(ac >= 0)
      }),
      { numRuns: runs },
    )
  })
}

test('semver: agrees with the library of npm wherever that reads both', () => {
  const strict = fc
    .tuple(
      fc.nat(20),
      fc.nat(20),
      fc.nat(20),
      fc.option(
        fc.array(fc.oneof(fc.nat(99).map(String), fc.stringMatching(/^[a-z-][0-9a-z-]{0,4}$/)), {
          minLength: 1,
          maxLength: 3,
        }),
      ),
    )
    .map(([major, minor, patch, before]) => `${major}.${minor}.${patch}${before ? `-${before.join('.')}` : ''}`)
  fc.assert(
    fc.property(strict, strict, (a, b) => {
      fc.pre(semverLibrary.valid(a) !== null && semverLibrary.valid(b) !== null)
      assert.equal(sign(all.semver.compare(a, b)), semverLibrary.compare(a, b))
    }),
    { numRuns: runs },
  )
})

test('pep440: reads what the library reads, and agrees with it', () => {
  fc.assert(
    fc.property(versionLike, versionLike, (a, b) => {
      // The library reads numbers as floating point, which says nothing of longer ones.
      fc.pre(!/\d{16}/.test(a + b))
      assert.equal(all.pep440.compare(a, a) === 0, Boolean(pep440Valid(a)), a)
      if (pep440Valid(a) && pep440Valid(b))
        assert.equal(sign(all.pep440.compare(a, b)), Math.sign(pep440Compare(a, b)), `${a} ${b}`)
    }),
    { numRuns: runs },
  )
})
