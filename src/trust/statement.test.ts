import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { defaultLimits, Problem } from '#base'
import { memoryArtifact } from './artifact.test.ts'
import { matchesPattern } from './pinned.ts'
import { provenanceChecks, provenanceOf, provenanceStatement } from './provenance.ts'
import { isStatementType, isSubject, readStatement, type Statement, subjectCheck } from './statement.ts'
import { summaryChecks, summaryOf } from './vsa.ts'

const suites = process.env['MILLCERT_TESTDATA'] && join(process.env['MILLCERT_TESTDATA'], 'suites')
const skip = suites ? false : 'MILLCERT_TESTDATA is not set'
const file = Buffer.from('pump firmware 7\n')
const artifact = memoryArtifact('pump.bin', file)
const hash = (algorithm: string) => createHash(algorithm).update(file).digest('hex')

const read = (value: unknown): Statement =>
  readStatement(Buffer.from(JSON.stringify(value)), defaultLimits, 'a statement')
const said = (more: object): Statement =>
  read({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'pump.bin', digest: { sha256: hash('sha256') } }],
    predicateType: 'https://example.invalid/x',
    ...more,
  })

test('a file is a subject by a strong digest, and no subject where any digest is of another', () => {
  const cases: [Record<string, string>, boolean][] = [
    [{ sha256: hash('sha256') }, true],
    [{ sha512: hash('sha512') }, true],
    [{ sha3_256: hash('sha3-256') }, true],
    [{ sha256: hash('sha256'), sha512: hash('sha512'), gitCommit: 'f00d' }, true],
    [{ sha256: hash('sha256'), sha512: '0'.repeat(128) }, false],
    [{ sha256: hash('sha256'), md5: '0'.repeat(32) }, false],
    [{ sha1: hash('sha1') }, false],
    [{ md5: hash('md5'), gitCommit: 'f00d' }, false],
    [{ sha256: hash('sha256').slice(0, 16) }, false],
    [{ sha256: hash('sha256').toUpperCase() }, false],
    [{ SHA256: hash('sha256') }, false],
  ]
  for (const [digest, wanted] of cases)
    assert.equal(isSubject({ name: 'pump.bin', digest }, artifact), wanted, JSON.stringify(digest))
  assert.equal(subjectCheck(said({}), memoryArtifact('pump.bin', Buffer.from('x'))).outcome, 'fail')
})

test('what is no statement is told with its place', () => {
  const wrong: [unknown, string][] = [
    [[], '/'],
    [{ ...said({}), _type: 'https://in-toto.io/Statement/v2' }, '/_type'],
    [{ _type: 'https://in-toto.io/Statement/v1', predicateType: 'x' }, '/subject'],
    [{ _type: 'https://in-toto.io/Statement/v1', predicateType: 'x', subject: [] }, '/subject'],
    [{ _type: 'https://in-toto.io/Statement/v1', predicateType: 'x', subject: [{ name: 'x' }] }, '/subject/0/digest'],
    [{ _type: 'https://in-toto.io/Statement/v1', predicateType: 'x', subject: [{ digest: {} }] }, '/subject/0/digest'],
    [
      { _type: 'https://in-toto.io/Statement/v1', predicateType: 'x', subject: [{ digest: { sha256: 7 } }] },
      '/subject/0/digest/sha256',
    ],
    [{ _type: 'https://in-toto.io/Statement/v1', subject: [{ digest: { sha256: 'x' } }] }, '/predicateType'],
  ]
  for (const [value, at] of wrong)
    assert.throws(
      () => read(value),
      (error: unknown) => error instanceof Problem && error.code === 'trust/not-a-statement' && error.detail.at === at,
      at,
    )
})

test('a payload is a statement by the type it was signed as, and by nothing near it', () => {
  for (const type of ['application/vnd.in-toto+json', 'application/vnd.in-toto.provenance+json'])
    assert.ok(isStatementType(type))
  for (const type of [
    '',
    'text/html',
    'application/vnd.in-toto+jsonx',
    'xapplication/vnd.in-toto+json',
    'application/json',
  ])
    assert.ok(!isStatementType(type), type)
})

test('every statement that the attestation framework shows is read, and its provenance and summary understood', {
  skip,
}, () => {
  const folder = join(suites!, 'in-toto-attestation/spec')
  let seen = 0
  for (const name of [
    'v1/README.md',
    'v1/statement.md',
    'predicates/provenance.md',
    'predicates/vsa.md',
    'predicates/scai.md',
    'predicates/link.md',
    'predicates/test-result.md',
    'predicates/release.md',
    'predicates/cyclonedx.md',
    'predicates/runtime-trace.md',
    'predicates/vulns_02.md',
  ]) {
    for (const [, text] of readFileSync(join(folder, name), 'utf8').matchAll(/```json[c]?\n([\s\S]*?)```/g)) {
      let value: Record<string, unknown>
      try {
        value = JSON.parse(text!)
      } catch {
        continue
      }
      if (typeof value['_type'] !== 'string' || !Array.isArray(value['subject'])) continue
      // Some examples leave digests out with an ellipsis; those are no statements.
      const whole = value['subject'].every(
        one => one?.digest && Object.values(one.digest).every(hex => typeof hex === 'string'),
      )
      if (!whole || typeof value['predicateType'] !== 'string') continue
      seen++
      assert.equal(read(value).predicateType, value['predicateType'], name)
    }
  }
  assert.ok(seen >= 4, `${seen}`)
})

const provenance = (predicate: object, version = 'v1') =>
  said({ predicateType: `https://slsa.dev/provenance/${version}`, predicate })

