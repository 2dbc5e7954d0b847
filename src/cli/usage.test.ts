import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('main.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'millcert-usage-'))
after(() => rmSync(folder, { recursive: true, force: true }))

function millcert(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, XDG_CACHE_HOME: folder, XDG_CONFIG_HOME: folder },
    encoding: 'utf8',
  })
  return { code: status, out: stdout, err: stderr }
}

test('help COMMAND is COMMAND --help, of a group too, and -V is --version', () => {
  for (const command of [['scan'], ['db', 'build'], ['db']])
    assert.deepEqual(millcert('help', ...command), millcert(...command, '--help'))
  assert.match(millcert('help', 'scan').out, /millcert scan PATH/)
  assert.deepEqual(millcert('-V'), millcert('--version'))
  assert.deepEqual(millcert('-V'), millcert('version'))
  assert.match(millcert('help', 'scna').err, /there is no command "scna" \(did you mean scan\?\)\n$/)
})

test('a group alone lists its commands, as an error', () => {
  const alone = millcert('db')
  assert.deepEqual([alone.code, alone.out, alone.err], [2, '', millcert('db', '--help').out])
  assert.match(millcert('db', 'statsu').err, /there is no command "db statsu" \(did you mean db status\?\)\n$/)
})

test('one hint in brackets is enough', () => {
  for (const args of [
    ['scna', '.'],
    ['scan', '.', '--formt', 'json'],
    ['nothing-like-it'],
    ['sbom', 'x', '--spec-version', '9'],
  ])
    assert.doesNotMatch(millcert(...args).err, /\) \(/, args.join(' '))
  assert.match(millcert('scan', '.', '-f').err, /there is no flag -f/)
})

test('a feed and the name of an image are told apart from files that are not there', () => {
  const vulnerabilities = [{ cveID: 'CVE-2026-10001', dateAdded: '2026-11-19' }]
  writeFileSync(join(folder, 'kev.json'), JSON.stringify({ catalogVersion: '2026.11', vulnerabilities }))
  const feed = millcert('scan', 'kev.json')
  assert.deepEqual([feed.code, feed.out], [2, ''])
  assert.match(
    feed.err,
    /Cannot scan kev\.json: it is a feed of advisories \(kev\).*millcert db build --from kev\.json/,
  )
  for (const name of ['alpine:3.18', 'registry.example:5000/line/hmi:2', `hmi@sha256:${'0a'.repeat(32)}`])
    assert.match(millcert('scan', name).err, /docker save .* -o image\.tar, then millcert scan image\.tar/, name)
  assert.doesNotMatch(millcert('scan', 'absent.json').err, /docker/)
})

test('a path that is named twice is scanned once, and a note says so', () => {
  writeFileSync(join(folder, 'p.csv'), 'asset_id,vendor,product,version\nA-1,Nordwerk,Drive,2.0\n')
  mkdirSync(join(folder, 'd'), { recursive: true })
  writeFileSync(join(folder, 'd/requirements.txt'), 'left==1.0\n')
  const report = JSON.parse(millcert('scan', 'p.csv', './p.csv', 'd', 'd/', '--format', 'json').out)
  assert.equal(report.summary.components, 2)
  assert.deepEqual(
    report.notes.flatMap((note: { code: string; at: string }) => (note.code === 'path-twice' ? [note.at] : [])),
    ['./p.csv', 'd/'],
  )
})

test('completion knows the values of flags that have some, and the commands that help takes', () => {
  const script = millcert('completion', 'bash').out
  const complete = (...words: string[]) => {
    const set = `COMP_WORDS=(${words.map(word => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}`
    const command = `${script}\n${set}; _millcert; printf '%s ' "\${COMPREPLY[@]}"`
    return spawnSync('bash', ['-c', command], { encoding: 'utf8' }).stdout.trim().split(' ')
  }
  assert.ok(complete('millcert', 'sbom', '--spec-version', '').includes('1.6'))
  assert.deepEqual(complete('millcert', 'scan', '--format', 'sa'), ['sarif'])
  assert.deepEqual(complete('millcert', 'scan', '--format', '=', 'sa'), ['sarif'])
  assert.ok(complete('millcert', 'help', '').includes('scan'))
})
