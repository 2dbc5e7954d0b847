import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import type { Network } from '#base'
import { madeNetwork } from '../../tools/memory/network.ts'
import { memoryWorld } from '../../tools/memory/world.ts'
import { verifyFromCache } from './lock-cache.ts'
import { checkLocks } from './lock-check.ts'
import { registries, verifyOnline } from './lock-online.ts'

const file = Buffer.from('what the registry has')
const sri = `sha512-${createHash('sha512').update(file).digest('base64')}`
const sha256 = createHash('sha256').update(file).digest('hex')
const sum = `h1:${Buffer.alloc(32, 1).toString('base64')}`
const other = 'ab'.repeat(32)

const npm = (integrity: string) =>
  `{"lockfileVersion":3,"packages":{"":{},"node_modules/@mill/valve":{"version":"1.0.0","integrity":"${integrity}"}}}`

const report = async (files: Record<string, string>) =>
  checkLocks(
    memoryWorld(Object.fromEntries(Object.entries(files).map(([name, text]) => [`tree/${name}`, text]))),
    'tree',
  )

const asking = (made: Network) => ({ network: made, origins: new Map<string, string>(), progress: () => {} })
const rules = ({ findings }: { findings: { rule: string; name: string | undefined }[] }) =>
  findings.map(({ rule, name }) => `${rule} ${name}`)

const locks = {
  'package-lock.json': npm(sri),
  'requirements.txt': `valve==1.0 --hash=sha256:${sha256}\n`,
  'Cargo.lock': `version = 4\n\n[[package]]\nname = "valve"\nversion = "1.0.0"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "${sha256}"\n`,
  'go.mod': 'module m\n\ngo 1.22\n\nrequire m.example/Valve v1.0.0\n',
  'go.sum': `m.example/Valve v1.0.0 ${sum}\nm.example/Valve v1.0.0/go.mod ${sum}\n`,
}
const published: Record<string, string> = {
  'https://registry.npmjs.org/@mill%2fvalve/1.0.0': JSON.stringify({ dist: { integrity: sri } }),
  'https://pypi.org/pypi/valve/1.0/json': JSON.stringify({ urls: [{ digests: { sha256, md5: 'a'.repeat(32) } }] }),
  'https://index.crates.io/va/lv/valve': `{"vers":"0.9.0","cksum":"${other}"}\n{"vers":"1.0.0","cksum":"${sha256}"}\n`,
  'https://sum.golang.org/lookup/m.example/!valve@v1.0.0': `12\nm.example/Valve v1.0.0 ${sum}\nm.example/Valve v1.0.0/go.mod ${sum}\n\ngo.sum database tree\n`,
}

test('online: each registry is asked once for each version, and has the recorded hashes', async () => {
  assert.deepEqual(registries.map(({ id }) => id).sort(), ['cargo', 'golang', 'npm', 'pypi'])
  const made = madeNetwork(published)
  const verified = await verifyOnline(
    await report({ ...locks, 'b/requirements.txt': locks['requirements.txt'] }),
    asking(made),
  )
  assert.deepEqual([verified.right, verified.failed, verified.findings], [5, 0, []])
  assert.deepEqual(made.asked.sort(), Object.keys(published).sort())
})

test('online: what a lockfile has from a registry of its own is asked there, where that is named, and nowhere else', async () => {
  const at = (registry: string, tarball: string) =>
    npm(sri).replace('"integrity"', `"resolved":"${registry}${tarball}","integrity"`)
  // Put together here, or the gate finds a password in this file.
  const login = ['somebody', 'kept'].join(':')
  const requirement = `valve==1.0 --hash=sha256:${sha256}\n--index-url https://${login}@index.mill.example/simple\n`
  const own = await report({
    'a/package-lock.json': at('https://npm.mill.example/api/npm/line', '/@mill/valve/-/valve-1.0.0.tgz'),
    'b/package-lock.json': at('https://npm.pkg.github.com', '/download/@mill/valve/1.0.0/abc'),
    'requirements.txt': requirement,
  })
  assert.ok(!JSON.stringify(own).includes('kept'))
  const made = madeNetwork(published)
  const verified = await verifyOnline(own, asking(made))
  assert.deepEqual([made.asked, verified.right], [[], 0])
  assert.deepEqual(rules(verified), [
    'hash-unverified @mill/valve',
    'hash-unverified @mill/valve',
    'hash-unverified valve',
  ])
  const named = madeNetwork({
    'https://npm.mill.example/@mill%2fvalve/1.0.0': published['https://registry.npmjs.org/@mill%2fvalve/1.0.0']!,
    'https://index.mill.example/pypi/valve/1.0/json': published['https://pypi.org/pypi/valve/1.0/json']!,
  })
  const origins = new Map([
    ['npm', 'https://npm.mill.example'],
    ['pypi', 'https://index.mill.example'],
  ])
  assert.equal((await verifyOnline(own, { ...asking(named), origins })).right, 2)
  assert.deepEqual(named.asked.length, 2)
  // Both names of npm's own registry are that one.
  for (const registry of ['https://registry.npmjs.org', 'https://registry.yarnpkg.com']) {
    const usual = await report({ 'package-lock.json': at(registry, '/@mill/valve/-/valve-1.0.0.tgz') })
    assert.equal((await verifyOnline(usual, asking(madeNetwork(published)))).right, 1)
  }
})

