import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import type { Report } from '../report.ts'
import { cleanReport, hostileReport, sampleReport } from '../sample-report.ts'
import { sarif } from './sarif.ts'

const read = (report: Report) =>
  JSON.parse([...sarif.write(report, { colour: false, width: 0, verbose: false })].join(''))

const text = { type: 'object', required: ['text'], properties: { text: { type: 'string', minLength: 1 } } }
const level = { enum: ['none', 'note', 'warning', 'error'] }
const list = (items: object) => ({ type: 'array', items })
/** The parts of SARIF 2.1.0 that are written, each with the clause it follows. */
const schema = {
  type: 'object',
  required: ['version', 'runs'],
  properties: {
    version: { const: '2.1.0' }, // §3.13.2
    runs: { ...list({ $ref: '#/definitions/run' }), minItems: 1, maxItems: 1 },
  },
  definitions: {
    // §3.14.6, §3.18, §3.19
    run: {
      type: 'object',
      required: ['tool', 'results'],
      properties: {
        tool: {
          type: 'object',
          required: ['driver'],
          properties: {
            driver: {
              type: 'object',
              required: ['name'],
              properties: { rules: { ...list({ $ref: '#/definitions/rule' }), uniqueItems: true } },
            },
          },
        },
        invocations: list({
          type: 'object',
          required: ['executionSuccessful'],
          properties: {
            executionSuccessful: { type: 'boolean' },
            toolExecutionNotifications: list({
              type: 'object',
              required: ['message'],
              properties: { message: text, level },
            }),
          },
        }), // §3.20.14
        columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
        results: list({ $ref: '#/definitions/result' }),
      },
    },
    // §3.49, and what GitHub reads of it
    rule: {
      type: 'object',
      required: ['id', 'shortDescription', 'help', 'properties'],
      properties: {
        id: { type: 'string' },
        shortDescription: text,
        help: text,
        helpUri: { type: 'string', pattern: '^https?://[^ ]+$' },
        defaultConfiguration: { type: 'object', properties: { level } },
        properties: {
          type: 'object',
          required: ['tags'],
          properties: {
            'security-severity': { type: 'string', pattern: '^(10\\.0|[0-9]\\.[0-9])$' },
            tags: { ...list({ type: 'string' }), uniqueItems: true },
          },
        }, // §3.8.2
      },
    },
    // §3.27
    result: {
      type: 'object',
      required: ['message', 'ruleId', 'ruleIndex', 'kind', 'level', 'locations', 'partialFingerprints'],
      properties: {
        ruleId: { type: 'string' },
        ruleIndex: { type: 'integer', minimum: 0 },
        kind: { enum: ['fail', 'open'] },
        level,
        message: text,
        locations: { ...list({ $ref: '#/definitions/location' }), minItems: 1 },
        partialFingerprints: { type: 'object', additionalProperties: { type: 'string' } },
        suppressions: list({
          type: 'object',
          required: ['kind'],
          properties: {
            kind: { enum: ['inSource', 'external'] },
            status: { enum: ['accepted', 'underReview', 'rejected'] },
            justification: { type: 'string' },
          },
        }), // §3.35
      },
      // §3.27.10: beside any other kind than `fail` the level is `none`.
      if: { properties: { kind: { const: 'open' } } },
      // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
      then: { properties: { level: { const: 'none' } } },
    },
    // §3.28, §3.4.3: a relative address by RFC 3986, every odd character percent-encoded
    location: {
      type: 'object',
      required: ['physicalLocation'],
      properties: {
        physicalLocation: {
          type: 'object',
          required: ['artifactLocation'],
          properties: {
            artifactLocation: {
              type: 'object',
              required: ['uri'],
              properties: { uri: { type: 'string', pattern: "^(?!/)[\\w.~!'()*%/-]+$" } },
            },
            region: {
              type: 'object',
              required: ['startLine'],
              properties: { startLine: { type: 'integer', minimum: 1 } },
            },
          },
        },
      },
    },
  },
}
const ajv = new Ajv({ allErrors: true, strict: false })
const valid = ajv.compile(schema)

