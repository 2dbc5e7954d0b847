import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem } from '#base'
import { gatePolicy } from './gate-policy.ts'

const read = (document: unknown) => gatePolicy(document, 'gate.toml', ['secrets', 'provenance'], ['any', 'kev'])

test('a policy may leave everything out', () => {
  const policy = read({})
  assert.deepEqual([...policy.optional], ['provenance'])
  assert.deepEqual(policy.vulnerabilities.failOn, ['any'])
  assert.equal(policy['security-policy'].maxAgeDays, 365)
})

test('a misspelt rule is refused, with what there is', () => {
  for (const [document, wanted] of [
    [{ secret: {} }, /no section "secret"/],
    [{ secrets: { skipp: [] } }, /no field "skipp"/],
    [{ secrets: { skip: 'docs' } }, /secrets\.skip is/],
    [{ secrets: [] }, /no section/],
    [{ gate: { optional: ['licences '] } }, /names "licences "/],
    [{ vulnerabilities: { fail_on: ['hgih'] } }, /names "hgih"/],
    [{ licences: { unknown: 'maybe' } }, /licences\.unknown/],
    [{ 'security-policy': { max_age_days: 0 } }, /max_age_days/],
    [{ factory: { addresses: 'yes' } }, /true or false/],
    [{ updates: { cool_down_days: -1 } }, /cool_down_days/],
    [{ tree: { samples: ['../other'] } }, /inside the tree/],
  ] as const)
    assert.throws(
      () => read(document),
      (error: Problem) =>
        error instanceof Problem && error.code === 'releases/bad-policy' && wanted.test(error.message),
      JSON.stringify(document),
    )
})
