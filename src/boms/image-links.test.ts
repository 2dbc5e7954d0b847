import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultLimits, noteList } from '#base'
import { linkedAway } from './image-links.ts'
import { imageTree } from './image-tree.ts'

/** What is told of an image with some links. */
const told = (links: Record<string, string>) => {
  const steps = Object.entries(links).map(([path, target]) => ({ kind: 'link' as const, path, target }))
  const layer = { gone: [], opaque: [], steps }
  return linkedAway(imageTree([layer], 'x.tar', defaultLimits, noteList())).map(({ code, at }) => `${code} ${at}`)
}

test('links to lists of packages: those that lead to where lists are looked for are well, others are told', () => {
  assert.deepEqual(told({}), [])
  assert.deepEqual(told({ lib: 'usr/lib', 'usr/bin/x': '/data', 'var/run': '/run' }), [])
  assert.deepEqual(told({ 'var/lib/rpm': '../../usr/lib/sysimage/rpm' }), [])
  assert.deepEqual(told({ 'var/lib/rpm': '/usr/share/rpm' }), ['link-not-followed var/lib/rpm'])
  assert.deepEqual(told({ var: 'data' }), ['link-not-followed var'])
  assert.deepEqual(told({ 'var/lib/dpkg': '/opt/dpkg' }), ['link-not-followed var/lib/dpkg'])
  assert.deepEqual(told({ 'var/lib/dpkg/status': '../../../srv/status' }), ['link-not-followed var/lib/dpkg/status'])
  assert.deepEqual(told({ var: './var' }), [], 'one that leads to itself leads nowhere')
})
