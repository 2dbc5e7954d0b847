import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { stringify } from 'yaml'
import { defaultLimits, Problem } from '#base'
import { inInterval, orders } from '#identity'
import type { Advisory } from './advisory.ts'
import { advisoryFormats } from './advisory-formats.ts'
import { collection } from './collection.ts'
import { friendsofphp } from './feeds/friendsofphp.ts'

const data = process.env['MILLCERT_TESTDATA']
const skip = data ? false : 'MILLCERT_TESTDATA is not set'
const { composer } = orders
const reader = friendsofphp.reader!
await reader.prepare!()

function read(text: string) {
  const collected = collection()
  const { taker, report } = collected.file('x', reader.id)
  reader.read(
    { name: 'x', text: text.slice(0, 65536), bytes: new TextEncoder().encode(text), limits: defaultLimits, now: 0 },
    taker,
  )
  return { advisories: [...collected.advisories.values()], report, codes: report.notes.map(({ code }) => code) }
}

const sample = readFileSync(new URL('feeds/testdata/friendsofphp/sample.yaml', import.meta.url), 'utf8')
const base = {
  title: 'It opens',
  link: 'https://press.example/1',
  cve: 'CVE-2026-10001',
  branches: { master: { time: '2026-11-01 09:30:00', versions: ['<1.2.0'] } },
  reference: 'composer://press/line-view',
}
const one = (over: object = {}) => {
  const { advisories, report } = read(JSON.stringify({ ...base, ...over }))
  assert.equal(report.refusedCount, 0, report.refused[0]?.reason)
  return advisories[0]!
}
const of = (...versions: unknown[]) => one({ branches: { x: { time: null, versions } } })
const isAffected = ({ affected }: Advisory, version: string) =>
  affected[0]!.intervals.some(run => inInterval(composer, run, version))

test('a record in YAML: its names, the earliest of its times, the versions of its branches', () => {
  const { advisories, report } = read(sample)
  assert.deepEqual([report.refusedCount, report.notes], [0, []])
  assert.deepEqual(advisories, [
    {
      id: 'FRIENDSOFPHP:press:line-view:CVE-2026-10001',
      feed: 'friendsofphp',
      aliases: ['CVE-2026-10001', 'GHSA-aaaa-bbbb-cccc'],
      published: Date.parse('2026-11-01T09:30:00Z'),
      modified: undefined,
      withdrawn: undefined,
      summary: 'Press opens when asked twice',
      url: 'https://github.com/FriendsOfPHP/security-advisories/blob/master/press/line-view/CVE-2026-10001.yaml',
      cvss: [],
      severity: 'unknown',
      malicious: false,
      affected: [
        {
          key: 'composer/press/line-view',
          ecosystem: 'Packagist',
          name: 'press/line-view',
          intervals: [
            { from: '1.0.0-dev', to: '1.4.7' },
            { from: '2.0.0-dev', to: '2.0.1' },
          ],
          versions: [],
          undecided: undefined,
        },
      ],
    },
  ])
})

test('constraints of a branch must all hold; pre-releases of what is repaired are affected, of the first version too', () => {
  const record = of('>=2.0.0', '<2.1.3')
  for (const version of ['2.0.0', 'v2.0.0-RC1', '2.1.2', '2.1.3-beta2']) assert.ok(isAffected(record, version), version)
  for (const version of ['1.9', '2.1.3', '2.2.0-dev']) assert.ok(!isAffected(record, version), version)
  const wild = of('>=2.0.0', '2.1.*')
  assert.ok(isAffected(wild, '2.1.9') && !isAffected(wild, '2.2.0') && !isAffected(wild, '2.0.9'))
  const apart = of('<1.2 || >=2.0,<2.3', '>=1.0')
  for (const [version, is] of [
    ['0.9', false],
    ['1.1', true],
    ['1.2', false],
    ['2.2', true],
    ['2.3', false],
  ] as const)
    assert.equal(isAffected(apart, version), is, version)
})

test('a constraint that is not understood, or none, leaves the package undecided beside what is', () => {
  for (const [versions, words] of [
    [['>=2.0.0', '<soon'], /<soon/],
    [['dev-main'], /dev-main/],
    [[], /no version is stated/],
    [undefined, /no version is stated/],
  ] as const) {
    const branches = { good: { time: null, versions: ['<1.0'] }, odd: { time: null, versions } }
    const { advisories, codes } = read(JSON.stringify({ ...base, branches }))
    const { intervals, undecided } = advisories[0]!.affected[0]!
    assert.match(undecided!, words)
    assert.deepEqual([intervals, codes], [[{ to: '1.0' }], ['range-not-comparable']])
  }
  assert.match(one({ branches: {} }).affected[0]!.undecided!, /no versions/)
})

