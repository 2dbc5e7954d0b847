import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { ask, toyLedger, toyServer } from '../../tools/house/toy-server.ts'
import { pagesAt } from './pages.ts'

const script = 'export const mill = 1\n'.repeat(100)
const files: Readonly<Record<string, string | Uint8Array>> = {
  'web/index.html': '<!doctype html><title>Millcert</title>',
  'web/mark.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'web/.vite/manifest.json': '{}',
  'web/files/index-Ab3_x-9Z.js': script,
  'web/files/index-Ab3_x-9Z.js.br': brotliCompressSync(script),
  'web/files/index-Ab3_x-9Z.js.gz': gzipSync(script),
  'web/files/odd.exe': 'MZ',
}

/** A disk with these files alone. */
const disk: Parameters<typeof pagesAt>[0] = {
  stat: path => (files[path] === undefined ? undefined : { kind: 'file', size: files[path].length, modified: 0 }),
  list: folder =>
    Object.keys(files)
      .filter(path => path.startsWith(`${folder}/`) && !path.slice(folder.length + 1).includes('/'))
      .map(path => ({ name: path.slice(folder.length + 1), kind: 'file' })),
  read: path => Buffer.from(files[path]!),
}
const pages = pagesAt(disk, 'web')!
const html = { accept: 'text/html,application/xhtml+xml' }

test('the page is answered at every path of a page, and only to who opens pages', async context => {
  const { port, lines } = await toyServer(await toyLedger(context), context, { pages })
  for (const path of ['/', '/assets/asset-1', '/sign-in?back=/lots', '/lots']) {
    const { status, headers, body } = await ask(port, 'GET', path, html)
    assert.equal(status, 200, path)
    assert.match(body, /<title>Millcert/)
    assert.match(headers['content-type']!, /^text\/html/)
    assert.equal(headers['cache-control'], 'no-cache')
  }
  for (const path of ['/api/v1/nothing', '/api/frob', '/files/none.js', '/metrics/x', '/lots//x'])
    assert.match((await ask(port, 'GET', path, html)).headers['content-type']!, /problem\+json/, path)
  assert.equal((await ask(port, 'GET', '/lots')).status, 404)
  assert.equal((await ask(port, 'POST', '/lots', html)).status, 404)
  assert.doesNotMatch(lines.join('\n'), /asset-1|back=/)
})

test('a page may run what is of this server and nothing else; answers of the API run nothing', async context => {
  const { port } = await toyServer(await toyLedger(context), context, { pages })
  const policy = async (path: string) => (await ask(port, 'GET', path, html)).headers['content-security-policy']!
  for (const path of ['/', '/lots', '/files/index-Ab3_x-9Z.js']) {
    assert.match(
      await policy(path),
      /^default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:/,
    )
    assert.match(await policy(path), /connect-src 'self'.*base-uri 'none'; frame-ancestors 'none'$/)
    assert.doesNotMatch(await policy(path), /unsafe|\*|http/)
  }
  assert.doesNotMatch(await policy('/api/v1/slips'), /self/)
})

test('files are sent compressed as is taken, for ever where their name says what they are, and not again', async context => {
  const { port } = await toyServer(await toyLedger(context), context, { pages })
  const path = '/files/index-Ab3_x-9Z.js'
  const coded = async (accepted: string) => {
    const { headers } = await ask(port, 'GET', path, { 'accept-encoding': accepted })
    assert.equal(headers['vary'], 'accept-encoding')
    assert.equal(headers['content-type'], 'text/javascript; charset=utf-8')
    return headers['content-encoding']
  }
  assert.equal(await coded('gzip, deflate, br'), 'br')
  assert.equal(await coded('gzip;q=1.0, br;q=0'), 'gzip')
  assert.equal(await coded('identity'), undefined)
  const first = await ask(port, 'GET', path, { 'accept-encoding': 'br' })
  assert.equal(first.headers['cache-control'], 'public, max-age=31536000, immutable')
  assert.equal(Number(first.headers['content-length']), files['web/files/index-Ab3_x-9Z.js.br']!.length)
  const etag = first.headers['etag']!
  const again = await ask(port, 'GET', path, { 'accept-encoding': 'br', 'if-none-match': etag })
  assert.deepEqual([again.status, again.body], [304, ''])
  assert.equal((await ask(port, 'GET', path, { 'if-none-match': etag })).status, 200)
  assert.equal((await ask(port, 'GET', '/mark.svg')).headers['cache-control'], 'no-cache')
})

test('nothing is served but what pages are made of', async context => {
  const { port } = await toyServer(await toyLedger(context), context, { pages })
  for (const path of [
    '/.vite/manifest.json',
    '/files/odd.exe',
    '/files/',
    '/files/index-Ab3_x-9Z.js.br',
    '/index.html.br',
  ])
    assert.notEqual((await ask(port, 'GET', path)).status, 200, path)
})

test('without pages the server says so, and how they are built', async context => {
  assert.equal(pagesAt(disk, 'nowhere'), undefined)
  const { port } = await toyServer(await toyLedger(context), context)
  const { status, body } = await ask(port, 'GET', '/', html)
  assert.equal(status, 200)
  assert.match(body, /pages of this server are not built.*npm run pages/s)
  assert.equal((await ask(port, 'GET', '/lots', html)).status, 404)
})
