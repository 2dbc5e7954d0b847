import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Problem } from '#base'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { counts, intakeHouse } from '../../tools/databases/intake.ts'
import { papers } from './operations.ts'

const tools = process.env['MILLCERT_HOSTILE']
const { boms } = await papers()

interface Case {
  id: string
  file: string
  bytes: number
  ingestAs: string
  outcome: string
  alsoOk: string[]
}

onEachDatabase(
  'hostile bills that are sent are refused as named, and nothing of them is kept',
  async (database, context) => {
    if (tools === undefined) return context.skip('MILLCERT_HOSTILE is not set')
    const dir = mkdtempSync(join(tmpdir(), 'millcert-hostile-'))
    context.after(() => rmSync(dir, { recursive: true, force: true }))
    const made = spawnSync(process.execPath, [`${tools}/open/hostile-sboms.mjs`, dir], { encoding: 'utf8' })
    assert.equal(made.status, 0, made.stderr)
    const cases = readdirSync(dir)
      .filter(name => name.startsWith('INDEX.'))
      .flatMap(name => (JSON.parse(readFileSync(join(dir, name), 'utf8')) as { cases: Case[] }).cases)
      // Notes and attachments are other papers; the large ones are the same work for either database.
      .filter(({ ingestAs }) => ingestAs === 'sbom')
      .filter(({ bytes }) => database.kind === 'sqlite' || bytes < 500_000)
    const { ledger, caller, left } = await intakeHouse(database, context)
    const odd: string[] = []
    let refused = 0
    for (const { id, file, outcome, alsoOk } of cases) {
      const before = await counts(ledger)
      let done = 'accept'
      try {
        const { notes } = await caller.act(boms.upload, { siteId: 'site-a', name: file }, readFileSync(join(dir, file)))
        // Papers of the set have serial numbers in common: only one of them is about that.
        const told = notes.filter(({ code }) => id === 'SBM-09' || code !== 'serial-used-again')
        if (told.length > 0) done = 'accept-with-warning'
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        done = 'reject'
        refused++
        assert.deepEqual(await counts(ledger), before, id)
      }
      if (![outcome, ...alsoOk].includes(done)) odd.push(`${id} ${file}: ${done}, not ${outcome}`)
      assert.equal(left(), 0, id)
    }
    context.diagnostic(`${cases.length} cases, ${refused} refused`)
    assert.deepEqual(odd, [])
  },
)
