import assert from 'node:assert/strict'
import { feeds } from '#findings/operations'
import { calling } from '../../tools/databases/calling.ts'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { roomSteps } from '../../tools/databases/rooms.ts'
import { advise } from '../../tools/findings/keeping.ts'
import { memoryWorld } from '../../tools/memory/world.ts'
import { ask } from './operations.ts'

const osv = (id: string, cve: string, over: object) => ({
  id,
  aliases: [cve],
  modified: '2026-10-01T00:00:00Z',
  affected: [
    {
      package: { ecosystem: 'Go', name: 'example.com/mill' },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }],
    },
  ],
  ...over,
})
const rejected = {
  dataType: 'CVE_RECORD',
  dataVersion: '5.1',
  cveMetadata: {
    cveId: 'CVE-2026-3000',
    assignerOrgId: '00000000-0000-4000-8000-000000000000',
    state: 'REJECTED',
    datePublished: '2026-05-01T00:00:00.000Z',
    dateUpdated: '2026-06-06T00:00:00.000Z',
    dateRejected: '2026-06-06T00:00:00.000Z',
  },
  containers: {
    cna: {
      providerMetadata: { orgId: '00000000-0000-4000-8000-000000000000' },
      rejectedReasons: [{ lang: 'en', value: 'no' }],
    },
  },
}

onEachDatabase(
  'what was taken back before it was ever in force here is told, with when and by whom',
  async database => {
    const ledger = await database.ledger(roomSteps)
    const world = memoryWorld()
    const records = [
      osv('GO-2026-1', 'CVE-2026-2001', { withdrawn: '2026-04-08T00:00:00Z' }),
      osv('GO-2026-2', 'CVE-2026-2002', {}),
    ]
    await advise(world, { osv: records, cve: [rejected] }, 'whole')
    const call = calling(ledger, { files: Object.fromEntries(world.files) })
    await call.act(feeds.rematch, {})
    const told = async (question: string, known?: string) => {
      const { sentence, evidence } = await call.ask(ask, { question, ...(known && { known }) })
      return [
        sentence,
        evidence.advisories.map(({ name, source, withdrawn }) => `${name} ${source} ${withdrawn}`),
      ] as const
    }
    for (const question of ['CVE-2026-2001', 'go-2026-1']) {
      const [sentence, evidence] = await told(question)
      const name = question.toUpperCase()
      assert.match(
        sentence,
        new RegExp(
          `no advisory known here names ${name}, and what named it was taken back on 2026-04-08 by osv-go[.;]`,
          'i',
        ),
      )
      assert.deepEqual(evidence, [`${name} osv-go 2026-04-08T00:00:00Z`])
    }
    const [sentence, evidence] = await told('CVE-2026-3000')
    assert.match(sentence, /what named it was taken back on 2026-06-06 by cve[.;]/)
    assert.deepEqual(evidence, ['CVE-2026-3000 cve 2026-06-06T00:00:00Z'])
    assert.doesNotMatch((await told('CVE-2026-2001', '2026-04-01T00:00:00Z'))[0], /taken back/)
    for (const question of ['CVE-2026-2002', 'CVE-2026-9999'])
      assert.doesNotMatch((await told(question))[0], /taken back/)

    // The source takes its word back again: it is in force, and nothing of the sort is told.
    await advise(world, { osv: [osv('GO-2026-1', 'CVE-2026-2001', { modified: '2026-11-01T00:00:00Z' })] }, 'add')
    const later = calling(ledger, { files: Object.fromEntries(world.files) })
    await later.act(feeds.rematch, {})
    assert.doesNotMatch((await later.ask(ask, { question: 'CVE-2026-2001' })).sentence, /taken back/)
  },
)
