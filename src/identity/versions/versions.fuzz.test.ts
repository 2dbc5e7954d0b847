import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compare as pep440Compare, valid as pep440Valid } from '@renovatebot/pep440'
import fc from 'fast-check'
import semverLibrary from 'semver'
import { longestKey, type VersionOrder } from '../order.ts'
import * as all from './all.ts'

const runs = Number(process.env['MILLCERT_FUZZ'] ?? 2000)
const orders: VersionOrder[] = Object.values(all)

const number = fc.oneof(
  fc.nat(12).map(String),
  fc.nat(300).map(String),
  fc.constantFrom('00', '01', '65536', '4294967296', '99999999999999', '100000000000000', '99999999999999999999'),
)
/** Pieces and what joins them, as versions of each order have them; `any` mixes the orders up. */
interface Grammar {
  starts: readonly string[]
  joints: readonly string[]
  words: readonly string[]
}

const grammars: Record<string, Grammar> = {
  semver: {
    starts: ['', '', 'v', '='],
    joints: ['.', '.', '.', '-', '+', ''],
    words: ['a', 'B', 'rc', 'beta', 'x', '-', '0a'],
  },
  go: {
    starts: ['v', 'v', '', 'go', 'go1.'],
    joints: ['.', '.', '.', '-', '', '+'],
    words: ['rc', 'beta', 'pre', '0.20200101000000', '20191109021931-daa7c04131f5', 'incompatible'],
  },
  pep440: {
    starts: ['', '', 'v', '1!', ' '],
    joints: ['.', '.', '', '-', '_', '+'],
    words: ['a', 'alpha', 'b', 'beta', 'c', 'RC', 'pre', 'preview', 'post', 'rev', 'r', 'dev', 'ubuntu', '0a'],
  },
  debian: {
    starts: ['', '', '0:', '1:', 'B.'],
    joints: ['.', '.', '', '-', '~', '+', ':', '_', '~~'],
    words: ['a', 'Z', 'deb', 'ubuntu', 'dfsg', 'rc', 'build'],
  },
  rpm: {
    starts: ['', '', '0:', '1:', 'a'],
    joints: ['.', '.', '', '-', '~', '^', '_', '+', ':', 'é'],
    words: ['a', 'ab', 'Z', 'el', 'fc', 'git', 'rc'],
  },
  maven: {
    starts: ['', '', '', '.', '-', 'r', '0.', '0-'],
    joints: ['.', '.', '-', '-', '', '_', '+', '..', '.0.', '-0.'],
    words: ['a', 'M', 'alpha', 'rc', 'CR', 'SNAPSHOT', 'final', 'ga', 'RELEASE', 'sp', 'x', 'jre', '', '0'],
  },
  nuget: {
    starts: ['', '', 'v', ' '],
    joints: ['.', '.', '-', '+'],
    words: ['a', 'B', 'Alpha', 'rc', '-', '0a', '0'],
  },
  gem: {
    starts: ['', '', '0.', ' '],
    joints: ['.', '.', '.', '', '-', '.0.', '.0.0.'],
    words: ['a', 'B', 'rc', 'pre', 'beta', '0', '0a'],
  },
  composer: {
    starts: ['', '', 'v', 'V', '0.'],
    joints: ['.', '.', '-', '', '_', '+', '@'],
    words: ['a', 'Beta', 'RC', 'p', 'pl', 'patch', 'dev', 'stable', 'x', '*', 'x-dev', 'alphadev', '0'],
  },
  apk: {
    starts: ['', '', '', '0.'],
    joints: ['.', '.', '_', '', '-', '~'],
    words: ['a', 'z', 'r1', 'alpha', 'beta1', 'pre', 'rc', 'cvs', 'svn', 'git', 'hg', 'p', 'p2', '0', '01', '~ab'],
  },
  conan: {
    starts: ['', '', '0.', 'a.', 'v'],
    joints: ['.', '.', '.', '-', '+', ''],
    words: ['a', 'B', 'rc', 'pre.1', '0', '00', '1k', '*', 'cci', 'za'],
  },
  gentoo: {
    starts: ['', '', '0.', '1.0'],
    joints: ['.', '.', '_', '', '-r', '_p'],
    words: ['a', 'z', 'alpha', 'beta2', 'pre', 'rc1', 'p', '0', '01', '010', '001'],
  },
  'number-list': {
    starts: ['', '', '0.', '0-'],
    joints: ['.', '.', '-', '.0.'],
    words: ['0', '00', '01', '10', 'a'],
  },
  'semver-build': {
    starts: ['', '', 'v', '='],
    joints: ['.', '.', '.', '-', '+', '+', ''],
    words: ['a', 'B', 'rc', 'beta', 'x', '-', '0a', '0'],
  },
  generic: {
    starts: ['', '', 'v', 'V', '0.'],
    joints: ['.', '.', '.', '', '-', '_'],
    words: ['a', 'c', 'Z', 'alpha', 'beta2', 'RC', 'pre', 'preview', 'p', 'patch', 'dev', '0'],
  },
}
const any: Grammar = {
  starts: Object.values(grammars).flatMap(({ starts }) => starts),
  joints: Object.values(grammars).flatMap(({ joints }) => joints),
  words: Object.values(grammars).flatMap(({ words }) => words),
}

