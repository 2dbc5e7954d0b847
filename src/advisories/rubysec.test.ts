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
import { rubysec } from './feeds/rubysec.ts'

const data = process.env['MILLCERT_TESTDATA']
const skip = data ? false : 'MILLCERT_TESTDATA is not set'
const { gem } = orders
const reader = rubysec.reader!
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

const sample = readFileSync(new URL('feeds/testdata/rubysec/sample.yml', import.meta.url), 'utf8')
const one = (over: object = {}): Advisory => {
  const { advisories, report } = read(JSON.stringify({ ...base, ...over }))
  assert.equal(report.refusedCount, 0, report.refused[0]?.reason)
  return advisories[0]!
}
const base = {
  gem: 'press-valve',
  cve: '2026-10001',
  url: 'https://press.example/1',
  title: 'It opens',
  date: '2026-11-01',
}
const isAffected = ({ affected }: Advisory, version: string) =>
  affected[0]!.intervals.some(run => inInterval(gem, run, version))

test('a record in YAML: its names, its day, its severity, and the versions that are neither patched nor unaffected', () => {
  const { advisories, report } = read(sample)
  assert.deepEqual([report.refusedCount, report.notes], [0, []])
  assert.deepEqual(advisories, [
    {
      id: 'RUBYSEC:gems:press-valve:CVE-2026-10001',
      feed: 'rubysec',
      aliases: ['CVE-2026-10001', 'GHSA-aaaa-bbbb-cccc'],
      published: Date.parse('2026-11-01'),
      modified: undefined,
      withdrawn: undefined,
      summary: 'Valve opens when asked twice',
      url: 'https://github.com/rubysec/ruby-advisory-db/blob/master/gems/press-valve/CVE-2026-10001.yml',
      cvss: [],
      severity: 'high',
      malicious: false,
      affected: [
        {
          key: 'gem/press-valve',
          ecosystem: 'RubyGems',
          name: 'press-valve',
          intervals: [
            { from: '1.2.0', to: '1.4.7' },
            { from: '1.5.a', to: '2.0.1' },
          ],
          versions: [],
          undecided: undefined,
        },
      ],
    },
  ])
})

test('requirements: entries are alternatives, commas join, pre-releases of a repaired version are not repaired', () => {
  const record = one({ patched_versions: ['~> 4.2.11, >= 4.2.11.1', '>= 5.0.1'], unaffected_versions: ['< 3.0.0'] })
  for (const version of ['3.0.0', '4.2.11', '4.3.0', '4.3.0.rc1', '5.0.0', '5.0.1.rc1'])
    assert.ok(isAffected(record, version), version)
  for (const version of ['2.9', '3.0.0.beta', '4.2.11.1', '4.2.12', '5.0.1', '6'])
    assert.ok(!isAffected(record, version), version)
  assert.deepEqual(one({}).affected[0]!.intervals, [{}], 'nothing is repaired')
  assert.deepEqual(one({ patched_versions: ['>= 1', '< 1'] }).affected[0]!.intervals, [])
  assert.deepEqual(one({ patched_versions: '>= 2' }).affected[0]!.intervals, [{ to: '2' }], 'one text is a list of one')
})

test('a requirement that is not understood leaves the gem undecided with a note, never clean or half affected', () => {
  for (const odd of ['soon', '>= latest', '^ 1.2', '>= 1.2 < 2', '>= 1.*']) {
    const { advisories, codes } = read(JSON.stringify({ ...base, patched_versions: ['>= 3', odd] }))
    const { undecided, intervals } = advisories[0]!.affected[0]!
    assert.ok(undecided?.includes(odd), odd)
    assert.deepEqual([intervals, codes], [[], ['range-not-comparable']], odd)
  }
})

test('names: the best known first; a record with none is known by its day and a digest; a wrong one is a note', () => {
  const old = one({ cve: undefined, osvdb: 12345 })
  assert.deepEqual([old.id, old.aliases], ['RUBYSEC:gems:press-valve:OSVDB-12345', ['OSVDB-12345']])
  assert.equal(old.url, 'https://github.com/rubysec/ruby-advisory-db/tree/master/gems/press-valve')
  assert.match(one({ cve: undefined }).id, /^RUBYSEC:gems:press-valve:2026-11-01-[0-9a-f]{8}$/)
  assert.notEqual(one({ cve: undefined }).id, one({ cve: undefined, title: 'It closes' }).id)
  const { advisories, codes } = read(JSON.stringify({ ...base, cve: '26-1', ghsa: 'aaaa-bbbb-cccc' }))
  assert.deepEqual([advisories[0]!.aliases, codes], [['GHSA-aaaa-bbbb-cccc'], ['name-not-valid']])
})

