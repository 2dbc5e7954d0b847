import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { buildPurl, longestPurl, type Purl, type PurlFault, type PurlParts, parsePurl, showPurl } from './purl.ts'
import { purlRules } from './purl-rules.ts'

const data = process.env.MILLCERT_TESTDATA
const skip = data ? false : 'MILLCERT_TESTDATA is not set'
const suite = `${data}/suites/purl-spec`

interface SuiteParts {
  type: string | null
  namespace: string | null
  name: string | null
  version: string | null
  qualifiers: Record<string, string> | null
  subpath: string | null
}

interface SuiteCase {
  description: string
  test_type: 'parse' | 'build' | 'validate'
  test_group: string
  input: string | SuiteParts
  expected_output: string | SuiteParts | null
  expected_failure: boolean
}

function suiteCases(): { id: string; given: SuiteCase }[] {
  const files = ['tests/spec/specification-test.json']
  for (const name of readdirSync(`${suite}/tests/types`).sort()) files.push(`tests/types/${name}`)
  return files.flatMap(file => {
    const read = JSON.parse(readFileSync(`${suite}/${file}`, 'utf8')) as { tests: SuiteCase[] }
    return read.tests.map((given, index) => ({ id: `${file} ${index}`, given }))
  })
}

function exceptions(): Map<string, string> {
  const lines = readFileSync(new URL('purl-exceptions.txt', import.meta.url), 'utf8').split('\n')
  const reasons = new Map<string, string>()
  for (const line of lines) {
    if (line === '' || line.startsWith('#')) continue
    const [file, index, ...reason] = line.split(' ')
    assert.ok(reason.length > 3, `an exception has a reason: ${line}`)
    reasons.set(`${file} ${index}`, reason.join(' '))
  }
  return reasons
}

function partsOf(parts: SuiteParts): PurlParts {
  return {
    type: parts.type ?? '',
    namespace: parts.namespace ?? undefined,
    name: parts.name ?? '',
    version: parts.version ?? undefined,
    qualifiers: parts.qualifiers ? Object.entries(parts.qualifiers) : undefined,
    subpath: parts.subpath ?? undefined,
  }
}

function flat(purl: Purl): SuiteParts {
  return {
    type: purl.type,
    namespace: purl.namespace ?? null,
    name: purl.name,
    version: purl.version ?? null,
    qualifiers: purl.qualifiers ? Object.fromEntries(purl.qualifiers) : null,
    subpath: purl.subpath ?? null,
  }
}

/** What a case gives here: parts, a text, or a fault. The cases the suite calls recommended are its forgiving ones. */
function outcome(given: SuiteCase): string | SuiteParts | PurlFault {
  const purl =
    typeof given.input === 'string'
      ? parsePurl(given.input, given.test_group === 'recommended')
      : buildPurl(partsOf(given.input))
  if ('fault' in purl) return purl
  return given.test_type === 'parse' ? flat(purl) : showPurl(purl)
}

function passes(given: SuiteCase): boolean {
  const got = outcome(given)
  if (typeof got === 'object' && 'fault' in got) return given.expected_failure
  if (given.expected_failure) return false
  try {
    assert.deepEqual(got, given.expected_output)
    return true
  } catch {
    return false
  }
}

test('purl suite: every case passes but the listed exceptions, and no exception is stale', { skip }, t => {
  const cases = suiteCases()
  const excused = exceptions()
  const counts = new Map<string, number>()
  const unexcused: string[] = []
  for (const { id, given } of cases) {
    const kind = given.expected_failure ? `${given.test_type}, must fail` : given.test_type
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
    if (passes(given)) continue
    if (given.expected_failure || !excused.delete(id)) {
      unexcused.push(`${id} ${given.description} ${JSON.stringify(given.input)} gave ${JSON.stringify(outcome(given))}`)
    }
  }
  t.diagnostic(`${cases.length} cases: ${[...counts].map(([kind, count]) => `${count} ${kind}`).join('; ')}`)
  assert.deepEqual(unexcused, [])
  assert.deepEqual([...excused.keys()], [], 'exceptions that no case needs')
  assert.ok(cases.length >= 586)
  assert.ok(exceptions().size <= cases.length / 100)
})

