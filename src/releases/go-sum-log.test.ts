import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { test } from 'node:test'
import { sumLogged } from './go-sum-log.ts'
import type { Pin } from './lock-finding.ts'

const sum = `h1:${Buffer.alloc(32, 1).toString('base64')}`
const modSum = `h1:${Buffer.alloc(32, 2).toString('base64')}`
const pin: Pin = {
  name: 'press.example/valve',
  version: 'v1.0.0',
  purl: undefined,
  from: 'registry',
  address: undefined,
  commit: undefined,
  hashes: [],
  sums: [sum, modSum],
  at: undefined,
}
const record = `${pin.name} v1.0.0 ${sum}\n${pin.name} v1.0.0/go.mod ${modSum}\n`
const hash = (...parts: (string | Uint8Array)[]) => {
  const hasher = createHash('sha256')
  for (const part of parts) hasher.update(part)
  return hasher.digest()
}
const leaf = (text: string) => hash(Buffer.of(0), text)

/** The root by the definition of RFC 6962, without tiles. */
function rootOf(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 1) return leaves[0]!
  let half = 1
  while (half * 2 < leaves.length) half *= 2
  return hash(Buffer.of(1), rootOf(leaves.slice(0, half)), rootOf(leaves.slice(half)))
}

/** A log of so many records, the pin's at a place. */
function logOf(size: number, at: number) {
  const leaves = Array.from({ length: size }, (_, n) => (n === at ? leaf(record) : leaf(`other ${n}\n`)))
  const rows: Buffer[][] = [leaves]
  for (let row: Buffer[] = leaves; row.length >= 256; ) {
    row = Array.from({ length: Math.floor(row.length / 256) }, (_, n) => rootOf(row.slice(n * 256, (n + 1) * 256)))
    rows.push(row)
  }
  const asked: string[] = []
  return {
    root: rootOf(leaves),
    asked,
    async ask(path: string): Promise<Uint8Array | undefined> {
      asked.push(path)
      const [, row, numbers, width = '256'] = /^\/tile\/8\/(\d)\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d+))?$/.exec(path)!
      const first = Number(numbers!.replaceAll(/[x/]/g, '')) * 256
      const part = rows[Number(row)]!.slice(first, first + Number(width))
      return part.length === Number(width) ? Buffer.concat(part) : undefined
    },
  }
}

function signerOf(name: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const raw = Buffer.concat([Buffer.of(1), Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url')])
  const id = hash(`${name}\n`, raw).subarray(0, 4)
  return { name, privateKey, id, key: `${name}+${id.toString('hex')}+${raw.toString('base64')}` }
}

function answer(
  by: { name: string; id: Buffer; privateKey: KeyObject },
  { at, size, root, text = record }: { at: number; size: number; root: Buffer; text?: string },
): Buffer {
  const tree = `go.sum database tree\n${size}\n${root.toString('base64')}\n`
  const signature = Buffer.concat([by.id, sign(null, Buffer.from(tree), by.privateKey)]).toString('base64')
  return Buffer.from(`${at}\n${text}\n${tree}\n\u2014 ${by.name} ${signature}\n`)
}

const press = signerOf('sum.press.example')

test('a record is proven to stand in the signed tree, whatever its size and place', async () => {
  for (const [size, places] of [
    [1, [0]],
    [2, [0, 1]],
    [3, [2]],
    [255, [0, 254]],
    [256, [7, 255]],
    [257, [0, 256]],
    [600, [3, 255, 256, 599]],
    [66_000, [5, 65_535, 65_536, 65_999]],
  ] as const)
    for (const at of places) {
      const log = logOf(size, at)
      const found = await sumLogged(pin, answer(press, { at, size, root: log.root }), log.ask, press.key)
      assert.deepEqual([size, at, found.result], [size, at, 'verified'])
      assert.equal(new Set(log.asked).size, log.asked.length)
      assert.ok(log.asked.length <= 5, log.asked.join(' '))
    }
})

test('another record, tree, place, signer or sum is refused; a tile that is not there leaves it open', async () => {
  const size = 600
  const at = 300
  const log = logOf(size, at)
  const good = { at, size, root: log.root }
  const judged = async (bytes: Uint8Array, one = pin, ask = log.ask, key = press.key) =>
    (await sumLogged(one, bytes, ask, key)).result
  assert.equal(await judged(answer(press, good)), 'verified')
  const forged = record.replace(sum, `h1:${Buffer.alloc(32, 9).toString('base64')}`)
  for (const [why, bytes] of Object.entries({
    record: answer(press, { ...good, text: forged }),
    place: answer(press, { ...good, at: 301 }),
    outside: answer(press, { ...good, at: 600 }),
    root: answer(press, { ...good, root: Buffer.alloc(32) }),
    size: answer(press, { ...good, size: 599 }),
    signer: answer({ ...signerOf('sum.press.example'), id: press.id }, good),
    name: answer({ ...press, name: 'sum.other.example' }, good),
    unsigned: Buffer.from(`${at}\n${record}\n`),
    empty: Buffer.alloc(0),
  }))
    assert.equal(await judged(bytes), 'refused', why)
  assert.equal(await judged(answer(press, good), { ...pin, sums: [sum, 'h1:other='] }), 'refused')
  assert.equal(await judged(answer(press, good), { ...pin, version: 'v1.0.1' }), 'refused')
  assert.equal(await judged(answer(press, good), { ...pin, sums: [] }), 'missing')
  assert.equal(await judged(answer(press, good), { ...pin, sums: [sum] }), 'verified')
  // The sum of its go.mod alone says nothing of what is built.
  assert.equal(await judged(answer(press, good), { ...pin, sums: [modSum] }), 'missing')
  assert.equal(await judged(answer(press, good), pin, log.ask, signerOf('sum.press.example').key), 'refused')
  assert.equal(await judged(answer(press, good), pin, async () => undefined), 'missing')
  assert.equal(await judged(answer(press, good), pin, async () => Buffer.alloc(7)), 'missing')
  const flipped = async (path: string) => {
    const tile = Buffer.from((await log.ask(path))!)
    tile[40]! ^= 1
    return tile
  }
  assert.equal(await judged(answer(press, good), pin, flipped), 'refused')
})
