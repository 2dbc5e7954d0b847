import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rulesInWords } from '../../src/matching/wording.ts'
import { because as german } from '../../web/words/de/because.ts'
import { because as english } from '../../web/words/en/because.ts'

/** As `web/parts/because.tsx` puts words together: a rule as a whole, or what is the same and what of its version. */
function isInWords(rule: string, { rules, same, how }: typeof english): boolean {
  const [first = '', second] = rule.split('+')
  return Object.hasOwn(rules, rule) || (second !== undefined && first in same && second in how)
}

test('every rule that may be a reason has words on the pages, in each language', () => {
  assert.ok(rulesInWords.includes('family+range') && rulesInWords.includes('vendor-missing'))
  for (const [language, words] of Object.entries({ german, english }))
    assert.deepEqual(
      rulesInWords.filter(rule => !isInWords(rule, words)),
      [],
      language,
    )
})

test('German pages say of every doubt what settles it; English ones say it as the server does', () => {
  const doubts = rulesInWords.filter(rule => !rule.includes('+'))
  assert.deepEqual(
    doubts.filter(rule => german.settle[rule] === undefined),
    [],
  )
})
