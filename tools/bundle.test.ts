import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { strToU8, zipSync } from 'fflate'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'millcert-bundle-'))
after(() => rmSync(folder, { recursive: true, force: true }))
before(() => {
  const { status, stderr } = spawnSync(process.execPath, [`${root}tools/bundle.ts`, join(folder, 'dist')], {
    encoding: 'utf8',
  })
  assert.equal(status, 0, stderr)
  writeFileSync(join(folder, 'Cargo.lock'), 'version = 4\n\n[[package]]\nname = "press"\nversion = "1.0.0"\n')
  const named = 'version=1.0\ngroupId=org.mill\nartifactId=valve\n'
  writeFileSync(join(folder, 'valve.jar'), zipSync({ 'META-INF/maven/org.mill/valve/pom.properties': strToU8(named) }))
  writeFileSync(join(folder, 'Cargo.lock.gz'), gzipSync(readFileSync(join(folder, 'Cargo.lock'))))
  writeFileSync(join(folder, 'bill.xml'), '<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"/>')
})

const run = (program: string, args: readonly string[], more = {}) => {
  const env = { PATH: process.env['PATH'], HOME: folder, XDG_CACHE_HOME: join(folder, 'cache'), ...more }
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: folder,
    env,
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

test('bundle: answers as the checkout does, with and without the code that is kept of runs before', () => {
  const bundle = join(folder, 'dist', 'millcert.cjs')
  for (const args of [
    ['sbom', 'Cargo.lock'],
    ['sbom', 'bill.xml', '--format', 'spdx-json'],
    ['sbom', 'valve.jar'],
    ['inspect', 'Cargo.lock.gz'],
    ['sbom', 'none'],
    ['frob'],
  ]) {
    const wanted = run(`${root}src/cli/main.ts`, args)
    assert.deepEqual(run(bundle, args, { NODE_DISABLE_COMPILE_CACHE: '1' }), wanted, args.join(' '))
    for (let i = 0; i < 3; i++) assert.deepEqual(run(bundle, args), wanted, args.join(' '))
  }
})

test('bundle: the code that is kept of runs before stays as it is where a large paper sets V8 otherwise', () => {
  const bundle = join(folder, 'dist', 'millcert.cjs')
  const more = { XDG_CACHE_HOME: join(folder, 'own') }
  const code = join(folder, 'own', 'millcert', 'code')
  const large = join(folder, 'large', 'Cargo.lock')
  mkdirSync(dirname(large))
  writeFileSync(large, `${`# ${'-'.repeat(1000)}\n`.repeat(5000)}${readFileSync(join(folder, 'Cargo.lock'), 'utf8')}`)
  const kept = () => readdirSync(code).map(name => hash('sha256', readFileSync(join(code, name))))
  const small = run(bundle, ['sbom', 'Cargo.lock'], more)
  const before = kept()
  assert.equal(before.length, 1)
  assert.equal(run(bundle, ['sbom', large], more).status, 0)
  assert.deepEqual(kept(), before)
  assert.deepEqual(run(bundle, ['sbom', 'Cargo.lock'], more), small)
  assert.notDeepEqual(kept(), before, 'the second run of three')
})

test('bundle: serves the pages that lie beside it', async () => {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const args = [join(folder, 'dist', 'millcert.cjs'), 'serve', '--data', join(folder, 'data'), '--port', '0']
  const server = spawn(process.execPath, args, { cwd: folder, env: { PATH: process.env['PATH'], HOME: folder } })
  let out = ''
  server.stdout.on('data', piece => {
    out += piece
    const address = /Its pages: (\S+)\n/.exec(out)?.[1]
    if (address) resolve(address)
  })
  server.on('close', () => reject(new Error(out)))
  try {
    const page = await fetch(`${await promise}/lots`, { headers: { accept: 'text/html' } })
    const [, script] = /<script type="module" crossorigin src="([^"]+)">/.exec(await page.text())!
    assert.equal((await fetch(new URL(script!, page.url))).status, 200)
  } finally {
    server.kill('SIGKILL')
  }
})
