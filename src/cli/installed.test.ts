import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('main.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'millcert-installed-'))
const now = ['--now', '2026-11-21T10:00:00Z']
const db = ['--db', join(folder, 'db')]
after(() => rmSync(folder, { recursive: true, force: true }))

function millcert(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, NO_COLOR: '1' },
    encoding: 'utf8',
  })
  return { code: status, out: stdout, err: stderr }
}

/** Files by path, each with its text. */
function lay(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}
const npm = (name: string, version: string, more = {}) => JSON.stringify({ name, version, license: 'MIT', ...more })
const python = (name: string, version: string, more = '') =>
  `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n${more}\n`
const scanned = (path: string) => {
  const ran = millcert('scan', path, '--format', 'json', ...db, ...now)
  assert.notEqual(ran.out, '', ran.err)
  return { code: ran.code, report: JSON.parse(ran.out) }
}
const record = (id: string, ecosystem: string, name: string) =>
  JSON.stringify({
    id,
    modified: '2026-11-20T00:00:00Z',
    affected: [
      {
        package: { ecosystem, name },
        ranges: [
          { type: ecosystem === 'npm' ? 'SEMVER' : 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '2.0.0' }] },
        ],
      },
    ],
  })

before(() => {
  lay({
    'osv.ndjson': `${record('GHSA-aaaa-bbbb-cccc', 'npm', 'left')}\n${record('PYSEC-2026-1', 'PyPI', 'gauge')}\n`,
    'web/node_modules/left/package.json': npm('left', '1.0.0'),
    'web/node_modules/left/test/package.json': npm('fake', '0.0.1'),
    'web/node_modules/@s/right/package.json': npm('@s/right', '2.0.0', { dependencies: { left: '1' } }),
    'web/node_modules/@s/right/node_modules/left/package.json': npm('left', '1.0.0'),
    'web/node_modules/.bin/left': '#!',
    'env/pyvenv.cfg': 'home = /usr/bin\n',
    'env/lib/python3.12/site-packages/gauge-1.0.dist-info/METADATA': python('gauge', '1.0'),
    'env/lib/python3.12/site-packages/dial-3.egg-info/PKG-INFO': python('dial', '3', 'Requires-Dist: gauge\n'),
  })
  const { code, err } = millcert('db', 'build', '--from', 'osv.ndjson', ...db, ...now)
  assert.equal(code, 0, err)
})

test('scan: packages of node_modules without a lockfile are read, each once with every place it stands in', () => {
  const { code, report } = scanned('web')
  assert.equal(code, 1)
  assert.deepEqual([report.summary.components, report.notes], [2, []])
  const [match] = report.matches
  assert.deepEqual(match.component.locations, [
    'node_modules/@s/right/node_modules/left/package.json',
    'node_modules/left/package.json',
  ])
  assert.deepEqual(match.component.purl, 'pkg:npm/left@1.0.0')
})

test('scan: what is installed in a Python environment is read, with the way to it', () => {
  const { code, report } = scanned('env')
  assert.deepEqual([code, report.summary.components, report.notes], [1, 2, []])
  const { component } = report.matches[0]
  assert.deepEqual(component.locations, ['lib/python3.12/site-packages/gauge-1.0.dist-info/METADATA'])
  assert.deepEqual(component.paths, [['lib/python3.12/site-packages', 'dial', 'gauge']])
})

test('scan: a package that is clean is clean, one that cannot be read makes the answer unsure', () => {
  lay({ 'fine/node_modules/left/package.json': npm('left', '2.0.0') })
  assert.deepEqual(scanned('fine').code, 0)
  lay({ 'fine/node_modules/torn/package.json': '{"name":"torn",' })
  const { code, report } = scanned('fine')
  assert.deepEqual(
    [code, report.notes.map((note: { code: string; at: string }) => [note.code, note.at])],
    [
      3,
      [
        ['file-unreadable', 'node_modules/torn/package.json'],
        ['not-decided', undefined],
      ],
    ],
  )
})

test('sbom: of installed packages the same bytes twice, and what needs what', () => {
  const [one, two] = [millcert('sbom', 'web'), millcert('sbom', 'web')]
  assert.equal(one.code, 0, one.err)
  assert.equal(one.out, two.out)
  const bom = JSON.parse(one.out)
  assert.deepEqual(bom.components.map((it: { purl: string }) => it.purl).sort(), [
    'pkg:npm/%40s/right@2.0.0',
    'pkg:npm/left@1.0.0',
  ])
  const { dependsOn } = bom.dependencies.find((it: { ref: string }) => it.ref.includes('right'))
  assert.deepEqual(dependsOn, ['pkg:npm/left@1.0.0'])
})

test('scan: a file beside a lockfile is not read through a link', () => {
  lay({ 'go/go.mod': 'module a\n\ngo 1.22\n\nrequire example.com/b v1.0.0\n', secret: 'example.com/c v9.0.0 h1:x=\n' })
  symlinkSync(join(folder, 'secret'), join(folder, 'go/go.sum'))
  const trace = join(folder, 'trace')
  if (spawnSync('strace', ['-V']).status === 0) {
    spawnSync('strace', ['-f', '-qq', '-e', 'trace=openat', '-o', trace, process.execPath, main, 'sbom', 'go'], {
      cwd: folder,
    })
    const opened = spawnSync('grep', ['-c', 'go\\.sum', trace], { encoding: 'utf8' }).stdout.trim()
    assert.equal(opened, '0')
  }
  rmSync(join(folder, 'go/go.sum'))
  const without = millcert('sbom', 'go').out
  symlinkSync(join(folder, 'secret'), join(folder, 'go/go.sum'))
  assert.equal(millcert('sbom', 'go').out, without)
})

test('scan: an empty requirements.txt lists nothing, an empty lockfile is damaged', () => {
  lay({ 'void/requirements.txt': '', 'void/ok/package-lock.json': '{"lockfileVersion":3,"packages":{"":{}}}' })
  const codes = () => scanned('void').report.notes.map((note: { code: string }) => note.code)
  assert.ok(codes().includes('file-empty') && !codes().includes('file-unreadable'))
  lay({ 'void/package-lock.json': '' })
  assert.ok(codes().includes('file-unreadable'))
})

test('diff: what either side could not tell is told, and makes the answer unsure', () => {
  lay({ 'a/requirements.txt': 'x==1\n', 'b/requirements.txt': 'x==1\n', 'b/deno.lock': '' })
  const { code, out, err } = millcert('diff', 'a', 'b', '-v')
  assert.deepEqual([code, out], [3, 'No difference in packages, versions, hashes or licences.\n'])
  assert.match(err, /note: .*deno\.lock.* \(b: deno\.lock\)/)
  const { notes } = JSON.parse(millcert('diff', 'a', 'b', '--format', 'json').out)
  assert.deepEqual(
    notes.map((note: { code: string; at: string }) => [note.code, note.at]),
    [['list-not-read', 'b: deno.lock']],
  )
  assert.equal(millcert('diff', 'a', 'a').code, 0)
})
