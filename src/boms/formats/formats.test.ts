import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { defaultLimits, Problem } from '#base'
import { type Bom, component } from '../bom.ts'
import { paperOf } from '../paper.ts'
import { bomFormats, findFormat, headOf, prepareFormats, readBom } from '../read.ts'
import * as all from './all.ts'

await prepareFormats()

/** The paper of each format that is read under names that say nothing: `testdata/<id>/sample.<any>`. */
const samples = new Map(
  bomFormats.map(({ id }) => {
    const folder = new URL(`testdata/${id}/`, import.meta.url)
    const names = existsSync(folder) ? readdirSync(folder).filter(name => name.startsWith('sample.')) : []
    return [id, names.length === 1 ? readFileSync(new URL(names[0]!, folder)) : undefined]
  }),
)

const members = Object.entries(all)

test('formats: every file of the folder is a member of all.ts, with an id of its own', () => {
  const files = readdirSync(new URL('.', import.meta.url)).filter(
    name => /^[a-z0-9-]+\.ts$/.test(name) && name !== 'all.ts',
  )
  assert.deepEqual(members.map(([, { id }]) => `${id}.ts`).sort(), files.sort())
  for (const [name, { id }] of members)
    assert.equal(
      name,
      id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
    )
  const lines = readFileSync(new URL('all.ts', import.meta.url), 'utf8')
    .trim()
    .split('\n')
  for (const line of lines) assert.match(line, /^export \{ \w+ \} from '\.\/[a-z0-9-]+\.ts'$/)
})

for (const format of bomFormats) {
  const sample = samples.get(format.id)

  test(`${format.label}: its sample is known by its content alone, and by no other format`, () => {
    assert.ok(sample !== undefined, `one file testdata/${format.id}/sample.* is wanted`)
    for (const name of ['', 'paper', 'wrong.exe']) {
      const head = headOf(name, Buffer.from(sample))
      assert.deepEqual(
        bomFormats.filter(one => one.sniff(head)).map(({ id }) => id),
        [format.id],
      )
    }
    assert.equal(readBom(paperOf('', sample)).format, format.id)
  })

  test(`${format.label}: what it reads has unique refs, and the same paper gives the same bill`, () => {
    const bom = readBom(paperOf('paper', sample!))
    const refs = [
      ...bom.components,
      ...(bom.subject && !bom.components.includes(bom.subject) ? [bom.subject] : []),
    ].map(({ ref }) => ref)
    assert.equal(new Set(refs).size, refs.length)
    assert.ok(bom.components.some(({ name }) => name.includes('valve')))
    assert.deepEqual(readBom(paperOf('paper', sample!)), bom)
  })

  test(`${format.label}: a paper over the limit of bytes is refused, however it is cut`, () => {
    const limits = { ...defaultLimits, bytes: 40 }
    const bytes = Buffer.from(sample!)
    const paper = {
      ...paperOf('paper', sample!, new Map(), limits),
      pieces: () => [bytes.subarray(0, 30), bytes.subarray(30)],
    }
    assert.throws(
      () => findFormat(paper).read(paper),
      (error: unknown) => error instanceof Problem && error.code === 'base/too-large',
    )
  })

  test(`${format.label}: cut into single bytes it reads the same`, () => {
    const bytes = Buffer.from(sample!)
    const whole = paperOf('paper', sample!)
    function* pieces() {
      // The same memory again and again: a piece is valid only until the next one.
      const piece = new Uint8Array(1)
      for (const byte of bytes) {
        piece[0] = byte
        yield piece
      }
    }
    assert.deepEqual(format.read({ ...whole, pieces }), format.read(whole))
  })

  if (format.write) {
    const writer = format
    test(`${format.label}: what it writes it reads, and writes again in the same bytes`, () => {
      const bom: Bom = { ...readBom(paperOf('paper', sample!)), subject: component('top', 'top') }
      for (const version of writer.writes!) {
        const text = [...writer.write!(bom, version)].join('')
        const paper = paperOf('', text)
        assert.equal(findFormat(paper).id, writer.id)
        const again = writer.read(paper)
        assert.equal(again.specVersion, version)
        assert.equal([...writer.write!(again, version)].join(''), text)
        assert.deepEqual(
          again.components.map(({ name }) => name),
          bom.components.map(({ name }) => name),
        )
      }
    })
  }
}
