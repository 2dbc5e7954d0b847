import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Problem } from '#base'
import type { BomFormat } from '../format.ts'
import { paperOf } from '../paper.ts'
import { bomFormats, prepareFormats } from '../read.ts'
import { pdmLock } from './pdm-lock.ts'
import { pipfileLock } from './pipfile-lock.ts'
import { poetryLock } from './poetry-lock.ts'
import { pylock } from './pylock.ts'
import { uvLock } from './uv-lock.ts'

await prepareFormats()

const data = process.env['MILLCERT_TESTDATA']
const skip = data === undefined ? 'MILLCERT_TESTDATA is not set' : false
const folder = 'suites/lockfile-formats-scalibr/extractor/filesystem/language/python'

/** Every file of a folder, with what it should give: a count of packages, or no reading where its name says so. */
function agree(format: BomFormat, name: string, least: number, refused: RegExp, count: (text: string) => number): void {
  const names = readdirSync(join(data!, folder, name, 'testdata'))
  assert.ok(names.length >= least, `${names.length} files`)
  for (const file of names) {
    const bytes = readFileSync(join(data!, folder, name, 'testdata', file))
    const paper = paperOf(file, bytes)
    const others = bomFormats.filter(one => one !== format && one.sniff(paper)).map(({ id }) => id)
    assert.deepEqual(others, [], `${file} is claimed by others`)
    if (refused.test(file)) {
      assert.throws(
        () => format.read(paper),
        (error: unknown) => error instanceof Problem && error.message.includes(file),
        file,
      )
      continue
    }
    const { components, subject, dependencies } = format.read(paper)
    assert.equal(components.length + (subject ? 1 : 0), count(bytes.toString()), file)
    const refs = new Set([...components, ...(subject ? [subject] : [])].map(({ ref }) => ref))
    for (const { ref, on } of dependencies)
      assert.ok(
        [ref, ...on].every(one => refs.has(one)),
        file,
      )
  }
}

/** Headers of `[[package]]` that a name follows before the next header. */
const headers = (word: string) => (text: string) =>
  text
    .split(new RegExp(String.raw`^\[\[${word}\]\]$`, 'm'))
    .slice(1)
    .filter(part => /^name = /m.test(part.split(/^\[/m, 1)[0]!)).length

test('poetry.lock: each fixture has as many components as headers, or is refused as its name says', { skip }, () => {
  agree(poetryLock, 'poetrylock', 10, /^not-toml/, headers('package'))
})

test('uv.lock: each fixture has as many components as headers, or is refused as its name says', { skip }, () => {
  agree(uvLock, 'uvlock', 9, /^not-toml/, headers('package'))
})

test('pdm.lock: each fixture has as many components as headers, or is refused as its name says', { skip }, () => {
  agree(pdmLock, 'pdmlock', 9, /^not-toml/, headers('package'))
})

test('pylock.toml: each fixture has as many components as names, or is refused as its name says', { skip }, () => {
  const count = (text: string) => headers('packages')(text) + (text.match(/^ {2}\{ name = .*directory/gm)?.length ?? 0)
  agree(pylock, 'pylock', 8, /^not-toml/, count)
})

test('Pipfile.lock: each fixture has as many components as entries, or is refused as its name says', { skip }, () => {
  const count = (text: string) => {
    const { default: required, develop } = JSON.parse(text) as Record<string, Record<string, { version?: string }>>
    const all = [...Object.entries(required ?? {}), ...Object.entries(develop ?? {})]
    return new Set(all.map(([name, { version }]) => `${name}${version}`)).size
  }
  agree(pipfileLock, 'pipfilelock', 9, /^(?:not-json|empty-file)/, count)
})

test('Python lockfiles: real commits and hashes arrive whole', { skip }, () => {
  const read = (format: BomFormat, path: string) => format.read(paperOf('x', readFileSync(join(data!, folder, path))))
  const git = (format: BomFormat, path: string) =>
    read(format, path).components.flatMap(one => /%40([0-9a-f]{40})/.exec(one.purl ?? '')?.[1] ?? [])
  assert.deepEqual(git(poetryLock, 'poetrylock/testdata/source-git.lock'), ['cd66602cd29f61a2d2e7fb995fef1e61708c034d'])
  assert.deepEqual(git(uvLock, 'uvlock/testdata/source-git.lock'), ['84748be16341b76e073d117329f7f5f4ee2941ad'])
  assert.deepEqual(git(pdmLock, 'pdmlock/testdata/git-dependency.toml'), ['65bab7582ce14c55cdeec2244c65ea23039c9e6f'])
  assert.ok(git(pylock, 'pylock/testdata/commits.toml').includes('735093f03c4d8be70bfaaae44074ac92d7419b6d'))
  for (const [format, path] of [
    [uvLock, 'uvlock/testdata/grouped-packages.lock'],
    [pylock, 'pylock/testdata/pip-full.toml'],
    [pdmLock, 'pdmlock/testdata/dev-dependency.toml'],
  ] as const) {
    const { components, notes } = read(format, path)
    assert.ok(
      components.some(one => one.hashes.length > 0 && one.hashes.every(({ value }) => value.length === 64)),
      path,
    )
    assert.deepEqual(
      notes.filter(({ code }) => code === 'hash-broken' || code === 'dependency-not-listed'),
      [],
      path,
    )
  }
})
