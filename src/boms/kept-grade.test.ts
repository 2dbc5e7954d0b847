import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { digest } from '#base'
import { keepContent, type Ledger } from '#ledger'
import { calling } from '../../tools/databases/calling.ts'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { cyclonedxJson } from './formats/cyclonedx-json.ts'
import { firmwareBom } from './kept-firmware.ts'
import { boms } from './kept-operations.ts'
import { bomRows } from './kept-rows.ts'
import { keepBom } from './kept-store.ts'
import { paperOf } from './paper.ts'
import { migrations } from './store.ts'

const doing = {
  actor: { kind: 'house', id: 'test', name: 'test' },
  operation: 'test',
  at: 1,
  sites: 'everywhere',
} as const

const paper = JSON.stringify({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  metadata: { timestamp: '2026-01-01T00:00:00Z', component: { type: 'application', 'bom-ref': 'a', name: 'app' } },
  components: [
    { type: 'library', 'bom-ref': 'l', name: 'lib', version: '1.0', purl: 'pkg:npm/lib@1.0' },
    { type: 'library', 'bom-ref': 'm', name: 'bare' },
  ],
})

/** Keeps the bill with these bytes at site a; its id. */
async function keep(ledger: Ledger, bytes: Uint8Array): Promise<string> {
  const of = { digest: digest(bytes), size: bytes.length, kind: 'bom' as const }
  const rows = bomRows(cyclonedxJson.read(paperOf('a.json', paper)), of)
  return ledger.write(doing, async db => {
    await keepContent(db, of.digest, [bytes], 1)
    const { bomId } = await keepBom(db, rows, 1, { siteId: 'site-a', name: 'a/b.json' })
    return { out: String(bomId), entry: { object: 'o', change: 1 } }
  })
}

onEachDatabase(
  'a kept bill is graded by every profile from the bytes that came, also where they are packed',
  async database => {
    const ledger = await database.ledger(migrations)
    const asked = calling(ledger, { sites: ['site-a'] })
    for (const bytes of [Buffer.from(paper), gzipSync(paper)]) {
      const id = await keep(ledger, bytes)
      const { profiles } = await asked.ask(boms.grade, { id })
      assert.deepEqual(profiles.map(one => one.id).sort(), ['bsi-tr-03183-2', 'cisa-2026', 'ntia-2021'])
      const ntia = profiles.find(one => one.id === 'ntia-2021')!
      const version = ntia.elements.find(({ title }) => /version/i.test(title))!
      assert.deepEqual(
        [version.verdict, version.given, version.missing, version.lacking.includes('m')],
        ['partly', 1, 2, true],
      )
      assert.ok(ntia.held > 0 && ntia.held < ntia.required)
      await assert.rejects(calling(ledger, { sites: ['site-b'] }).ask(boms.grade, { id }), { code: 'boms/not-found' })
    }
  },
)

onEachDatabase('what an asset says of itself is no bill that is graded', async database => {
  const ledger = await database.ledger(migrations)
  const { bom, ...of } = firmwareBom({ vendor: 'V', product: 'P', version: '1' })
  const { bomId } = await ledger.write(doing, async db => ({
    out: await keepBom(db, bomRows(bom, of), 1),
    entry: { object: 'o', change: 1 },
  }))
  await assert.rejects(calling(ledger).ask(boms.grade, { id: String(bomId) }), { code: 'boms/not-graded' })
})
