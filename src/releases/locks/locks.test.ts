import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Problem } from '#base'
import { bomFormats } from '#boms'
import { memoryWorld } from '../../../tools/memory/world.ts'
import { checkLocks } from '../lock-check.ts'
import type { LockReport } from '../lock-finding.ts'
import * as all from './all.ts'

const members = Object.values(all)
const sri = `sha512-${Buffer.alloc(64, 1).toString('base64')}`
const hex = 'ab'.repeat(32)
const commit = '0123456789abcdef0123456789abcdef01234567'
const sum = `h1:${Buffer.alloc(32, 1).toString('base64')}`

/** One dependency, as each format writes it with a hash and without, and the line it is told at. */
interface Pair {
  name: string
  locked: string
  open: string
  line: number
  beside?: Record<string, string>
}

const pairs: Record<string, Pair> = {
  'package-lock': {
    name: 'package-lock.json',
    locked: `{"lockfileVersion":3,"packages":{\n"":{},\n"node_modules/valve":{"version":"1.0.0","integrity":"${sri}"}}}`,
    open: '{"lockfileVersion":3,"packages":{\n"":{},\n"node_modules/valve":{"version":"1.0.0"}}}',
    line: 3,
  },
  'pnpm-lock': {
    name: 'pnpm-lock.yaml',
    locked: `lockfileVersion: '9.0'\npackages:\n  valve@1.0.0:\n    resolution: {integrity: ${sri}}\nsnapshots:\n  valve@1.0.0: {}\n`,
    open: "lockfileVersion: '9.0'\npackages:\n  valve@1.0.0:\n    resolution: {}\nsnapshots:\n  valve@1.0.0: {}\n",
    line: 6,
  },
  'yarn-lock': {
    name: 'yarn.lock',
    locked: `# yarn lockfile v1\n\nvalve@^1.0.0:\n  version "1.0.0"\n  integrity ${sri}\n`,
    open: '# yarn lockfile v1\n\nvalve@^1.0.0:\n  version "1.0.0"\n',
    line: 3,
  },
  'bun-lock': {
    name: 'bun.lock',
    locked: `{"lockfileVersion":1,"workspaces":{"":{}},"packages":{\n"valve":["valve@1.0.0","",{},"${sri}"],}}`,
    open: '{"lockfileVersion":1,"workspaces":{"":{}},"packages":{\n"valve":["valve@1.0.0","",{},""],}}',
    line: 2,
  },
  requirements: {
    name: 'requirements.txt',
    locked: `# made\nvalve==1.0.0 --hash=sha256:${hex}\n`,
    open: '# made\nvalve==1.0.0\n',
    line: 2,
  },
  'uv-lock': {
    name: 'uv.lock',
    locked: `version = 1\n[[package]]\nname = "valve"\nversion = "1.0.0"\nsource = { registry = "https://pypi.org/simple" }\nsdist = { hash = "sha256:${hex}" }\n`,
    open: 'version = 1\n[[package]]\nname = "valve"\nversion = "1.0.0"\nsource = { registry = "https://pypi.org/simple" }\n',
    line: 2,
  },
  'poetry-lock': {
    name: 'poetry.lock',
    locked: `[[package]]\nname = "valve"\nversion = "1.0.0"\nfiles = [{ file = "valve.whl", hash = "sha256:${hex}" }]\n[metadata]\nlock-version = "2.0"\npython-versions = "*"\ncontent-hash = "x"\n`,
    open: '[[package]]\nname = "valve"\nversion = "1.0.0"\nfiles = []\n[metadata]\nlock-version = "2.0"\npython-versions = "*"\ncontent-hash = "x"\n',
    line: 1,
  },
  'pdm-lock': {
    name: 'pdm.lock',
    locked: `[metadata]\nlock_version = "4.5.0"\ngroups = ["default"]\n[[package]]\nname = "valve"\nversion = "1.0.0"\nfiles = [{ file = "valve.whl", hash = "sha256:${hex}" }]\n`,
    open: '[metadata]\nlock_version = "4.5.0"\ngroups = ["default"]\n[[package]]\nname = "valve"\nversion = "1.0.0"\nfiles = []\n',
    line: 4,
  },
  pylock: {
    name: 'pylock.toml',
    locked: `lock-version = "1.0"\n[[packages]]\nname = "valve"\nversion = "1.0.0"\n[[packages.wheels]]\nname = "valve.whl"\nhashes = { sha256 = "${hex}" }\n`,
    open: 'lock-version = "1.0"\n[[packages]]\nname = "valve"\nversion = "1.0.0"\n',
    line: 2,
  },
  'pipfile-lock': {
    name: 'Pipfile.lock',
    locked: `{"_meta":{"pipfile-spec":6},"default":{\n"valve":{"version":"==1.0.0","hashes":["sha256:${hex}"]}}}`,
    open: '{"_meta":{"pipfile-spec":6},"default":{\n"valve":{"version":"==1.0.0"}}}',
    line: 2,
  },
  'cargo-lock': {
    name: 'Cargo.lock',
    locked: `version = 4\n\n[[package]]\nname = "valve"\nversion = "1.0.0"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "${hex}"\n`,
    open: 'version = 4\n\n[[package]]\nname = "valve"\nversion = "1.0.0"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\n',
    line: 3,
  },
  'go-mod': {
    name: 'go.mod',
    locked: 'module mill.example/line\n\ngo 1.21\n\nrequire mill.example/valve v1.0.0\n',
    open: 'module mill.example/line\n\ngo 1.21\n\nrequire mill.example/other v1.0.0\n',
    line: 5,
    beside: { 'go.sum': `mill.example/valve v1.0.0 ${sum}\n` },
  },
  'gemfile-lock': {
    name: 'Gemfile.lock',
    locked: `GEM\n  remote: https://rubygems.org/\n  specs:\n    valve (1.0.0)\n\nDEPENDENCIES\n  valve\n\nCHECKSUMS\n  valve (1.0.0) sha256=${hex}\n`,
    open: 'GEM\n  remote: https://rubygems.org/\n  specs:\n    valve (1.0.0)\n\nDEPENDENCIES\n  valve\n',
    line: 4,
  },
  'composer-lock': {
    name: 'composer.lock',
    locked: `{"packages":[\n{"name":"mill/valve","version":"1.0.0","dist":{"shasum":"${commit}"},"notification-url":"https://packagist.org/downloads/"}],"packages-dev":[]}`,
    open: '{"packages":[\n{"name":"mill/valve","version":"1.0.0","dist":{"shasum":""},"notification-url":"https://packagist.org/downloads/"}],"packages-dev":[]}',
    line: 2,
  },
  'nuget-lock': {
    name: 'packages.lock.json',
    locked: `{"version":1,"dependencies":{"net8.0":{\n"Valve":{"type":"Direct","resolved":"1.0.0","contentHash":"${sri.slice(7)}"}}}}`,
    open: '{"version":1,"dependencies":{"net8.0":{\n"Valve":{"type":"Direct","resolved":"1.0.0"}}}}',
    line: 2,
  },
  'gradle-lockfile': {
    name: 'gradle.lockfile',
    locked: '# made\norg.mill:valve:1.0.0=compileClasspath\nempty=\n',
    open: '# made\norg.mill:other:1.0.0=compileClasspath\nempty=\n',
    line: 2,
    beside: {
      'gradle/verification-metadata.xml': `<verification-metadata><components><component group="org.mill" name="valve" version="1.0.0"><artifact name="valve.jar"><sha256 value="${hex}"/></artifact></component></components></verification-metadata>`,
    },
  },
  pom: {
    name: 'pom.xml',
    // Maven keeps no hash, so nothing it names is locked: only an empty one has nothing to tell.
    locked:
      '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>mill</groupId><artifactId>line</artifactId><version>1</version></project>',
    open: '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>mill</groupId><artifactId>line</artifactId><version>1</version><dependencies>\n<dependency><groupId>org.mill</groupId><artifactId>valve</artifactId><version>1.0.0</version></dependency></dependencies></project>',
    line: 2,
  },
  'conan-lock': {
    name: 'conan.lock',
    locked: `{"version":"0.5","requires":[\n"valve/1.0.0#${'a'.repeat(32)}%1700000000.1"]}`,
    open: '{"version":"0.5","requires":[\n"valve/1.0.0"]}',
    line: 2,
  },
  'mix-lock': {
    name: 'mix.lock',
    locked: `%{\n  "valve": {:hex, :valve, "1.0.0", "${hex}", [:mix], [], "hexpm", "${hex}"},\n}\n`,
    open: `%{\n  "valve": {:hex, :valve, "1.0.0", "${hex}", [:mix], [], "hexpm"},\n}\n`,
    line: 2,
  },
  'pubspec-lock': {
    name: 'pubspec.lock',
    locked: `packages:\n  valve:\n    dependency: "direct main"\n    description:\n      name: valve\n      sha256: "${hex}"\n      url: "https://pub.dev"\n    source: hosted\n    version: "1.0.0"\nsdks:\n  dart: ">=3.0.0"\n`,
    open: 'packages:\n  valve:\n    dependency: "direct main"\n    description:\n      name: valve\n      url: "https://pub.dev"\n    source: hosted\n    version: "1.0.0"\nsdks:\n  dart: ">=3.0.0"\n',
    line: 2,
  },
  'package-resolved': {
    name: 'Package.resolved',
    locked: `{"pins":[\n{"identity":"valve","kind":"remoteSourceControl","location":"https://git.example/mill/valve","state":{"revision":"${commit}","version":"1.0.0"}}],"version":2}`,
    open: '{"pins":[\n{"identity":"valve","kind":"remoteSourceControl","location":"https://git.example/mill/valve","state":{"version":"1.0.0"}}],"version":2}',
    line: 2,
  },
  'podfile-lock': {
    name: 'Podfile.lock',
    // No file of CocoaPods has a hash of the code: only one without pods has nothing to tell.
    locked: 'PODS: []\n\nCOCOAPODS: 1.15.2\n',
    open: 'PODS:\n  - Valve (1.0.0)\n\nDEPENDENCIES:\n  - Valve\n\nCOCOAPODS: 1.15.2\n',
    line: 2,
  },
}

