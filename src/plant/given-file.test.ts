import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem } from '#base'
import { mappingOf, wholeFile } from './given-file.ts'

const is = (code: string) => (error: unknown) => error instanceof Problem && error.code === code

test('a file comes whole where its pieces are the same memory each time', async () => {
  async function* pieces() {
    const piece = Buffer.alloc(2)
    for (const text of ['ab', 'cd', 'ef']) {
      piece.write(text)
      yield piece
    }
  }
  assert.equal(Buffer.from(await wholeFile(pieces(), 'list.csv', 6)).toString(), 'abcdef')
  await assert.rejects(wholeFile(pieces(), 'list.csv', 5), is('plant/too-large'))
  await assert.rejects(wholeFile(undefined, 'list.csv', 5), is('plant/no-file'))
})

test('a column is told from its role by the last equals sign', () => {
  assert.deepEqual(mappingOf(['a=b=tag']), { 'a=b': 'tag' })
  for (const text of ['tag', '=tag', 'tag=']) assert.throws(() => mappingOf([text]), is('plant/bad-mapping'))
})
