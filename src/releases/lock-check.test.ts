import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Problem } from '#base'
import { memoryWorld } from '../../tools/memory/world.ts'
import { summaryOf, verdictOf } from './lock-answer.ts'
import { checkLocks } from './lock-check.ts'

const hex = 'ab'.repeat(32)
const sri = `sha512-${Buffer.alloc(64, 1).toString('base64')}`
const commit = '0123456789abcdef0123456789abcdef01234567'

async function check(files: Record<string, string>, path = 'tree') {
  const placed = Object.fromEntries(Object.entries(files).map(([name, text]) => [`tree/${name}`, text]))
  const report = await checkLocks(memoryWorld(placed), path)
  const told = report.findings.map(({ rule, file, line, name }) =>
    [rule, `${file}${line === undefined ? '' : `:${line}`}`, name].filter(part => part !== undefined).join(' '),
  )
  const drift = report.files.flatMap(({ drift }) => drift.map(({ manifest, verdict }) => `${manifest} ${verdict}`))
  return { report, told, drift, verdict: verdictOf(report) }
}

const npmLock = (asked: string, more = '') =>
  `{"lockfileVersion":3,"packages":{"":{"dependencies":${asked}},"node_modules/valve":{"version":"1.2.0","integrity":"${sri}"}${more}}}`

test('a package.json that npm locked is the same; one that was changed since differs, at its line', async () => {
  const lock = npmLock('{"valve":"^1.0.0"}')
  assert.deepEqual(
    await check({ 'package-lock.json': lock, 'package.json': '{"dependencies":{"valve":"^1.0.0"}}' }).then(
      ({ told, drift, verdict }) => [told, drift, verdict],
    ),
    [[], ['package.json same'], 'locked'],
  )
  const changed = await check({
    'package-lock.json': lock,
    'package.json': '{"dependencies":{\n"seal":"1.0.0",\n"valve":"^2.0.0"}}',
  })
  assert.deepEqual(changed.told, ['drift package.json:2 seal', 'drift package.json:3 valve'])
  assert.equal(changed.verdict, 'not-locked')
  const gone = await check({ 'package-lock.json': lock, 'package.json': '{}' })
  assert.deepEqual(gone.told, ['drift package-lock.json valve'])
})

test('the members of a workspace are compared too, and a package.json that no lockfile lists is locked nowhere', async () => {
  const lock = npmLock('{"valve":"^1.0.0"}', ',"apps/web":{"dependencies":{"valve":"1.x"}}')
  const { told, drift } = await check({
    'package-lock.json': lock,
    'package.json': '{"dependencies":{"valve":"^1.0.0"}}',
    'apps/web/package.json': '{"dependencies":{"valve":"1.x"}}',
    'other/package.json': '{"dependencies":{\n"seal":"^1.0.0"},"devDependencies":{"ring":"1.0.0","own":"file:../own"}}',
  })
  assert.deepEqual(drift, ['package.json same', 'apps/web/package.json same'])
  assert.deepEqual(told, ['range-unlocked other/package.json:2 seal', 'hash-missing other/package.json:2 ring'])
})

test('version 1 of npm keeps nothing of the question: its versions are laid into the ranges', async () => {
  const lock = `{"lockfileVersion":1,"dependencies":{"valve":{"version":"1.2.0","integrity":"${sri}"}}}`
  const of = (wanted: string) =>
    check({ 'package-lock.json': lock, 'package.json': `{"dependencies":{"valve":"${wanted}"}}` })
  assert.deepEqual((await of('^1.0.0')).drift, ['package.json same'])
  assert.deepEqual((await of('^2.0.0')).drift, ['package.json differs'])
  assert.deepEqual((await of('next')).drift, ['package.json undecided'])
})

test('pnpm, yarn and bun: the same package.json, then another range', async () => {
  const yarn = `# yarn lockfile v1\n\nvalve@^1.0.0:\n  version "1.2.0"\n  integrity ${sri}\n`
  const berry = `__metadata:\n  version: 8\n\n"line@workspace:.":\n  version: 0.0.0-use.local\n  resolution: "line@workspace:."\n  dependencies:\n    valve: "npm:^1.0.0"\n  languageName: unknown\n  linkType: soft\n\n"valve@npm:^1.0.0":\n  version: 1.2.0\n  resolution: "valve@npm:1.2.0"\n  checksum: 10c0/${hex}${hex}\n  languageName: node\n  linkType: hard\n`
  const pnpm = `lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      valve:\n        specifier: ^1.0.0\n        version: 1.2.0\npackages:\n  valve@1.2.0:\n    resolution: {integrity: ${sri}}\nsnapshots:\n  valve@1.2.0: {}\n`
  const bun = `{"lockfileVersion":1,"workspaces":{"":{"name":"line","dependencies":{"valve":"^1.0.0",},},},"packages":{"valve":["valve@1.2.0","",{},"${sri}"],},}`
  for (const [name, text] of Object.entries({ 'yarn.lock': yarn, 'pnpm-lock.yaml': pnpm, 'bun.lock': bun })) {
    const of = (wanted: string) => check({ [name]: text, 'package.json': `{"dependencies":{"valve":"${wanted}"}}` })
    const same = await of('^1.0.0')
    assert.deepEqual([same.drift, same.told], [['package.json same'], []], name)
    assert.deepEqual((await of('^1.1.0')).drift, ['package.json differs'], name)
  }
  const same = await check({ 'yarn.lock': berry, 'package.json': '{"dependencies":{"valve":"^1.0.0"}}' })
  assert.deepEqual([same.drift, same.told, same.report.files[0]!.hashed], [['package.json same'], [], 1])
})

