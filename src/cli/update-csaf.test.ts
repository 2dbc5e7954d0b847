import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { db as room } from '#advisories/operations'
import { Problem, type Tool } from '#base'
import * as matching from '#matching/operations'
import { readArguments } from './arguments.ts'
import { exitCodeOf } from './exit-codes.ts'
import { realWorld } from './world.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'millcert-csaf-'))
const now = ['--now', '2026-11-21T10:00:00Z']

type Answer = (request: IncomingMessage, response: ServerResponse) => void
/** What the server has, by path: text, bytes, or an answer of its own; what is undefined is not there. */
const files = new Map<string, string | Uint8Array | Answer>()
const asked: { path: string; headers: IncomingMessage['headers'] }[] = []
const sockets = new Set<unknown>()
const server = createServer((request, response) => {
  asked.push({ path: request.url!, headers: request.headers })
  const file = files.get(decodeURIComponent(request.url!))
  if (file === undefined) return void response.writeHead(404).end()
  if (typeof file === 'function') return file(request, response)
  const etag = `"${createHash('sha256').update(file).digest('hex').slice(0, 16)}"`
  if (request.headers['if-none-match'] === etag) return void response.writeHead(304, { etag }).end()
  response.writeHead(200, { etag }).end(file)
})
server.on('connection', socket => sockets.add(socket))
let base = ''
before(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
after(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => {
  files.clear()
  asked.length = 0
  sockets.clear()
})

interface Ran {
  code: number | null
  out: string
  said: string
}

async function run(tool: Tool, args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const input = readArguments(tool, args, () => undefined)
  const { flags } = input
  const { world } = realWorld({
    now: flags.get('now')?.at(-1),
    quiet: true,
    output: undefined,
    limits: flags.get('limit') ?? [],
    online: true,
  })
  const printed: string[] = []
  const lines: string[] = []
  const out = (text: string | Uint8Array) => void printed.push(String(text))
  const say = (line: string) => void lines.push(line)
  const said = () => lines.join('\n')
  try {
    const code = await tool.run({ ...world, env: name => env[name], out, say }, input)
    return { code, out: printed.join(''), said: said() }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { code: exitCodeOf(error.code), out: printed.join(''), said: `${said()}\n${error.message}` }
  }
}

let databases = 0
const fresh = () => join(folder, `db${databases++}`)
const update = (db: string, more: readonly string[] = [], env: Record<string, string> = {}) =>
  run(room.update, ['csaf', '--csaf', base, '--db', db, ...now, ...more], env)
const statusOf = async (db: string) =>
  JSON.parse((await run(room.status, ['--db', db, '--format', 'json', ...now])).out)
const providerOf = async (db: string) => (await statusOf(db)).providers[0]
const digestOf = (db: string) => JSON.parse(readFileSync(join(db, 'manifest.json'), 'utf8')).digest
const rowOf = ({ out }: Ran) => out.split('\n').find(line => line.startsWith('csaf:')) ?? ''

interface Paper {
  id: string
  date?: string
  namespace?: string
  label?: string
  category?: string
  cves?: readonly string[]
}

/** A document about a package of its own. */
function paper({
  id,
  date = '2026-11-01T00:00:00Z',
  namespace = 'https://press.example',
  label,
  category,
  cves,
}: Paper) {
  return JSON.stringify({
    document: {
      category: category ?? 'csaf_security_advisory',
      csaf_version: '2.0',
      ...(label !== undefined && { distribution: { tlp: { label } } }),
      publisher: { category: 'vendor', name: 'Press', namespace },
      title: 'Simulated',
      tracking: {
        id,
        status: 'final',
        version: '1',
        initial_release_date: date,
        current_release_date: date,
        revision_history: [{ date, number: '1', summary: 'Simulated' }],
      },
    },
    product_tree: {
      full_product_names: [
        {
          name: 'Press',
          product_id: 'P',
          product_identification_helper: { purl: `pkg:pypi/press-${id.toLowerCase().replace(/\W/g, '-')}@1.0` },
        },
      ],
    },
    vulnerabilities: (cves ?? ['CVE-2026-1111']).map(cve => ({ cve, product_status: { known_affected: ['P'] } })),
  })
}

const hash = (algorithm: string, text: string | Uint8Array) => createHash(algorithm).update(text).digest('hex')
const nameOf = (id: string) => `${id.toLowerCase().replace(/[^+\-a-z0-9]+/g, '_')}.json`

function metadata(
  distributions: readonly object[],
  role = 'csaf_trusted_provider',
  namespace = 'https://press.example',
) {
  return JSON.stringify({
    canonical_url: `${base}/.well-known/csaf/provider-metadata.json`,
    last_updated: '2026-11-01T00:00:00Z',
    list_on_CSAF_aggregators: true,
    mirror_on_CSAF_aggregators: true,
    metadata_version: '2.0',
    publisher: { category: 'vendor', name: 'Press', namespace },
    role,
    distributions,
  })
}

const wellKnown = '/.well-known/csaf/provider-metadata.json'

/** A provider that keeps to the rules, with a folder. */
function folderTree(papers: readonly Paper[], at = '/csaf'): void {
  files.set(wellKnown, metadata([{ directory_url: `${base}${at}` }]))
  const lines: string[] = []
  for (const one of papers) {
    const path = `2026/${nameOf(one.id)}`
    const text = paper(one)
    lines.push(`"${path}","${one.date ?? '2026-11-01T00:00:00Z'}"`)
    files.set(`${at}/${path}`, text)
    for (const algorithm of ['sha256', 'sha512'])
      files.set(`${at}/${path}.${algorithm}`, `${hash(algorithm, text)}  ${nameOf(one.id)}\n`)
  }
  files.set(`${at}/changes.csv`, `${lines.join('\r\n')}\r\n`)
  files.set(`${at}/index.txt`, papers.map(({ id }) => `2026/${nameOf(id)}\n`).join(''))
}

/** The same with a feed. */
function feedTree(papers: readonly Paper[], label = 'WHITE', at = '/white'): void {
  const feeds = [{ tlp_label: label, url: `${base}${at}/feed.json`, summary: 'Simulated' }]
  files.set(wellKnown, metadata([{ rolie: { feeds } }]))
  const entry = papers.map(one => {
    const url = `${base}${at}/2026/${nameOf(one.id)}`
    const text = paper(one)
    files.set(`${at}/2026/${nameOf(one.id)}`, text)
    files.set(`${at}/2026/${nameOf(one.id)}.sha512`, `${hash('sha512', text)}  ${nameOf(one.id)}\n`)
    return {
      id: one.id,
      title: 'Simulated',
      link: [
        { rel: 'self', href: url },
        { rel: 'hash', href: `${url}.sha512` },
      ],
      updated: one.date ?? '2026-11-01T00:00:00Z',
      content: { type: 'application/json', src: url },
    }
  })
  files.set(
    `${at}/feed.json`,
    JSON.stringify({ feed: { id: 'feed', title: 'Simulated', updated: '2026-11-01T00:00:00Z', entry } }),
  )
}

const ids = (count: number, from = 1) => Array.from({ length: count }, (_, i) => ({ id: `PR-${from + i}` }))

for (const [name, tree] of [
  ['a folder', folderTree],
  ['a feed', (papers: readonly Paper[]) => feedTree(papers)],
] as const)
  test(`what a provider has in ${name} is taken once, and then only what its list has another date of`, async () => {
    const db = fresh()
    tree(ids(6))
    const first = await update(db)
    assert.equal(first.code, 0, first.out + first.said)
    assert.match(rowOf(first), /updated +6$/)
    assert.ok(asked.length > 12 && sockets.size <= 4, `${asked.length} questions over ${sockets.size} connections`)
    const held = digestOf(db)
    asked.length = 0
    const second = await update(db)
    assert.match(rowOf(second), /unchanged +6 +6$/)
    assert.equal(digestOf(db), held)
    assert.deepEqual(
      asked.filter(({ path }) => path.includes('/2026/')),
      [],
      'no document is asked for',
    )
    asked.length = 0
    tree([{ id: 'PR-1', date: '2026-11-20T00:00:00Z' }, ...ids(6, 2)])
    const third = await update(db)
    assert.match(rowOf(third), /updated +6 +7$/)
    const documents = asked.filter(({ path }) => /\/2026\/.*\.json$/.test(path)).map(({ path }) => path)
    assert.deepEqual(documents.map(path => path.slice(path.lastIndexOf('/') + 1)).sort(), ['pr-1.json', 'pr-7.json'])
    const seen = await providerOf(db)
    assert.deepEqual(
      [seen.documents, seen.newest, seen.success, seen.refused, seen.unchecked, seen.role],
      [7, '2026-11-20T00:00:00Z', '2026-11-21T10:00:00Z', [], 0, 'csaf_trusted_provider'],
    )
  })

/** Serves a folder as a plain web server does. */
function serveFolder(place: string, path = ''): void {
  for (const entry of readdirSync(join(place, path), { withFileTypes: true }))
    if (entry.isDirectory()) serveFolder(place, `${path}/${entry.name}`)
    else files.set(`${path}/${entry.name}`, readFileSync(join(place, path, entry.name)))
}

test('db build of what was fetched gives the same database, and so does a mirror of it', async () => {
  const db = fresh()
  folderTree([...ids(5), { id: 'PR:6 (a)' }])
  assert.equal((await update(db)).code, 0)
  const built = fresh()
  const originals = join(db, 'feeds/originals')
  const { code, said, out } = await run(room.build, ['--from', join(originals, 'csaf'), '--db', built, ...now])
  assert.equal(code, 0, out + said)
  assert.equal(digestOf(built), digestOf(db))
  files.clear()
  serveFolder(originals)
  const mirrored = fresh()
  const answer = await update(mirrored, ['--mirror', base])
  assert.equal(answer.code, 0, answer.out + answer.said)
  assert.equal(digestOf(mirrored), digestOf(db))
})

/** Ids of the records that the database has of a document's package. */
async function recordsOf(db: string, id: string): Promise<string[]> {
  const place = join(folder, 'requirements.txt')
  writeFileSync(place, `press-${id.toLowerCase().replace(/\W/g, '-')}==1.0\n`)
  const { out } = await run(matching.scan, [place, '--db', db, '--format', 'json', '--max-age', '9999', ...now])
  const text = [...out.matchAll(/"(PR-[^"]*)"/g)].map(([, found]) => found!)
  return [...new Set(text)].sort()
}

test('a document whose checksum is of other bytes is refused by name, the one that is held stays, and the rest goes on', async () => {
  const db = fresh()
  folderTree(ids(5))
  assert.equal((await update(db)).code, 0)
  folderTree([{ id: 'PR-1', date: '2026-11-10T00:00:00Z', cves: ['CVE-2026-2222'] }, ...ids(5, 2)])
  files.set('/csaf/2026/pr-1.json.sha512', `${'0'.repeat(128)}  pr-1.json\n`)
  const second = await update(db)
  assert.equal(second.code, 0, second.said)
  assert.match(second.said, /2026\/pr-1\.json is not taken: its \.sha512 is of other bytes: 0000000000000000…/)
  assert.match(rowOf(second), /updated +5 +6$/)
  const seen = await providerOf(db)
  assert.deepEqual([seen.documents, seen.refused.length, /pr-1/.test(seen.refused[0].path)], [6, 1, true])
  folderTree([{ id: 'PR-1', date: '2026-11-10T00:00:00Z', cves: ['CVE-2026-2222'] }, ...ids(5, 2)])
  assert.match(rowOf(await update(db)), /updated/)
  assert.deepEqual((await providerOf(db)).refused, [], 'it is asked for again, and taken once it agrees')
})

test('a document without a checksum is taken and counted; one whose checksum cannot be read too', async () => {
  const db = fresh()
  folderTree(ids(3))
  for (const ending of ['sha256', 'sha512']) files.delete(`/csaf/2026/pr-1.json.${ending}`)
  files.set('/csaf/2026/pr-2.json.sha256', '<html>not here</html>')
  files.delete('/csaf/2026/pr-2.json.sha512')
  const { code, said } = await update(db)
  assert.equal(code, 0)
  assert.match(said, /pr-1\.json: it is taken without a checksum/)
  assert.match(said, /pr-2\.json: its \.sha256 holds no such checksum/)
  assert.match(said, /OpenPGP signatures are not checked/)
  assert.deepEqual([(await providerOf(db)).documents, (await providerOf(db)).unchecked], [3, 2])
})

test('paths that lead out of a folder are not asked for, and nothing is written outside', async () => {
  const db = fresh()
  folderTree(ids(2))
  const bad = [
    '../../../etc/passwd.json',
    '%2e%2e/%2e%2e/up.json',
    '/etc/abs.json',
    'https://169.254.169.254/latest.json',
    '//169.254.169.254/x.json',
    '2026\\..\\..\\win.json',
    '2026/%00.json',
    'a/b%2f..%2fc.json',
    '2026/.part',
    '2026/pr.json.part',
    'x'.repeat(900),
    '2026/?x.json',
  ]
  files.set('/csaf/index.txt', `\ufeff2026/pr-1.json\r\n2026/pr-2.json\n${bad.join('\n')}\n`)
  files.set(
    '/csaf/changes.csv',
    `${files.get('/csaf/changes.csv')}"../up.json","2026-11-01T00:00:00Z"\nnonsense\n"a","b","c"\n`,
  )
  const { code, said } = await update(db)
  assert.equal(code, 0, said)
  assert.match(said, /index\.txt: "\.\.\/\.\.\/\.\.\/etc\/passwd\.json" is no document below its folder/)
  assert.match(said, /"nonsense" is no path and time/)
  assert.equal((await providerOf(db)).documents, 2)
  assert.deepEqual(
    asked.filter(({ path }) => /passwd|up\.json|abs|latest|win|%00/.test(path)),
    [],
  )
  assert.deepEqual(
    readdirSync(folder).filter(name => !/^db\d+$|requirements/.test(name)),
    [],
  )
  assert.deepEqual(readdirSync(join(db, 'feeds/originals')), ['csaf'])
})

test('names with blanks and colons, byte order marks and broken dates are read, and noted', async () => {
  const db = fresh()
  folderTree(ids(1))
  const names = ['icsa 24 001.json', 'rhsa-2024:0001.json', 'a%b.json', 'ümlaut.json']
  for (const [i, name] of names.entries()) files.set(`/csaf/2026/${name}`, `\ufeff${paper({ id: `PR-${i + 2}` })}`)
  files.set('/csaf/2026/dated.json', paper({ id: 'PR-9', date: '2026-13-45' }))
  files.set(
    '/csaf/changes.csv',
    `\ufeff"2026/pr-1.json","2026-11-01T00:00:00Z"\n${names.map(name => `"2026/${name}","soon"`).join('\n')}\n2026/dated.json,2996-01-01T00:00:00Z\n`,
  )
  files.delete('/csaf/index.txt')
  const { code, said, out } = await update(db)
  assert.equal(code, 0, said)
  assert.match(rowOf({ code, said, out }), /updated +6$/)
  assert.match(said, /changes\.csv: "soon" is no time that can be \(line 2\)/)
  assert.match(said, /"2996-01-01T00:00:00Z" is no time that can be/)
  assert.match(said, /dated\.json: its release date "2026-13-45" is no time/)
  assert.match(said, /a document with the id "PR-2" is called pr-2\.json/)
  assert.equal((await providerOf(db)).documents, 6)
  assert.deepEqual(await recordsOf(db, 'PR-3'), ['PR-3'])
  asked.length = 0
  assert.match(rowOf(await update(db)), /unchanged/)
  const again = asked.filter(({ path }) => path.endsWith('.json') && path.includes('/2026/'))
  assert.deepEqual(
    [again.length, again.every(({ headers }) => headers['if-none-match'] !== undefined)],
    [5, true],
    'without a date each is asked for, with the tag of what is held',
  )
})

test('a list without end stops at its limit, and costs the provider alone', async () => {
  const db = fresh()
  folderTree(ids(2))
  assert.equal((await update(db)).code, 0)
  const line = Buffer.alloc(1024 ** 2, '2026/pr-1.json\n')
  files.set('/csaf/index.txt', (_, response) => {
    response.writeHead(200)
    const more = () => {
      while (!response.destroyed && response.write(line));
    }
    response.on('drain', more)
    more()
  })
  const { code, out } = await update(db)
  assert.equal(code, 5)
  assert.match(rowOf({ code, out, said: '' }), /failed .*index\.txt: larger than the limit of 67108864 bytes/)
  assert.equal((await providerOf(db)).documents, 2)
})

test('a document that is cut is asked for once more; where it never comes the others are taken, and the next update asks for it alone', async () => {
  const db = fresh()
  folderTree(ids(8))
  const whole = files.get('/csaf/2026/pr-3.json') as string
  let cuts = 0
  const cut: Answer = (_, response) => {
    cuts++
    response.writeHead(200, { 'content-length': 9999 })
    response.write('{', () => response.socket!.destroy())
  }
  files.set('/csaf/2026/pr-3.json', cut)
  const first = await update(db)
  assert.deepEqual([first.code, cuts], [5, 2])
  assert.match(rowOf(first), /failed .*1 of 8 documents did not come: .*pr-3\.json: the (?:answer|connection) was cut/)
  assert.equal((await providerOf(db)).documents, 7)
  assert.equal((await providerOf(db)).success, null, 'what is not whole is no success')
  asked.length = 0
  files.set('/csaf/2026/pr-3.json', (request, response) =>
    cuts++ === 2 ? cut(request, response) : void response.writeHead(200).end(whole),
  )
  const second = await update(db)
  assert.match(rowOf(second), /updated +7 +8$/)
  assert.deepEqual(
    [...new Set(asked.map(({ path }) => path).filter(path => /\/2026\/.*json$/.test(path)))],
    ['/csaf/2026/pr-3.json'],
  )
})

test('403, 404, redirects and what is no list fail, are named, and leave what is held', async () => {
  const says =
    (status: number, headers = {}): Answer =>
    (_, response) =>
      void response.writeHead(status, headers).end('no')
  for (const [path, answer, said] of [
    [wellKnown, says(403), /the answer is 403/],
    [
      wellKnown,
      says(302, { location: 'http://169.254.169.254/x?token=secret' }),
      /302, to "http:\/\/169\.254\.169\.254\/x": redirects are not followed/,
    ],
    [wellKnown, '<html>', /Cannot read .*provider-metadata\.json/],
    [wellKnown, '{"role":"csaf_trusted_provider"}', /publisher/],
    [wellKnown, '['.repeat(5000), /Cannot read/],
    ['/white/feed.json', says(403), /feed\.json: the answer is 403/],
    ['/white/feed.json', undefined, /feed\.json: the answer is 404/],
    ['/white/feed.json', '<html>', /Cannot read .*feed\.json/],
    ['/white/feed.json', '{"feed":{"entry":[]}}', /no document is listed/],
    ['/white/feed.json', '{"feed":{"entry":7}}', /a list is wanted/],
    ['/white/2026/pr-9.json', says(403), /1 of 4 documents did not come: .*403/],
    ['/white/2026/pr-9.json', says(301, { location: '/elsewhere.json' }), /redirects are not followed/],
  ] as const) {
    files.clear()
    const db = fresh()
    feedTree(ids(3))
    assert.equal((await update(db)).code, 0)
    feedTree([...ids(3), { id: 'PR-9' }])
    if (answer === undefined) files.delete(path)
    else files.set(path, answer)
    const ran = await update(db)
    assert.equal(ran.code, 5, `${path}: ${ran.out}`)
    assert.match(rowOf(ran), said)
    const seen = await providerOf(db)
    assert.deepEqual([seen.documents, seen.failure !== null, seen.success], [3, true, '2026-11-21T10:00:00Z'])
    assert.doesNotMatch(ran.out + ran.said, /secret/)
  }
})

test('a provider of whose documents none can be taken has failed', async () => {
  const db = fresh()
  folderTree(ids(3))
  for (const { id } of ids(3)) files.set(`/csaf/2026/${nameOf(id)}`, '<!doctype html><title>Log in</title>')
  const { code, out } = await update(db)
  assert.equal(code, 5)
  assert.match(out, /failed .*Cannot read csaf\/.*pr-1\.json/)
  assert.equal(existsSync(join(db, 'manifest.json')), false)
})

test('a document that a list names and nobody has is counted, and costs nothing else', async () => {
  const db = fresh()
  folderTree(ids(4))
  files.delete('/csaf/2026/pr-2.json')
  const { code, said } = await update(db)
  assert.equal(code, 0)
  assert.match(said, /1 documents are listed and not there: .*pr-2\.json/)
  assert.deepEqual([(await providerOf(db)).documents, (await providerOf(db)).missing], [3, 1])
})

test('what names an origin of nobody is not asked for', async () => {
  const db = fresh()
  feedTree(ids(2))
  const feed = JSON.parse(files.get('/white/feed.json') as string)
  const stranger = 'http://169.254.169.254/white/2026/pr-7.json'
  feed.feed.entry.push({ ...feed.feed.entry[0], content: { src: stranger }, link: [] })
  feed.feed.entry[0].link.push({ rel: 'hash', href: 'http://169.254.169.254/pr-1.json.sha256' })
  files.set('/white/feed.json', JSON.stringify(feed))
  const { code, said } = await update(db)
  assert.equal(code, 0, said)
  assert.match(said, /"http:\/\/169\.254\.169\.254\/white\/2026\/pr-7\.json" is no document that its source may name/)
  assert.equal((await providerOf(db)).documents, 2)
  files.set(wellKnown, metadata([{ directory_url: 'http://169.254.169.254/csaf' }]))
  const other = await update(fresh())
  assert.equal(other.code, 5)
  assert.match(rowOf(other), /may not send anybody there/)
})

test('what is not for everybody is only asked for with a token of its origin, and that is said', async () => {
  const db = fresh()
  feedTree(ids(2), 'AMBER', '/amber')
  const protectedFiles = new Map(files)
  for (const [path, text] of protectedFiles)
    if (path.startsWith('/amber'))
      files.set(path, (request, response) =>
        request.headers.authorization === 'Bearer verysecret'
          ? void response.writeHead(200).end(text)
          : void response.writeHead(401).end(),
      )
  const without = await update(db)
  assert.equal(without.code, 5)
  assert.match(without.said, /amber\/feed\.json is TLP:AMBER: it is left out without a token/)
  assert.deepEqual(
    asked.filter(({ path }) => path.startsWith('/amber')),
    [],
  )
  const withToken = await update(db, [], { MILLCERT_TOKENS: `${base}=verysecret` })
  assert.equal(withToken.code, 0, withToken.out + withToken.said)
  assert.match(withToken.said, /TLP:AMBER: it is read with the token/)
  assert.equal((await providerOf(db)).documents, 2)
  const later = await update(db)
  assert.equal((await providerOf(db)).documents, 2, later.out)
  const openly = fresh()
  files.clear()
  folderTree([...ids(2), { id: 'PR-8', label: 'RED' }, { id: 'PR-9', label: 'GREEN' }])
  const { said } = await update(openly)
  assert.match(said, /pr-8\.json is not taken: it is TLP:RED, and came without a token/)
  assert.deepEqual([(await providerOf(openly)).documents, (await providerOf(openly)).refused.length], [2, 2])
  const everything = readFileSync(join(openly, 'feeds/csaf', readdirSync(join(openly, 'feeds/csaf'))[0]!), 'utf8')
  assert.doesNotMatch(everything, /verysecret/)
})

test('fewer, older or withdrawn documents are held back until a person accepts them', async () => {
  const withdrawn = (count: number) =>
    ids(count).map(one => ({ ...one, date: '2026-11-02T00:00:00Z', category: 'csaf_withdrawn' }))
  for (const [said, papers, outcome] of [
    [/20 records, where 130 are held/, ids(20), /updated/],
    [
      /its newest record is of 2026-01-01, the one held of 2026-11-01/,
      ids(130).map(one => ({ ...one, date: '2026-01-01T00:00:00Z' })),
      // What is held stays newer, whoever accepts what.
      /unchanged/,
    ],
    [/110 records withdrawn, where 0 were/, [...withdrawn(110), ...ids(20, 111)], /updated/],
  ] as const) {
    files.clear()
    const db = fresh()
    feedTree(ids(130))
    const first = await update(db)
    assert.equal(first.code, 0, first.said)
    const held = digestOf(db)
    feedTree(papers)
    for (const _ of [1, 2]) {
      const ran = await update(db)
      assert.equal(ran.code, 1, ran.out + ran.said)
      assert.match(rowOf(ran), /held-back/)
      assert.match(rowOf(ran), said)
    }
    assert.equal(digestOf(db), held)
    assert.match((await providerOf(db)).quarantine.reason, said)
    const { id } = await providerOf(db)
    const accepted = await update(db, ['--accept', id])
    assert.equal(accepted.code, 0, accepted.said)
    assert.match(rowOf(accepted), outcome)
    assert.equal((await providerOf(db)).quarantine, null)
  }
})

test('a document that is older than the one held is refused, and stays as it was', async () => {
  const db = fresh()
  feedTree(ids(3))
  assert.equal((await update(db)).code, 0)
  feedTree([{ id: 'PR-2', date: '2026-11-05T00:00:00Z' }, ...ids(3).filter(({ id }) => id !== 'PR-2')])
  const older = paper({ id: 'PR-2', date: '2020-01-01T00:00:00Z' })
  files.set('/white/2026/pr-2.json', older)
  files.set('/white/2026/pr-2.json.sha512', hash('sha512', older))
  const { code, said } = await update(db)
  assert.equal(code, 0)
  assert.match(said, /pr-2\.json is not taken: it is older than the one that is held: of 2020-01-01T00:00:00Z/)
  assert.equal((await providerOf(db)).documents, 3)
})

test('a document that is gone is taken back, and comes back when it is there again', async () => {
  const db = fresh()
  feedTree(ids(4))
  assert.equal((await update(db)).code, 0)
  assert.deepEqual(await recordsOf(db, 'PR-2'), ['PR-2'])
  feedTree(ids(4).filter(({ id }) => id !== 'PR-2'))
  assert.match(rowOf(await update(db)), /updated +4 +3$/)
  assert.deepEqual(await recordsOf(db, 'PR-2'), [])
  assert.equal((await providerOf(db)).documents, 3)
  const kept = join(db, 'feeds/originals/csaf', (await providerOf(db)).id.slice(5))
  assert.equal(existsSync(join(kept, encodeURIComponent(base.slice(7)), 'white/2026/pr-2.json')), false)
  assert.equal(existsSync(join(kept, encodeURIComponent(base.slice(7)), 'white/2026/pr-1.json.sha512')), true)
  feedTree(ids(4))
  assert.match(rowOf(await update(db)), /updated +3 +4$/)
  assert.deepEqual(await recordsOf(db, 'PR-2'), ['PR-2'])
})

test('records that a new version of a document no longer makes are taken back', async () => {
  const db = fresh()
  feedTree(ids(2))
  assert.equal((await update(db)).code, 0)
  feedTree([{ id: 'PR-1', date: '2026-11-08T00:00:00Z', category: 'csaf_withdrawn' }, { id: 'PR-2' }])
  assert.equal((await update(db)).code, 0)
  assert.deepEqual([await recordsOf(db, 'PR-1'), await recordsOf(db, 'PR-2')], [[], ['PR-2']])
})

test('a database that somebody built anew gets what is held laid over it', async () => {
  const db = fresh()
  feedTree(ids(3))
  assert.equal((await update(db)).code, 0)
  writeFileSync(join(folder, 'requirements-own.json'), paper({ id: 'PR-70' }))
  const build = ['--from', join(folder, 'requirements-own.json'), '--db', db, ...now]
  assert.equal((await run(room.build, build)).code, 0)
  assert.deepEqual(await recordsOf(db, 'PR-1'), [])
  const kev = await run(room.update, ['kev', '--mirror', base, '--db', db, ...now])
  assert.equal(kev.code, 5, 'an update of another feed does not make it forget')
  asked.length = 0
  const { code, out, said } = await update(db)
  assert.equal(code, 0, out + said)
  assert.deepEqual([await recordsOf(db, 'PR-1'), await recordsOf(db, 'PR-70')], [['PR-1'], ['PR-70']])
  assert.deepEqual(
    asked.filter(({ path }) => path.includes('/2026/')),
    [],
    'no document is asked for again',
  )
})

test('a provider does not speak for a maker that has a feed of its own', async () => {
  const db = fresh()
  folderTree([...ids(2), { id: 'PR-5', namespace: 'https://www.siemens.com' }])
  const { code, said } = await update(db)
  assert.equal(code, 0)
  assert.match(
    said,
    /pr-5\.json is not taken: it is of "https:\/\/www\.siemens\.com", and its provider is "https:\/\/press\.example"/,
  )
  assert.deepEqual(
    (await statusOf(db)).feeds.map(({ id }: { id: string }) => id),
    ['csaf-other'],
  )
})

test('security.txt leads to a provider whose papers are elsewhere', async () => {
  const db = fresh()
  folderTree(ids(2))
  files.set('/press/provider-metadata.json', files.get(wellKnown)!)
  files.delete(wellKnown)
  const none = await update(db)
  assert.equal(none.code, 5)
  assert.match(rowOf(none), /provider-metadata\.json: the answer is 404; .*security\.txt: the answer is 404/)
  files.set(
    '/.well-known/security.txt',
    `\ufeffContact: mailto:x@press.example\r\ncsaf: http://169.254.169.254/x.json\r\nCSAF: ${base}/press/provider-metadata.json\r\n`,
  )
  const { code, out } = await update(db)
  assert.equal(code, 0, out)
  const direct = fresh()
  for (const url of [`${base}/press/provider-metadata.json`, `${base}/.well-known/security.txt`]) {
    const ran = await run(room.update, ['csaf', '--csaf', url, '--db', direct, ...now])
    assert.equal(ran.code, 0, ran.out)
  }
  assert.equal((await statusOf(direct)).providers.length, 2)
})

test('an aggregator names providers; its copies are taken where they are wanted, and where there is nothing else', async () => {
  folderTree(ids(3))
  const copies = (name: string) => {
    files.set(
      `/aggregator/${name}/provider-metadata.json`,
      metadata([{ directory_url: `${base}/csaf` }], 'csaf_provider'),
    )
    return `${base}/aggregator/${name}/`
  }
  const listed = (name: string, url: string, mirrors?: readonly string[]) => ({
    metadata: {
      url,
      role: 'csaf_provider',
      last_updated: '2026-11-01T00:00:00Z',
      publisher: { category: 'vendor', name, namespace: 'https://press.example' },
    },
    ...(mirrors && { mirrors }),
  })
  const paperOf = (category: string, providers: readonly object[], publishers: readonly object[] = []) =>
    JSON.stringify({
      aggregator: { category, name: 'Press', namespace: 'https://press.example' },
      aggregator_version: '2.0',
      csaf_providers: providers,
      csaf_publishers: publishers,
    })
  const place = `${base}/.well-known/csaf-aggregator/aggregator.json`
  const ask = (db: string, more: readonly string[] = []) =>
    run(room.update, ['csaf', '--csaf', place, '--db', db, ...now, ...more])
  files.set(
    '/.well-known/csaf-aggregator/aggregator.json',
    paperOf(
      'aggregator',
      [
        listed('Own', `${base}${wellKnown}`, [copies('own')]),
        listed('Stranger', 'https://stranger.example/provider-metadata.json'),
        { metadata: 7 },
      ],
      [listed('Publisher', 'https://publisher.example/', [copies('publisher')])],
    ),
  )
  const held = fresh()
  const own = await ask(held)
  assert.equal(own.code, 0, own.out + own.said)
  assert.match(own.said, /aggregator "Press" lists 3, of which 2 are asked/)
  assert.match(own.said, /not asked, since their hosts were not named with --csaf-origin: Stranger/)
  assert.deepEqual(
    asked.map(({ path }) => path).filter(path => path.endsWith('metadata.json')),
    [wellKnown, '/aggregator/publisher/provider-metadata.json'],
  )
  asked.length = 0
  const copied = await ask(fresh(), ['--csaf-copies'])
  assert.equal(copied.code, 0, copied.out + copied.said)
  assert.deepEqual(
    asked.map(({ path }) => path).filter(path => path.endsWith('metadata.json')),
    ['/aggregator/own/provider-metadata.json', '/aggregator/publisher/provider-metadata.json'],
  )
  const papers = new Map(files)
  files.clear()
  serveFolder(join(held, 'feeds/originals'))
  const mirrored = await ask(fresh(), ['--mirror', base])
  assert.equal(mirrored.code, 0, mirrored.out + mirrored.said)
  assert.equal(mirrored.out.match(/updated +3\n/g)?.length, 2)
  for (const [path, paper] of papers) files.set(path, paper)
  files.set('/.well-known/csaf-aggregator/aggregator.json', paperOf('lister', [listed('Own', `${base}${wellKnown}`)]))
  assert.match((await ask(fresh())).said, /lister "Press" lists 1, of which 1 are asked/)
  files.set('/.well-known/csaf-aggregator/aggregator.json', paperOf('other', []))
  const bad = await ask(fresh())
  assert.deepEqual([bad.code, /category "other" is none of an aggregator/.test(bad.out)], [5, true], bad.out)
})

test('the folder of a provider is built with its checksums: a document that differs is refused by name', async () => {
  const place = join(folder, `db${databases++}`)
  mkdirSync(place)
  for (const { id } of ids(3)) {
    const text = paper({ id })
    writeFileSync(join(place, nameOf(id)), text)
    writeFileSync(join(place, `${nameOf(id)}.sha256`), `${hash('sha256', id === 'PR-2' ? 'other' : text)}  x\n`)
    writeFileSync(join(place, `${nameOf(id)}.asc`), 'not looked at')
  }
  const db = fresh()
  const { code, out, said } = await run(room.build, ['--from', place, '--db', db, ...now])
  assert.equal(code, 3, out + said)
  assert.match(said, /pr-2\.json: Cannot take .*pr-2\.json: its \.sha256 is of other bytes/)
  assert.doesNotMatch(said + out, /\.asc|not known/)
  assert.deepEqual([await recordsOf(db, 'PR-1'), await recordsOf(db, 'PR-2')], [['PR-1'], []])
  rmSync(join(place, 'pr-2.json.sha256'))
  assert.equal((await run(room.build, ['--from', place, '--db', db, ...now])).code, 0)
})

test('a dry run asks for lists alone and writes nothing', async () => {
  const db = fresh()
  feedTree(ids(3))
  const { code, out } = await update(db, ['--dry-run'])
  assert.equal(code, 0, out)
  assert.match(out, /csaf:127\.0\.0\.1-\d+ +3 of 3 documents would be asked for/)
  assert.equal(existsSync(db), false)
  assert.deepEqual(
    asked.filter(({ path }) => path.includes('/2026/')),
    [],
  )
})

test('what names no source is a fault of usage, and no part of it is shown that lets somebody in', async () => {
  for (const args of [
    ['csaf'],
    ['--csaf', 'ftp://press.example'],
    ['--csaf', 'http://press.example'],
    ['--csaf', 'https://me:verysecret@press.example/'],
    ['--csaf', 'https://press.example/?key=verysecret'],
    ['--csaf', 'https://press.example/advisories.html'],
    ['--csaf', 'press'],
    ['--csaf', base, '--csaf-origin', 'https://press.example/path'],
    ['--accept', 'csaf:press.example'],
  ]) {
    const db = fresh()
    const { code, said } = await run(room.update, [...args, '--db', db, ...now])
    assert.equal(code, 2, `${args}: ${said}`)
    assert.doesNotMatch(said, /verysecret/)
    assert.equal(existsSync(db), false)
  }
})

test('the answers are what their published schemas say', async () => {
  const db = fresh()
  folderTree([...ids(2), { id: 'PR-3', label: 'RED' }])
  const ajv = addFormats.default(new Ajv({ allErrors: true, allowUnionTypes: true }))
  const check = (name: string, out: string) => {
    const schema = JSON.parse(readFileSync(`${root}docs/schemas/millcert-${name}-1.schema.json`, 'utf8'))
    assert.equal(ajv.validate(schema, JSON.parse(out)), true, `${name}: ${ajv.errorsText()}`)
  }
  check('db-update', (await update(db, ['--format', 'json', '--dry-run'])).out)
  check('db-update', (await update(db, ['--format', 'json'])).out)
  check('db-status', JSON.stringify(await statusOf(db)))
  files.delete(wellKnown)
  check('db-update', (await update(db, ['--format', 'json'])).out)
  check('db-update', (await update(db, ['--format', 'json', '--dry-run'])).out)
  check('db-status', JSON.stringify(await statusOf(db)))
  const later = await run(room.status, ['--db', db, '--now', '2027-01-21T10:00:00Z'])
  assert.match(later.out, /csaf:\S+ +2 +1 +2026-11-01 .* STALE +failed/)
  const { out } = await run(room.status, ['--db', db, ...now])
  assert.match(out, /csaf:\S+ +2 +1 +2026-11-01 .* fresh +failed/)
  assert.match(out, /provider +documents +not taken +newest +last attempt +last success/)
})

test('the published tree for tests of CSAF distribution is taken as far as it is for everybody', async t => {
  const data = process.env['MILLCERT_TESTDATA']
  if (data === undefined) return t.skip('MILLCERT_TESTDATA is not set')
  const tree = join(data, 'suites/csaf-testsuite-distribution/data')
  const serve = (path: string): void => {
    for (const entry of readdirSync(join(tree, path), { withFileTypes: true })) {
      const inner = `${path}/${entry.name}`
      if (entry.isDirectory()) serve(inner)
      else if (!entry.name.endsWith('.toml')) {
        const text = readFileSync(join(tree, inner), 'utf8').replaceAll('$((.BaseURL))$', base)
        const guarded = /\/(?:amber|red)\//.test(inner)
        const answer: Answer = (request, response) =>
          void response.writeHead(request.headers.authorization === 'Bearer wonderland' ? 200 : 401).end(text)
        files.set(inner, guarded ? answer : text)
        for (const algorithm of ['sha256', 'sha512']) files.set(`${inner}.${algorithm}`, hash(algorithm, text))
      }
    }
  }
  serve('')
  const db = fresh()
  writeFileSync(join(folder, 'requirements-own.json'), paper({ id: 'PR-70' }))
  assert.equal((await run(room.build, ['--from', join(folder, 'requirements-own.json'), '--db', db, ...now])).code, 0)
  const openly = await update(db)
  assert.equal(openly.code, 0, openly.out + openly.said)
  assert.deepEqual([(await providerOf(db)).documents, (await providerOf(db)).unchecked], [3, 0])
  for (const label of ['GREEN', 'AMBER', 'RED']) assert.match(openly.said, new RegExp(`TLP:${label}: it is left out`))
  const all = await update(db, [], { MILLCERT_TOKENS: `${base}=wonderland` })
  assert.equal(all.code, 0, all.out + all.said)
  assert.deepEqual([(await providerOf(db)).documents, (await providerOf(db)).newest], [12, '2024-11-11T11:00:00Z'])
  const folders = JSON.parse(files.get(wellKnown) as string)
  folders.distributions = folders.distributions.filter((one: object) => 'directory_url' in one)
  folders.distributions.splice(1)
  files.set(wellKnown, JSON.stringify(folders))
  const other = fresh()
  assert.equal((await update(other)).code, 0)
})

test('sources stand in the settings, and one of them is asked by its id', async () => {
  folderTree(ids(2))
  const settings = join(folder, 'requirements-config.toml')
  writeFileSync(settings, `["db update"]\ncsaf = ["${base}", "press.example"]\n`)
  const child = spawn(
    process.execPath,
    [`${root}src/cli/main.ts`, 'db', 'update', `csaf:${base.slice(7).replace(':', '-')}`, '--db', fresh(), ...now],
    { env: { PATH: process.env['PATH'], HOME: folder, MILLCERT_CONFIG: settings }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (out += text))
  const code = await new Promise(resolve => child.on('close', resolve))
  assert.equal(code, 0, out)
  assert.match(out, /csaf:127\.0\.0\.1-\d+ +updated +2\n/)
  assert.doesNotMatch(out, /press\.example/)
})

test('killed among its documents, an update goes on from there', async () => {
  const db = fresh()
  feedTree(ids(400))
  let answered = 0
  const child = spawn(
    process.execPath,
    [`${root}src/cli/main.ts`, 'db', 'update', 'csaf', '--csaf', base, '--db', db, ...now],
    {
      env: { PATH: process.env['PATH'], HOME: folder },
      stdio: 'ignore',
    },
  )
  const gone = new Promise(resolve => child.on('close', resolve))
  for (const [path, text] of [...files])
    if (/\/2026\/.*json$/.test(path))
      files.set(path, (_, response) => {
        answered++
        if (answered > 250) child.kill('SIGKILL')
        else response.writeHead(200).end(text as string)
      })
  await gone
  assert.equal(existsSync(join(db, 'manifest.json')), false)
  asked.length = 0
  feedTree(ids(400))
  const { code, out, said } = await update(db)
  assert.equal(code, 0, out + said)
  const again = asked.filter(({ path }) => /\/2026\/.*json$/.test(path)).length
  // Written down is each two hundredth; up to three that were asked for before it may be still under way then.
  assert.ok(again >= 150 && again <= 203, `${again} of 400 are asked for`)
  assert.equal((await providerOf(db)).documents, 400)
})
