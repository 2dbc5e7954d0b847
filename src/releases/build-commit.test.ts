import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { db } from '#advisories/operations'
import { defaultLimits, type Program } from '#base'
import { type MemoryWorld, memoryWorld } from '../../tools/memory/world.ts'
import { release } from './operations.ts'
import { sourceState } from './source-state.ts'
import { filesInTar } from './tar-read.ts'

const made: string[] = []
after(() => {
  for (const folder of made) rmSync(folder, { recursive: true })
})

const settings = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
const secrets = { MILLCERT_PASSPHRASE: 'one', COSIGN_PASSWORD: 'two', SIGSTORE_ID_TOKEN: 'three' }
function git(folder: string, ...words: string[]) {
  const who = ['-c', 'user.name=press', '-c', 'user.email=press@press.example']
  return execFileSync('git', [...who, '-C', folder, ...words], { env: settings, encoding: 'utf8' }).trim()
}

/** Files below a folder of the machine. */
function write(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

const pinned = (version: string) => `press-valve==${version} --hash=sha256:${'ab'.repeat(32)}\n`

/** A checkout with one commit. */
function repository(files: Record<string, string>, links: Record<string, string> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'millcert-commit-'))
  made.push(folder)
  git(folder, 'init', '-q')
  write(folder, files)
  for (const [name, target] of Object.entries(links)) symlinkSync(target, join(folder, name))
  git(folder, 'add', '-A')
  git(folder, 'commit', '-q', '-m', 'press')
  return folder
}

/** Starts a program as the command line does, with secrets in what surrounds it. */
async function start({ words, input, without }: Program): Promise<Uint8Array> {
  const env: NodeJS.ProcessEnv = { ...settings, ...secrets }
  for (const name of without) delete env[name]
  const { status, stdout, stderr } = spawnSync(words[0]!, words.slice(1), { input, env })
  assert.equal(status, 0, `${words.join(' ')}: ${stderr}`)
  return stdout
}

/** A world with a database, in which files lie at a place. */
async function worldWith(folder: string, files: Record<string, string>): Promise<MemoryWorld> {
  const advisory = { id: 'PYSEC-2026-1', modified: '2026-11-20T00:00:00Z', affected: [] }
  const lying = Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text])
  const world = memoryWorld({ ...Object.fromEntries(lying), 'all/one.json': JSON.stringify(advisory) })
  const flags = new Map([
    ['from', ['all']],
    ['db', ['db']],
  ])
  assert.equal(await db.build.run(world, { words: [], flags }), 0)
  return { ...world, start }
}

async function built(world: MemoryWorld, folder: string): Promise<number> {
  const flags = Object.entries({ name: ['press'], version: ['1'], to: ['out'], db: ['db'] })
  return release.build.run(world, { words: [folder], flags: new Map(flags) })
}

const committed = { 'press/f': 'steel\n', 'press/g': 'brass\n', 'press/requirements.txt': pinned('2.1.0') }
const replaced = { 'press/f': 'EVIL\n', 'press/g': 'EVIL\n', 'press/requirements.txt': pinned('6.6.6') }

test('a release has the bytes of its commit, whatever lies there and git does not tell', async () => {
  const top = repository({ ...committed, 'beside.txt': 'no part of it' }, { 'press/l': 'f' })
  git(top, 'update-index', '--assume-unchanged', 'press/f', 'press/requirements.txt')
  git(top, 'update-index', '--skip-worktree', 'press/g')
  write(top, { ...replaced, '.git/info/exclude': 'uv.lock\n', 'press/uv.lock': 'left\n' })
  const world = await worldWith(top, { ...replaced, 'press/uv.lock': 'left\n' })
  assert.equal(await built(world, join(top, 'press')), 0)
  const files = async (end: string) => filesInTar([world.files.get(`out/press-1${end}`)!], end, defaultLimits)
  const source = [...(await files('.tar'))].map(([path, bytes]) => [path, `${bytes}`])
  assert.deepEqual(source, [
    ['press-1/f', committed['press/f']],
    ['press-1/g', committed['press/g']],
    ['press-1/requirements.txt', pinned('2.1.0')],
  ])
  const evidence = await files('-evidence.tar')
  assert.equal(`${evidence.get('press-1-evidence/papers/requirements.txt')}`, pinned('2.1.0'))
  const bill = `${Buffer.from(world.files.get('out/press-1.cdx.json')!)}`
  assert.match(bill, /press-valve@2\.1\.0/)
  assert.doesNotMatch(bill, /6\.6\.6/)
})

