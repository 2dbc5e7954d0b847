import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'millcert-cli-'))
const now = ['--now', '2026-11-21T10:00:00Z']
after(() => rmSync(folder, { recursive: true, force: true }))

interface Ran {
  code: number | null
  out: string
  err: string
}

/** Runs the command line as a user does; nothing of this user's own settings reaches it. */
function millcert(
  args: readonly string[],
  over: { input?: string | Uint8Array; cwd?: string; env?: Record<string, string> } = {},
): Ran {
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    XDG_CACHE_HOME: join(folder, 'cache'),
    XDG_CONFIG_HOME: join(folder, 'config'),
    NO_COLOR: '1',
    ...over.env,
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [`${root}src/cli/main.ts`, ...args], {
    cwd: over.cwd ?? folder,
    env,
    input: over.input ?? '',
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  return { code: status, out: stdout, err: stderr }
}

const lock = (version: string) =>
  JSON.stringify({
    name: 'line-view',
    lockfileVersion: 3,
    packages: {
      '': { name: 'line-view', dependencies: { left: '1' } },
      'node_modules/left': {
        version,
        resolved: `https://registry.npmjs.org/left/-/left-${version}.tgz`,
        integrity: `sha512-${'A'.repeat(86)}==`,
      },
    },
  })
const record = {
  id: 'GHSA-aaaa-bbbb-cccc',
  modified: '2026-11-20T00:00:00Z',
  aliases: ['CVE-2026-10001'],
  summary: 'Simulated',
  severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
  affected: [
    {
      package: { ecosystem: 'npm', name: 'left' },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '2.0.0' }] }],
    },
  ],
}
const db = ['--db', join(folder, 'db')]

before(() => {
  mkdirSync(join(folder, 'tree/ui'), { recursive: true })
  writeFileSync(join(folder, 'tree/ui/package-lock.json'), lock('1.0.0'))
  mkdirSync(join(folder, 'good'))
  writeFileSync(join(folder, 'good/package-lock.json'), lock('2.0.0'))
  writeFileSync(join(folder, 'osv.json.gz'), gzipSync(JSON.stringify(record)))
  const { code, err } = millcert(['db', 'build', '--from', 'osv.json.gz', ...db, ...now])
  assert.equal(code, 0, err)
})

test('scan: 1 with findings, 0 when everything was checked, 3 without a database, 128 with nothing, 2 when unreadable', () => {
  assert.equal(millcert(['scan', 'tree', ...db, ...now]).code, 1)
  assert.equal(millcert(['scan', 'good', ...db, ...now]).code, 0)
  const without = millcert(['scan', 'good', '--db', 'none', ...now])
  assert.equal(without.code, 3)
  assert.match(without.err, /millcert db build --from/)
  assert.equal(millcert(['scan', 'good', '--db', 'none', '--allow-unknown', ...now]).code, 0)
  mkdirSync(join(folder, 'empty'), { recursive: true })
  assert.equal(millcert(['scan', 'empty', ...db]).code, 128)
  for (const [name, text] of Object.entries({
    'empty.json': '',
    'binary.json': '\u0000\u0001\u0002',
    'cut.cdx.json': '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","na',
  })) {
    writeFileSync(join(folder, name), text)
    const { code, out, err } = millcert(['scan', name, ...db])
    assert.deepEqual([code, out, err.trim().split('\n').length], [2, '', 1], name)
    assert.match(err, new RegExp(name))
  }
  assert.equal(millcert(['scan', 'absent', ...db]).code, 2)
})