test('pnpm of two documents: the project is compared, a runtime may be asked for by devEngines', async () => {
  const text = readFileSync(new URL('../boms/formats/testdata/pnpm-lock/twelve.yaml', import.meta.url), 'utf8')
  const of = (wanted: string) =>
    check({
      'pnpm-lock.yaml': text,
      'package.json': `{"dependencies":{"valve":"${wanted}"},"devDependencies":{"seal":"^2.1.0"}}`,
    })
  const same = await of('^1.2.0')
  assert.deepEqual([same.drift, same.told, same.report.files[0]!.hashed], [['package.json same'], [], 7])
  assert.deepEqual((await of('^1.1.0')).drift, ['package.json differs'])
})

test('requirements.txt is compared with its .in and what that takes in; where a file is not there, nobody can tell', async () => {
  const lock = `valve==1.2.0 --hash=sha256:${hex}\n    # via -r requirements.in\n`
  const of = (files: Record<string, string>) => check({ 'requirements.txt': lock, ...files })
  assert.deepEqual((await of({ 'requirements.in': 'valve>=1,<2\n' })).drift, ['requirements.in same'])
  const newer = await of({ 'requirements.in': '# tools\nvalve>=2\n' })
  assert.deepEqual(newer.told, ['drift requirements.in:2 valve'])
  const more = await of({ 'requirements.in': 'valve\nseal\n' })
  assert.deepEqual(more.told, ['drift requirements.in:2 seal'])
  const gone = await of({ 'requirements.in': '# nothing\n' })
  assert.deepEqual(gone.told, ['drift requirements.txt:1 valve'])
  const taken = await of({ 'requirements.in': '-r base.in\n', 'base.in': 'valve~=1.2\n' })
  assert.deepEqual(taken.drift, ['requirements.in same'])
  const missing = await of({ 'requirements.in': '-r ../base.in\n' })
  assert.deepEqual([missing.told, missing.verdict], [['drift-undecided requirements.txt'], 'undecided'])
})

test('a requirements.txt that takes in another is whole only where that is checked too', async () => {
  const lock = `-r other.txt\nvalve==1.2.0 --hash=sha256:${hex}\n`
  assert.deepEqual((await check({ 'requirements.txt': lock })).told, ['part-unreadable requirements.txt:1'])
  const there = { 'requirements.txt': lock, 'other.txt': '' }
  assert.deepEqual((await check(there)).told, [])
  assert.deepEqual((await check(there, 'tree/requirements.txt')).told, ['part-unreadable requirements.txt:1'])
})

