import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factoryWords } from './factory-data.ts'

const looked = (text: string, words: string[] = [], addresses = true) =>
  factoryWords(text, { words, addresses }).map(({ kind, line }) => `${kind} ${line}`)

test('factory data: private addresses are found where they are addresses', () => {
  for (const text of [
    'host: 10.4.2.17',
    '"192.168.0.9:4840"',
    'HOST=172.16.9.1',
    'route 10.0.0.0/8',
    'fd12:3456:789a::1',
  ])
    assert.deepEqual(looked(`first\n${text}`), ['private address 2'], text)
  for (const text of [
    '127.0.0.1',
    '172.32.0.1',
    '192.169.0.1',
    '10.0.19041',
    'pkg==10.0.1.2',
    'pkg@10.0.1.2',
    'v10.0.1.2',
    '10.0.1.2-beta',
    '<version>10.0.0.1</version>',
    '1.10.0.0.1',
    '256.10.0.1.1',
    'fc:12:ab:00:11:22',
  ])
    assert.deepEqual(looked(text), [], text)
  assert.deepEqual(looked('host: 10.4.2.17', [], false), [])
})

test('factory data: endpoints of machines and connection strings, but for examples', () => {
  assert.deepEqual(looked('opc.tcp://press-4.works:4840'), ['endpoint of a machine 1'])
  assert.deepEqual(looked('opc.tcp://localhost:4840 mqtt://broker.example/ opc.tcp://<host>:4840'), [])
  assert.deepEqual(looked('Server=mes01;Database=lots;User Id=sa;Password=Press4'), ['connection string 1'])
  assert.deepEqual(looked('Server=mes01;Database=lots;Password=<password>'), [])
})

test('factory data: words of the policy, whole and in any case, with whatever signs are in them', () => {
  assert.deepEqual(looked('made at NORDHAUSEN\nnordhausener', ['Nordhausen']), ['word of the policy 1'])
  assert.deepEqual(looked('a press (4)', ['press (4)', '.*']), ['word of the policy 1'])
})

test('factory data: a long text of almost addresses takes no long time', () => {
  assert.deepEqual(looked(`${'10.0.0.'.repeat(50_000)} fd00:${'0:'.repeat(50_000)}`), [])
})
