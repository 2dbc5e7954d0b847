import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'smol-toml'
import { ignoredIn, noToml } from './ignore.ts'

const head = '# decided in the meeting of May\n\n[[ignore]]\nid = "CVE-2099-1"\nreason = "not reachable"\n'
const read = (text: string) => ignoredIn(parse(text), 'ignore.toml', text)

test('an entry without a day is told the name that is documented', () => {
  assert.throws(() => read(head), /review-by is missing in ignore 1/)
})

test('the day of an entry is written as review-by or as until', () => {
  for (const key of ['review-by', 'until'])
    for (const day of ['2099-12-31', '"2099-12-31"'])
      assert.equal(new Date(read(`${head}${key} = ${day}\n`)[0]!.until).toISOString(), '2099-12-31T00:00:00.000Z')
  assert.throws(
    () => read(`${head}until = 2099-12-31\nreview-by = 2099-12-30\n`),
    /until and review-by both stand in ignore 1/,
  )
  assert.throws(() => read(`${head}review-by = "2027-02-30"\n`), /is not a date/)
  assert.throws(() => read(`${head}review-by = "soon"\n`), /review-by "soon" in ignore 1 at line 3 is not a date/)
})

test('what is wrong with an ignore file is told with its line', () => {
  assert.throws(
    () => read(`${head}until = 2099-12-31\n\n[[ignore]]\nreason = "x"\nuntil = 2099-12-31\n`),
    /id is missing in ignore 2 at line 8/,
  )
  assert.throws(() => read(`${head}untill = 2099-12-31\n`), /"untill" in ignore 1 at line 3 is none of/)
  assert.throws(() => ignoredIn({ ignore: ['x'] }, 'ignore.toml'), /ignore 1 is no table/)
  try {
    parse(`${head}until = \n`)
    assert.fail('no TOML')
  } catch (error) {
    const { message, detail } = noToml(error, 'ignore.toml')
    assert.match(message, /^Cannot use ignore\.toml: not valid TOML: [^\n]* at line 6, column \d+$/)
    assert.match(detail.at!, /^line 6/)
  }
})
