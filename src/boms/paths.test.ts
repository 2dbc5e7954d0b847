import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Bom, component } from './bom.ts'
import { circlesOf, graphOf } from './graph.ts'
import { pathsToRoot } from './paths.ts'

/** `a > b c` says that a needs b and c; names are refs with a capital. */
function bill(lines: string, subject?: string): Bom {
  const dependencies = lines.split('\n').flatMap(line => {
    const [ref = '', on = ''] = line.trim().split(' > ')
    return ref === '' ? [] : [{ ref, on: on.split(' ').filter(Boolean) }]
  })
  const refs = [...new Set(dependencies.flatMap(({ ref, on }) => [ref, ...on]))]
  const named = (ref: string) => component(ref, ref.toUpperCase())
  return {
    format: 'x',
    specVersion: undefined,
    serial: undefined,
    timestamp: undefined,
    subject: subject === undefined ? undefined : named(subject),
    components: refs.filter(ref => ref !== subject).map(named),
    dependencies,
    notes: [],
  }
}
const paths = (bom: Bom, ref: string, max = 3) => pathsToRoot(bom, ref, max).map(path => path.join(' '))

test('paths: the shortest first, from the subject down to the component itself', () => {
  const bom = bill('app > web db\nweb > http json\nhttp > tls\njson > tls\ndb > tls\ntls', 'app')
  assert.deepEqual(paths(bom, 'tls'), ['APP DB TLS', 'APP WEB HTTP TLS', 'APP WEB JSON TLS'])
  assert.deepEqual(paths(bom, 'tls', 1), ['APP DB TLS'])
  assert.deepEqual(paths(bom, 'app'), ['APP'])
  assert.deepEqual(paths(bom, 'no such'), [])
})

test('paths: cycles end, and a path never passes a component twice', () => {
  const bom = bill('app > a\na > b\nb > c a\nc > a app\nd > d', 'app')
  assert.deepEqual(paths(bom, 'c'), ['APP A B C'])
  assert.deepEqual(paths(bom, 'a'), ['APP A'])
  assert.deepEqual(paths(bom, 'd'), [])
})

test('paths: without a subject, and where it does not lead, they start at what nothing needs', () => {
  assert.deepEqual(paths(bill('x > z\ny > w\nw > z'), 'z'), ['X Z', 'Y W Z'])
  const bom = bill('app > a\nother > b\nb > a', 'app')
  assert.deepEqual(paths(bom, 'b'), ['OTHER B'])
  assert.deepEqual(paths(bom, 'a'), ['APP A'])
  assert.deepEqual(paths(bill('lonely'), 'lonely'), [])
})

test('paths: what many components need is found without walking all of them', () => {
  const many = Array.from({ length: 2000 }, (_, i) => `n${i}`)
  const bom = bill(`app > ${many.join(' ')}\n${many.map(name => `${name} > core`).join('\n')}`, 'app')
  assert.equal(paths(bom, 'core').length, 3)
  for (const path of paths(bom, 'core')) assert.match(path, /^APP N\d+ CORE$/)
})

test('paths: 2^25 ways through diamonds are not walked', () => {
  const layers = Array.from({ length: 25 }, (_, i) => `t${i} > l${i} r${i}\nl${i} > t${i + 1}\nr${i} > t${i + 1}`)
  const bom = bill(layers.join('\n'), 't0')
  const found = pathsToRoot(bom, 't25', 3)
  assert.deepEqual(
    found.map(path => path.length),
    [51, 51, 51],
  )
  assert.equal(new Set(found.map(path => path.join())).size, 3)
  assert.deepEqual(circlesOf(graphOf(bom), 5), [])
})

test('paths: a chain of 50,000 is shown with its ends', () => {
  const bom = bill(Array.from({ length: 50_000 }, (_, i) => `c${i} > c${i + 1}`).join('\n'), 'c0')
  const [path] = pathsToRoot(bom, 'c50000', 3)
  assert.deepEqual(path?.slice(0, 3), ['C0', '…', 'C49901'])
  assert.equal(path?.length, 102)
  assert.equal(path?.at(-1), 'C50000')
})

test('graph: circles are found, each once, with all that are in it', () => {
  const bom = bill('a > b\nb > c\nc > a d\nd > e\ne > d\nf > f\ng > a')
  const circles = circlesOf(graphOf(bom), 2).map(({ refs, size }) => [
    size,
    refs.length,
    refs.every(ref => refs.includes(ref)),
  ])
  assert.deepEqual(circles.sort(), [
    [1, 1, true],
    [2, 2, true],
    [3, 2, true],
  ])
  const long = bill(Array.from({ length: 50_000 }, (_, i) => `c${i} > c${(i + 1) % 50_000}`).join('\n'))
  assert.deepEqual(
    circlesOf(graphOf(long), 5).map(({ size }) => size),
    [50_000],
  )
})

test('graph: refs that only dependencies name are in it, and owned by nobody', () => {
  const bom = { ...bill('a > b'), components: [component('a', 'A')] }
  const { refs, owners } = graphOf(bom)
  assert.deepEqual([refs.text(0), refs.text(1), refs.count, refs.get('c')], ['a', 'b', 2, undefined])
  assert.deepEqual([...owners], [1, 0])
})
