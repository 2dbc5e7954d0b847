import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { defaultLimits, Problem } from '#base'
import type { ManifestFormat } from '../lock-manifest.ts'
import * as all from './all.ts'

const members: readonly ManifestFormat[] = Object.values(all)

/** A manifest of each kind, and what it asks for: `line name wanted`, then what is said besides. */
const samples: Record<string, { name: string; text: string; wanted: string[] }> = {
  'package-json': {
    name: 'package.json',
    text: '{"dependencies":{\n"valve":"^1.0.0",\n"own":"file:../own",\n"ring":"mill/ring#main",\n"both":"1"},"optionalDependencies":{\n"both":"1.x"},"peerDependencies":{"host":"1"}}',
    wanted: ['2 valve ^1.0.0', '3 own file:../own path', '4 ring mill/ring#main git', '6 both 1.x optional'],
  },
  pyproject: {
    name: 'pyproject.toml',
    text: '[build-system]\nrequires = ["hatchling"]\n[project]\ndependencies = [\n  "valve[a]>=1,<2",\n  "seal; os_name == \'nt\'",\n  "ring @ git+https://git.example/ring@main",\n]\n[tool.poetry.dependencies]\npython = "^3.12"\npart = "^1.2"\npin = "1.0"\nwild = "~1.2.3"\nown = { path = "../own" }\n',
    wanted: [
      '2 hatchling  build',
      '5 valve >=1,<2',
      '6 seal  optional',
      '7 ring git+https://git.example/ring@main git',
      '11 part >=1.2,<2',
      '12 pin ==1.0',
      '13 wild >=1.2.3,<1.3',
      '14 own  path',
    ],
  },
  'requirements-in': {
    name: 'requirements.in',
    text: '# tools\n-r base.in\nvalve>=1 # why\nseal \\\n  <2\nring @ https://files.example/ring.tar.gz\n',
    wanted: ['3 valve >=1', '4 seal <2', '6 ring https://files.example/ring.tar.gz url'],
  },
  'cargo-toml': {
    name: 'Cargo.toml',
    text: '[dependencies]\nvalve = "1.2"\nown = { path = "../own" }\nring = { git = "https://git.example/ring" }\nother = { package = "seal", version = "1", optional = true }\nshared.workspace = true\n[target.\'cfg(unix)\'.dependencies]\nnix = "1"\n[workspace.dependencies]\nshared = "3"\n',
    wanted: ['2 valve 1.2', '3 own  path', '4 ring  git', '5 seal 1 optional', '10 shared 3 optional', '8 nix 1'],
  },
  'composer-json': {
    name: 'composer.json',
    text: '{"require":{\n"php":">=8",\n"ext-json":"*",\n"mill/valve":"^1.0",\n"mill/ring":"dev-main"},"require-dev":{\n"mill/test":"1.0"}}',
    wanted: ['4 mill/valve ^1.0', '5 mill/ring dev-main git', '6 mill/test 1.0'],
  },
  gemfile: {
    name: 'Gemfile',
    text: 'source "https://rubygems.org"\ngem "valve", "~> 1.0", ">= 1.0.3"\ngem \'ring\', git: "https://git.example/ring"\ngem "own", path: "../own"\ngem "seal", platforms: :ruby\n# gem "none"\n',
    wanted: ['2 valve ~> 1.0, >= 1.0.3', '3 ring  git', '4 own  path', '5 seal  optional'],
  },
  pipfile: {
    name: 'Pipfile',
    text: '[[source]]\nurl = "https://pypi.org/simple"\n[packages]\nvalve = "*"\nseal = {version = ">=1", markers = "os_name == \'nt\'"}\n[dev-packages]\nring = {git = "https://git.example/ring"}\n',
    wanted: ['4 valve ', '5 seal >=1 optional', '7 ring  git'],
  },
  pubspec: {
    name: 'pubspec.yaml',
    text: 'name: line\ndependencies:\n  flutter:\n    sdk: flutter\n  valve: ^1.0.0\n  any: any\n  ring:\n    git: https://git.example/ring\ndev_dependencies:\n  own:\n    path: ../own\n',
    wanted: ['5 valve ^1.0.0', '6 any ', '7 ring  git', '10 own  path'],
  },
  'msbuild-project': {
    name: 'line.csproj',
    text: '<Project>\n<PackageReference Include="Valve" Version="1.0.0" />\n<PackageReference Include="$(Name)" Version="1" />\n<PackageReference Include="Seal"><Version>2.0</Version></PackageReference>\n</Project>',
    wanted: ['2 Valve 1.0.0', '4 Seal 2.0'],
  },
}

test('manifests: every file of the folder is a member of all.ts with a sample', () => {
  const files = readdirSync(new URL('.', import.meta.url)).filter(
    name => /^[a-z0-9-]+\.ts$/.test(name) && name !== 'all.ts',
  )
  assert.deepEqual(members.map(({ id }) => `${id}.ts`).sort(), files.sort())
  assert.deepEqual(members.map(({ id }) => id).sort(), Object.keys(samples).sort())
})

for (const format of members) {
  const { name, text, wanted } = samples[format.id]!

  test(`${format.id}: what it asks for, with lines, and what of it no range decides`, async () => {
    await format.prepare?.()
    assert.ok(format.names.test(name))
    assert.deepEqual(
      members.filter(({ names }) => names.test(name)),
      [format],
    )
    const asks = format.read(Buffer.from(text), defaultLimits, name)
    assert.deepEqual(
      asks.map(({ line, name, wanted, from, build, optional }) =>
        [`${line} ${name} ${wanted}`, from, build && 'build', optional && 'optional'].filter(Boolean).join(' '),
      ),
      wanted,
    )
  })

  test(`${format.id}: cut anywhere or with other bytes in it, it is read or refused by a Problem`, async () => {
    await format.prepare?.()
    for (let at = 0; at < text.length; at += 3)
      for (const broken of [
        text.slice(0, at),
        `${text.slice(0, at)}\u0000${text.slice(at)}`,
        `${text.slice(0, at)}"[{${text.slice(at)}`,
      ])
        try {
          format.read(Buffer.from(broken), defaultLimits, name)
        } catch (error) {
          assert.ok(error instanceof Problem, String(error))
        }
  })
}