test('uv, Poetry and pipenv: what the lockfile keeps of the question decides', async () => {
  const uv = `version = 1\n[[package]]\nname = "line"\nversion = "1.0"\nsource = { virtual = "." }\ndependencies = [{ name = "valve" }]\n[package.metadata]\nrequires-dist = [{ name = "valve", specifier = ">=1,<2" }]\n[[package]]\nname = "valve"\nversion = "1.2.0"\nsource = { registry = "https://pypi.org/simple" }\nsdist = { hash = "sha256:${hex}" }\n`
  const project = (wanted: string) =>
    `[project]\nname = "line"\nversion = "1.0"\ndependencies = [\n  "valve${wanted}",\n]\n`
  assert.deepEqual((await check({ 'uv.lock': uv, 'pyproject.toml': project('<2, >=1') })).drift, [
    'pyproject.toml same',
  ])
  const changed = await check({ 'uv.lock': uv, 'pyproject.toml': project('>=1') })
  assert.deepEqual(changed.told, ['drift pyproject.toml:5 valve'])

  const relevant = '{"dependencies": {"valve": "^1.0"}, "dev-dependencies": null, "extras": null, "source": null}'
  const poetry = (hash: string) =>
    `[[package]]\nname = "valve"\nversion = "1.2.0"\nfiles = [{ file = "v", hash = "sha256:${hex}" }]\n[metadata]\nlock-version = "2.0"\npython-versions = "*"\ncontent-hash = "${hash}"\n`
  const asked = (wanted: string) => `[tool.poetry.dependencies]\nvalve = "${wanted}"\n`
  const hash = createHash('sha256').update(relevant).digest('hex')
  assert.deepEqual((await check({ 'poetry.lock': poetry(hash), 'pyproject.toml': asked('^1.0') })).drift, [
    'pyproject.toml same',
  ])
  assert.deepEqual((await check({ 'poetry.lock': poetry(hash), 'pyproject.toml': asked('^2.0') })).drift, [
    'pyproject.toml differs',
  ])
  assert.deepEqual((await check({ 'poetry.lock': poetry(hash), 'pyproject.toml': asked('^1.1') })).drift, [
    'pyproject.toml undecided',
  ])

  const pipfile = '{"_meta":{"requires":{},"sources":[]},"default":{"valve":"*"},"develop":{}}'
  const pipfileLock = `{"_meta":{"hash":{"sha256":"${createHash('sha256').update(pipfile).digest('hex')}"},"pipfile-spec":6},"default":{"valve":{"version":"==1.2.0","hashes":["sha256:${hex}"]}},"develop":{}}`
  assert.deepEqual((await check({ 'Pipfile.lock': pipfileLock, Pipfile: '[packages]\nvalve = "*"\n' })).drift, [
    'Pipfile same',
  ])
  assert.deepEqual((await check({ 'Pipfile.lock': pipfileLock, Pipfile: '[packages]\nseal = "*"\n' })).drift, [
    'Pipfile differs',
  ])
})

test('Cargo: ranges of the project and its members, and versions of what it makes itself', async () => {
  const lock = `version = 4\n\n[[package]]\nname = "line"\nversion = "1.0.0"\ndependencies = ["valve"]\n\n[[package]]\nname = "valve"\nversion = "1.2.0"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "${hex}"\n`
  const of = (version: string, wanted: string) =>
    check({
      'Cargo.lock': lock,
      'Cargo.toml': `[package]\nname = "line"\nversion = "${version}"\n[dependencies]\nvalve = "${wanted}"\n`,
    })
  assert.deepEqual((await of('1.0.0', '1')).told, [])
  assert.deepEqual((await of('1.0.0', '2')).told, ['drift Cargo.toml:5 valve'])
  assert.deepEqual((await of('1.1.0', '1')).told, ['drift Cargo.lock line'])
})

test('Go: a module that go.sum does not know stops the build', async () => {
  const sum = `h1:${Buffer.alloc(32, 1).toString('base64')}`
  const mod =
    'module m.example/line\n\ngo 1.22\n\nrequire (\n\tm.example/valve v1.2.0\n\tm.example/seal v1.0.0 // indirect\n)\n'
  const whole = `m.example/valve v1.2.0 ${sum}\nm.example/valve v1.2.0/go.mod ${sum}\nm.example/seal v1.0.0/go.mod ${sum}\n`
  assert.deepEqual((await check({ 'go.mod': mod, 'go.sum': whole })).told, [])
  const short = await check({ 'go.mod': mod, 'go.sum': whole.split('\n')[0]! })
  assert.deepEqual(short.told, ['drift go.mod m.example/seal', 'hash-missing go.mod:7 m.example/seal'])
})

test('Composer and CocoaPods keep a digest of their manifest', async () => {
  const asked = '{"require":{"mill\\/valve":"^1.0"}}'
  const lock = `{"content-hash":"${createHash('md5').update(asked).digest('hex')}","packages":[{"name":"mill/valve","version":"1.2.0","dist":{"shasum":"${commit}"},"notification-url":"https://packagist.org/downloads/"}]}`
  const composer = (wanted: string) =>
    check({ 'composer.lock': lock, 'composer.json': `{"require":{"mill/valve":"${wanted}"}}` })
  assert.deepEqual((await composer('^1.0')).drift, ['composer.json same'])
  assert.deepEqual((await composer('^2.0')).drift, ['composer.json differs'])
  assert.deepEqual((await composer('^1.1')).drift, ['composer.json undecided'])
  const pods = `PODS: []\n\nPODFILE CHECKSUM: ${createHash('sha1').update('pod\n').digest('hex')}\n\nCOCOAPODS: 1.15.2\n`
  assert.deepEqual((await check({ 'Podfile.lock': pods, Podfile: 'pod\n' })).drift, ['Podfile same'])
  assert.deepEqual((await check({ 'Podfile.lock': pods, Podfile: 'pods\n' })).drift, ['Podfile differs'])
})

