import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultLimits, noteList, Problem } from '#base'
import { readAggregator } from './csaf-aggregator.ts'
import { checksumFault } from './csaf-checksum.ts'
import { readDirectory } from './csaf-directory.ts'
import type { CsafReading } from './csaf-listing.ts'
import { fileNameOf, readFacts } from './csaf-paper.ts'
import { asking, type CsafAskOrder, findProvider } from './csaf-provider-find.ts'
import { csafFields, readProvider, tlpOf } from './csaf-provider-metadata.ts'
import { addressBelow, csafSource, mayAsk, namedOrigins, placeOfAddress } from './csaf-provider-source.ts'
import { readRolie } from './csaf-rolie.ts'

const bytes = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))
const reading = (): CsafReading => ({
  limits: defaultLimits,
  now: Date.parse('2026-11-21T10:00:00Z'),
  name: 'paper.json',
  notes: noteList(),
})

test('a source is a domain or the address of a paper; its domain and its well-known paper are one', () => {
  for (const [text, kind, id] of [
    ['press.example', 'domain', 'csaf:press.example'],
    ['https://press.example', 'domain', 'csaf:press.example'],
    ['https://press.example/.well-known/csaf/provider-metadata.json', 'provider', 'csaf:press.example'],
    ['https://press.example/.well-known/security.txt', 'security-txt', undefined],
    ['https://press.example/aggregator.json', 'aggregator', undefined],
    ['http://127.0.0.1:8080', 'domain', 'csaf:127.0.0.1-8080'],
  ] as const) {
    const source = csafSource(text)
    assert.equal(source.kind, kind, text)
    if (id !== undefined) assert.equal(source.id, id)
    assert.match(source.folder, /^[a-z0-9.-]+$/)
  }
  assert.notEqual(
    csafSource('https://press.example/a/provider-metadata.json').folder,
    csafSource('https://press.example/b/provider-metadata.json').folder,
  )
})

test('a source may send us to its own hosts and to origins that somebody named', () => {
  const may = mayAsk(csafSource('www.press.example'), namedOrigins(['https://docs.elsewhere.example']))
  for (const [url, allowed] of [
    ['https://www.press.example/x.json', true],
    ['https://press.example/x.json', true],
    ['https://csaf.data.security.press.example/', true],
    ['https://docs.elsewhere.example/x.json', true],
    ['https://elsewhere.example/x.json', false],
    ['https://notpress.example/x.json', false],
    ['https://press.example.evil.example/x.json', false],
    ['http://press.example/x.json', false],
    ['https://press.example:8443/x.json', false],
    ['https://me:secret@press.example/x.json', false],
    ['https://169.254.169.254/x.json', false],
    ['file:///etc/passwd', false],
    ['/x.json', false],
  ] as const)
    assert.equal(may(url), allowed, url)
})

test('an address has one place below its folder, and none when it is no name of a file', () => {
  assert.equal(placeOfAddress('https://press.example/a/x%20y.json'), 'press.example/a/x y.json')
  assert.equal(placeOfAddress('https://press.example/a/x%3Ay.json'), 'press.example/a/x%3Ay.json')
  assert.equal(placeOfAddress('http://127.0.0.1:80801/'), undefined)
  for (const url of [
    'https://press.example/a/%2e%2e%2fx.json',
    'https://press.example/a//x.json',
    'https://press.example/a%5Cx.json',
    'https://press.example/a%00x.json',
    'https://press.example/x.json.part',
    'https://press.example/x.json?y',
    `https://press.example/${'x'.repeat(300)}`,
    `https://press.example/${'x/'.repeat(100)}x`,
    'https://press.example/%zz.json',
  ])
    assert.equal(placeOfAddress(url), undefined, url)
  assert.equal(
    addressBelow('https://press.example/csaf/', '2026/a b:c.json'),
    'https://press.example/csaf/2026/a%20b%3Ac.json',
  )
  assert.equal(
    addressBelow('https://press.example/csaf', '2026/a%20b.json'),
    'https://press.example/csaf/2026/a%20b.json',
  )
})

