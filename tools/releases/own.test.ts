import assert from 'node:assert/strict'
import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

const root = fileURLToPath(new URL('../..', import.meta.url))
const known = spawnSync('git', ['-C', root, 'ls-files', '-co', '--exclude-standard', '-z'], { encoding: 'utf8' })
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
const data = process.env['MILLCERT_TESTDATA']
const options = { skip: known.status === 0 ? false : 'this is no checkout of the repository' }
const folder = mkdtempSync(join(tmpdir(), 'millcert-own-'))
chmodSync(folder, 0o755)
after(() => rmSync(folder, { recursive: true, force: true }))

/** Somebody who works on the project, on a machine and a day of their own. */
interface Maker {
  checkout: string
  home: string
  umask: string
  user: number | undefined
  env: Record<string, string>
}

const asRoot = process.getuid?.() === 0
const first: Maker = {
  checkout: join(folder, 'one'),
  home: join(folder, 'home-one'),
  umask: '022',
  user: undefined,
  env: { TZ: 'Pacific/Kiritimati', LC_ALL: 'C' },
}
const second: Maker = {
  checkout: join(folder, 'another place', 'millcert of somebody'),
  home: join(folder, 'home-two'),
  umask: '077',
  user: asRoot ? 65534 : undefined,
  // A day of next year in every process of it.
  env: {
    TZ: 'America/St_Johns',
    LC_ALL: 'tr_TR.UTF-8',
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent('const now=Date.now,D=Date;Date.now=()=>now()+4e10;globalThis.Date=class extends D{constructor(...a){if(a.length)super(...a);else super(now()+4e10)}}')}`,
  },
}

/** Its own Node, which somebody else can reach too. */
function programs(checkout: string): string {
  const pinned = join(checkout, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin')
  return existsSync(pinned) ? pinned : dirname(process.execPath)
}

function ran(maker: Maker, ...words: string[]): SpawnSyncReturns<string> {
  return spawnSync('sh', ['-c', `umask ${maker.umask}; exec "$@"`, 'sh', ...words], {
    cwd: maker.checkout,
    env: { PATH: `${programs(maker.checkout)}:${process.env['PATH']}`, HOME: maker.home, ...maker.env },
    ...(maker.user !== undefined && { uid: maker.user, gid: maker.user }),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
}

/** The tree as it stands somewhere, committed: the same commit whoever makes it. */
function checkedOut(maker: Maker, from: string): void {
  const { checkout, home } = maker
  for (const path of known.stdout.split('\0').filter(Boolean)) {
    if (!existsSync(join(from, path))) continue
    mkdirSync(join(checkout, dirname(path)), { recursive: true })
    cpSync(join(from, path), join(checkout, path), { verbatimSymlinks: true })
  }
  mkdirSync(home)
  given(maker, home)
  given(maker, checkout)
  if (maker.umask === '077') assert.equal(ran(maker, 'chmod', '-R', 'go=', '.').status, 0)
  const when = '2026-01-02T03:04:05Z'
  const git = (...words: string[]) => {
    const own = ['-c', 'user.name=a', '-c', 'user.email=a@millcert.example', '-c', 'core.autocrlf=false']
    const { status, stderr } = ran(
      maker,
      'env',
      `GIT_AUTHOR_DATE=${when}`,
      `GIT_COMMITTER_DATE=${when}`,
      'git',
      ...own,
      ...words,
    )
    assert.equal(status, 0, stderr)
  }
  git('init', '-q', '-b', 'main')
  git('add', '-A')
  git('commit', '-q', '-m', 'the tree')
  installed(checkout)
}

/** Lets somebody have a folder with all that is in it. */
function given({ user }: Maker, path: string): void {
  if (user === undefined) return
  const inside = readdirSync(path, { recursive: true, withFileTypes: true })
  for (const one of [path, ...inside.map(({ parentPath, name }) => join(parentPath, name))]) chownSync(one, user, user)
}

/** What is installed here, as links of the file system where it can be, so that each has its own paths. */
function installed(checkout: string): void {
  const to = join(checkout, 'node_modules')
  mkdirSync(to)
  const names = readdirSync(join(root, 'node_modules')).filter(name => !/^\.(?:cache|vite)/.test(name))
  const from = names.map(name => join(root, 'node_modules', name))
  const copied = (flags: string) => spawnSync('cp', [flags, ...from, to]).status === 0
  assert.ok(copied('-al') || copied('-a'))
}

const osv = (id: string, name: string) =>
  JSON.stringify({
    id,
    modified: new Date().toISOString(),
    affected: [{ package: { ecosystem: 'npm', name }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] }],
  })
const quiet = [osv('GHSA-0000-0000-0000', 'a-package-that-is-not-here'), osv('MAL-2026-1', 'another-that-is-not-here')]

/** An advisory database; what a release says of itself is as of it. */
function database(maker: Maker, name: string, advisories: readonly string[]): string {
  const from = join(maker.home, `${name}-advisories`)
  mkdirSync(from)
  for (const [index, text] of advisories.entries()) writeFileSync(join(from, `${index}.json`), text)
  const to = join(maker.home, name)
  const { status, stderr } = ran(maker, 'node', 'src/cli/main.ts', 'db', 'build', '--from', from, '--db', to)
  assert.equal(status, 0, stderr)
  return to
}

const out = (maker: Maker) => join(maker.home, 'out')
/** A file of the release that the first one made, by the end of its name. */
const released = (end: string) => join(out(first), `millcert-${version}${end}`)

before(() => {
  if (options.skip) return
  checkedOut(first, root)
  checkedOut(second, first.checkout)
})

test('everything that Millcert is made of and made with is pinned, and nothing floats', options, () => {
  const { status, stdout } = ran(first, 'node', 'src/cli/main.ts', 'lock', 'check', '.')
  assert.equal(status, 0, stdout)
})

test(
  'its own release is made by its own rules, and made again by somebody else is the same to the byte',
  options,
  () => {
    const db = database(first, 'db', quiet)
    // What lies there and is not committed is no part of it.
    mkdirSync(join(first.checkout, '.artefacts'))
    writeFileSync(join(first.checkout, '.artefacts', 'left.cdx.json'), '{}')
    const made = ran(first, 'node', 'tools/release.ts', '--unsigned', '--db', db, '--to', out(first))
    assert.equal(made.status, 0, `${made.stdout}${made.stderr}`)
    assert.match(made.stdout, /The gate is open/)
    const same = join(second.home, 'db')
    cpSync(db, same, { recursive: true })
    given(second, same)
    const again = ran(second, 'node', 'tools/release.ts', '--again', '--db', same, '--to', out(second))
    assert.equal(again.status, 0, `${again.stdout}${again.stderr}`)
    const files = (maker: Maker) => readdirSync(out(maker), { recursive: true }).map(String).sort()
    assert.deepEqual(files(second), files(first))
    for (const file of files(first))
      if (statSync(join(out(first), file)).isFile())
        assert.ok(readFileSync(join(out(first), file)).equals(readFileSync(join(out(second), file))), file)
  },
)

test('its package is a program that needs nothing beside it', options, () => {
  const { status, stderr } = spawnSync('tar', ['-xzf', released('.tgz'), '-C', folder], { encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  const seen = ran(first, join(folder, 'package', 'bin', 'millcert.cjs'), '--version')
  assert.ok(seen.stdout.startsWith(`millcert ${version} `), seen.stderr)
})

test('its bill and its VEX are read again, and are what their schemas want', options, () => {
  const db = database(first, 'known', [osv('GHSA-0000-0000-0001', 'zod'), ...quiet])
  const to = join(first.home, 'affected')
  const words = ['--name', 'millcert', '--version', version, '--to', to, '--db', db]
  const built = ran(first, 'node', 'src/cli/main.ts', 'release', 'build', '.', ...words)
  assert.equal(built.status, 0, built.stderr)
  const vex = join(to, `millcert-${version}.openvex.json`)
  const flags = ['--vex', vex, '--db', db, '--format', 'json']
  const scan = ran(first, 'node', 'src/cli/main.ts', 'scan', released('.cdx.json'), ...flags)
  const { summary, matches } = JSON.parse(scan.stdout) as {
    summary: { components: number }
    matches: { statements: object[] }[]
  }
  assert.ok(summary.components > 200)
  assert.deepEqual(
    matches.map(({ statements }) => statements.length),
    [1],
  )
  if (!data) return console.log('MILLCERT_TESTDATA is not set: not held against the schemas')
  valid(Ajv, released('.cdx.json'), 'cyclonedx-schema/schema/bom-1.6.schema.json')
  valid(Ajv2020.Ajv2020, vex, 'openvex/openvex_json_schema.json')
})

function valid(make: typeof Ajv | typeof Ajv2020.Ajv2020, file: string, path: string): void {
  const ajv = new make({ strict: false, logger: false })
  addFormats.default(ajv)
  for (const name of ['iri', 'iri-reference', 'idn-email']) ajv.addFormat(name, true)
  const schema = (name: string) => JSON.parse(readFileSync(`${data}/suites/${name}`, 'utf8')) as object
  if (make === Ajv)
    for (const part of ['spdx', 'jsf-0.82', 'cryptography-defs'])
      ajv.addSchema(schema(`cyclonedx-schema/schema/${part}.schema.json`))
  const isValid = ajv.compile(schema(path))
  assert.ok(isValid(JSON.parse(readFileSync(file, 'utf8'))), `${file}: ${JSON.stringify(isValid.errors)}`)
}