test('one CVE of two gems is two records; one of Ruby itself is held and looked up nowhere', () => {
  const { advisories } = read(`${JSON.stringify(base)}\n${JSON.stringify({ ...base, gem: 'press-view' })}\n`)
  assert.equal(advisories.length, 2)
  const { id, affected } = one({ gem: undefined, engine: 'jruby' })
  assert.deepEqual([id, affected[0]!.key], ['RUBYSEC:rubies:jruby:CVE-2026-10001', undefined])
})

test('scores are words: the worst of versions 3 and 4, version 2 where it is alone; what is no score is a note', () => {
  assert.equal(one({ cvss_v2: 10, cvss_v3: 5.3 }).severity, 'medium')
  assert.equal(one({ cvss_v3: 5.3, cvss_v4: 9.3 }).severity, 'critical')
  assert.equal(one({ cvss_v2: 4.3 }).severity, 'medium')
  assert.equal(one().severity, 'unknown')
  const { advisories, codes } = read(JSON.stringify({ ...base, cvss_v3: 11 }))
  assert.deepEqual([advisories[0]!.severity, codes], ['unknown', ['cvss-not-valid']])
})

test('bad records are refused with their line and the rest is taken; YAML that does things is refused', () => {
  const lines = [base, { ...base, gem: '../x' }, { ...base, patched_versions: [{}] }, { ...base, cve: '2026-10002' }]
  const { advisories, report } = read(`${lines.map(line => JSON.stringify(line)).join('\n')}\n[]\n`)
  assert.equal(advisories.length, 2)
  assert.deepEqual(
    report.refused.map(({ at }) => at),
    ['line 2', 'line 3', 'line 5'],
  )
  for (const text of [
    `a: &x 1\n${sample.slice(4)}b: *x\n`,
    sample.replace('press-valve', '!!js/function x'),
    `${sample}---\n${sample}`,
  ])
    assert.throws(() => read(text), Problem)
})

test('real records: all are taken, in JSON and in YAML the same, each read by no other format', { skip }, () => {
  const bytes = gunzipSync(readFileSync(`${data}/advisories/native-rubysec.ndjson.gz`))
  const all = read(bytes.toString('utf8'))
  assert.deepEqual([all.report.refusedCount, all.report.repeated], [0, 0])
  const records = bytes
    .toString('utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  assert.equal(all.advisories.length, records.length)
  assert.deepEqual([...new Set(all.codes)], ['platform-not-compared'])
  assert.ok(all.advisories.every(({ affected }) => affected[0]!.undecided === undefined))
  records.forEach((record, index) => {
    const yaml = stringify(record)
    assert.deepEqual(
      advisoryFormats.filter(format => format.sniff({ name: 'x.yml', text: yaml })).map(({ id }) => id),
      ['rubysec'],
    )
    assert.deepEqual(read(yaml).advisories, [all.advisories[index]])
  })
})

/** Whether a version meets a requirement, as Gem::Requirement says it: part by part, `~>` by releases. */
function meets(version: string, requirement: string): boolean {
  return requirement.split(',').every(part => {
    const [, sign = '=', of = ''] = /^\s*(\S+) (\S+)\s*$/.exec(part)!
    const order = gem.compare(version, of)!
    if (sign !== '~>')
      return { '=': order === 0, '>': order > 0, '<': order < 0, '>=': order >= 0, '<=': order <= 0 }[sign]
    const numbers = of.split('.').filter(number => /^\d+$/.test(number))
    if (numbers.length > 1) numbers.pop()
    numbers.push(String(Number(numbers.pop()) + 1))
    return order >= 0 && gem.compare(version.replace(/(?:\.(?=\D)|-).*$/, ''), numbers.join('.'))! < 0
  })
}

test('real records: for every version at and around every end, affected is neither patched nor unaffected', {
  skip,
}, () => {
  const lines = gunzipSync(readFileSync(`${data}/advisories/native-rubysec.ndjson.gz`))
    .toString('utf8')
    .trim()
    .split('\n')
  let compared = 0
  for (const line of lines) {
    const record = JSON.parse(line)
    if (record.gem === undefined) continue
    const requirements: string[] = [...(record.patched_versions ?? []), ...(record.unaffected_versions ?? [])]
    const ends = requirements.flatMap(text => text.match(/\d[\w.-]*/g)!)
    const around = ends.flatMap(end => [
      end,
      `${end}.1`,
      `${end}.rc1`,
      end.replace(/\d+$/, last => `${Number(last) + 1}`),
    ])
    const [advisory] = read(line).advisories
    for (const version of ['0', '0.0.1.pre', '999', ...around]) {
      const free = requirements.some(requirement => meets(version, requirement))
      assert.equal(isAffected(advisory!, version), !free, `${record.gem} ${version}: ${requirements.join(' or ')}`)
      compared++
    }
  }
  assert.ok(compared > 10_000, `${compared} compared`)
})
