import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { isRangeScheme, readRange } from './native-range.ts'
import type { VersionOrder } from './order.ts'
import type { Interval } from './range.ts'
import { inVers, parseVers, showVers, versOf } from './vers.ts'
import { orderOfScheme } from './vers-scheme.ts'

const data = process.env['MILLCERT_TESTDATA']

interface Case {
  test_type: 'comparison' | 'containment' | 'equality' | 'from_native' | 'parse' | 'validate'
  input: unknown
  expected_output?: unknown
  expected_failure?: boolean
}

/** What is said, beside what the suite expects; undefined for a type that Millcert does not claim. */
function answer({ test_type, input, expected_output }: Case): [said: unknown, expected: unknown] | undefined {
  if (test_type === 'comparison' || test_type === 'equality') {
    const { input_scheme, versions } = input as { input_scheme: string; versions: string[] }
    const order = orderOfScheme(input_scheme)
    if (order === undefined) return undefined
    if (test_type === 'equality') return [order.compare(versions[0]!, versions[1]!) === 0, expected_output]
    return [sameOrder(order, versions, expected_output as string[]), true]
  }
  if (test_type === 'from_native') {
    const { native_range, scheme } = input as { native_range: string; scheme: string }
    return isRangeScheme(scheme)
      ? [natively(scheme, native_range, String(expected_output)), expected_output]
      : undefined
  }
  if (test_type === 'containment') {
    const { vers, version } = input as { vers: string; version: string }
    const read = parseVers(vers, true)
    return ['fault' in read ? read : inVers(read, version), expected_output]
  }
  const read = parseVers(String(input), test_type === 'validate')
  if ('fault' in read) return [read, expected_output]
  if (test_type === 'validate') return [showVers(read), expected_output]
  const pairs = read.constraints?.map(one => [one.comparator, one.version])
  return [{ scheme: read.scheme, version_constraints: pairs }, expected_output]
}

/** Versions count as sorted when each one is, by the order, the one that is expected there; the suite writes some in other case. */
function sameOrder(order: VersionOrder, versions: readonly string[], expected: readonly string[]): boolean {
  const comparable = versions.every(version => order.compare(version, version) !== undefined)
  const sorted = versions.toSorted((a, b) => order.compare(a, b)!)
  return comparable && sorted.every((version, i) => order.compare(version, expected[i]!) === 0)
}

/** The vers of a native range: canonical, or as the suite writes many, every stated end in its order with nothing joined. */
function natively(scheme: string, range: string, expected: string): unknown {
  const runs = readRange(scheme, range)
  if ('fault' in runs) return runs
  const vers = versOf(scheme, runs)
  if ('fault' in vers) return vers
  assert.deepEqual(parseVers(showVers(vers)), vers, `${scheme} ${range}: its vers is canonical`)
  return showVers(vers) === expected ? expected : statedEnds(scheme, runs)
}

function statedEnds(scheme: string, runs: readonly Interval[]): string {
  const order = orderOfScheme(scheme)!
  const ends = runs.flatMap(({ from, fromIncluded, to, toIncluded }) => {
    if (from !== undefined && from === to) return [{ text: from, version: from }]
    const low = from === undefined ? [] : [{ text: (fromIncluded === false ? '>' : '>=') + from, version: from }]
    return to === undefined ? low : [...low, { text: (toIncluded ? '<=' : '<') + to, version: to }]
  })
  const texts = ends.sort((a, b) => order.compare(a.version, b.version)!).map(({ text }) => text)
  return `vers:${scheme}/${[...new Set(texts)].join('|')}`
}

/** How an order writes that a run ends before the pre-releases of a version, where the suite names the version alone. */
const marks: Readonly<Record<string, RegExp>> = { npm: /-0(?=\||$)/g, gem: /\.a(?=\||$)/g, pypi: /\.dev0(?=\||$)/g }
const sharper = 'ends before the pre-releases of that version, as the notation means it'

/** `file | number of the case | reason`. Cases that are `sharper` than the suite hold but for the mark. */
const excused = new Map(
  readFileSync(new URL('./vers-exceptions.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => line.split(' | ') as [string, string, string])
    .map(([file, number, reason]) => [`${file} | ${number}`, reason]),
)

test('every case of the vers suite of the types that are claimed holds', {
  skip: data ? false : 'MILLCERT_TESTDATA is not set',
}, t => {
  const folder = `${data}/suites/vers-spec/tests`
  const needed = new Set<string>()
  const unexcused: string[] = []
  let claimed = 0
  let [excusedCases, sharperCases] = [0, 0]
  for (const file of readdirSync(folder).sort()) {
    const { tests } = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as { tests: Case[] }
    let [held, asked] = [0, 0]
    for (const [i, one] of tests.entries()) {
      const found = answer(one)
      if (found === undefined) continue
      asked++
      const [said, expected] = found
      const refused = typeof said === 'object' && said !== null && 'fault' in said
      if (one.expected_failure ? refused : JSON.stringify(said) === JSON.stringify(expected)) {
        held++
        continue
      }
      const key = `${file} | case ${i + 1}`
      if (excused.has(key) && !one.expected_failure) {
        needed.add(key)
        if (excused.get(key) !== sharper) excusedCases++
        else {
          sharperCases++
          const { scheme } = one.input as { scheme: string }
          assert.equal(String(said).replace(marks[scheme]!, ''), expected, key)
        }
      } else
        unexcused.push(`${key} | ${JSON.stringify(one.input)} | ${JSON.stringify(said)} | ${JSON.stringify(expected)}`)
    }
    claimed += asked
    t.diagnostic(asked === 0 ? `${file}: not claimed (${tests.length})` : `${file}: ${held} of ${asked}`)
  }
  assert.deepEqual(unexcused, [])
  assert.deepEqual(
    [...excused.keys()].filter(key => !needed.has(key)),
    [],
    'exceptions that are not needed',
  )
  assert.ok(excused.size > 0 && [...excused.values()].every(reason => reason !== undefined && reason !== ''))
  t.diagnostic(`${claimed} cases, ${excusedCases} excused, ${sharperCases} sharper`)
  assert.ok(excusedCases <= claimed / 100 && sharperCases <= claimed / 100, `${excusedCases} of ${claimed} excused`)
})