test('sarif: what is written has the required properties, and nothing of another kind', () => {
  const bare: Report = { ...cleanReport(), database: null }
  for (const report of [
    sampleReport(),
    cleanReport(),
    bare,
    hostileReport(''),
    hostileReport('\u0000\ud800<"%?#:\\/ '),
  ])
    assert.ok(valid(read(report)), ajv.errorsText(valid.errors))
})

test('sarif: every result has its rule, every vulnerability one rule', () => {
  const [run] = read(sampleReport()).runs
  const rules = run.tool.driver.rules
  for (const result of run.results) assert.equal(rules[result.ruleIndex].id, result.ruleId)
  assert.equal(new Set(rules.map((rule: { id: string }) => rule.id)).size, rules.length)
})

test('sarif: severity becomes a level and a score, and unknown is a warning without a score', () => {
  const rules = new Map<string, { defaultConfiguration: { level: string }; properties: Record<string, unknown> }>(
    read(sampleReport()).runs[0].tool.driver.rules.map((rule: { id: string }) => [rule.id, rule]),
  )
  const told = (id: string) => [
    rules.get(id)!.defaultConfiguration.level,
    rules.get(id)!.properties['security-severity'],
  ]
  assert.deepEqual(told('CVE-2099-10001'), ['error', '9.8'])
  assert.deepEqual(told('MAL-2099-3'), ['error', '9.0'])
  assert.deepEqual(told('CVE-2099-30003'), ['warning', '4.0'])
  assert.deepEqual(told('GO-2099-0042'), ['warning', undefined])
})

test('sarif: undecided is open, suppressed carries who and why, matches fail', () => {
  const { results } = read(sampleReport()).runs[0]
  assert.deepEqual(
    results.map((result: { kind: string }) => result.kind),
    [...Array(6).fill('fail'), ...Array(4).fill('open'), ...Array(3).fill('fail')],
  )
  assert.equal(results[8].ruleId, 'millcert-undecided')
  assert.match(results[8].message.text, /To settle it: Name it by a package URL\./)
  assert.deepEqual(
    results.map((result: { suppressions?: object[] }) => result.suppressions?.length ?? 0),
    [...Array(10).fill(0), 1, 1, 1],
  )
  assert.equal(
    results[11].suppressions[0].justification,
    'accepted, says line lead until 2100-03-31: the press is behind the cell firewall',
  )
})

test('sarif: a path is relative and percent-encoded, whatever was scanned', () => {
  const uri = (path: string, format: string, locations: string[]) => {
    const report = sampleReport()
    const match = { ...report.matches[0]!, component: { ...report.matches[0]!.component, locations } }
    const { results } = read({ ...report, subject: { ...report.subject, path, format }, matches: [match] }).runs[0]
    return results[0].locations[0].physicalLocation.artifactLocation.uri
  }
  assert.equal(uri('.', 'directory', ['a b/ü:c.txt']), 'a%20b/%C3%BC%3Ac.txt')
  assert.equal(uri('./plant/', 'directory', ['go.mod']), 'plant/go.mod')
  assert.equal(uri('/home/somebody/plant', 'directory', ['go.mod']), 'go.mod')
  assert.equal(uri('a b', 'several', ['go.mod']), 'go.mod')
  assert.equal(uri('boms/hmi.cdx.json', 'cyclonedx-json', []), 'boms/hmi.cdx.json')
  assert.equal(uri('C:\\boms\\hmi.cdx.json', 'cyclonedx-json', []), 'hmi.cdx.json')
  assert.equal(uri('-', 'cyclonedx-json', []), 'stdin')
})

test('sarif: fingerprints are unique in a run and do not change when files move', () => {
  const prints = (report: Report) =>
    read(report).runs[0].results.map((result: { partialFingerprints: object }) =>
      JSON.stringify(result.partialFingerprints),
    )
  const report = sampleReport()
  assert.equal(new Set(prints(report)).size, 13)
  const moved = report.matches.map(match => ({ ...match, component: { ...match.component, locations: ['elsewhere'] } }))
  assert.deepEqual(prints({ ...report, matches: moved }).slice(0, 6), prints(report).slice(0, 6))
})
