import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { configFile } from './settings.ts'

const main = fileURLToPath(new URL('main.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'millcert-settings-'))
after(() => rmSync(folder, { recursive: true, force: true }))
mkdirSync(join(folder, 'config/millcert'), { recursive: true })
const file = join(folder, 'config/millcert/config.toml')
const bill = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  components: [{ type: 'library', name: 'a', purl: 'pkg:npm/a@1' }],
}
writeFileSync(join(folder, 'a.cdx.json'), JSON.stringify(bill))

/** Runs the command line under a configuration file of this text, none where it is left out. */
function under(config: string | undefined, args: readonly string[], env: Record<string, string> = {}) {
  rmSync(file, { force: true })
  if (config !== undefined) writeFileSync(file, config)
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      XDG_CACHE_HOME: folder,
      XDG_CONFIG_HOME: join(folder, 'config'),
      ...env,
    },
    encoding: 'utf8',
  })
  return { code: status, out: stdout, err: stderr }
}
const scan = ['scan', 'a.cdx.json']

test('a command’s own table beats the top of the file, the environment beats both, and a flag all', () => {
  const config = 'format = "json"\n\n[scan]\nformat = "csv"\n'
  assert.match(under(config, scan).out, /^verdict,/)
  assert.match(under('format = "json"\n', scan).out, /^\{/)
  assert.match(under(config, scan, { MILLCERT_FORMAT: 'jsonl' }).out, /^\{"kind":"scan"/)
  assert.match(under(config, [...scan, '--format', 'markdown'], { MILLCERT_FORMAT: 'jsonl' }).out, /^# Scan/)
  assert.match(under('[db.status]\nformat = "json"\n', ['db', 'status']).out, /^\{|^$/)
  assert.match(under('["db status"]\nformat = "json"\n', scan).out, /^Nothing was checked/)
})

test('lists, numbers and switches are taken as they are, and only where they belong', () => {
  const listed = under('fail-on = ["critical", "kev"]\nallow-unknown = true\n', scan)
  assert.equal(listed.code, 0, listed.err)
  assert.equal(under('allow-unknown = true\n[scan]\nallow-unknown = false\n', scan).code, 3)
  for (const [config, said] of [
    ['allow-unknown = "perhaps"\n', /line 1: allow-unknown = "perhaps": true or false is wanted/],
    ['\nformat = ["json", "csv"]\n', /line 2: format is a list/],
    ['format = true\n', /format = true: FORMAT is wanted/],
    ['[scan]\nformat = { a = 1 }\n', /names no command|neither a text/],
    ['[scan]\nformat = "cvs"\n', /line 2: format "cvs": one of .*csv/],
  ] as const) {
    const { code, err } = under(config, scan)
    assert.deepEqual([code, err.trim().split('\n').length], [2, 1], err)
    assert.match(err, said)
  }
})

test('a value that another command takes is passed over, and one that none takes is refused', () => {
  assert.match(under('format = "sarif"\n', ['sbom', 'a.cdx.json']).out, /"bomFormat"/)
  assert.match(under(undefined, ['sbom', 'a.cdx.json'], { MILLCERT_FORMAT: 'sarif' }).out, /"bomFormat"/)
  assert.match(under('format = "srf"\n', ['sbom', 'a.cdx.json']).err, /line 1: format "srf": one of/)
})

test('what is no setting is refused with its line and what was meant', () => {
  for (const [config, said] of [
    ['# mine\n\nformta = "csv"\n', /config\.toml line 3: "formta" is no setting \(did you mean format\?\)/],
    ['[scan]\nmax_age = 3\n', /line 2: "max_age" is no setting \(did you mean max-age\?\)/],
    ['[scna]\nformat = "csv"\n', /\[scna\] names no command \(did you mean scan\?\)/],
    ['accept = true\n', /line 1: accept is only taken as typed: --accept/],
    ['[scan]\n\nnow = "2026-01-01"\n', /line 3: now is only taken as typed/],
    ['format = "csv\n', /config\.toml: not valid TOML: .* at line 1/],
    [`format = "${'x'.repeat(70_000)}"\n`, /70\d+ bytes, and at most 65536 are read/],
  ] as const) {
    const { code, out, err } = under(config, scan)
    assert.deepEqual([code, out, err.trim().split('\n').length], [2, '', 1], err)
    assert.match(err, said)
    assert.equal(under(config, ['version']).code, 0, 'what is about the command line still answers')
  }
  assert.equal(under('spec-version = "1.6"\n', scan).code, 3, 'a setting of another command is one')
  assert.match(under(undefined, scan, { MILLCERT_CONFIG: join(folder, 'none.toml') }).err, /there is no such file/)
})

test('switches that vouch for something are never set from outside', () => {
  for (const name of ['ACCEPT', 'UNSIGNED', 'DRY_RUN', 'YES']) {
    const { err } = under(undefined, ['db', 'import', 'absent'], { [`MILLCERT_${name}`]: '1' })
    assert.match(err, /no key is trusted/, name)
  }
})

test('doctor shows each setting with its value and where it comes from, and what is wrong', () => {
  const config = 'format = "json"\n[scan]\nmax-age = 3\nfail-on = ["high", "kev"]\n'
  const { out, code } = under(config, ['doctor', '--format', 'table'], { MILLCERT_FORMAT: 'jsonl' })
  assert.equal(code, 3, 'there is no database')
  assert.match(out, /format = jsonl, from MILLCERT_FORMAT \(over .*config\.toml line 1\)\n/)
  assert.match(out, /max-age = 3, from .*config\.toml line 3 for scan\n/)
  assert.match(out, /fail-on = high, kev, from .*config\.toml line 4 for scan\n/)
  assert.match(under('formta = 1\n', ['doctor']).out, /bad {3}setting .*"formta" is no setting/)
  assert.match(under('[', ['doctor']).out, /bad {3}setting .*not valid TOML/)
})

test('the file lies where the system keeps settings, unless MILLCERT_CONFIG names one', () => {
  assert.equal(configFile({}, 'linux'), `${homedir()}/.config/millcert/config.toml`)
  assert.equal(configFile({ XDG_CONFIG_HOME: '/x' }, 'linux'), '/x/millcert/config.toml')
  assert.equal(configFile({ APPDATA: 'C:/u' }, 'win32'), 'C:/u/millcert/config.toml')
  assert.equal(configFile({ APPDATA: 'C:/u', MILLCERT_CONFIG: 'm.toml' }, 'win32'), 'm.toml')
})