function versionsOf({ starts, joints, words }: Grammar): fc.Arbitrary<string> {
  const piece = fc.oneof(number, fc.constantFrom(...words))
  return fc
    .tuple(fc.constantFrom(...starts), number, fc.array(fc.tuple(fc.constantFrom(...joints), piece), { maxLength: 6 }))
    .map(([start, first, rest]) => start + first + rest.flat().join(''))
}

/** Texts that look like versions of an order; an order without a grammar of its own gets the mixed one. */
const versionLike = (order: VersionOrder) =>
  versionsOf(order.id === 'cargo' ? grammars['semver']! : (grammars[order.id] ?? any))

const anyText = (order: VersionOrder) =>
  fc.oneof(
    { arbitrary: versionLike(order), weight: 8 },
    { arbitrary: versionsOf(any), weight: 2 },
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
      fc.property(anyText(order), anyText(order), (a, b) => {
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
      fc.property(versionLike(order), versionLike(order), versionLike(order), (a, b, c) => {
        const [ab, bc, ac] = [order.compare(a, b), order.compare(b, c), order.compare(a, c)]
        if (ab === undefined || bc === undefined || ac === undefined) return
        if (ab <= 0 && bc <= 0) assert.ok(ac <= 0)
        if (ab >= 0 && bc >= 0) assert.ok(ac >= 0)
      }),
      { numRuns: runs },
    )
  })
}

test('the generators make versions of every order, most of the time', () => {
  for (const order of orders) {
    const sample = fc.sample(versionLike(order), { numRuns: 300, seed: 1 })
    const read = sample.filter(text => order.compare(text, text) === 0)
    assert.ok(read.length > 60, `${order.id}: ${read.length} of ${sample.length}`)
  }
})

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
  // The library refuses blanks around a version, which PEP 440 ignores (Appendix B).
  const trimmed = fc.oneof(versionLike(all.pep440), versionsOf(any)).map(text => text.trim())
  fc.assert(
    fc.property(trimmed, trimmed, (a, b) => {
      // The library reads numbers as floating point, which says nothing of longer ones.
      fc.pre(!/\d{16}/.test(a + b))
      assert.equal(all.pep440.compare(a, a) === 0, Boolean(pep440Valid(a)), a)
      if (pep440Valid(a) && pep440Valid(b))
        assert.equal(sign(all.pep440.compare(a, b)), Math.sign(pep440Compare(a, b)), `${a} ${b}`)
    }),
    { numRuns: runs },
  )
})
