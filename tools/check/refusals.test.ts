import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { whys } from '../../web/words/de/import-whys.ts'
import { refusals } from '../../web/words/de/refusals.ts'
import { refusals as english } from '../../web/words/en/refusals.ts'
import { refusedOf, toldRefusal } from '../../web/words/refusals.ts'

/** Rooms whose refusals people meet on pages: each of their codes has German words, or stands below. */
const met = new Set(['access', 'answers', 'findings', 'intake', 'lots', 'operations', 'plant', 'server', 'vendors'])

/** What only programs, the command line or a broken request meet. */
const unmet = new Set([
  ...['access/no-such-role', 'operations/no-key', 'plant/bad-source', 'vendors/no-product'],
  ...[
    'intake/no-paper',
    'intake/no-vendor',
    'intake/not-found',
    'intake/not-open',
    'intake/no-program',
    'intake/no-station',
    'intake/no-stick',
    'intake/not-a-stick',
    'intake/stick-refused',
  ],
  ...[
    'server/body',
    'server/demo',
    'server/encoding',
    'server/headers',
    'server/not-http',
    'server/length',
    'server/media-type',
    'server/method',
  ],
  ...['server/path', 'server/port', 'server/too-much'],
])

/** Every refusal in the source: its code, and its sentence as it is written there. */
function refusalsInSource(): { code: string; text: string }[] {
  const root = join(import.meta.dirname, '..', '..', 'src')
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    path => path.endsWith('.ts') && !path.endsWith('.test.ts'),
  )
  return files.flatMap(path =>
    Array.from(
      readFileSync(join(root, path), 'utf8').matchAll(
        /new Problem\(\s*'([a-z]+\/[a-z-]+)',\s*(`(?:[^`\\]|\\.)*`|'(?:[^'\\]|\\.)*')/g,
      ),
      ([, code = '', text = '']) => ({ code, text: text.slice(1, -1) }),
    ),
  )
}

/** A sentence with a value in each of its places. */
const filled = (text: string) =>
  text
    .replaceAll(/\$\{(?:quoted|JSON\.stringify)\((?:[^{}]|\{[^{}]*\})*\)\}/g, '"WERT"')
    .replaceAll(/\$\{[^{}]*(?:seconds|most|bytes|max|limit|count|length)[^{}]*\}/gi, '1234')
    .replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, 'DATEI')

test('refusals that people meet are said in German; the others as the server says them', context => {
  const all = refusalsInSource()
  const codes = [...new Set(all.map(({ code }) => code))].sort()
  assert.ok(codes.length > 100, 'the source was read')
  const [said, unsaid] = [
    codes.filter(code => refusals.sentences[code]),
    codes.filter(code => !refusals.sentences[code]),
  ]
  context.diagnostic(`in German: ${said.join(' ')}`)
  context.diagnostic(`in English: ${unsaid.join(' ')}`)
  assert.deepEqual(
    unsaid.filter(code => met.has(code.split('/')[0]!) && !unmet.has(code)),
    [],
    'codes that need German words in web/words/de/refusals.ts',
  )
  const written = new Set([...allCodes(), 'web/unreachable', 'web/unreadable'])
  assert.deepEqual(
    Object.keys(refusals.sentences).filter(code => !written.has(code)),
    [],
    'words of codes that nothing answers',
  )
})

/** Codes that stand anywhere in the source: some sentences are put together elsewhere. */
function allCodes(): string[] {
  const root = join(import.meta.dirname, '..', '..', 'src')
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .flatMap(path =>
      Array.from(readFileSync(join(root, path), 'utf8').matchAll(/'([a-z]+\/[a-z-]+)'/g), ([, code = '']) => code),
    )
}

/** Sentences whose value says nothing to a person: an id of ours, or what was typed and stands beside it. */
const withoutValue = new Set([
  ...['access/cross-site', 'access/not-found', 'findings/not-found', 'plant/changed', 'server/method', 'base/not-json'],
  ...['answers/bad-page', 'base/too-large', 'boms/not-cyclonedx'],
])

test('a German sentence quotes what the server quotes, and is a sentence', () => {
  const lost: string[] = []
  for (const { code, text } of refusalsInSource()) {
    const say = refusals.sentences[code]
    if (!say) continue
    const detail = filled(text)
    const told = say(refusedOf(detail))
    assert.ok(told, code)
    assert.match(told.detail, /^[A-ZÄÖÜ„].*[.?]$/, `${code}: ${told.detail}`)
    assert.doesNotMatch(told.detail, /undefined|NaN| {2}/, `${code}: ${told.detail}`)
    if (told.next !== undefined) assert.match(told.next, /^[A-ZÄÖÜ].*[.?…]$/, `${code}: ${told.next}`)
    if (detail.includes('"WERT"') && !told.detail.includes('„WERT“') && !withoutValue.has(code))
      lost.push(`${code}: ${detail} → ${told.detail}`)
  }
  assert.deepEqual(lost, [])
})

test('what has no words in a language is said as the server says it, and marked as English', () => {
  const unknown = { code: 'x/y', status: 404, title: 'Not Found', detail: 'Cannot do "this"', next: 'do that' }
  assert.deepEqual(toldRefusal(refusals, 'de', unknown), {
    ...{ title: 'Nicht gefunden', detail: 'Cannot do "this"', next: 'do that', code: 'x/y', language: 'en' },
  })
  const exists = {
    code: 'plant/exists',
    status: 409,
    title: 'Conflict',
    detail: 'Cannot add a site "N\\"H": there is one',
  }
  assert.equal(toldRefusal(refusals, 'de', exists).detail, '„N"H“ gibt es schon.')
  assert.deepEqual(toldRefusal(english, 'en', exists), {
    ...{ title: 'Conflict', detail: exists.detail, next: undefined, code: 'plant/exists', language: 'en' },
  })
  assert.equal(toldRefusal(refusals, 'de', new Error('broken')).detail, 'broken')
})

/** Every reason for which a row waits, as the source has its code; `*` where a word is put in. */
function whysInSource(): string[] {
  const root = join(import.meta.dirname, '..', '..', 'src')
  const texts = ['plant', 'lots'].flatMap(room =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .filter(path => path.endsWith('.ts') && !path.endsWith('.test.ts'))
      .map(path => readFileSync(join(root, room, path), 'utf8')),
  )
  const written = /(?:whyNot\(|code: )(?:'([a-z]+-[a-z-]+)'|`([^`]+)`),\s*(?:reason:|['`])/g
  const codes = texts.flatMap(text => [...text.matchAll(written)].map(([, plain, made]) => plain ?? made!))
  return [...new Set(codes.map(code => code.replaceAll(/\$\{\w+\}/g, '*')))].sort()
}

test('why a row waits is said in German too', () => {
  const filled = new Map([
    ['several-*s', ['several-places', 'several-assets']],
    ['unknown-*', ['unknown-place', 'unknown-asset']],
    ['*-not-read', ['start-not-read', 'end-not-read', 'shipped-not-read']],
  ])
  const codes = whysInSource()
  assert.ok(codes.length > 30, 'the source was read')
  for (const code of filled.keys()) assert.ok(codes.includes(code), code)
  assert.deepEqual(
    codes.flatMap(code => filled.get(code) ?? code).filter(code => whys[code] === undefined),
    [],
  )
})
