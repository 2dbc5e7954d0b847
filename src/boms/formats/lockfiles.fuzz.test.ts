import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { defaultLimits, Problem } from '#base'
import type { BomFormat } from '../format.ts'
import { paperOf } from '../paper.ts'
import { bomFormats, prepareFormats } from '../read.ts'

await prepareFormats()

const numRuns = Number(process.env['MILLCERT_FUZZ'] ?? 500)
/** Everything but bills of materials, which are fuzzed with their structure in view. */
const formats = bomFormats.filter(({ kind }) => kind !== 'bom')
const limits = { ...defaultLimits, bytes: 1024 ** 2, count: 10_000, text: 64 * 1024 }

interface Change {
  kind: 'flip' | 'delete' | 'duplicate' | 'splice' | 'truncate'
  at: number
  length: number
  value: number
}

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom(
    'flip' as const,
    'delete' as const,
    'duplicate' as const,
    'splice' as const,
    'truncate' as const,
  ),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 64 }),
  value: fc.integer({ min: 0, max: 255 }),
})

/** Bytes that mean something to one of the readers. */
const telling = [
  '"',
  "'",
  '\\',
  '\n',
  '\r',
  '#',
  '[',
  ']',
  '{',
  '}',
  '(',
  ')',
  '=',
  '@',
  ';',
  ',',
  '\t',
  '|',
  '//',
  '=>',
  '__proto__',
  '\0',
  '\ufeff',
  '-e ',
  '[[package]]',
  '"link":true,',
  '"__proto__":{},',
  'node_modules/',
  '%{',
  '{:hex, ',
  '=> ',
  `\${project.version}`,
  '<dependency>',
  '</dependencies>',
  '<![CDATA[',
  '[package.dependencies]\n',
  '"""',
]

function changed(bytes: Buffer, { kind, at, length, value }: Change): Buffer {
  const place = Math.floor(at * bytes.length)
  const before = bytes.subarray(0, place)
  const after = bytes.subarray(place)
  if (kind === 'truncate') return before
  if (kind === 'delete') return Buffer.concat([before, after.subarray(length)])
  if (kind === 'duplicate') return Buffer.concat([before, after.subarray(0, length), after])
  if (kind === 'splice')
    return Buffer.concat([before, Buffer.from(telling[value % telling.length]!.repeat(1 + (length % 3))), after])
  return Buffer.concat([before, Buffer.from([value]), after.subarray(1)])
}

const samples = (id: string) =>
  readdirSync(new URL(`testdata/${id}/`, import.meta.url), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => `${entry.parentPath}/${entry.name}`)
    .sort()
    .map(path => ({ name: basename(path), bytes: readFileSync(path) }))

/** Reads bytes as a format; anything thrown but a Problem, a ref given twice or an edge to nowhere fails the test. */
function survives(format: BomFormat, name: string, bytes: Buffer): void {
  const paper = paperOf(
    name,
    bytes,
    new Map([
      ['go.sum', bytes.toString()],
      ['package.json', bytes.toString()],
    ]),
    limits,
  )
  format.sniff(paper)
  try {
    const { components, subject, dependencies, notes } = format.read(paper)
    const refs = new Set([...components.map(one => one.ref), ...(subject ? [subject.ref] : [])])
    assert.equal(refs.size, components.length + (subject ? 1 : 0))
    for (const { ref, on } of dependencies) assert.ok([ref, ...on].every(one => refs.has(one)))
    for (const { message } of notes) assert.ok(!/[\r\n]/.test(message) && message.length < 1000, message)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    assert.match(error.code, /^(?:boms|base)\/[a-z0-9-]+$/)
    assert.ok(!/[\r\n]/.test(error.message), error.message)
  }
}

for (const format of formats)
  test(`${format.id}: changed bytes give a bill or a Problem, nothing else`, () => {
    const originals = formats.flatMap(({ id }) => samples(id).map(sample => ({ ...sample, id })))
    const own = originals.filter(({ id }) => id === format.id)
    assert.ok(own.length >= 3)
    // Mostly its own samples, now and then those of another format.
    const sample = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...own) },
      { weight: 1, arbitrary: fc.constantFrom(...originals) },
    )
    fc.assert(
      fc.property(sample, fc.array(change, { maxLength: 8 }), ({ name, bytes }, changes) => {
        survives(format, name, changes.reduce(changed, bytes))
      }),
      { numRuns },
    )
    assert.equal(({} as Record<string, unknown>)['version'], undefined)
  })

const bombs: Record<string, string> = {
  brackets: '['.repeat(50_000),
  quotes: '"a,'.repeat(20_000),
  backslashes: `"${'\\'.repeat(60_000)}`,
  dashes: `a${'-'.repeat(60_000)}`,
  dots: `${'a.'.repeat(30_000)}whl`,
  continuations: 'a==1 \\\n'.repeat(20_000),
  blanks: `${' '.repeat(60_000)}x`,
  commas: `product,version\n${','.repeat(60_000)}`,
  comments: `# via\n${'#   a\n'.repeat(10_000)}`,
  escapes: `[[package]]\nname = "${'\\n'.repeat(30_000)}`,
  items: `[[package]]\nname = "a"\ndependencies = [${'"a", '.repeat(10_000)}]`,
  slashes: `{"packages":{"${'node_modules/a/'.repeat(3000)}":{"dependencies":{"a":"1"}}}}`,
  dottedKeys: `${'a.'.repeat(30_000)}a = 1`,
  tables: '[[package]]\nname = "a"\n'.repeat(2500),
  tuples: `%{"a": ${'{:hex, '.repeat(8000)}`,
  elements: '<project>'.repeat(6000),
  references: `<project><version>${`\${a}`.repeat(14_000)}</version></project>`,
  requires: `module m\n${'require a v1\n'.repeat(5000)}`,
}

for (const format of formats)
  test(`${format.id}: texts made to take long are read or refused`, () => {
    for (const bomb of Object.values(bombs))
      for (const head of ['', 'product,version\n', '[[package]]\n', 'module m\n', 'a==1 '])
        survives(format, 'x', Buffer.from(head + bomb))
  })
