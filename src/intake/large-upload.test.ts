import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultLimits } from '#base'
import { keptBoms } from '#boms/operations'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { counts, intakeHouse, realDisk } from '../../tools/databases/intake.ts'
import { papers, tasks } from './operations.ts'

const { boms: bills } = await papers()
const { boms } = await keptBoms()

/** A CycloneDX document as a generator writes it, piece by piece: a chain of components, each with a long description. */
function* document(count: number, words = ''): Generator<Uint8Array> {
  yield Buffer.from(
    '{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"metadata":{"component":{"type":"application","bom-ref":"root","name":"plant"}},"components":[',
  )
  for (let n = 0; n < count; n++) {
    const one = {
      type: 'library',
      'bom-ref': `c${n}`,
      name: `component-${n}`,
      version: `1.${n % 50}.0`,
      description: words,
      purl: `pkg:npm/component-${n}@1.${n % 50}.0`,
      hashes: [{ alg: 'SHA-256', content: n.toString(16).padStart(64, '0') }],
    }
    yield Buffer.from(`${n === 0 ? '' : ','}${JSON.stringify(one)}`)
  }
  yield Buffer.from('],"dependencies":[{"ref":"root","dependsOn":["c0"]}')
  for (let n = 1; n < count; n++) yield Buffer.from(`,{"ref":"c${n >> 1}","dependsOn":["c${n}"]}`)
  yield Buffer.from(']}')
}

test('what a server practises before its first bill is a bill that can be read', async () => {
  assert.equal(await tasks['bom.ready'](), 2000)
})

onEachDatabase('a bill of 50,000 components is kept with the way to each', async (database, context) => {
  const { ledger, caller, left } = await intakeHouse(database, context)
  const bytes = Buffer.concat([...document(50_000)])
  const taken = await caller.act(bills.upload, { siteId: 'site-a', assetId: 'HMI-1', name: 'large.json' }, bytes)
  assert.deepEqual([taken.components, taken.newComponents, taken.judged?.components], [50_000, 50_000, 50_000])
  const { path, complete } = await caller.ask(boms.path, { id: String(taken.id), number: 50_000 })
  // 49999 → 24999 → … → 1 → 0, below the subject.
  assert.deepEqual([path.length, path[0]!.name, complete], [18, 'plant', true])
  const held = await caller.ask(boms.holding, { component: `sha256:${(49_999).toString(16).padStart(64, '0')}` })
  assert.deepEqual(
    held.holdings.map(one => [one.bomId, one.number]),
    [[taken.id, 50_000]],
  )
  const before = await counts(ledger)
  assert.equal((await caller.act(bills.upload, { siteId: 'site-a', assetId: 'HMI-1' }, bytes)).changed, false)
  assert.deepEqual(await counts(ledger), before)
  assert.equal(left(), 0)
})

onEachDatabase('the same bytes sent twice at once are one bill', async (database, context) => {
  const { ledger, caller, left } = await intakeHouse(database, context)
  const bytes = Buffer.concat([...document(500)])
  const sent = ['HMI-1', 'A/L1/HMI-2', 'A/L2/HMI-2'].map(assetId =>
    caller.act(bills.upload, { siteId: 'site-a', assetId }, bytes),
  )
  const ids = (await Promise.all(sent)).map(({ id }) => id)
  assert.equal(new Set(ids).size, 1)
  const { bom, bom_component, deployment } = await counts(ledger)
  assert.deepEqual([bom, bom_component, deployment], [1, 500, 3])
  assert.equal(left(), 0)
})

test('what is held of a large bill is its components, not its document', async context => {
  const { mkdtempSync, rmSync, statSync } = await import('node:fs')
  const folder = mkdtempSync('/tmp/millcert-large-')
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const path = `${folder}/large.json`
  const file = realDisk.append(path)
  for (const piece of document(20_000, 'a description that nobody asked for '.repeat(30))) file.write(piece)
  file.close()
  const { size } = statSync(path)
  let asked = 0
  let largest = 0
  const disk = {
    ...realDisk,
    read: () => assert.fail('the whole file was read at once'),
    *chunks(name: string, piece?: number) {
      for (const bytes of realDisk.chunks(name, piece)) {
        asked += bytes.length
        largest = Math.max(largest, bytes.length)
        yield bytes
      }
    },
  }
  const reading = { disk, limits: defaultLimits, now: () => 0, progress() {} }
  let [held, entries] = [0, 0]
  await tasks['bom.rows'](reading, { path, name: 'large.json', size, digest: 'sha256:0' }, part => {
    if ('piece' in part) held += part.piece.rows.length + part.piece.hashes.length + part.piece.ids.length * 60
    if (!('entries' in part)) return
    held += part.entries.rows.length + part.entries.components.byteLength
    entries += part.entries.components.length
  })
  context.diagnostic(`${size} bytes of document, ${held} held of it, read in pieces of at most ${largest}`)
  assert.equal(entries, 20_000)
  assert.ok(held < size / 3, `${held} of ${size}`)
  assert.ok(largest <= 1024 ** 2 && asked < 3 * size, `${largest}, ${asked}`)
})
