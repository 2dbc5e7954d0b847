import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultLimits, type Entry } from '#base'
import { packageJson } from './formats/package-json.ts'
import { pythonMetadata } from './formats/python-metadata.ts'
import { walk } from './walk.ts'

const picks = [
  { id: 'package-lock', names: /^\.?package-lock\.json$/ },
  { id: 'go-mod', names: /^go\.mod$/ },
  { id: 'requirements', names: /^requirements\.txt$/ },
  { id: 'inventory', names: undefined },
  packageJson,
  pythonMetadata,
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

test('walk: where no lockfile tells, the one inside node_modules does, else each package, scoped and nested ones too', () => {
  assert.deepEqual(
    seen([
      'a/node_modules/.package-lock.json',
      'a/node_modules/x/package.json',
      'b/node_modules/.bin/x@',
      'b/node_modules/@s/y/package.json',
      'b/node_modules/x/package.json',
      'b/node_modules/x/example/package.json',
      'b/node_modules/x/test/node_modules/z/package.json',
      'b/node_modules/x/requirements.txt',
      'b/node_modules/x/node_modules/z/package.json',
      'c/yarn.lock',
      'c/node_modules/x/y',
    ]),
    [
      'package-lock root/a/node_modules/.package-lock.json',
      'package-json root/b/node_modules/@s/y/package.json',
      'package-json root/b/node_modules/x/package.json',
      'package-json root/b/node_modules/x/node_modules/z/package.json',
      'list-not-read root/c/yarn.lock',
      'installed-not-read root/c/node_modules',
    ],
  )
})

test('walk: of a store of packages the real folders are taken, and links to them are no loss, in members neither', () => {
  const store = [
    'node_modules/.pnpm/a@1.0.0/node_modules/a/package.json',
    'node_modules/.pnpm/a@1.0.0/node_modules/b@',
    'node_modules/.pnpm/b@2.0.0/node_modules/b/package.json',
    'node_modules/.pnpm/node_modules/b@',
    'node_modules/a@',
  ]
  const real = [
    'package-json root/node_modules/.pnpm/a@1.0.0/node_modules/a/package.json',
    'package-json root/node_modules/.pnpm/b@2.0.0/node_modules/b/package.json',
  ]
  assert.deepEqual(seen([...store, 'packages/one/node_modules/a@']), real)
  assert.deepEqual(seen(['node_modules/a@', 'node_modules/b/package.json@']), [
    'link-not-followed root/node_modules',
    'installed-not-read root/node_modules',
  ])
})

test('walk: Python packages are taken from site-packages and dist-packages, in environments and outside of them', () => {
  assert.deepEqual(
    seen([
      'env/pyvenv.cfg',
      'env/requirements.txt',
      'env/lib64@',
      'env/lib/python3.12/site-packages/a-1.dist-info/METADATA',
      'env/lib/python3.12/site-packages/a/package.json',
      'env/lib/python3.12/site-packages/a/requirements.txt',
      'lone/pyvenv.cfg',
      'package-lock.json',
      'usr/lib/python3/dist-packages/b-1.egg-info',
      'usr/lib/python3/dist-packages/c-1.egg-info/PKG-INFO',
      'usr/lib/python3/dist-packages/d-1-py3.egg/EGG-INFO/PKG-INFO',
      'usr/lib/python3/dist-packages/e-1-py3.egg',
      'usr/lib/python3/dist-packages/f-1.dist-info/RECORD',
    ]),
    [
      'package-lock root/package-lock.json',
      'python-metadata root/env/lib/python3.12/site-packages/a-1.dist-info/METADATA',
      'installed-not-read root/lone',
      'python-metadata root/usr/lib/python3/dist-packages/b-1.egg-info',
      'python-metadata root/usr/lib/python3/dist-packages/c-1.egg-info/PKG-INFO',
      'python-metadata root/usr/lib/python3/dist-packages/d-1-py3.egg/EGG-INFO/PKG-INFO',
      'installed-not-read root/usr/lib/python3/dist-packages',
    ],
  )
})

test('walk: a folder of packages may be named itself', () => {
  const list = (path: string): Entry[] | undefined =>
    ({
      node_modules: [{ name: 'a', kind: 'folder' as const }],
      'node_modules/a': [{ name: 'package.json', kind: 'file' as const }],
    })[path]
  assert.deepEqual(
    [...walk('node_modules/', list, picks, defaultLimits)].map(({ path }) => path),
    ['node_modules/a/package.json'],
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
  const nested = 'node_modules/a/'.repeat(3)
  assert.deepEqual(
    seen([`${nested}package.json`], { ...defaultLimits, depth: 1 }).filter(line => line.startsWith('folder')),
    ['folder-too-deep root/node_modules/a/node_modules/a/node_modules'],
  )
})

test('walk: a folder of the current one is named without a dot', () => {
  const list = (path: string): Entry[] | undefined => (path === '.' ? [{ name: 'go.mod', kind: 'file' }] : undefined)
  assert.deepEqual([...walk('.', list, picks, defaultLimits)], [{ path: 'go.mod', kind: 'lockfile', format: 'go-mod' }])
})
