import assert from 'node:assert/strict'
import { insertRows } from '#ledger'
import { calling } from '../../tools/databases/calling.ts'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { roomSteps } from '../../tools/databases/rooms.ts'
import { advisoriesOf, canary, site, twoSites } from '../../tools/databases/two-sites.ts'
import { ask } from './operations.ts'

onEachDatabase('what another site has neither is found nor stands in the way of what is here', async database => {
  const ledger = await database.ledger(roomSteps)
  await twoSites(ledger)
  const files = advisoriesOf('2026-11-20')
  const [here, everywhere] = [calling(ledger, { sites: [site.a], files }), calling(ledger, { files })]
  const told = async (question: string) => {
    const { state, sentence, asked, counts, dontKnow } = await here.ask(ask, { question })
    return [state, sentence, asked.found, counts, dontKnow]
  }
  const hash = 'ab'.repeat(32)
  for (const [theirs, nobodys] of [
    [`${canary}-lib@1.0`, 'nothing-lib@1.0'],
    [`${canary} works:${canary}-lib`, `${canary} works:nothing`],
    ['Schneider Electric:Modicon X', 'Schneider Electric:Modicon Y'],
  ] as const) {
    assert.deepEqual(await told(theirs), await told(nobodys), theirs)
    assert.equal((await told(nobodys))[2], false)
  }
  assert.equal((await everywhere.ask(ask, { question: `${canary}-lib@1.0` })).asked.found, true)
  assert.equal((await here.ask(ask, { question: hash })).asked.found, true)

  const question = 'Schneider Electric:Modicon'
  const before = await told(question)
  assert.equal(before[2], true, 'by how its name begins')
  await ledger.derive(async db => {
    const [text, integer] = ['text', 'integer'] as const
    const component = {
      ...{ id: integer, key: text, type: text, name: text, name_key: text, supplier: text, facts: text, context: text },
    }
    await insertRows(db, 'component', component, [
      [7, 'key 7', 'firmware', 'Modicon', 'modicon', 'Schneider Electric', '{}', ''],
    ])
    await insertRows(db, 'bom_component', { bom_id: integer, number: integer, ref: text, component_id: integer }, [
      [999, 0, 'x', 7],
    ])
    await insertRows(db, 'bom_site', { site_id: text, bom_id: integer, name: text, received_at: integer }, [
      [site.b, 999, null, 0],
    ])
  })
  assert.deepEqual(await told(question), before)
})

onEachDatabase('what stands elsewhere at a bad version does not list what is here at another', async database => {
  const ledger = await database.ledger(roomSteps)
  await twoSites(ledger)
  const files = advisoriesOf('2026-11-20')
  const told = async (sites?: string[]) => {
    const { state, sentence, counts } = await calling(ledger, { ...(sites && { sites }), files }).ask(ask, {
      question: 'CVE-2026-6000',
    })
    return { state, sentence, counts }
  }
  const before = await told([site.a])
  await ledger.derive(async db => {
    const [text, integer] = ['text', 'integer'] as const
    const names = { key: text, type: text, name: text, name_key: text, purl: text, package_key: text }
    await insertRows(db, 'component', { id: integer, ...names, version: text, facts: text, context: text }, [
      [8, 'key 8', 'library', 'colorama', 'colorama', 'pkg:pypi/colorama@0.1', 'pkg:pypi/colorama', '0.1', '{}', ''],
    ])
    await insertRows(db, 'bom_component', { bom_id: integer, number: integer, ref: text, component_id: integer }, [
      [105, 2, 'colorama', 8],
    ])
    const said = { vulnerability: text, verdict: text, confidence: text, severity: text, because: text }
    const when = { known_from: integer, since: integer }
    await insertRows(db, 'match', { component_id: integer, advisory_id: integer, ...said, ...when }, [
      [8, 13, 'CVE-2026-6000', 'affected', 'exact', 'low', '{"rule":"purl+range"}', 0, 0],
    ])
  })
  assert.deepEqual(await told([site.a]), before)
  const { affected, notAffected } = (await told()).counts
  assert.deepEqual([affected, notAffected], [1, 2], 'to whom sees both')
})
