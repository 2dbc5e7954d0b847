import assert from 'node:assert/strict'
import { test } from 'node:test'
import { figures, flood, judged, type LabelledPair, missedMarks } from './score-figures.ts'
import { confusion, hardest, headline } from './score-report.ts'

const pair = (asset: string, expect: LabelledPair['expect'], kind: string): LabelledPair => ({
  asset_id: asset,
  advisory: 'MILL-1',
  expect,
  kind,
})
const pairs = [
  pair('a', 'affected', 'version-below'),
  pair('b', 'affected', 'version-below'),
  pair('c', 'affected', 'version-edge'),
  pair('d', 'not_affected', 'sibling'),
  pair('e', 'not_affected', 'version-above'),
]
const entry = (ref: string, verdict: string, id = 'MILL-1') => ({ component: { ref }, advisories: [{ id, verdict }] })
const scan = {
  matches: [
    entry('a', 'affected'),
    entry('a', 'fixed'),
    entry('a', 'affected', 'MILL-2'),
    entry('d', 'affected'),
    entry('e', 'fixed'),
  ],
  undecided: [entry('b', 'undecided'), entry('d', 'undecided')],
}

test('the strongest verdict of an asset and an advisory counts', () => {
  const said = judged(pairs, scan).map(({ said, wrong }) => [said, wrong])
  assert.deepEqual(said, [
    ['affected', false],
    ['undecided', true],
    ['silent', true],
    ['affected', true],
    ['not_affected', false],
  ])
})

test('figures are those of the marks', () => {
  const of = figures(judged(pairs, scan), flood(scan))
  assert.equal(of.recall.toFixed(3), '0.333')
  assert.equal(of.kept.toFixed(3), '0.667')
  assert.equal(of.falseAffected, 0.5)
  assert.equal(of.undecided, 0.2)
  assert.deepEqual([of.wrongSiblings, of.siblings], [1, 1])
  assert.deepEqual([of.median, of.p95, of.most], [0, 2, 2])
  assert.equal(missedMarks(of).length, 5)
  assert.match(
    headline(of),
    /median 0, p95 2, most 2; wrong sibling 1 of 1\npairs 5 recall 0\.3333 recall-or-undecided 0\.6667/,
  )
})

test('marks that are met are not named', () => {
  const good = judged(pairs.slice(0, 1), scan)
  assert.deepEqual(missedMarks(figures(good, flood(scan))), [])
})

test('the report has a line for each kind and names single cases', () => {
  const of = judged(pairs, scan)
  assert.match(confusion(of), /\| sibling \| not_affected \| 1 \| 0 \| 0 \| 0 \| 1 \(100\.0 %\) \|/)
  const cases = hardest(of, id => `row of ${id}`, 2)
  assert.match(cases, /1 × sibling: expected not_affected, said affected\n {2}row of d {2}· {2}MILL-1/)
  assert.doesNotMatch(cases, /row of a/)
})
