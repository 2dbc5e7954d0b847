import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { jsonText } from '#base'
import { productRules } from '#identity/products'
import { cut, wrapped } from './layout.ts'
import { cleanReport, sampleReport } from './sample-report.ts'
import { bandOf, scoreOf } from './score.ts'
import { exitCode, openedBy } from './threshold.ts'
import { webLink } from './web-link.ts'
import { answer, reason, ruleHeading } from './wording.ts'

test('the answer counts a vulnerability once, however many components have it', () => {
  const { matches } = sampleReport()
  const summary = { ...cleanReport().summary, matched: 1, high: 1 }
  assert.equal(
    answer({ ...cleanReport(), matches: [matches[2]!], summary }).text,
    '1 vulnerability in 1 of 812 components: 1 high.',
  )
  const two = { ...summary, matched: 2, high: 2 }
  assert.equal(
    answer({ ...cleanReport(), matches: [matches[2]!, matches[3]!], summary: two }).text,
    '1 vulnerability in 2 of 812 components, 2 matches: 2 high.',
  )
})

test('the answer is an all-clear only when all was checked', () => {
  const clean = cleanReport()
  assert.deepEqual(answer(clean), {
    text: 'No known vulnerability at 2099-11-21T10:00:00Z in 812 components.',
    checked: 'all',
    clean: true,
  })
  assert.equal(
    answer({ ...clean, database: null }).text,
    'Nothing was checked: there is no advisory database to look 812 components up in.',
  )
  assert.equal(
    answer({ ...clean, summary: { ...clean.summary, undecided: 2, suppressed: 1 } }).text,
    'No match in 812 components; 2 could not be decided; 1 suppressed: this is no all-clear.',
  )
})

test('a reason names the rule, the range and what was found', () => {
  assert.equal(
    reason({ rule: 'purl+range', range: '>=1 <2', identity: 'pkg:npm/a', confidence: 'exact' }),
    'the version lies in the range >=1 <2 of pkg:npm/a',
  )
  assert.equal(
    reason({ rule: 'version-not-comparable', found: 'R5', wanted: '<4' }),
    `the version cannot be compared with the advisory's, found "R5", wanted "<4"`,
  )
  assert.equal(reason({ rule: 'a-new-rule', confidence: 'likely' }), 'a-new-rule (likely match)')
})

test('every rule that a judgement gives has words', () => {
  const room = new URL('./', import.meta.url)
  const rules = new Set<string>()
  for (const file of readdirSync(room)) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts') || file.startsWith('sample-')) continue
    const text = readFileSync(new URL(file, room), 'utf8')
    for (const found of text.matchAll(/rule: '([^']+)'|doubt\(\s*\w+,\s*'([^']+)'|'((?:purl|cpe|name)[+-][a-z]+)'/g))
      rules.add(found[1] ?? found[2] ?? found[3]!)
  }
  assert.ok(rules.size >= 16 && rules.has('source-package-unknown') && rules.has('cpe-looser'), [...rules].join(', '))
  for (const rule of productRules) rules.add(`${rule}+range`)
  for (const rule of rules) assert.notEqual(ruleHeading(rule), 'another reason', rule)
})

test('an exit code of 3 is explained by all that was not decided', () => {
  const clean = cleanReport()
  const unknown = {
    ...clean,
    matches: [sampleReport().matches[5]!],
    summary: { ...clean.summary, matched: 1, unknown: 1 },
  }
  assert.equal(exitCode(unknown, ['critical'], false), 3)
  assert.deepEqual(openedBy(unknown, ['critical', 'kev'], false, false), {
    code: 'not-decided',
    message: 'The exit code is 3: 1 finding of unknown severity may reach --fail-on critical',
  })
  const [feed] = clean.database!.feeds
  const stale = {
    ...clean,
    database: { ...clean.database!, feeds: [{ ...feed!, stale: true }] },
    notes: [{ code: 'feed-stale', message: 'is stale', at: feed!.id }],
  }
  assert.equal(
    openedBy(stale, ['any'], true, true).message,
    'Not decided, and --allow-unknown lets it pass: the feed osv-ghsa is stale; not everything that is there could be read',
  )
  assert.match(
    openedBy({ ...clean, summary: { ...clean.summary, undecided: 2 } }, ['any'], false, false).message,
    /2 findings could not be decided$/,
  )
  assert.match(openedBy(clean, ['any'], false, false).message, /a bill of materials lists nothing$/)
})

test('a score never contradicts the severity', () => {
  const [both, word, , , , unknown] = sampleReport().matches.map(match => match.vulnerability)
  assert.deepEqual(
    [both, word, unknown].map(one => scoreOf(one!)),
    [9.8, 9, undefined],
  )
  assert.equal(scoreOf({ ...both!, severity: 'high' }), 7.5)
  assert.equal(scoreOf({ ...both!, severity: 'low' }), 0.1)
  assert.deepEqual([10, 9, 8.9, 7, 6.9, 4, 3.9, 0.1, 0].map(bandOf), [
    'critical',
    'critical',
    'high',
    'high',
    'medium',
    'medium',
    'low',
    'low',
    'none',
  ])
})

test('only web addresses without a user name are links, and nothing in them ends a Markdown link', () => {
  assert.equal(webLink('https://a.example/x?y=1#z'), 'https://a.example/x?y=1#z')
  assert.equal(webLink('HTTP://A.example/(a)|`b`<c>'), 'http://a.example/%28a%29%7C%60b%60%3Cc%3E')
  for (const bad of [
    'javascript:alert(1)',
    'java\nscript:x',
    '//a.example',
    'https://a@b.example',
    'https://',
    'https://a b',
    '',
    `https://a.example/${'x'.repeat(3000)}`,
  ])
    assert.equal(webLink(bad), undefined, bad)
})

test('text is cut to columns at either end and never inside a character', () => {
  assert.equal(cut('abcdef', 6), 'abcdef')
  assert.equal(cut('abcdefg', 6), 'abcde…')
  assert.equal(cut('a/b/c/go.mod', 8, true), '…/go.mod')
  assert.equal(cut('ポンプ', 5), 'ポン…')
  assert.equal(cut('a😀😀', 4), 'a😀…')
  assert.ok(cut(`e${'\u0301'.repeat(20_000)}`, 10).length < 100)
})

test('prose is wrapped at blanks, and a long word stays whole', () => {
  assert.deepEqual(wrapped('one two three', 9, '- '), ['- one two', '  three'])
  assert.deepEqual(wrapped('https://a.example/long x', 10, ''), ['https://a.example/long', 'x'])
})

test('JSON text holds nothing that a terminal obeys, and reads as the same value', () => {
  const value = { '\u009b': '\u007f\u0085\u202e\u2066\ufeff\u{e0041}é😀\u0000' }
  assert.doesNotMatch(jsonText(value), /[^ -~é😀]/u)
  assert.deepEqual(JSON.parse(jsonText(value)), value)
})