test('scan: thresholds, stale feeds and decisions', () => {
  assert.equal(
    millcert(['scan', 'tree', '--fail-on', 'kev', '--fail-on', 'malicious', ...db, ...now]).code,
    3,
    'the feed of exploited vulnerabilities is missing',
  )
  assert.equal(millcert(['scan', 'tree', '--fail-on', 'critical', ...db, ...now]).code, 1)
  assert.equal(millcert(['scan', 'good', '--max-age', '0', ...db, ...now]).code, 3)
  assert.equal(millcert(['scan', 'good', ...db, '--now', '2027-11-21T10:00:00Z']).code, 3)
  mkdirSync(join(folder, 'tree/.millcert'), { recursive: true })
  writeFileSync(
    join(folder, 'tree/.millcert/ignore.toml'),
    '[[ignore]]\nid = "CVE-2026-10001"\nreason = "not reachable"\nuntil = 2026-12-31\n',
  )
  const inside = millcert(['scan', '.', '--format', 'json', ...db, ...now], { cwd: join(folder, 'tree') })
  assert.deepEqual(
    [inside.code, JSON.parse(inside.out).suppressed[0].statement],
    [0, { status: 'accepted', justification: 'not reachable', by: '.millcert/ignore.toml', until: '2026-12-31' }],
  )
  assert.equal(millcert(['scan', 'tree', ...db, ...now]).code, 1, 'a file in a scanned tree decides nothing')
  rmSync(join(folder, 'tree/.millcert'), { recursive: true })
})

test('scan: the same input gives the same bytes, and papers come from files, pipes and gzip alike', () => {
  const path = join(folder, 'tree/ui/package-lock.json')
  const json = (args: string[], input?: Uint8Array) =>
    JSON.parse(millcert(['scan', ...args, '--format', 'json', ...db, ...now], input ? { input } : {}).out)
  const [first, second] = [json([path]), json([path])]
  assert.deepEqual(first, second)
  const piped = json(['-'], readFileSync(path))
  assert.deepEqual([piped.matches, piped.subject.digest], [first.matches, first.subject.digest])
  writeFileSync(`${path}.gz`, gzipSync(readFileSync(path)))
  assert.deepEqual(json([`${path}.gz`]).matches, first.matches)
  rmSync(`${path}.gz`)
  const large = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    components: Array.from({ length: 20_000 }, (_, n) => ({
      type: 'library',
      name: `part-${n}`,
      version: '1.0.0',
      purl: `pkg:npm/part-${n}@1.0.0`,
    })),
  }
  assert.equal(json(['-'], Buffer.from(JSON.stringify(large))).summary.components, 20_000)
})

test('sbom: the same bytes from two folders, time zones, locales and umasks', () => {
  const make = (name: string, env: Record<string, string>, umask: string) => {
    const there = join(folder, name)
    mkdirSync(join(there, 'tree/ui'), { recursive: true })
    writeFileSync(join(there, 'tree/ui/package-lock.json'), lock('1.0.0'))
    writeFileSync(join(there, 'tree/requirements.txt'), 'requests==2.32.0\nurllib3==2.6.3\n')
    const command = `umask ${umask}; exec "${process.execPath}" "${root}src/cli/main.ts" sbom tree --output bom.json`
    const { status, stderr } = spawnSync('sh', ['-c', command], {
      cwd: there,
      env: { PATH: process.env['PATH'], HOME: folder, ...env },
      encoding: 'utf8',
    })
    assert.equal(status, 0, stderr)
    return readFileSync(join(there, 'bom.json'), 'utf8')
  }
  const one = make('here', { TZ: 'Pacific/Auckland', LC_ALL: 'C' }, '077')
  assert.equal(make('a much longer path', { TZ: 'America/Caracas', LC_ALL: 'tr_TR.UTF-8' }, '000'), one)
  const bom = JSON.parse(one)
  assert.equal(bom.components.filter((c: { purl?: string }) => c.purl).length, 3)
  assert.match(bom.serialNumber, /^urn:uuid:/)
})

test('diff: what changed, and 1 only when asked', () => {
  const words = ['tree/ui/package-lock.json', 'good/package-lock.json']
  const { code, out } = millcert(['diff', ...words])
  assert.equal(code, 0)
  assert.match(out, /left {2}1\.0\.0 became 2\.0\.0/)
  assert.equal(millcert(['diff', ...words, '--exit-code']).code, 1)
  assert.equal(JSON.parse(millcert(['diff', ...words, '--format', 'json']).out).schema, 'millcert-diff/1')
})

