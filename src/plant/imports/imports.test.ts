import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { defaultLimits, Problem } from '#base'
import { paperOf } from '#boms'
import { findImport, importFormats, importHead, prepareImports, readImport } from '../import-read.ts'
import * as all from './all.ts'

await prepareImports()

/** The time that calendars are read at. */
const now = Date.UTC(2026, 4, 4)

/** The paper of each importer: `testdata/<id>/sample.<any>`, and what is read of it beside. */
const samples = new Map(
  importFormats.map(({ id }) => {
    const folder = new URL(`testdata/${id}/`, import.meta.url)
    const name = existsSync(folder) ? readdirSync(folder).find(one => /^sample\.(?!golden)/.test(one)) : undefined
    return [id, name === undefined ? undefined : readFileSync(new URL(name, folder))]
  }),
)

const paper = (bytes: Uint8Array, limits = defaultLimits) => ({ ...paperOf('paper', bytes, new Map(), limits), now })

test('imports: every file of the folder is a member of all.ts, with an id of its own', () => {
  const members = Object.entries(all)
  const files = readdirSync(new URL('.', import.meta.url)).filter(
    name => /^[a-z0-9-]+\.ts$/.test(name) && name !== 'all.ts',
  )
  assert.deepEqual(members.map(([, { id }]) => `${id}.ts`).sort(), files.sort())
  for (const [name, { id }] of members)
    assert.equal(
      name,
      id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
    )
})

for (const format of importFormats) {
  const sample = samples.get(format.id)

  test(`${format.label}: its sample is known by its content alone, and by no other importer`, () => {
    assert.ok(sample !== undefined, `one file testdata/${format.id}/sample.* is wanted`)
    for (const name of ['', 'paper', 'wrong.exe']) {
      const head = importHead(paperOf(name, sample))
      assert.deepEqual(
        importFormats.filter(one => one.sniff(head)).map(({ id }) => id),
        [format.id],
      )
    }
    assert.equal(findImport(paperOf('', sample))?.id, format.id)
  })

  test(`${format.label}: what is read of its sample is as written down, bad rows among it`, () => {
    const found = readImport(paper(sample!), { timeZone: 'Europe/Berlin' })
    const golden = new URL(`testdata/${format.id}/sample.golden.json`, import.meta.url)
    const text = `${JSON.stringify(found, null, 2)}\n`
    if (process.env['MILLCERT_GOLDEN'] === 'write') writeFileSync(golden, text)
    assert.ok(existsSync(golden), 'write it with MILLCERT_GOLDEN=write')
    assert.equal(text, readFileSync(golden, 'utf8'))
    const { assets, places, zones, conduits, windows, refused } = found
    assert.ok([...assets, ...places, ...zones, ...conduits, ...windows].length > 1)
    assert.ok(refused.length > 0, 'a sample has a row that is refused')
    assert.equal(found.active, format.active === true)
  })

  test(`${format.label}: a row that waits says why and what to do, and an asset can be known again`, () => {
    const { refused, assets } = readImport(paper(sample!))
    for (const { code, reason, next, header, cells } of refused) {
      assert.match(code, /^[a-z]+(?:-[a-z]+)*$/)
      assert.match(reason, /^[A-Z\d"'].*[.]$/)
      assert.match(next, /^[A-Z].*[.]$/)
      assert.equal(header.length, cells.length)
    }
    for (const { tag, serial, ref, ipAddresses } of assets) assert.ok(tag ?? serial ?? ref ?? ipAddresses)
  })

  test(`${format.label}: the same paper gives the same, however it is cut`, () => {
    const bytes = Buffer.from(sample!)
    const whole = readImport(paper(bytes), {}, format)
    assert.deepEqual(readImport(paper(bytes), {}, format), whole)
    function* pieces() {
      // The same memory again and again: a piece is valid only until the next one.
      const piece = new Uint8Array(1)
      for (const byte of bytes) {
        piece[0] = byte
        yield piece
      }
    }
    assert.deepEqual(readImport({ ...paper(bytes), pieces }, {}, format), whole)
  })

  test(`${format.label}: a paper over the limit of bytes is refused`, () => {
    const limits = { ...defaultLimits, bytes: 40 }
    assert.throws(
      () => readImport(paper(sample!, limits), {}, format),
      (error: unknown) => error instanceof Problem && error.code === 'base/too-large',
    )
  })
}

test('imports: what is no list of a plant is known by none', () => {
  for (const text of [
    '',
    'hello',
    '{}',
    '[]',
    '<a/>',
    '{"bomFormat":"CycloneDX"}',
    'a,b\n1,2\n',
    'lot,product,line,start\n1,a,b,2026-01-01\n',
  ])
    assert.equal(findImport(paperOf('', text)), undefined, text)
  assert.throws(
    () => readImport(paperOf('notes.txt', 'hello')),
    (error: unknown) => error instanceof Problem && error.code === 'plant/unknown-import',
  )
})

test('imports: a time zone that nobody knows is refused', () => {
  assert.throws(
    () => readImport(paper(samples.get('table')!), { timeZone: 'Mars/Olympus' }),
    (error: unknown) => error instanceof Problem && error.code === 'plant/unknown-time-zone',
  )
})
