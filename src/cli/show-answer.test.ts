import assert from 'node:assert/strict'
import { test } from 'node:test'
import { showAnswer } from './show-answer.ts'

test('an answer for a person has its values in lines and its lists in tables', () => {
  const id = `finding-${'x'.repeat(80)}`
  const out = {
    schema: 'millcert-toy/1',
    state: 'affected',
    counts: { affected: 1, byLine: [{ name: 'L2', affected: 1 }], bySite: [] },
    rows: [{ id, validFrom: '2026-11-21T10:00:00Z', gone: null, words: 'y'.repeat(100), names: ['a', 'b'] }],
    missing: null,
    next: 'x',
  }
  assert.equal(
    showAnswer(out, 0),
    [
      'state            affected',
      'counts affected  1',
      '',
      'counts by line (1)',
      'NAME  AFFECTED',
      'L2    1',
      '',
      'rows (1)',
      `${'ID'.padEnd(id.length)}  VALID FROM            ${'WORDS'.padEnd(60)}  NAMES`,
      `${id}  2026-11-21T10:00:00Z  ${'y'.repeat(59)}…  a, b`,
      '',
    ].join('\n'),
  )
  assert.equal(showAnswer({ vendors: [] }, 80), 'no vendors\n')
  assert.equal(showAnswer({ name: 'a\u001b[2Jb' }, 80).includes('\u001b'), false)
  assert.ok(
    showAnswer(out, 40)
      .split('\n')
      .slice(4)
      .every(line => line.length <= 40),
  )
})