async function checked(id: string, text: string, beside: Record<string, string> = {}): Promise<LockReport> {
  const { name } = pairs[id]!
  const files = Object.entries({ ...beside, [name]: text }).map(([path, content]) => [`tree/${path}`, content])
  return checkLocks(memoryWorld(Object.fromEntries(files)), 'tree')
}

const weighed = (report: LockReport) =>
  report.findings
    .filter(({ rule }) => !rule.startsWith('source-') && !rule.startsWith('drift') && rule !== 'hash-weak')
    .map(({ rule, line }) => [rule, line])

test('locks: every lockfile format that bills are read from is a member, and every file is one', () => {
  const ids = members.map(({ id }) => id).sort()
  assert.deepEqual(
    ids,
    bomFormats
      .filter(({ kind }) => kind === 'lockfile')
      .map(({ id }) => id)
      .sort(),
  )
  const files = readdirSync(new URL('.', import.meta.url)).filter(
    name => /^[a-z0-9-]+\.ts$/.test(name) && name !== 'all.ts',
  )
  assert.deepEqual(ids.map(id => `${id}.ts`).sort(), files.sort())
  assert.deepEqual(Object.keys(pairs).sort(), ids)
})

for (const { id } of members) {
  const { locked, open, line, beside = {} } = pairs[id]!

  test(`${id}: a dependency with a hash has nothing to tell, the same without one is told at its line`, async () => {
    assert.deepEqual(weighed(await checked(id, locked, beside)), [])
    const report = await checked(id, open, beside)
    assert.deepEqual(weighed(report), [['hash-missing', line]])
    const [file] = report.files
    assert.deepEqual([file!.format, file!.dependencies, file!.exact, file!.hashed], [id, 1, 1, 0])
  })

  test(`${id}: the paper that its reader is shown by is checked, and whatever is told has its line`, async () => {
    const folder = new URL(`../../boms/formats/testdata/${id}/`, import.meta.url)
    const sample = readdirSync(folder).find(name => name.startsWith('sample.'))!
    const report = await checked(id, readFileSync(new URL(sample, folder), 'utf8'))
    assert.equal(report.files.find(({ kind }) => kind === 'lockfile')?.format, id)
    for (const finding of report.findings)
      if (finding.rule !== 'drift' && finding.rule !== 'drift-undecided')
        assert.ok(finding.line !== undefined, JSON.stringify(finding))
  })

  test(`${id}: cut anywhere, or with other bytes in it, it is a finding or a Problem, never more`, async () => {
    for (let at = 0; at < locked.length; at += Math.ceil(locked.length / 40)) {
      await checked(id, locked.slice(0, at), beside).catch(refused)
      await checked(id, `${locked.slice(0, at)}\u0000${locked.slice(at + 1)}`, beside).catch(refused)
      await checked(id, `${locked.slice(0, at)}}[${locked.slice(at)}`, beside).catch(refused)
    }
  })
}

function refused(error: unknown): void {
  assert.ok(error instanceof Problem, String(error))
}
