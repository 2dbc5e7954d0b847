import assert from 'node:assert/strict'
import { test } from 'node:test'
import { showAnswer, showTold } from './show-answer.ts'

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
      'missing          -',
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
  const note = 'millcert/j/c\n5\nroot\n\n— millcert/j/c sig\n'
  assert.equal(showAnswer({ size: 5, note }, 10), `size  5\n\nnote\n\n${note}`)
  assert.ok(showAnswer({ note: 'a\nb\u001b[2J' }, 80).includes('a\nb\\u{1b}[2J'))
  assert.equal(showAnswer({ vendors: [] }, 80), 'no vendors\n')
  assert.equal(showAnswer({ rows: [] }, 80, 'assets'), 'no assets\n')
  assert.equal(showAnswer({ name: 'a\u001b[2Jb' }, 80).includes('\u001b'), false)
  assert.ok(
    showAnswer(out, 40)
      .split('\n')
      .slice(4)
      .every(line => line.length <= 40),
  )
})

test('a table has the columns that there is room for, and those that tell things apart stay longest', () => {
  const row = (tag: string, firmware: string | null) => ({
    siteId: `site-${'a'.repeat(26)}`,
    id: `asset-${tag.repeat(8)}`,
    tag,
    vendor: 'Siemens',
    firmware,
    path: `NH/Line 2/${tag}`,
  })
  const out = { rows: [row('F-201', 'V2.9.4'), row('F-202', null)] }
  assert.equal(
    showAnswer(out, 85),
    [
      `${'ID'.padEnd(46)}  TAG    FIRMWARE  PATH`,
      `asset-${'F-201'.repeat(8)}  F-201  V2.9.4    NH/Line 2/F-201`,
      `asset-${'F-202'.repeat(8)}  F-202  -         NH/Line 2/F-202`,
      '(2 more columns: --format json)',
      '',
    ].join('\n'),
  )
  assert.match(showAnswer(out, 0), /^SITE ID .*VENDOR/)
})

test('what an operation tells is its sentences and the commands to go on with', () => {
  const told = { says: ['412 rows: 389 new.'], next: ['imports undo import-1'] }
  assert.equal(showTold(told), '412 rows: 389 new.\n  millcert imports undo import-1\n')
})