test('inspect: the last line is a verdict, and the exit code is the same verdict', () => {
  writeFileSync(
    join(folder, 'odd.cdx.json'),
    JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', components: [] }),
  )
  for (const [args, code, status] of [
    [['tree/ui/package-lock.json'], 0, 'accepted'],
    [['odd.cdx.json'], 3, 'accepted-with-warning'],
    [['empty.json'], 2, 'rejected'],
    [['osv.json.gz', '--as', 'advisory'], 0, 'accepted'],
    [['osv.json.gz', '--as', 'sbom'], 2, 'rejected'],
  ] as const) {
    const ran = millcert(['inspect', ...args])
    const verdict = JSON.parse(ran.out.trim().split('\n').at(-1)!)
    assert.deepEqual([ran.code, verdict.schema, verdict.status], [code, 'millcert-inspect/1', status], args.join(' '))
    if (status === 'rejected') assert.equal(ran.err.trim().split('\n').length, 1)
  }
})

test('an answer is written whole to its file, never through a link, and stdout then carries nothing', () => {
  const { out, code } = millcert(['scan', 'tree', '--output', 'answer.json', '--format', 'json', ...db, ...now])
  assert.deepEqual([code, out], [1, ''])
  assert.equal(JSON.parse(readFileSync(join(folder, 'answer.json'), 'utf8')).summary.matched, 1)
  symlinkSync(join(folder, 'elsewhere'), join(folder, 'link.json'))
  assert.equal(millcert(['scan', 'tree', '--output', 'link.json', ...db, ...now]).code, 2)
  assert.equal(statSync(join(folder, 'elsewhere'), { throwIfNoEntry: false }), undefined)
  assert.deepEqual(
    readdirSync(folder).filter(name => name.endsWith('.new')),
    [],
  )
})

test('db build: a cut or bad file leaves the database that was there, and says what was odd', () => {
  const before_ = readFileSync(join(folder, 'db/manifest.json'), 'utf8')
  writeFileSync(join(folder, 'cut.json.gz'), gzipSync(JSON.stringify(record)).subarray(0, 60))
  assert.equal(millcert(['db', 'build', '--from', 'cut.json.gz', ...db, ...now]).code, 128)
  assert.equal(readFileSync(join(folder, 'db/manifest.json'), 'utf8'), before_)
  const status = millcert(['db', 'status', '--verify', ...db, ...now])
  assert.equal(status.code, 0)
  assert.match(status.out, /osv-ghsa +1 .*fresh/)
})

test('usage: unknown words are refused with what was meant, and every command shows three examples', () => {
  const typo = millcert(['scna', '.'])
  assert.deepEqual([typo.code, typo.out], [2, ''])
  assert.match(typo.err, /did you mean scan/)
  assert.match(millcert(['scan', '.', '--formt', 'json']).err, /\(did you mean --format\?\)\n$/)
  assert.match(millcert(['scan']).err, /PATH is missing/)
  assert.match(millcert(['db']).err, /db build .*\n[\s\S]*db status .*\n {2}millcert db update /)
  assert.equal(millcert(['scan', '.', '--limit', 'depth=x']).code, 2)
  assert.equal(millcert(['scan', '--', '--format']).code, 2, 'after -- nothing is a flag')
  const { out } = millcert(['help'])
  const commands = out.split('\n').flatMap(line => /^ {2}millcert (\w+(?: \w+)?) {2}/.exec(line)?.[1] ?? [])
  assert.ok(commands.length >= 9, out)
  for (const command of commands) {
    const help = millcert([...command.split(' '), '--help']).out
    assert.equal(
      help
        .slice(help.indexOf('Examples'), help.indexOf('Flags'))
        .split('\n')
        .filter(line => line.startsWith('  millcert ')).length,
      3,
      command,
    )
  }
})