interface Definition {
  type: string
  namespace_definition: { requirement: string; case_sensitive?: boolean }
  name_definition: { case_sensitive?: boolean }
  version_definition?: { case_sensitive?: boolean }
  qualifiers_definition?: { key: string; requirement?: string }[]
}

test('purl rules: every registered type is there and says what its definition says', { skip }, () => {
  const departs = new Map([['golang', 'optional']])
  const files = readdirSync(`${suite}/types`).filter(name => name.endsWith('-definition.json'))
  for (const file of files) {
    const definition = JSON.parse(readFileSync(`${suite}/types/${file}`, 'utf8')) as Definition
    const rule = purlRules.get(definition.type)
    assert.ok(rule, definition.type)
    const wanted = departs.get(definition.type) ?? definition.namespace_definition.requirement
    assert.equal(rule.namespace, wanted, definition.type)
    for (const part of ['namespace', 'name', 'version'] as const) {
      const folds = definition[`${part}_definition`]?.case_sensitive === false
      const here: Record<typeof part, boolean> = {
        namespace: rule.lowerNamespace,
        name: rule.lowerName,
        version: rule.lowerVersion,
      }
      assert.equal(here[part], folds, `${definition.type} ${part}`)
    }
    const needs = (definition.qualifiers_definition ?? []).filter(q => q.requirement === 'required').map(q => q.key)
    assert.deepEqual(rule.needs === undefined ? [] : [rule.needs], needs, definition.type)
  }
  assert.equal(purlRules.size, files.length)
})

test('purl: what is shown is read back as the same purl', () => {
  const texts = [
    'pkg:npm/%40scope/name@1.2.3',
    'pkg:golang/go.opencensus.io@v0.24.0',
    'pkg:deb/debian/libstdc%2B%2B6@1:12.2.0-14%2Bdeb12u1?arch=amd64&distro=debian-12#a/b%20c',
    'pkg:generic/acme%2Ftool%3F@1%232',
    'pkg:git/code.example/team/project@abc',
    'pkg:unheard-of.type/Some/Name@V1',
    'pkg:maven/org.example/caf%C3%A9@1.0',
  ]
  for (const text of texts) {
    const purl = parsePurl(text)
    assert.ok(!('fault' in purl), text)
    assert.equal(showPurl(purl), text)
    assert.deepEqual(parsePurl(showPurl(purl)), purl)
    assert.deepEqual(buildPurl(purl), purl)
  }
})

test('purl: spellings of one package have one canonical text', () => {
  const spellings: [string, string][] = [
    ['PKG:PyPI/Foo_Bar@1.0RC1', 'pkg:pypi/foo-bar@1.0rc1'],
    ['pkg:npm/@scope/name@1.0', 'pkg:npm/%40scope/name@1.0'],
    ['pkg:npm//%40scope//name/', 'pkg:npm/%40scope/name'],
    ['pkg:npm/name@', 'pkg:npm/name'],
    ['pkg:npm/%2Fname%2F', 'pkg:npm/name'],
    ['pkg:npm/name@1?b=2&a=1&c=', 'pkg:npm/name@1?a=1&b=2'],
    ['pkg:npm/name@1?', 'pkg:npm/name@1'],
    ['pkg:npm/name@1?url=https://a.example/x?y=z', 'pkg:npm/name@1?url=https:%2F%2Fa.example%2Fx%3Fy%3Dz'],
    ['pkg:npm/name#/a/./../%2e%2e/b/', 'pkg:npm/name#a/b'],
    ["pkg:npm/it's(1)*!@1+2", 'pkg:npm/it%27s%281%29%2A%21@1%2B2'],
    ['pkg:github/Acme/Tool@feature/x', 'pkg:github/acme/tool@feature%2Fx'],
    ['pkg:cpan/drolsky/DateTime', 'pkg:cpan/DROLSKY/DateTime'],
    ['pkg:pub/Some-Thing', 'pkg:pub/some_thing'],
  ]
  for (const [text, canonical] of spellings) {
    const purl = parsePurl(text)
    assert.ok(!('fault' in purl), `${text}: ${JSON.stringify(purl)}`)
    assert.equal(showPurl(purl), canonical)
  }
})