test('online: a hash that the registry does not have is a mismatch, beside others that it has too', async () => {
  for (const [url, text] of Object.entries(published)) {
    const wrong = text
      .replaceAll(sri, `sha512-${Buffer.alloc(64, 2).toString('base64')}`)
      .replaceAll(sha256, 'cd'.repeat(32))
      .replaceAll(sum, `h1:${Buffer.alloc(32, 2).toString('base64')}`)
    const verified = await verifyOnline(await report(locks), asking(madeNetwork({ ...published, [url]: wrong })))
    assert.equal(verified.right, 3, url)
    assert.deepEqual(
      verified.findings.map(({ rule }) => rule),
      ['hash-mismatch'],
      url,
    )
  }
  const two = { 'requirements.txt': `valve==1.0 --hash=sha256:${sha256} --hash=sha256:${other}\n` }
  assert.deepEqual(rules(await verifyOnline(await report(two), asking(madeNetwork(published)))), [
    'hash-mismatch valve',
  ])
})

test('online: what no registry knows, or does not answer for, is not verified', async () => {
  const none = await verifyOnline(await report(locks), asking(madeNetwork({})))
  assert.deepEqual([none.right, none.failed, none.findings.length], [0, 0, 4])
  assert.ok(none.findings.every(({ rule }) => rule === 'hash-unverified'))
  const down = Object.fromEntries(Object.keys(published).map(url => [url, 'down']))
  const failed = await verifyOnline(await report(locks), asking(madeNetwork(down)))
  assert.deepEqual([failed.right, failed.failed, failed.findings.length], [0, 4, 4])
  for (const answer of ['', '[]', '{"dist":{"integrity":7}}', '{"urls":[null,{"digests":[]}]}', '\u0000', 'null\nnull'])
    for (const url of Object.keys(published)) {
      const odd = await verifyOnline(await report(locks), asking(madeNetwork({ ...published, [url]: answer })))
      assert.deepEqual([odd.right, odd.findings.map(({ rule }) => rule)], [3, ['hash-unverified']], url + answer)
    }
  const gem = `GEM\n  remote: https://rubygems.org/\n  specs:\n    valve (1.0.0)\n\nDEPENDENCIES\n  valve\n\nCHECKSUMS\n  valve (1.0.0) sha256=${sha256}\n`
  assert.deepEqual(rules(await verifyOnline(await report({ 'Gemfile.lock': gem }), asking(madeNetwork({})))), [
    'hash-unverified valve',
  ])
})

test('online: an origin that does not answer is not asked for ever', async () => {
  const many = Array.from({ length: 50 }, (_, n) => `valve${n}==1.0 --hash=sha256:${sha256}`).join('\n')
  const made = madeNetwork(
    Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`https://pypi.org/pypi/valve${n}/1.0/json`, 'down'])),
  )
  const verified = await verifyOnline(await report({ 'requirements.txt': many }), asking(made))
  assert.equal(verified.findings.length, 50)
  assert.ok(made.asked.length < 15, String(made.asked.length))
})

test('from a cache: files by their hash or their name, right, of another content, and missing', async () => {
  const content = createHash('sha512').update(file).digest('hex')
  const place = `cache/_cacache/content-v2/sha512/${content.slice(0, 2)}/${content.slice(2, 4)}/${content.slice(4)}`
  const verify = async (cached: Record<string, string | Buffer>, files: Record<string, string> = locks) =>
    verifyFromCache(await report(files), memoryWorld({ 'cache/readme': '', ...cached }), 'cache')
  const onlyNpm = { 'package-lock.json': npm(sri) }
  const onlyPip = { 'requirements.txt': locks['requirements.txt'] }
  assert.deepEqual(await verify({ [place]: file }, onlyNpm), { right: 1, failed: 0, findings: [] })
  assert.deepEqual(rules(await verify({ [place]: 'other' }, onlyNpm)), ['hash-mismatch @mill/valve'])
  for (const name of ['mill-valve-1.0.0.tgz', 'a/valve-1.0.0.tgz']) {
    assert.equal((await verify({ [`cache/${name}`]: file }, onlyNpm)).right, 1)
    assert.deepEqual(rules(await verify({ [`cache/${name}`]: 'other' }, onlyNpm)), ['hash-mismatch @mill/valve'])
  }
  assert.deepEqual(rules(await verify({ 'cache/valve-1.0-py3-none-any.whl': 'other' }, onlyPip)), [
    'hash-mismatch valve',
  ])
  assert.equal((await verify({ 'cache/any': file }, onlyPip)).right, 1)
  assert.deepEqual(rules(await verify({ 'cache/valve-1.1-py3-none-any.whl': 'other' }, onlyPip)), [
    'hash-unverified valve',
  ])
  // A file that another lockfile pins under the same name is none of this one.
  const both = {
    ...onlyPip,
    'Cargo.lock': locks['Cargo.lock'].replace(sha256, createHash('sha256').update('other').digest('hex')),
  }
  assert.deepEqual(
    rules(await verify({ 'cache/valve-1.0.0.crate': 'other', 'cache/valve-1.0.tar.gz': file }, both)),
    [],
  )
  assert.throws(() => verifyFromCache({ pins: [] }, memoryWorld(), 'none'), { code: 'base/not-found' })
})
