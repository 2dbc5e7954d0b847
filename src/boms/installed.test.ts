import assert from 'node:assert/strict'
import { test } from 'node:test'
import { component } from './bom.ts'
import { installedBill, type PlacedPackage } from './installed.ts'

const placed = (folder: string, version: string, ...asks: string[]): PlacedPackage => {
  const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length)
  return {
    component: component('', name, version, `pkg:npm/${name}@${version}`),
    key: undefined,
    asks,
    makersNeed: 0,
    location: `${folder}/package.json`,
    holder: folder.slice(0, -name.length - 1),
    name,
    folder,
  }
}
const edges = (packages: PlacedPackage[]) =>
  Object.fromEntries(
    installedBill('package-json', 'node_modules', packages).bom.dependencies.map(one => [one.ref, one.on]),
  )

test('installed: equal packages are one component with every place', () => {
  const { bom, places } = installedBill('package-json', 'node_modules', [
    placed('node_modules/a', '1.0.0'),
    placed('node_modules/b/node_modules/a', '1.0.0'),
    placed('node_modules/c/node_modules/a', '2.0.0'),
  ])
  assert.deepEqual(
    bom.components.map(({ ref, at }) => [ref, at, places.get(ref)]),
    [
      [
        'pkg:npm/a@1.0.0',
        'node_modules/a/package.json',
        ['node_modules/a/package.json', 'node_modules/b/node_modules/a/package.json'],
      ],
      ['pkg:npm/a@2.0.0', 'node_modules/c/node_modules/a/package.json', ['node_modules/c/node_modules/a/package.json']],
    ],
  )
})

test('installed: what a package needs is the nearest copy upwards; the folder needs what nothing else does', () => {
  assert.deepEqual(
    edges([
      placed('node_modules/a', '1.0.0'),
      placed('node_modules/b', '1.0.0', 'a', 'c', 'absent'),
      placed('node_modules/b/node_modules/a', '2.0.0'),
      placed('node_modules/b/node_modules/c', '1.0.0', 'a'),
      placed('node_modules/@s/d', '1.0.0', 'a', 'c'),
    ]),
    {
      '.': ['pkg:npm/b@1.0.0', 'pkg:npm/@s/d@1.0.0'],
      'pkg:npm/a@1.0.0': [],
      'pkg:npm/b@1.0.0': ['pkg:npm/a@2.0.0', 'pkg:npm/c@1.0.0'],
      'pkg:npm/a@2.0.0': [],
      'pkg:npm/c@1.0.0': ['pkg:npm/a@2.0.0'],
      'pkg:npm/@s/d@1.0.0': ['pkg:npm/a@1.0.0', 'pkg:npm/c@1.0.0'],
    },
  )
})

test('installed: in a store, where links are not followed, only a copy that has no other beside it is taken', () => {
  const store = 'node_modules/.pnpm'
  assert.deepEqual(
    edges([
      placed(`${store}/a@1.0.0/node_modules/a`, '1.0.0', 'b', 'c'),
      placed(`${store}/b@1.0.0/node_modules/b`, '1.0.0'),
      placed(`${store}/c@1.0.0/node_modules/c`, '1.0.0'),
      placed(`${store}/c@2.0.0/node_modules/c`, '2.0.0'),
    ])['pkg:npm/a@1.0.0'],
    ['pkg:npm/b@1.0.0'],
  )
})