test('purl: a text that is none is a fault that says why', () => {
  const faults: [string, RegExp][] = [
    ['', /does not start/],
    ['pkg', /does not start/],
    ['pkg:', /no type/],
    ['pkg:///', /no type/],
    ['pkg:npm', /no type/],
    ['pkg:npm/', /name is missing/],
    ['pkg:npm/@', /name is missing/],
    ['pkg:npm/@1', /name is missing/],
    ['pkg:npm////', /name is missing/],
    ['pkg:npm/%2F', /name is missing/],
    ['pkg:npm/../../etc/passwd@1', /namespace/],
    ['pkg:npm/%2e%2e/x', /namespace/],
    ['pkg:npm/a/..', /"\.\."/],
    ['pkg:npm/a%2Fb/c', /namespace/],
    ['pkg:npm/a b@1', /U\+0020/],
    ['pkg:npm/a\u0000@1', /U\+0000/],
    ['pkg:npm/a@1?x=\n', /U\+000A/],
    ['pkg:npm/a%00@1', /percent-encoding/],
    ['pkg:npm/a@1%0a', /percent-encoding/],
    ['pkg:npm/a%4', /percent-encoding/],
    ['pkg:npm/a%zz', /percent-encoding/],
    ['pkg:npm/%c3%28', /percent-encoding/],
    ['pkg:npm/%ed%a0%80', /percent-encoding/],
    ['pkg:npm/café', /U\+00E9/],
    ['pkg:npm/\ud83d\ude00', /U\+1F600/],
    ['pkg:npm/\ud83d', /U\+D83D/],
    ['pkg:npm/a@1#b#c', /two "#"/],
    ['pkg:npm/a@1?x', /no "="/],
    ['pkg:npm/a@1?X=1', /key/],
    ['pkg:npm/a@1?=1', /key/],
    ['pkg:npm/a@1?a=1&a=2', /same key/],
    ['pkg:npm/a@1?a=%', /value/],
    ['pkg:npm/a#%2F', /subpath/],
    ['pkg:deb/openssl@3', /needs a namespace/],
    ['pkg:pypi/a/b', /has no namespace/],
    ['pkg:julia/Dates', /uuid/],
    [`pkg:npm/${'a'.repeat(longestPurl)}`, /longer than/],
  ]
  for (const [text, why] of faults) {
    const purl = parsePurl(text)
    assert.ok('fault' in purl, `${JSON.stringify(text)} was read as ${JSON.stringify(purl)}`)
    assert.match(purl.fault, why, JSON.stringify(text))
  }
})

test('purl: parts that make none are faults, never exceptions', () => {
  const parts: PurlParts[] = [
    { type: '', name: 'a' },
    { type: 'n/m', name: 'a' },
    { type: 'npm', name: '/' },
    { type: 'npm', name: 'a\ud800' },
    { type: 'npm', name: 'a', version: '1\n2' },
    { type: 'npm', name: 'a', namespace: 'x/../y' },
    { type: 'npm', name: 'a', qualifiers: [['a b', '1']] },
    { type: 'npm', name: 'a', version: 'x'.repeat(longestPurl) },
  ]
  for (const part of parts) assert.ok('fault' in buildPurl(part), JSON.stringify(part).slice(0, 80))
})

test('purl: a key that names a property of every object is a qualifier like any other', () => {
  const purl = parsePurl('pkg:npm/a@1?constructor=x&toString=y', true)
  assert.ok(!('fault' in purl))
  assert.equal(purl.qualifiers?.get('constructor'), 'x')
  assert.ok('fault' in parsePurl('pkg:npm/a@1?__proto__=x'))
})
