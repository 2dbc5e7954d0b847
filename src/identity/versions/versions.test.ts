import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { longestKey, longestVersion, type VersionOrder } from '../order.ts'
import * as all from './all.ts'

const orders: VersionOrder[] = Object.values(all)
const data = process.env['MILLCERT_TESTDATA']

/** The key as text that compares like its bytes; undefined when there is none. */
export function keyOf(order: VersionOrder, version: string): string | undefined {
  const into = new Uint8Array(longestKey)
  const length = order.encode(version, into)
  return length < 0 ? undefined : Buffer.from(into.subarray(0, length)).toString('latin1')
}

export function byKey(order: VersionOrder, a: string, b: string): number | undefined {
  const [x, y] = [keyOf(order, a), keyOf(order, b)]
  return x === undefined || y === undefined ? undefined : x < y ? -1 : x > y ? 1 : 0
}

interface Pair {
  /** Counted from 1, as editors do. */
  number: number
  line: string
  a: string
  b: string
  sign: number
}

function pairsIn(text: string): Pair[] {
  return text
    .split('\n')
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.trim() !== '' && !/^(#|\/\/)/.test(line))
    .map(({ line, number }) => {
      const found = /^(.*?) (<|=|>) (.*)$/.exec(line)
      assert.ok(found, `not a pair: ${line}`)
      return { line, number, a: found[1]!.trim(), b: found[3]!.trim(), sign: { '<': -1, '=': 0, '>': 1 }[found[2]!]! }
    })
}

/** Pairs on which the comparison or the keys do not say what the line says. */
function wrong(order: VersionOrder, pairs: readonly Pair[]): string[] {
  return pairs.flatMap(({ line, number, a, b, sign }) => {
    const [compared, keyed] = [Math.sign(order.compare(a, b) ?? Number.NaN), byKey(order, a, b)]
    return compared === sign && keyed === sign ? [] : [`line ${number}: ${line}: compared ${compared}, by key ${keyed}`]
  })
}

const own = (order: VersionOrder) => pairsIn(readFileSync(new URL(`./${order.id}.pairs.txt`, import.meta.url), 'utf8'))

test('every order is its own: id, number, and at least forty pairs', () => {
  assert.equal(new Set(orders.map(({ id }) => id)).size, orders.length)
  assert.equal(new Set(orders.map(({ number }) => number)).size, orders.length)
  for (const order of orders) assert.ok(own(order).length >= 40, `${order.id}: ${own(order).length} pairs`)
  const files = readdirSync(new URL('.', import.meta.url)).filter(name => name.endsWith('.pairs.txt'))
  assert.deepEqual(files.sort(), orders.map(({ id }) => `${id}.pairs.txt`).sort())
})

for (const order of orders) {
  test(`${order.id}: its pairs hold, compared and by key`, () => {
    assert.deepEqual(wrong(order, own(order)), [])
  })

  test(`${order.id}: turned round, chained and with themselves, its versions keep one order`, () => {
    const versions = [...new Set(own(order).flatMap(({ a, b }) => [a, b]))]
    const sorted = versions.toSorted((a, b) => order.compare(a, b)!)
    sorted.forEach((a, i) => {
      assert.equal(order.compare(a, a), 0, a)
      sorted.forEach((b, j) => {
        const sign = Math.sign(order.compare(a, b)!)
        assert.equal(sign, -Math.sign(order.compare(b, a)!) || 0, `${a} ${b}`)
        assert.equal(sign, byKey(order, a, b), `${a} ${b}: key`)
        assert.ok(i === j || i < j === sign <= 0 || sign === 0, `${a} before ${b}`)
      })
    })
  })

  test(`${order.id}: what is no version is said to be none, quickly`, () => {
    for (const text of [
      '',
      ' ',
      '*',
      '-',
      'latest',
      '1.0\0',
      '1.0\u0007',
      '\0',
      '1'.repeat(10_000),
      `1.${'0.'.repeat(400)}1`,
      '\ud800',
      '1.\udc00',
    ]) {
      assert.equal(order.compare(text, '1.0'), undefined, JSON.stringify(text.slice(0, 20)))
      assert.equal(order.encode(text, new Uint8Array(longestKey)), -1, JSON.stringify(text.slice(0, 20)))
    }
    for (const text of ['1'.repeat(512), `1${'.1'.repeat(255)}`, `1-${'a.'.repeat(254)}a`, `1${'~'.repeat(511)}`]) {
      const [compared, keyed] = [order.compare(text, text), keyOf(order, text)]
      assert.equal(compared === undefined, keyed === undefined, text.slice(0, 20))
    }
  })

  test(`${order.id}: the longest versions have keys that fit, and a key that does not fit is refused`, () => {
    for (const piece of ['1', '9.', '255.', 'a', '1a', '1.a', '0~', '1-', 'a.b', '70000.']) {
      const text = `1.0${piece.repeat(longestVersion)}`.slice(0, longestVersion - 1).replace(/[.-]$/, '0')
      const read = order.compare(text, text) !== undefined
      assert.equal(keyOf(order, text) !== undefined, read, `${piece}, many times`)
    }
    const key = keyOf(order, '1.2.3')!
    assert.equal(order.encode('1.2.3', new Uint8Array(key.length)), key.length)
    for (let room = 0; room < key.length; room++) assert.equal(order.encode('1.2.3', new Uint8Array(room)), -1)
  })

  test(`${order.id}: a key that begins another is the lower one`, () => {
    const versions = [...new Set(own(order).flatMap(({ a, b }) => [a, b]))].map(text => ({
      text,
      key: keyOf(order, text)!,
    }))
    for (const a of versions) {
      for (const b of versions) {
        if (a.key !== b.key && b.key.startsWith(a.key))
          assert.ok(order.compare(a.text, b.text)! < 0, `${a.text} ${b.text}`)
      }
    }
  })
}

test('the key of a version begins with that of the version without its label', () => {
  for (const order of orders) {
    if (order.publicOf === undefined) continue
    const versions = own(order).flatMap(({ a, b }) => [a, b])
    const labelled = versions.filter(version => order.publicOf!(version) !== undefined)
    assert.ok(labelled.length >= 10, `${order.id}: ${labelled.length} versions with a label`)
    for (const version of labelled) {
      const plain: string = order.publicOf(version)!
      assert.ok(keyOf(order, version)!.startsWith(keyOf(order, plain)!), version)
      assert.ok(order.compare(plain, version)! < 0, version)
      assert.equal(order.publicOf(plain), undefined, version)
    }
  }
})

const hashes = ['e1b2c3d', '4e5f6a7b8c9d0e1f2a3b4c5d6e7f8a9b0c1d2e3f']
const semverWords = ['x', '1.x', '1.2.X', '1.x.0', '1.2.*', 'é', '1.2.3-', '1..2', '1.2.3 ', '1_2', ...hashes]
const words: Record<string, string[]> = {
  semver: ['master', ...semverWords],
  pep440: ['1.0.x', '2004d', '1.0+', '1!', '1.0--1', ...hashes],
  go: ['master', 'go', 'gopher', ...semverWords],
  cargo: semverWords,
  debian: ['1:', '1.0-', ':1', 'a:1', 'a b', '1.0(2)', 'é', 'unknown', 'bookworm-1', '-1', 'e1b2c3d'],
  maven: ['LATEST', 'é1', '1 2', '[1,2)', '1,2', '$VERSION', 'release'],
  nuget: ['1.0.0.0.0', '1.0beta', '1.*', '1.0.0-', '[1.0]', ...hashes],
  gem: ['1..2', 'a', '1.é', '1_2', '>= 1', 'e1b2c3d', '-1'],
  composer: ['dev-main', '1.0-foo', '1.x', 'x-dev', '1.0@', '1.0+', '^1', ...hashes],
  apk: ['1.0A', '1.', '1-r1-r2', '1_', '1_gamma', '1~', '1-1', 'a', ...hashes],
  generic: ['1.0-1', '1.0a', '1.0b', '1.0+1', '1.0-foo', '2024-01-01', '1.', '1.0rc1.2', '1-c', 'V16 SP1', ...hashes],
  rpm: ['-1', '1:', ':1', 'a b', 'n/a', '1.*', '>=1'],
  conan: ['master', '1..2', '.1', '1.', '+1', '1+', '>1', '1/2', 'a b', 'é1', ...hashes],
  gentoo: ['1.', '1ab', '1_gamma', '1-1', '1-r', '1_p-', 'v1', '1.0A', '1_alpha1b', ...hashes],
  'number-list': ['v1', '1.', '.1', '1--2', '1.0a', '1_0', '1.0-rc1', ...hashes],
  'semver-build': ['master', '1.2.3+', '1.2.3+a..b', '1.2.3+a_b', '1.2.3+1+2', ...semverWords],
}
test('words are no versions', () => {
  for (const order of orders) {
    for (const word of words[order.id] ?? []) assert.equal(keyOf(order, word), undefined, `${order.id}: ${word}`)
    for (const word of words[order.id] ?? []) assert.equal(order.compare(word, word), undefined, `${order.id}: ${word}`)
  }
})

const suite: Record<string, string[]> = {
  semver: ['semver-versions.txt'],
  cargo: ['semver-versions.txt'],
  go: ['semver-versions.txt'],
  pep440: ['pypi-versions.txt', 'pypi-versions-generated.txt'],
  debian: ['debian-versions.txt', 'debian-versions-generated.txt'],
  rpm: ['redhat-versions.txt'],
  maven: ['maven-versions.txt', 'maven-versions-generated.txt'],
  nuget: ['nuget-versions.txt'],
  gem: ['rubygems-versions.txt', 'rubygems-versions-generated.txt'],
  composer: ['packagist-versions.txt', 'packagist-versions-generated.txt'],
  apk: ['alpine-versions.txt', 'alpine-versions-generated.txt'],
  'number-list': ['cran-versions.txt', 'cran-versions-generated.txt', 'hackage-versions.txt'],
  'semver-build': ['pub-versions.txt'],
}

test('every case of the suite of version orders holds', { skip: data ? false : 'MILLCERT_TESTDATA is not set' }, t => {
  const excused = new Map(
    readFileSync(new URL('./exceptions.txt', import.meta.url), 'utf8')
      .split('\n')
      .filter(line => line !== '' && !/^(#|\/\/)/.test(line))
      .map(line => line.split(' | ') as [string, string, string])
      .map(([file, line, reason]) => [`${file} | ${line}`, reason]),
  )
  const needed = new Set<string>()
  for (const order of orders) {
    let lines = 0
    let excusedLines = 0
    for (const file of suite[order.id] ?? []) {
      const path = `${data}/suites/version-compare-osv/semantic/testdata/${file}`
      assert.ok(existsSync(path), path)
      const pairs = pairsIn(readFileSync(path, 'utf8'))
      const bad = wrong(order, pairs)
      const unexcused = bad.filter(text => {
        const key = `${file} | ${/^line \d+/.exec(text)![0]}`
        needed.add(key)
        return !excused.has(key)
      })
      t.diagnostic(`${order.id}: ${pairs.length - bad.length} of ${pairs.length} in ${file}`)
      assert.deepEqual(unexcused.slice(0, 20), [], `${unexcused.length} of ${pairs.length}`)
      lines += pairs.length
      excusedLines += bad.length
    }
    assert.ok(excusedLines <= lines / 100, `${order.id}: ${excusedLines} of ${lines} excused`)
  }
  assert.deepEqual(
    [...excused.keys()].filter(key => !needed.has(key)),
    [],
    'exceptions that are not needed',
  )
})