test('an object that was put in the place of a committed one is not released', async () => {
  const top = repository({ f: 'steel\n' })
  const evil = execFileSync('git', ['-C', top, 'hash-object', '-w', '--stdin'], { input: 'EVIL\n', encoding: 'utf8' })
  git(top, 'replace', git(top, 'rev-parse', 'HEAD:f'), evil.trim())
  const world = await worldWith(top, { f: 'steel\n' })
  assert.equal(await built(world, top), 0)
  const source = await filesInTar([world.files.get('out/press-1.tar')!], 'press-1.tar', defaultLimits)
  assert.equal(`${source.get('press-1/f')}`, 'steel\n')
})

test('what verify release would refuse in an archive is not made', async () => {
  for (const [files, links] of [
    [{ f: 'x' }, { l: '/etc/passwd' }],
    [{ f: 'x' }, { l: '..' }],
    [{ README: 'x', readme: 'y' }, {}],
  ] as const) {
    const top = repository({ ...files }, { ...links })
    git(top, 'config', 'core.ignorecase', 'false')
    const world = await worldWith(top, { ...files })
    await assert.rejects(built(world, top), { code: 'releases/bad-path' })
    assert.ok(![...world.files.keys()].some(path => path.startsWith('out/')))
  }
})

test('git starts no filter that a repository names, and gets no passphrase', async () => {
  for (const way of ['clean', 'process']) {
    const top = repository({ '.gitattributes': '* filter=evil.one\n', f: 'steel\n' })
    git(top, 'config', `filter.evil.one.${way}`, `sh -c 'echo "$MILLCERT_PASSPHRASE" > "${top}/.git/ran"; cat'`)
    git(top, 'config', 'filter.evil.one.required', 'true')
    utimesSync(join(top, 'f'), 1, 1)
    const seen: Program[] = []
    const watched = (program: Program) => {
      seen.push(program)
      return start(program)
    }
    const state = await sourceState({ disk: memoryWorld().disk, start: watched }, top)
    assert.deepEqual(state?.changed, [])
    assert.equal(existsSync(join(top, '.git/ran')), false, `the ${way} filter ran`)
    for (const { without } of seen) assert.deepEqual([...without].sort(), Object.keys(secrets).sort())
  }
})

test('a filter that no setting can take away is refused before git looks at a file', async () => {
  const top = repository({ '.gitattributes': '* filter=a=b\n', f: 'steel\n' })
  git(top, 'config', 'filter.a=b.clean', `touch '${top}/.git/ran'; cat`)
  utimesSync(join(top, 'f'), 1, 1)
  await assert.rejects(sourceState({ disk: memoryWorld().disk, start }, top), { code: 'releases/odd-setting' })
  assert.equal(existsSync(join(top, '.git/ran')), false)
})

test('nothing is fetched, nor is what would fetch it started, though the repository allows it', async () => {
  const top = repository({ f: 'steel\n' })
  const id = git(top, 'rev-parse', 'HEAD:f')
  for (const [name, value] of [
    ['core.repositoryformatversion', '1'],
    ['extensions.partialClone', 'far'],
    ['remote.far.promisor', 'true'],
    ['remote.far.url', `ext::sh -c touch%s${top}/.git/ran`.replace('%s', '% ')],
    ['protocol.ext.allow', 'always'],
  ] as const)
    git(top, 'config', name, value)
  rmSync(join(top, '.git/objects', id.slice(0, 2), id.slice(2)), { force: true })
  await assert.rejects(built(await worldWith(top, { f: 'steel\n' }), top))
  assert.equal(existsSync(join(top, '.git/ran')), false)
})