test('a provenance is written and read as the same', () => {
  const written = {
    version: '1' as const,
    builder: 'https://example.invalid/bench',
    buildType: 'https://example.invalid/make',
    parameters: { source: { uri: 'git+https://example.invalid/pump' } },
    dependencies: [{ uri: 'git+https://example.invalid/pump', digest: { gitCommit: 'f00d' } }],
    invocation: 'run 7',
    startedOn: '2026-01-01T00:00:00Z',
    finishedOn: undefined,
  }
  const statement = provenanceStatement([{ name: 'pump.bin', digest: { sha256: hash('sha256') } }], written)
  assert.deepEqual(provenanceOf(read(statement)), written)
})

test('builder, source and parameters of a provenance are held against the policy, of version 1 and of 0.2', () => {
  const v1 = {
    buildDefinition: {
      buildType: 'https://example.invalid/make',
      externalParameters: { workflow: { repository: 'https://example.invalid/pump', ref: 'refs/tags/v7' } },
      resolvedDependencies: [
        { uri: 'git+https://example.invalid/wanted' },
        { uri: 'git+https://example.invalid/other' },
      ],
    },
    runDetails: { builder: { id: 'https://example.invalid/bench' } },
  }
  const v02 = {
    builder: { id: 'https://example.invalid/bench' },
    buildType: 'https://example.invalid/make',
    invocation: { configSource: { uri: 'https://example.invalid/pump' }, parameters: {} },
    materials: [{ uri: 'https://example.invalid/wanted', digest: { sha1: 'f00d' } }],
  }
  const none = { builders: [], sources: [], buildTypes: [], parameters: undefined }
  const failed = (statement: Statement, policy: object) =>
    provenanceChecks(statement, { ...none, ...policy })
      .filter(({ outcome }) => outcome !== 'pass')
      .map(({ name }) => name)
  for (const [statement, key] of [
    [provenance(v1), 'workflow'],
    [provenance(v02, 'v0.2'), 'configSource'],
  ] as const) {
    assert.deepEqual(failed(statement, { builders: ['https://example.invalid/bench'] }), [])
    assert.deepEqual(failed(statement, { builders: ['https://example.invalid'] }), ['provenance-builder'])
    assert.deepEqual(failed(statement, { sources: ['https://example.invalid/*'] }), [])
    // A dependency of that name is not the source.
    assert.deepEqual(failed(statement, { sources: ['**/wanted'] }), ['provenance-source'])
    assert.deepEqual(failed(statement, { buildTypes: ['https://example.invalid/make'], parameters: [key] }), [])
    assert.deepEqual(failed(statement, { parameters: [] }), ['provenance-parameters'])
  }
  assert.deepEqual(failed(said({}), { builders: ['**'] }), ['provenance-builder'])
  assert.deepEqual(failed(provenance({}), { builders: ['**'] }), ['provenance-builder'])
})

test('a summary counts with its verifier, its resource, its result and the levels that are wanted', () => {
  const summary = (more: object) =>
    said({
      predicateType: 'https://slsa.dev/verification_summary/v1',
      predicate: {
        verifier: { id: 'https://example.invalid/gate' },
        resourceUri: 'https://example.invalid/pump.bin',
        verificationResult: 'PASSED',
        verifiedLevels: ['SLSA_BUILD_LEVEL_3'],
        ...more,
      },
    })
  const policy = {
    verifiers: ['https://example.invalid/gate'],
    resources: ['https://example.invalid/*'],
    levels: ['SLSA_BUILD_LEVEL_2'],
  }
  const failed = (statement: Statement) =>
    summaryChecks(statement, policy)
      .filter(({ outcome }) => outcome !== 'pass')
      .map(({ name }) => name)
  assert.deepEqual(failed(summary({})), [])
  assert.deepEqual(failed(summary({ verifiedLevels: ['SLSA_BUILD_LEVEL_1', 'SLSA_SOURCE_LEVEL_3'] })), [
    'summary-result',
  ])
  assert.deepEqual(failed(summary({ verificationResult: 'FAILED' })), ['summary-result'])
  assert.deepEqual(failed(summary({ verifier: { id: 'https://example.invalid/other' } })), ['summary-verifier'])
  assert.deepEqual(failed(summary({ resourceUri: 'https://example.invalid/valve/bin' })), ['summary-resource'])
  assert.deepEqual(failed(said({})), ['summary-verifier'])
  assert.equal(typeof summaryOf(summary({ resourceUri: 7 })), 'string')
})

test('a pattern means the whole of a text: a star stops at a slash, two do not, and a dot is a dot', () => {
  const yes: [string, string][] = [
    ['https://a.example/x@refs/tags/v1', 'https://a.example/x@refs/tags/*'],
    ['fw-7.bin', 'fw-*.bin'],
    ['a/b/c', 'a/**'],
    ['', '*'],
    ['aXbXc', '*X*X*'],
  ]
  const no: [string, string][] = [
    ['https://a.example.evil/x@refs/tags/v1', 'https://a.example/x@refs/tags/*'],
    ['https://a.example/x@refs/tags/v1/evil', 'https://a.example/x@refs/tags/*'],
    ['fw-7/evil.bin', 'fw-*.bin'],
    ['aXexample', 'a.example'],
    ['evil fw-7.bin', 'fw-*.bin'],
    ['fw-7.bin\nevil', 'fw-*.bin'],
    ['a', ''],
  ]
  for (const [text, pattern] of yes) assert.ok(matchesPattern(text, pattern), `${text} ${pattern}`)
  for (const [text, pattern] of no) assert.ok(!matchesPattern(text, pattern), `${text} ${pattern}`)
  assert.ok(!matchesPattern('a'.repeat(4000), `${'*a'.repeat(500)}b`))
})