test('names: a CVE, the GitHub advisory that is linked; without a CVE the day and a digest of title and link', () => {
  assert.deepEqual(one().aliases, ['CVE-2026-10001'])
  const unnumbered = one({ cve: null })
  assert.match(unnumbered.id, /^FRIENDSOFPHP:press:line-view:2026-11-01-[0-9a-f]{8}$/)
  assert.deepEqual(unnumbered.aliases, [])
  assert.equal(unnumbered.url, 'https://github.com/FriendsOfPHP/security-advisories/tree/master/press/line-view')
  assert.notEqual(one({ cve: null, title: 'It closes' }).id, unnumbered.id)
  for (const link of [
    'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
    'https://github.com/press/line-view/security/advisories/GHSA-aaaa-bbbb-cccc',
  ])
    assert.deepEqual(one({ cve: '~', link }).aliases, ['GHSA-aaaa-bbbb-cccc'])
  assert.deepEqual(one({ link: 'https://press.example/advisories/GHSA-aaaa-bbbb-cccc' }).aliases, ['CVE-2026-10001'])
  assert.deepEqual(read(JSON.stringify({ ...base, cve: 'CVE-1' })).codes, ['name-not-valid'])
})

test('times: with and without an offset, a day or an hour of one digit; what is none is left out', () => {
  const time = (text: unknown) => one({ branches: { x: { time: text, versions: ['<1'] } } }).published
  assert.equal(time('2026-11-01 9:30:00'), Date.parse('2026-11-01T09:30:00Z'))
  assert.equal(time('2026-11-1 09:30:00'), Date.parse('2026-11-01T09:30:00Z'))
  assert.equal(time('2026-11-01 09:30:00 +0200'), Date.parse('2026-11-01T07:30:00Z'))
  for (const odd of [null, '', 'soon', '2026-13-01', '2026-11-01 99:00:00', 7]) assert.equal(time(odd), undefined)
})

test('bad records are refused with their line, and the rest is taken', () => {
  const lines = [
    base,
    { ...base, reference: 'composer://../x' },
    { ...base, reference: 'composer://press' },
    { ...base, branches: ['<1'] },
    { ...base, branches: { x: null } },
    { ...base, cve: 'CVE-2026-10002' },
  ]
  const { advisories, report } = read(`${lines.map(line => JSON.stringify(line)).join('\n')}\n`)
  assert.equal(advisories.length, 2)
  assert.deepEqual(
    report.refused.map(({ at }) => at),
    ['line 2', 'line 3', 'line 4', 'line 5'],
  )
  assert.throws(() => read(sample.replace('branches:', 'branches: &x')), Problem)
  const polluting = JSON.stringify(base).replace('"master"', '"__proto__"')
  assert.deepEqual(read(polluting).advisories[0]!.affected[0]!.intervals, [{ to: '1.2.0' }])
})

test('real records: all are taken and decided, in JSON and in YAML the same, each read by no other format', {
  skip,
}, () => {
  const lines = gunzipSync(readFileSync(`${data}/advisories/native-friendsofphp.ndjson.gz`)).toString('utf8')
  const all = read(lines)
  assert.deepEqual([all.report.refusedCount, all.report.repeated, all.codes], [0, 0, []])
  const records = lines
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  assert.equal(all.advisories.length, records.length)
  records.forEach((record, index) => {
    const advisory = all.advisories[index]!
    assert.ok(advisory.affected[0]!.intervals.length > 0, advisory.id)
    const yaml = stringify(record, { nullStr: '~' })
    assert.deepEqual(
      advisoryFormats.filter(format => format.sniff({ name: 'x.yaml', text: yaml })).map(({ id }) => id),
      ['friendsofphp'],
    )
    assert.deepEqual(read(yaml).advisories, [advisory])
  })
})

/** A comparison as Composer compares releases. */
function holds(version: string, constraint: string): boolean {
  const [, sign = '', end = ''] = /^([<>=]+)(.+)$/.exec(constraint)!
  const order = composer.compare(version, end)!
  return { '>': order > 0, '<': order < 0, '>=': order >= 0, '<=': order <= 0 }[sign]!
}

test('real records: every release at and around every end is affected exactly when a branch holds it', { skip }, () => {
  let compared = 0
  for (const line of gunzipSync(readFileSync(`${data}/advisories/native-friendsofphp.ndjson.gz`))
    .toString('utf8')
    .trim()
    .split('\n')) {
    const record = JSON.parse(line) as { branches: Record<string, { versions: string[] }> }
    const branches = Object.values(record.branches).map(({ versions }) => versions)
    const ends = branches
      .flat()
      .map(text => text.replace(/^[<>=]+/, ''))
      .filter(end => /^[\d.]+$/.test(end))
    const [advisory] = read(line).advisories
    for (const version of new Set([
      '0',
      '999',
      ...ends.flatMap(end => [end, `${end}.1`, end.replace(/\d+$/, last => `${Number(last) + 1}`)]),
    ])) {
      const held = branches.some(versions => versions.every(constraint => holds(version, constraint)))
      assert.equal(isAffected(advisory!, version), held, `${advisory!.id} ${version}`)
      compared++
    }
  }
  assert.ok(compared > 10_000, `${compared} compared`)
})
