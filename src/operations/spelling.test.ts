import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toy, toyOperations } from '../../tools/house/toy-room.ts'
import { fieldsOf, fieldValue } from './fields.ts'
import { commandOf, flagOf, inRouteOrder, routeOf } from './spelling.ts'

test('the name of an operation gives its method, path and command', () => {
  const told = (name: string) => {
    const { method, path } = routeOf(toy(name))
    return `${method} ${path} · ${commandOf(toy(name))}`
  }
  assert.deepEqual(['slips.list', 'slips.show', 'slips.add', 'slips.rewrite', 'slips.weigh', 'count'].map(told), [
    'GET /slips · slips list',
    'GET /slips/{id} · slips show',
    'POST /slips · slips add',
    'POST /slips/{id}/rewrite · slips rewrite',
    'POST /slips/weigh · slips weigh',
    'GET /count · count',
  ])
})

test('words come before an id in the same place', () => {
  const paths = inRouteOrder(toyOperations()).map(one => routeOf(one).path)
  assert.ok(paths.indexOf('/slips/open') < paths.indexOf('/slips/{id}'))
})

test('fields become flags, and texts values of their type', () => {
  assert.deepEqual(['siteId', 'assetIds', 'hardwareRevision', 'id', 'after'].map(flagOf), [
    'site',
    'asset',
    'hardware-revision',
    'id',
    'after',
  ])
  const [site, words, , limit] = fieldsOf(toy('slips.list').operation.takes)
  assert.deepEqual([site!.required, words!.list, limit!.type, limit!.preset], [false, true, 'number', 10])
  assert.deepEqual(fieldValue(words!, ['a']), ['a'])
  assert.equal(fieldValue(limit!, ['7']), 7)
  assert.equal(fieldValue(limit!, ['1e9']), '1e9')
  assert.deepEqual(fieldValue(limit!, ['1', '2']), ['1', '2'])
})
