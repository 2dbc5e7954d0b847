import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultLimits, type Entry } from '#base'
import { walk } from './walk.ts'

const picks = [
  { id: 'package-lock', names: /^\.?package-lock\.json$/ },
  { id: 'go-mod', names: /^go\.mod$/ },
  { id: 'requirements', names: /^requirements\.txt$/ },
  { id: 'inventory', names: undefined },
]

/** A disk of paths: a name that ends in `/` is a folder, in `@` a link, in `!` a folder that cannot be listed. */
function disk(...paths: string[]) {
  const folders = new Map<string, Map<string, Entry>>([['root', new Map()]])
  for (const path of paths) {
    let folder = 'root'
    const parts = path.split('/')
    for (const [index, part] of parts.entries()) {
      const name = part.replace(/[@!]$/, '')
      if (name === '') continue
      const kind = index < parts.length - 1 || part.endsWith('!') ? 'folder' : part.endsWith('@') ? 'link' : 'file'
      folders.get(folder)!.set(name, { name, kind })
      folder = `${folder}/${name}`
      if (kind === 'folder' && !part.endsWith('!') && !folders.has(folder)) folders.set(folder, new Map())
    }
  }
  return (path: string) => {
    const entries = folders.get(path)
    return entries && [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }
}

const seen = (paths: string[], limits = defaultLimits) =>
  [...walk('root', disk(...paths), picks, limits)].map(found =>
    found.kind === 'note' ? `${found.note.code} ${found.path}` : `${found.format ?? found.kind} ${found.path}`,
  )

test('walk: lockfiles of a folder come before those below it, in code unit order', () => {
  assert.deepEqual(seen(['b/go.mod', 'a/requirements.txt', 'Z/go.mod', 'go.mod', 'a/a/go.mod', 'readme']), [
    'go-mod root/go.mod',
    'go-mod root/Z/go.mod',
    'requirements root/a/requirements.txt',
    'go-mod root/a/a/go.mod',
    'go-mod root/b/go.mod',
  ])
})

test('walk: bills of materials are told apart from lockfiles', () => {
  assert.deepEqual(seen(['bom.json', 'x.cdx.json', 'my-sbom.xml', 'y.spdx.json', 'z.spdx', 'data.json']), [
    'bom root/bom.json',
    'bom root/my-sbom.xml',
    'bom root/x.cdx.json',
    'bom root/y.spdx.json',
    'bom root/z.spdx',
  ])
})

test('walk: version control, what a lockfile tells of, and vendored Go are not walked', () => {
  assert.deepEqual(
    seen([
      '.git/go.mod',
      'package-lock.json',
      'node_modules/a/package-lock.json',
      'p/node_modules/b/x',
      'g/go.mod',
      'g/vendor/x/go.mod',
      'vendor/go.mod',
    ]),
    ['package-lock root/package-lock.json', 'go-mod root/g/go.mod', 'go-mod root/vendor/go.mod'],
  )
})

test('walk: where no lockfile tells, the one inside node_modules does, else it is noted; so are Python environments', () => {
  assert.deepEqual(
    seen([
      'a/node_modules/.package-lock.json',
      'b/node_modules/x/package.json',
      'c/yarn.lock',
      'c/node_modules/x/y',
      'env/pyvenv.cfg',
      'env/requirements.txt',
    ]),
    [
      'package-lock root/a/node_modules/.package-lock.json',
      'installed-not-read root/b/node_modules',
      'list-not-read root/c/yarn.lock',
      'installed-not-read root/c/node_modules',
      'installed-not-read root/env',
    ],
  )
})

test('walk: links are noted where they would have counted and never followed; a folder that cannot be listed is noted', () => {
  assert.deepEqual(seen(['go.mod@', 'other@', 'locked!']), [
    'link-not-followed root/go.mod',
    'folder-unreadable root/locked',
  ])
})

test('walk: bounded in entries and depth', () => {
  assert.throws(() => seen(['a', 'b', 'c'], { ...defaultLimits, files: 2 }), { code: 'boms/too-many-files' })
  assert.deepEqual(seen(['a/b/go.mod'], { ...defaultLimits, depth: 1 }), ['folder-too-deep root/a/b'])
})

test('walk: a folder of the current one is named without a dot', () => {
  const list = (path: string): Entry[] | undefined => (path === '.' ? [{ name: 'go.mod', kind: 'file' }] : undefined)
  assert.deepEqual([...walk('.', list, picks, defaultLimits)], [{ path: 'go.mod', kind: 'lockfile', format: 'go-mod' }])
})
