import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import type { Report } from '../report.ts'
import { cleanReport, hostileReport, largeReport, sampleReport } from '../sample-report.ts'
import { json } from './json.ts'
import { jsonl } from './jsonl.ts'

const look = { colour: false, width: 0, verbose: false }
const text = (report: Report) => [...json.write(report, look)].join('')
const schema = JSON.parse(
  readFileSync(new URL('../../../docs/schemas/millcert-scan-1.schema.json', import.meta.url), 'utf8'),
)
const ajv = new Ajv({ allErrors: true, allowUnionTypes: true })
addFormats.default(ajv)
const valid = ajv.compile(schema)

const reports: Record<string, Report> = {
  'with everything': sampleReport(),
  'with nothing': cleanReport(),
  'without a database': { ...cleanReport(), database: null },
  'of 100 matches': largeReport(100),
  'of hostile texts': hostileReport('\u001b\u009b\u202e"\\\n</script>\u{e0041}x\ud800'),
}

for (const [name, report] of Object.entries(reports)) {
  test(`json: a report ${name} is that report, two blanks an indent, and valid against the published schema`, () => {
    const made = text(report)
    const value = JSON.parse(made)
    assert.deepEqual(value, wellFormed(report))
    assert.equal(`${JSON.stringify(value, null, 2)}\n`, unescaped(made))
    assert.ok(valid(value), ajv.errorsText(valid.errors))
  })

  test(`jsonl: a report ${name} is its head, then each entry on a line of its own with its kind`, () => {
    const lines = [...jsonl.write(report, look)].map(line => JSON.parse(line))
    const of = (kind: string) => lines.filter(line => line.kind === kind).map(({ kind: _, ...rest }) => rest)
    const { matches, undecided, suppressed, notes, ...head } = wellFormed(report)
    assert.deepEqual(
      [of('scan'), of('match'), of('undecided'), of('suppressed'), of('note')],
      [[head], matches, undecided, suppressed, notes],
    )
    assert.equal(lines[0].kind, 'scan')
    assert.equal(lines.length, 1 + matches.length + undecided.length + suppressed.length + notes.length)
  })
}

test('json: members stand in the order of the contract', () => {
  const value = JSON.parse(text(sampleReport()))
  assert.deepEqual(Object.keys(value), [
    'schema',
    'tool',
    'scannedAt',
    'subject',
    'database',
    'summary',
    'matches',
    'undecided',
    'suppressed',
    'notes',
  ])
  assert.deepEqual(Object.keys(value.matches[0]), ['component', 'vulnerability', 'verdict', 'fixed', 'advisories'])
  assert.deepEqual(Object.keys(value.matches[0].advisories[0].because), ['rule', 'range', 'identity', 'confidence'])
})

test('the published schema describes every member that the sample has', () => {
  const strict = new Ajv({ allowUnionTypes: true })
  addFormats.default(strict)
  const closed = strict.compile(closing(schema))
  assert.ok(closed(JSON.parse(text(sampleReport()))), strict.errorsText(closed.errors))
})

test('the published schema refuses an answer that lacks or bends a member', () => {
  const bent: ((report: Report) => unknown)[] = [
    ({ notes: _, ...report }) => report,
    report => ({ ...report, schema: 'millcert-scan/2' }),
    report => ({ ...report, scannedAt: 'yesterday' }),
    report => ({ ...report, matches: [{ ...report.matches[0], verdict: 'fixed' }] }),
    report => ({
      ...report,
      matches: [{ ...report.matches[0], vulnerability: { ...report.matches[0]!.vulnerability, severity: 'grave' } }],
    }),
    report => ({ ...report, summary: { ...report.summary, components: -1 } }),
  ]
  for (const bend of bent) assert.equal(valid(bend(sampleReport())), false)
})

/** JSON cannot hold a lone surrogate as a character; it is written as an escape and read as it was. */
function wellFormed(report: Report): Report {
  // A summary that nobody asked for is left out.
  return JSON.parse(JSON.stringify(report, (key, value) => (key === 'summary' && value === '' ? undefined : value)))
}

/** What is escaped beyond need, turned back. */
function unescaped(made: string): string {
  return made
    .replace(/\\u(?!d[89a-f])([0-9a-f]{4})/g, (all, hex) =>
      Number.parseInt(hex, 16) >= 0x7f ? String.fromCharCode(Number.parseInt(hex, 16)) : all,
    )
    .replace(/\\u(db[0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})/g, (_, high, low) =>
      String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low, 16)),
    )
}

function closing(value: unknown): never {
  const walk = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(walk)
    if (node === null || typeof node !== 'object') return node
    const copy = Object.fromEntries(Object.entries(node).map(([key, member]) => [key, walk(member)]))
    return copy['type'] === 'object' && 'properties' in copy ? { ...copy, additionalProperties: false } : copy
  }
  return walk(value) as never
}
