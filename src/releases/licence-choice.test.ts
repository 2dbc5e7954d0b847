import assert from 'node:assert/strict'
import { test } from 'node:test'
import { licenceChoice } from './licence-choice.ts'

const open = { allow: [], deny: ['GPL-3.0-only'] }
const strict = { allow: ['MIT', 'Apache-2.0'], deny: [] }

test('licences: of OR one that is allowed is enough, of AND all must be', () => {
  assert.equal(licenceChoice(['MIT OR GPL-3.0-only'], open), 'allowed')
  assert.equal(licenceChoice(['MIT AND GPL-3.0-only'], open), 'denied')
  assert.equal(licenceChoice(['(MIT OR ISC) AND Apache-2.0'], strict), 'allowed')
  assert.equal(licenceChoice(['ISC'], strict), 'denied')
  assert.equal(licenceChoice(['mit'], strict), 'allowed')
  assert.equal(licenceChoice(['GPL-3.0-only WITH Classpath-exception-2.0'], open), 'denied')
})

test('licences: what is not stated, or is no expression, is unknown; what is denied beside it stays denied', () => {
  assert.equal(licenceChoice([], strict), 'unknown')
  assert.equal(licenceChoice(['NOASSERTION'], strict), 'unknown')
  assert.equal(licenceChoice(['see the file'], strict), 'unknown')
  assert.equal(licenceChoice(['MIT', 'see the file'], strict), 'unknown')
  assert.equal(licenceChoice(['GPL-3.0-only', 'see the file'], open), 'denied')
})