test('feeds are read before folders, and a label that nobody knows is RED', () => {
  const publisher = { name: 'Press', namespace: 'https://press.example' }
  const folder = { directory_url: 'https://press.example/csaf/' }
  const feeds = [{ url: 'https://press.example/feed.json', tlp_label: 'SECRET' }]
  const read = (distributions: unknown, role: unknown = 'csaf_provider') =>
    readProvider(bytes({ role, publisher, distributions }), reading())
  assert.deepEqual(read([folder]).distributions, [
    { kind: 'directory', url: 'https://press.example/csaf', tlp: undefined },
  ])
  assert.deepEqual(read([folder, { rolie: { feeds } }]).distributions, [
    { kind: 'rolie', url: feeds[0]!.url, tlp: 'RED' },
  ])
  assert.deepEqual(['white', 'TLP:CLEAR', 'UNLABELED', null, 'Amber+Strict', 7].map(tlpOf), [
    'CLEAR',
    'CLEAR',
    undefined,
    undefined,
    'AMBER+STRICT',
    'RED',
  ])
  for (const bad of [
    [],
    [7],
    {},
    [{ rolie: 7 }],
    [{ directory_url: 7 }],
    undefined,
    [{}],
    Array(201)
      .fill(0)
      .map((_, i) => ({ directory_url: `https://press.example/${i}` })),
  ])
    assert.throws(() => read(bad), { code: 'advisories/csaf-metadata' }, JSON.stringify(bad)?.slice(0, 50))
  assert.throws(() => read([folder], 'csaf_other'), /Cannot read paper\.json: role "csaf_other"/)
})

test('a folder lists each document once, with the newest of its times', () => {
  const url = 'https://press.example/csaf'
  const changes =
    '"a.json","2026-01-01T00:00:00Z"\r\n"b.json","2026-02-01T00:00:00Z"\n"a.json","2026-03-01T00:00:00Z"\n"x"",y.json","2026-01-01T00:00:00Z"\n'
  const notes = reading()
  const listed = readDirectory({ url, changes: bytes(changes), index: bytes('\ufeffb.json\nc.json\n\n') }, notes)
  assert.deepEqual(
    listed.map(one => [one.url.slice(url.length + 1), one.date]),
    [
      ['a.json', Date.parse('2026-03-01T00:00:00Z')],
      ['b.json', Date.parse('2026-02-01T00:00:00Z')],
      ['x%22%2Cy.json', Date.parse('2026-01-01T00:00:00Z')],
      ['c.json', undefined],
    ],
  )
  assert.deepEqual(notes.notes.notes, [])
  assert.throws(
    () => readDirectory({ url, changes: undefined, index: bytes('\n'.repeat(1_000_002)) }, reading()),
    /more than 1000000 lines/,
  )
  const slow = readDirectory({ url, changes: bytes(`${' '.repeat(3_900)}\n`.repeat(200)), index: undefined }, reading())
  assert.deepEqual(slow, [])
})

test('entries of a feed that are none are left out and noted', () => {
  const notes = reading()
  const entry = [
    7,
    {},
    {
      content: { src: 'https://press.example/a.json' },
      updated: '2026-01-01T00:00:00Z',
      link: [{ rel: 'hash', href: 'https://press.example/a.json.sha512' }, 7, { rel: 'hash' }],
    },
    { link: [{ rel: 'self', href: 'https://press.example/b.json' }], updated: 7 },
  ]
  assert.deepEqual(readRolie(bytes({ feed: { entry } }), notes), [
    {
      url: 'https://press.example/a.json',
      date: Date.parse('2026-01-01T00:00:00Z'),
      hashes: ['https://press.example/a.json.sha512'],
    },
    { url: 'https://press.example/b.json', date: undefined, hashes: [] },
  ])
  assert.deepEqual(
    notes.notes.notes.map(({ code }) => code),
    ['csaf-entry-unread', 'csaf-entry-unread', 'csaf-list-date'],
  )
})

