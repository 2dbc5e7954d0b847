import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Disk, defaultLimits, type Entry } from '#base'
import { loadPapers } from './papers.ts'

/** What is read of some files, their paths from the folder that is scanned. */
async function load(files: Record<string, string>, ...paths: string[]) {
  const list = (path: string): Entry[] | undefined => {
    const found = new Map<string, Entry['kind']>()
    for (const file of Object.keys(files)) {
      const inside = path === '.' ? file : file.startsWith(`${path}/`) ? file.slice(path.length + 1) : undefined
      const [name, ...rest] = inside?.split('/') ?? []
      if (name !== undefined) found.set(name, rest.length > 0 ? 'folder' : 'file')
    }
    return found.size === 0 ? undefined : [...found].sort().map(([name, kind]) => ({ name, kind }))
  }
  const read = (path: string) => Buffer.from(files[path]!)
  const stat: Disk['stat'] = path => ({ kind: path in files ? 'file' : 'folder', size: 0, modified: 0 })
  const disk: Pick<Disk, 'chunks' | 'read' | 'list' | 'stat'> = { chunks: path => [read(path)], read, list, stat }
  const world = { disk, limits: defaultLimits, now: () => 0, progress() {} }
  const papers = await loadPapers(world, paths.length > 0 ? paths : ['.'], false)
  return {
    purls: papers.loaded.flatMap(({ bom }) => bom.components.map(({ purl, scope }) => `${purl} ${scope}`)),
    notes: papers.notes.map(({ code, at }) => `${code} ${at}`),
    unreadable: papers.unreadable,
  }
}

test('includes: a file that a paper names and that is not scanned leaves the scan open', async () => {
  const files = { 'requirements.txt': '-r base.txt\na==1\n-c https://files.example/c.txt\n', 'base.txt': 'b==1\n' }
  const open = {
    purls: ['pkg:pypi/a@1 required'],
    notes: ['include-not-followed requirements.txt: line 1', 'include-not-followed requirements.txt: line 3'],
    unreadable: true,
  }
  assert.deepEqual(await load(files), open)
  const alone = await load(files, 'requirements.txt')
  assert.deepEqual(alone, { ...open, notes: ['include-not-followed line 1', 'include-not-followed line 3'] })
})

test('includes: what is scanned beside it is no complaint, in a folder, above it and among named files', async () => {
  const files = {
    'constraints.txt': 'd==4\n',
    'requirements.txt': '-r ./requirements/prod.txt\n-c constraints.txt\n',
    'requirements/base.txt': 'b==1\n-r prod.txt\n',
    'requirements/empty.txt': '\n',
    'requirements/prod.txt': '-r base.txt\nc\n-c ../constraints.txt\n-r empty.txt\n',
  }
  const purls = ['pkg:pypi/d@4 optional', 'pkg:pypi/b@1 required', 'pkg:pypi/c required']
  const notes = ['file-empty requirements/empty.txt', 'version-floating requirements/prod.txt: line 2']
  assert.deepEqual(await load(files), { purls, notes, unreadable: false })
  const named = await load({ 'x/a.txt': '-r b.txt\na==1\n', 'x/b.txt': 'b==1\n' }, 'x/a.txt', 'x/b.txt')
  assert.deepEqual([named.notes, named.unreadable], [[], false])
})

test('includes: more of them than notes are kept stay open while one is missing', async () => {
  const names = Array.from({ length: 30 }, (_, index) => `requirements/n${index}.txt`)
  const text = `${names.map(name => `-r ${name}\n`).join('')}a==1\n`
  const files = Object.fromEntries([['requirements.txt', text], ...names.map(name => [name, 'b==1\n'])])
  assert.deepEqual((await load(files)).unreadable, false)
  delete files['requirements/n29.txt']
  assert.deepEqual((await load(files)).unreadable, true)
})

test('folder of requirements: what is in no format that is read is left there, and said', async () => {
  const found = await load({ 'requirements/notes.txt': 'What we need, in words.\n', 'requirements/x.txt': 'flask\n' })
  const torn = await load({ 'requirements/x.txt': 'a==1\n<<<<<<< ours\n' })
  assert.deepEqual(torn.notes, ['line-not-understood requirements/x.txt: line 2'])
  assert.deepEqual(found, {
    purls: ['pkg:pypi/flask required'],
    notes: ['file-not-scanned requirements/notes.txt', 'version-floating requirements/x.txt: line 1'],
    unreadable: false,
  })
})
