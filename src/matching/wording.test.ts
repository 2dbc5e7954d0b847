import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jsonText } from '#base'
import { cut, wrapped } from './layout.ts'
import { cleanReport, sampleReport } from './sample-report.ts'
import { bandOf, scoreOf } from './score.ts'
import { webLink } from './web-link.ts'
import { answer, reason } from './wording.ts'

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
