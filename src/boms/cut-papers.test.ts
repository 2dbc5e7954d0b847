import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Problem } from '#base'
import { apkDb } from './formats/apk-db.ts'
import { dpkgStatus } from './formats/dpkg-status.ts'
import { gemfileLock } from './formats/gemfile-lock.ts'
import { goMod } from './formats/go-mod.ts'
import { gradleLockfile } from './formats/gradle-lockfile.ts'
import { pnpmLock } from './formats/pnpm-lock.ts'
import { podfileLock } from './formats/podfile-lock.ts'
import { requirements } from './formats/requirements.ts'
import { yarnLock } from './formats/yarn-lock.ts'
import { paperOf } from './paper.ts'

const gems =
  'GEM\n  remote: https://rubygems.org/\n  specs:\n    gauge (1.0)\n\nPATH\n  remote: .\n  specs:\n    own (0.1)\n\n'
const modules = 'module m\n\ngo 1.20\n\nrequire (\n\texample.com/a v1.0.0\n\texample.com/b v1.0.0\n)\n'
const yarn = '# yarn lockfile v1\n\n\na@^1:\n  version "1.0.0"\n\nb@^1:\n'

test('cut papers: a list whose end is missing is refused, and says that it ends in the middle', () => {
  const refused: [typeof goMod, string, string][] = [
    [gemfileLock, 'Gemfile.lock', gems],
    [gemfileLock, 'Gemfile.lock', gems.slice(0, gems.indexOf('te: .'))],
    [gemfileLock, 'Gemfile.lock', 'GEM\n  remote: https://rub'],
    [goMod, 'go.mod', modules.slice(0, -2)],
    [goMod, 'go.mod', modules.slice(0, modules.indexOf('ple.com/b'))],
    [goMod, 'go.mod', `${modules}replace`],
    [yarnLock, 'yarn.lock', yarn],
  ]
  for (const [format, name, text] of refused)
    assert.throws(
      () => format.read(paperOf(name, text)),
      (error: Problem) =>
        error.code === 'boms/truncated' && /^Cannot read \S+: it ends in the middle, /.test(error.message),
      JSON.stringify(text),
    )
  assert.equal(gemfileLock.read(paperOf('Gemfile.lock', `${gems}DEPENDENCIES\n`)).components.length, 2)
  assert.equal(goMod.read(paperOf('go.mod', modules)).components.length, 3)
  assert.equal(yarnLock.read(paperOf('yarn.lock', `${yarn}  version "1"\n`)).components.length, 2)
})

test('cut papers: what its own tool may take has a note that leaves a scan open', async () => {
  await podfileLock.prepare?.()
  await pnpmLock.prepare?.()
  const status = 'Package: gauge\nStatus: install ok installed\nVersion: 1.0'
  const apk = 'C:Q1abcdefghijklmnopqrstuvwxyz0=\nP:valve\nV:1-r0\nA:x86_64'
  const papers: [typeof goMod, string, string, string][] = [
    [requirements, 'requirements.txt', 'a==1\nb==1 \\\n', '    --hash=sha256:00\n'],
    [requirements, 'requirements.txt', 'a==1\nb==1 \\', '\n    --hash=sha256:00\n'],
    [gradleLockfile, 'gradle.lockfile', 'g:a:1=compileClasspath\n', 'empty=\n'],
    [podfileLock, 'Podfile.lock', 'PODS:\n  - A (1.0)\n', 'COCOAPODS: 1.15.2\n'],
    [dpkgStatus, 'status', status, '\n'],
    [apkDb, 'installed', apk, '\n'],
    [yarnLock, 'yarn.lock', `${yarn}  version "1"`, '\n'],
    [pnpmLock, 'pnpm-lock.yaml', "lockfileVersion: '9.0'\npackages:\n  a@1.0.0: {}", '\n'],
  ]
  for (const [format, name, text, end] of papers) {
    const cut = (whole: string) =>
      format.read(paperOf(name, whole)).notes.filter(({ code }) => code === 'end-missing').length
    assert.deepEqual([cut(text), cut(text + end)], [1, 0], JSON.stringify(text))
  }
})
