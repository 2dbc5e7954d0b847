import assert from 'node:assert/strict'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { defaultLimits, digest, Problem } from '#base'
import { parsePurl, showPurl } from '#identity'
import { type Ledger, rowsOf } from '#ledger'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { realDisk as disk } from '../../tools/databases/intake.ts'
import type { Component } from './bom.ts'
import { componentOf } from './kept-component.ts'
import { bomRows } from './kept-rows.ts'
import { keepBom } from './kept-store.ts'
import { type Loaded, loadBom } from './papers.ts'
import { pathsToRoot } from './paths.ts'
import { type ComponentRow, migrations } from './store.ts'

const testdata = process.env['MILLCERT_TESTDATA']
const doing = {
  actor: { kind: 'house', id: 't', name: 't' },
  operation: 't',
  at: 1,
  sites: 'everywhere',
} as const

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
}

async function loaded(path: string): Promise<Loaded | undefined> {
  try {
    return await loadBom({ disk, limits: defaultLimits, now: () => 0, progress() {} }, path)
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}

/** A component as it is kept: without its ref and place, its package URL in canonical form. */
function plain(one: Component): object {
  const { type, group, name, version, cpe, supplier, orderNumber, scope, hashes, licenses, label, source } = one
  const read = one.purl === undefined ? undefined : parsePurl(one.purl)
  const purl = read === undefined || 'fault' in read ? one.purl : showPurl(read)
  const said = { type, group, name, version, purl, cpe, supplier, orderNumber, scope, label, source }
  return JSON.parse(JSON.stringify({ ...said, hashes, licenses }))
}

async function sameAgain(ledger: Ledger, path: string, { bom, kind }: Loaded): Promise<void> {
  const of = { digest: digest(path), size: statSync(path).size, kind }
  const { bomId } = await ledger.write(doing, async db => ({
    out: await keepBom(db, bomRows(bom, of), 1),
    entry: { object: path, change: 1 },
  }))
  const rows = await ledger.read(db =>
    rowsOf<ComponentRow & { ref: string; parent: number | null }>(
      db,
      sql`select e.ref, e.parent, c.* from bom_component e join component c on c.id = e.component_id
        where e.bom_id = ${bomId} order by e.number`,
    ),
  )
  assert.deepEqual(
    rows.map(row => [row.ref, plain(componentOf(row).component)]),
    bom.components.map(one => [one.ref, plain(one)]),
    path,
  )
  // As long as the shortest path that a scan would show; refs that nobody has are stepped over.
  for (let at = 0; at < rows.length; at += Math.ceil(rows.length / 25)) {
    const [shown] = pathsToRoot(bom, rows[at]!.ref, 1)
    if (shown === undefined || shown.includes('…') || shown.includes('')) continue
    let steps = 1
    for (let parent = rows[at]!.parent; parent !== null && steps <= 100; steps++)
      parent = parent === 0 ? null : rows[parent - 1]!.parent
    assert.equal(steps, shown.length, `${path}: ${rows[at]!.ref}`)
  }
}

for (const folder of ['boms', 'lockfiles'])
  onEachDatabase(`every real paper that is read is kept whole: ${folder}`, async (database, context) => {
    if (testdata === undefined) return context.skip('MILLCERT_TESTDATA is not set')
    const ledger = await database.ledger(migrations)
    const papers = files(join(testdata, folder)).filter(path => statSync(path).size < 4_000_000)
    // The rows are the same on both: what differs is how they go in.
    const each = database.kind === 'sqlite' ? (folder === 'boms' ? 1 : 4) : 10
    const some = papers.filter((_, index) => index % each === 0)
    let kept = 0
    let components = 0
    for (const path of some) {
      const paper = await loaded(path)
      if (paper === undefined) continue
      await sameAgain(ledger, path, paper)
      kept++
      components += paper.bom.components.length
    }
    context.diagnostic(`${kept} of ${some.length} papers, ${components} components`)
    assert.ok(kept > some.length / 3, `${kept} of ${some.length}`)
  })