test('what comes from repositories, addresses and folders is told as such', async () => {
  const { told } = await check({
    'requirements.txt': `valve @ git+https://git.example/mill/valve@${commit}\nseal @ git+https://git.example/mill/seal@main\nring @ https://files.example/ring-1.0.tar.gz\npart @ https://files.example/part-1.0.tar.gz#sha256=${hex}\n`,
    'package-lock.json': `{"lockfileVersion":3,"packages":{"":{},\n"node_modules/own":{"resolved":"own","link":true},\n"node_modules/packed":{"version":"1.0.0","resolved":"file:packed-1.0.0.tgz"},\n"node_modules/old":{"version":"1.0.0","resolved":"https://registry.npmjs.org/old/-/old-1.0.0.tgz","integrity":"sha1-${Buffer.alloc(20, 1).toString('base64')}"}}}`,
  })
  assert.deepEqual(told.sort(), [
    'git-floating requirements.txt:2 seal',
    'hash-missing requirements.txt:3 ring',
    'hash-weak package-lock.json:4 old',
    'source-git requirements.txt:1 valve',
    'source-path package-lock.json:3 packed',
    'source-url requirements.txt:3 ring',
    'source-url requirements.txt:4 part',
  ])
})

test('manifests without a lockfile are locked nowhere; what builds a package is told apart', async () => {
  const { told } = await check({
    'pyproject.toml':
      '[build-system]\nrequires = ["setuptools>=68", "wheel==1.0"]\n[project]\nname = "line"\ndependencies = ["valve>=1", "seal==1.0"]\n',
    'Cargo.toml':
      '[package]\nname = "line"\n[dependencies]\nvalve = "1"\nring = { path = "../ring" }\n[dependencies.seal]\nversion = "=1.0.0"\n',
    'app/line.csproj':
      '<Project>\n<ItemGroup>\n<PackageReference Include="Valve" Version="1.0.0" />\n</ItemGroup></Project>',
    Gemfile: 'source "https://rubygems.org"\ngem "valve", "~> 1.0"\n',
    'pubspec.yaml': 'name: line\ndependencies:\n  valve: ^1.0.0\n  flutter:\n    sdk: flutter\n',
  })
  assert.deepEqual(told.sort(), [
    'build-floating pyproject.toml:2 setuptools',
    'hash-missing Cargo.toml:6 seal',
    'hash-missing pyproject.toml:5 seal',
    'range-unlocked Cargo.toml:4 valve',
    'range-unlocked Gemfile:2 valve',
    'range-unlocked app/line.csproj:3 Valve',
    'range-unlocked pubspec.yaml:3 valve',
    'range-unlocked pyproject.toml:5 valve',
  ])
})

test('an entry of an update bot that looks after a folder without such a file is dead', async () => {
  const { told, verdict } = await check({
    'ui/package.json': '{}',
    '.github/workflows/ci.yml': 'jobs: {}',
    '.github/dependabot.yml': `version: 2
updates:
  - package-ecosystem: npm
    directory: /ui
  - package-ecosystem: pip
    directory: /api
  - package-ecosystem: github-actions
    directory: /
  - package-ecosystem: npm
    directories:
      - "/u*"
      - "/apps/**"
  - package-ecosystem: something-new
    directory: /
`,
    'renovate.json5': '{\n// where to look\n"includePaths": ["ui/**", "server/**"],\n}',
    'requirements.txt': `valve==1.2.0 --hash=sha256:${hex}\n`,
  })
  assert.deepEqual(told, [
    'watcher-dead renovate.json5:3 renovate',
    'watcher-dead .github/dependabot.yml:6 pip',
    'watcher-dead .github/dependabot.yml:12 npm',
  ])
  assert.equal(verdict, 'locked')
})

test('a lockfile that cannot be read is told in a folder, and refused where it was named', async () => {
  const files = {
    'package-lock.json': '{',
    'requirements.txt': `valve==1.2.0 --hash=sha256:${hex}\n`,
    'package.json': '{"dependencies":{"a":"1"}}',
  }
  const { told, verdict, report } = await check(files)
  assert.deepEqual(told, ['file-unreadable package-lock.json'])
  assert.equal(verdict, 'undecided')
  assert.equal(summaryOf(report).lockfiles, 2)
  await assert.rejects(check(files, 'tree/package-lock.json'), Problem)
  await assert.rejects(check({ 'readme.md': '# a' }), { code: 'releases/nothing-to-check' })
  await assert.rejects(check(files, 'tree/none'), { code: 'base/not-found' })
})

test('installed packages, version control and vendored folders are not walked', async () => {
  const bad = 'valve\n'
  const { report } = await check({
    'requirements.txt': `valve==1.2.0 --hash=sha256:${hex}\n`,
    'node_modules/a/requirements.txt': bad,
    '.git/requirements.txt': bad,
    'env/pyvenv.cfg': '',
    'env/requirements.txt': bad,
    'go/go.mod': 'module m\n',
    'go/vendor/requirements.txt': bad,
  })
  assert.deepEqual(
    report.files.map(({ path }) => path),
    ['requirements.txt', 'go/go.mod'],
  )
})