test('whatever stands where a paper should, it is read or refused with a Problem', () => {
  const values = [
    undefined,
    null,
    7,
    '',
    'x',
    [],
    {},
    [7],
    [[]],
    [{}],
    { __proto__: null, x: 1 },
    { feed: 7 },
    JSON.parse('{"__proto__":{"role":1}}'),
  ]
  const readers = {
    provider: (value: unknown) =>
      readProvider(bytes({ role: 'csaf_provider', publisher: value, distributions: value }), reading()),
    bare: (value: unknown) => readProvider(bytes(value ?? ''), reading()),
    aggregator: (value: unknown) => readAggregator(bytes({ aggregator: value, csaf_providers: value }), reading()),
    listed: (value: unknown) =>
      readAggregator(
        bytes({ aggregator: { category: 'lister', name: 'x' }, csaf_providers: [{ metadata: value, mirrors: value }] }),
        reading(),
      ),
    feed: (value: unknown) =>
      readRolie(bytes({ feed: { entry: [{ link: value, content: value, updated: value }] } }), reading()),
    facts: (value: unknown) =>
      readFacts(
        bytes({ document: { csaf_version: '2.0', tracking: value, publisher: value, distribution: value } }),
        reading(),
      ),
  }
  for (const [name, read] of Object.entries(readers))
    for (const value of values)
      try {
        read(value)
      } catch (error) {
        assert.ok(error instanceof Problem, `${name} ${JSON.stringify(value)}: ${error}`)
        assert.match(error.message, /^Cannot read paper\.json: /)
      }
  assert.equal(({} as { role?: unknown }).role, undefined)
})

test('a checksum file is compared by what it holds', () => {
  const document = bytes('x')
  const sha256 = '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881'
  for (const text of [sha256, `\ufeff${sha256.toUpperCase()} *x.json\r\n`, ` ${sha256}\n`])
    assert.equal(checksumFault(document, bytes(text), '.sha256'), undefined, text)
  assert.equal(checksumFault(document, bytes(sha256.replace('2', '3')), '.sha256')?.kind, 'differs')
  for (const text of ['', 'x', '<html>', sha256.slice(1), `${sha256}0`])
    assert.equal(checksumFault(document, bytes(text), '.sha256')?.kind, 'unread', text)
  assert.equal(checksumFault(document, bytes(sha256), '.sha512')?.kind, 'unread')
})

test('documents are called by their ids, and security.txt may name several providers', () => {
  assert.equal(fileNameOf('RHSA-2024:0001'), 'rhsa-2024_0001.json')
  assert.equal(fileNameOf('ICSA-24 001/ä+b'), 'icsa-24_001_+b.json')
  assert.deepEqual(
    csafFields(bytes('CSAF: https://a.example/x\r\n# CSAF: no\nXCSAF: no\ncsaf:https://b.example/y \n'), 'x'),
    ['https://a.example/x', 'https://b.example/y'],
  )
})

test('a domain is asked at its well-known place, then its security.txt, then its name in DNS', async () => {
  const paper = bytes({
    role: 'csaf_provider',
    publisher: { name: 'Press', namespace: 'https://press.example' },
    distributions: [{ directory_url: 'https://press.example/csaf' }],
  })
  const find = async (files: Record<string, Uint8Array>) => {
    const asked: string[] = []
    const reply = (url: string) => ({
      status: files[url] === undefined ? 404 : 200,
      header: () => undefined,
      body: (async function* () {
        yield files[url]!
      })(),
      close() {},
    })
    const get = async (url: string) => {
      asked.push(url)
      return reply(url)
    }
    const order: CsafAskOrder = {
      open: () => ({ get }),
      tokens: new Map(),
      origins: new Set(),
      mirror: undefined,
      copies: false,
      mostBytes: 1e6,
      said() {},
      ...reading(),
    }
    const found = findProvider(order, asking(order, csafSource('press.example')))
    return { asked, found: await found.then(({ url }) => url, String) }
  }
  const wellKnown = 'https://press.example/.well-known/csaf/provider-metadata.json'
  const security = 'https://press.example/.well-known/security.txt'
  const named = 'https://psirt.press.example/provider-metadata.json'
  const dns = 'https://csaf.data.security.press.example/'
  const all = { [wellKnown]: paper, [security]: bytes(`CSAF: ${named}\n`), [named]: paper, [dns]: paper }
  assert.deepEqual(await find(all), { asked: [wellKnown], found: wellKnown })
  assert.deepEqual(await find({ ...all, [wellKnown]: bytes('<html>') }), {
    asked: [wellKnown, security, named],
    found: named,
  })
  const last = [wellKnown, security, 'https://press.example/security.txt', dns]
  assert.deepEqual(await find({ [dns]: paper }), { asked: last, found: dns })
  assert.deepEqual((await find({})).asked, last)
  assert.match((await find({})).found, /Cannot find a provider of CSAF documents: .*404.*; .*404.*; .*404.*; .*404/)
})
