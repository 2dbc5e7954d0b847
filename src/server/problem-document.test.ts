import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultLimits, Problem, parseJson } from '#base'
import { problemDocument } from './problem-document.ts'

const told = (error: unknown) => {
  const { detail, pointer, code } = problemDocument(error, 'none')
  return [code, detail, pointer]
}
const thrown = (run: () => unknown): unknown => {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

test('a place in what was sent is told as it is, also the whole of it', () => {
  for (const text of ['{"a": [1, {"b": ', '{"a": 1', '', '[', '{"a":{"b":tru}}']) {
    const error = thrown(() => parseJson(Buffer.from(text), defaultLimits, 'x.json')) as Problem
    const [code, detail] = told(error)
    assert.deepEqual([code, detail], [error.code, error.message], text)
  }
  for (const at of ['', '/', '/a', 'line 3'])
    assert.equal(told(new Problem('base/too-deep', `too deep at ${at}`, { at }))[1], `too deep at ${at}`)
})

test("a path on the server's disk is not told", () => {
  const at = '/srv/plant/aside/x'
  for (const code of ['base/disk', 'base/disk-full', 'base/not-found', 'base/locked', 'ledger/unreadable'])
    assert.doesNotMatch(
      JSON.stringify(told(new Problem(code, `Cannot read ${at}: no`, { at, next: `mend ${at}` }))),
      /srv/,
    )
})

test('a bound that a flag raises is raised where the server is started', () => {
  const error = thrown(() => parseJson(Buffer.from('[[1]]'), { ...defaultLimits, depth: 1 }, 'x.json'))
  assert.equal(problemDocument(error, 'none').next, 'have the server started with --limit depth=2')
})