test('settings: a flag beats the environment, which beats the file, and doctor says which', () => {
  mkdirSync(join(folder, 'config/millcert'), { recursive: true })
  writeFileSync(join(folder, 'config/millcert/config.toml'), 'format = "csv"\nmax-age = 3\n')
  assert.match(millcert(['scan', 'tree', ...db, ...now]).out, /^[^{\n]*,/)
  assert.match(millcert(['scan', 'tree', ...db, ...now], { env: { MILLCERT_FORMAT: 'json' } }).out, /^\{/)
  assert.match(
    millcert(['scan', 'tree', '--format', 'markdown', ...db, ...now], { env: { MILLCERT_FORMAT: 'json' } }).out,
    /\|/,
  )
  const { out } = millcert(['doctor', ...db, ...now, '--format', 'json'], { env: { MILLCERT_MAX_AGE: '4' } })
  assert.match(out, /max-age = 4, from MILLCERT_MAX_AGE \(over /)
  rmSync(join(folder, 'config'), { recursive: true })
})

test('settings: an empty variable is an unset one, and only what a command takes is a setting', () => {
  const env = { MILLCERT_DB: '', MILLCERT_FORMAT: '', MILLCERT_NOW: 'x', MILLCERT_TESTDATA: '/x', MILLCERT_QUIET: '1' }
  const { out } = millcert(['doctor'], { env })
  assert.match(out, /none at \S*cache\/millcert\/db;/)
  assert.deepEqual(
    out.split('\n').filter(line => line.includes('setting')),
    ['good  setting   quiet = 1, from MILLCERT_QUIET'],
  )
  mkdirSync(join(folder, 'config/millcert'), { recursive: true })
  writeFileSync(join(folder, 'config/millcert/config.toml'), 'formta = "csv"\n')
  assert.match(
    millcert(['doctor', ...db, ...now]).out,
    /bad {3}setting {3}.*config\.toml line 1: "formta" is no setting \(did you mean format\?\)/,
  )
  rmSync(join(folder, 'config'), { recursive: true })
})

test('a group of commands shows what is in it', () => {
  for (const flag of ['--help', '-h']) {
    const { code, out, err } = millcert(['db', flag])
    assert.deepEqual([code, err], [0, ''])
    const commands = [...out.matchAll(/^ {2}millcert (db \w+) /gm)].map(([, name]) => name)
    assert.deepEqual(commands, ['db build', 'db export', 'db import', 'db quarantine', 'db status', 'db update'])
  }
})

test('errors name the file as the user did, and advise the limit that was hit', () => {
  mkdirSync(join(folder, 'deep/er'), { recursive: true })
  writeFileSync(join(folder, 'deep/er/page.json'), '<html>')
  writeFileSync(join(folder, 'deep/er/none.json'), '')
  for (const name of ['page', 'none'])
    assert.match(
      millcert(['scan', `deep/er/${name}.json`, ...db]).err,
      new RegExp(`Cannot read deep/er/${name}\\.json:`),
    )
  writeFileSync(join(folder, 'big.cdx.json.gz'), gzipSync('{"bomFormat":"CycloneDX"}'))
  assert.match(millcert(['scan', 'big.cdx.json.gz', '--limit', 'element=9', ...db]).err, /--limit element=36/)
  writeFileSync(join(folder, 'ignore.toml'), '# nothing is ignored\n')
  const ignoring = ['scan', 'good', '--ignore', 'ignore.toml', '--limit', 'element=5', ...db]
  assert.match(millcert(ignoring).err, /--limit element=20/)
})

test('inspect and scan read standard input, once', () => {
  const input = lock('1.0.0')
  const read = millcert(['inspect', '-'], { input })
  assert.deepEqual([read.code, JSON.parse(read.out.trim().split('\n').at(-1)!).format], [0, 'package-lock'])
  assert.equal(millcert(['inspect', '-', '--as', 'advisory'], { input: gzipSync(JSON.stringify(record)) }).code, 0)
  assert.equal(millcert(['scan', '-', ...db, ...now], { input }).code, 1)
  const odd = millcert(['inspect', '-'], { input: '<html>' })
  assert.equal(odd.code, 2)
  assert.match(odd.err, /Cannot read standard input: it looks like a web page/)
})

test('an answer that cannot be written is an error, and a device stays one', {
  skip: statSync('/dev/full', { throwIfNoEntry: false })?.isCharacterDevice() ? false : '/dev/full is no device here',
}, () => {
  for (const args of [['version'], ['help'], ['db', '--help'], ['sbom', '--help'], ['sbom', 'tree']]) {
    const command = `exec "${process.execPath}" "${root}src/cli/main.ts" "$@" > /dev/full`
    const { status, stderr } = spawnSync('sh', ['-c', command, 'sh', ...args], { cwd: folder, encoding: 'utf8' })
    assert.equal(status, 2, args.join(' '))
    assert.match(stderr, /Cannot write the answer: the disk is full/)
  }
  // A pipe of our own: a fault in this would put a file in the place of the machine’s device.
  const mock = join(folder, 'pipe')
  spawnSync('mkfifo', [mock])
  const reader = spawnSync(
    'sh',
    ['-c', `cat "${mock}" & "${process.execPath}" "${root}src/cli/main.ts" version -o "${mock}"; wait`],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  )
  assert.match(reader.stdout, /^millcert /)
  assert.ok(statSync(mock).isFIFO())
})

test('completion and version speak for every shell and for scripts', () => {
  const bash = millcert(['completion', 'bash']).out
  assert.equal(spawnSync('bash', ['-n'], { input: bash }).status, 0)
  const words = spawnSync(
    'bash',
    ['-c', `${bash}\nCOMP_WORDS=(millcert scan --form); COMP_CWORD=2; _millcert; printf '%s ' "\${COMPREPLY[@]}"`],
    { encoding: 'utf8' },
  )
  assert.equal(words.stdout.trim(), '--format')
  assert.match(millcert(['completion', 'fish']).out, /complete -c millcert/)
  assert.match(millcert(['completion', 'zsh']).out, /#compdef millcert/)
  assert.equal(JSON.parse(millcert(['version', '--format', 'json']).out).schema, 'millcert-version/1')
})

test('every JSON answer is what its published schema says', () => {
  const ajv = addFormats.default(new Ajv({ allErrors: true, allowUnionTypes: true }))
  const lockfile = 'tree/ui/package-lock.json'
  writeFileSync(join(folder, 'unknown.json'), '{}')
  const answers: Record<string, string[]> = {
    scan: ['scan', 'tree', '--format', 'json', ...db, ...now],
    inspect: ['inspect', lockfile],
    diff: ['diff', lockfile, 'good/package-lock.json', '--format', 'json'],
    grade: ['grade', lockfile, '--format', 'json'],
    lock: ['lock', 'check', 'tree', '--format', 'json'],
    'db-build': [
      'db',
      'build',
      '--from',
      'osv.json.gz',
      '--from',
      'unknown.json',
      '--db',
      join(folder, 'db3'),
      '--format',
      'json',
      ...now,
    ],
    'db-status': ['db', 'status', '--format', 'json', ...db, ...now],
    version: ['version', '--format', 'json'],
    doctor: ['doctor', '--format', 'json', ...db, ...now],
  }
  for (const [name, args] of Object.entries(answers)) {
    const schema = JSON.parse(readFileSync(`${root}docs/schemas/millcert-${name}-1.schema.json`, 'utf8'))
    const { out, err } = millcert(args)
    assert.notEqual(out, '', `${name}: ${err}`)
    const answer: Record<string, unknown> = JSON.parse(name === 'inspect' ? out.trim().split('\n').at(-1)! : out)
    assert.ok(ajv.validate(schema, answer), `${name}: ${ajv.errorsText()}`)
    assert.equal(ajv.validate(schema, { ...answer, schema: 'other/1' }), false)
  }
})

test('no command opens a socket', {
  skip: spawnSync('strace', ['-V']).status === 0 ? false : 'strace is not installed',
}, () => {
  for (const args of [
    ['scan', 'tree', ...db, ...now],
    ['db', 'build', '--from', 'osv.json.gz', '--db', 'db2'],
    ['sbom', 'tree'],
    ['doctor', ...db],
  ]) {
    const trace = join(folder, 'trace')
    spawnSync(
      'strace',
      [
        '-f',
        '-qq',
        '-e',
        'trace=connect,sendto,execve',
        '-o',
        trace,
        process.execPath,
        `${root}src/cli/main.ts`,
        ...args,
      ],
      { cwd: folder, env: { PATH: process.env['PATH'], HOME: folder } },
    )
    const calls = readFileSync(trace, 'utf8').split('\n')
    assert.deepEqual(
      calls.filter(line => /connect\(|AF_INET/.test(line)),
      [],
      args.join(' '),
    )
    assert.equal(calls.filter(line => line.includes('execve(')).length, 1, 'and starts no program')
  }
})
