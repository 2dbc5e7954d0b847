import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { openDatabase } from '#advisories'
import { db } from '#advisories/operations'
import { loadPapers } from '#boms/operations'
import { productLook } from '../../src/matching/product-look.ts'
import { type Findings, findingsOf } from '../../src/matching/scan.ts'
import { subjectsOf } from '../../src/matching/subject.ts'
import { type MemoryWorld, memoryWorld } from '../memory/world.ts'
import { readAdvisories } from './csaf-tree.ts'
import { exactAssets, exactReference, reportedPerAsset } from './exact-names.ts'
import { figures, flood, judged, type LabelledPair, type ScanAnswer } from './score-figures.ts'

const data = process.env['MILLCERT_TESTDATA']
const skip = data ? false : 'MILLCERT_TESTDATA is not set'
const papers = ['csaf-cisa-ot-2024-10', 'csaf-vendor-siemens'].map(name => `${data}/advisories/${name}.ndjson.gz`)

let world: MemoryWorld | undefined

/** A world with a database of both sets of documents, built once. */
async function plant(): Promise<MemoryWorld> {
  if (world !== undefined) return world
  world = memoryWorld(Object.fromEntries(papers.map((path, i) => [`${i}.ndjson.gz`, readFileSync(path)])))
  const from = papers.map((_, i) => `${i}.ndjson.gz`)
  await db.build.run(world, {
    words: [],
    flags: new Map([
      ['from', from],
      ['db', ['db']],
    ]),
  })
  return world
}

async function scanned(inventory: string): Promise<Findings> {
  const here = await plant()
  here.files.set('assets.csv', new TextEncoder().encode(inventory))
  const subjects = subjectsOf((await loadPapers(here, ['assets.csv'], false)).loaded)
  const database = openDatabase(here.disk, 'db')!
  const options = { now: here.now(), maxAge: undefined, needs: [], progress: () => undefined }
  return findingsOf(subjects, database, { ...options, products: productLook(database) })
}

async function rowsWithoutProduct(inventory: string): Promise<Set<string>> {
  const here = await plant()
  here.files.set('assets.csv', new TextEncoder().encode(inventory))
  const look = productLook(openDatabase(here.disk, 'db')!)
  const all = [...subjectsOf((await loadPapers(here, ['assets.csv'], false)).loaded)]
  return new Set(all.filter(subject => look.products(subject).length === 0).map(({ component }) => component.ref))
}

/** What is found as the JSON of a scan has it. */
function answerOf({ matches, undecided }: Findings): ScanAnswer {
  const entry = ({ component, advisories }: Findings['matches'][number] | Findings['undecided'][number]) => ({
    component: { ref: component.ref },
    advisories: advisories.map(({ id, verdict, because }) => ({ id, verdict, because: { ...because } })),
  })
  return { matches: matches.map(entry), undecided: undecided.map(entry) }
}

test('the shared pairs score as well as they did, and no asset is flooded', { skip }, async t => {
  const inventory = readFileSync(`${data}/ot-pairs/assets.csv`, 'utf8')
  const lines = readFileSync(`${data}/ot-pairs/pairs.ndjson`, 'utf8').trim().split('\n')
  const pairs = lines.map(line => JSON.parse(line) as LabelledPair)
  const answer = answerOf(await scanned(inventory))
  const score = figures(judged(pairs, answer), flood(answer))
  const exact = reportedPerAsset(exactReference(readAdvisories(papers), exactAssets(inventory)))
  t.diagnostic(JSON.stringify(score))
  assert.ok(score.recall >= 0.995, `recall ${score.recall}`)
  assert.ok(score.kept >= 0.999, `recall or undecided ${score.kept}`)
  assert.ok(score.falseAffected <= 0.01, `false affected ${score.falseAffected}`)
  assert.ok(score.undecided <= 0.01, `undecided ${score.undecided}`)
  assert.ok(score.wrongSiblings <= 0.02 * score.siblings, `${score.wrongSiblings} wrong of ${score.siblings}`)
  assert.ok(score.p95 <= 2 * exact.p95, `95th of 100 ${score.p95}, an exact reference finds ${exact.p95}`)
})

test('rows without order numbers say the same as with them, or say why not', { skip }, async t => {
  const rows = readFileSync(`${data}/ot-pairs/assets.csv`, 'utf8').trim().split('\n')
  const numbered = rows.filter((row, i) => i === 0 || /,6[A-Z0-9]{3}[^,]*,[^,]*$/.test(row))
  const bare = numbered.map((row, i) => (i === 0 ? row : row.replace(/,[^,]*,([^,]*)$/, ',,$1')))
  const [full, plain] = [await scanned(numbered.join('\n')), await scanned(bare.join('\n'))]
  const key = ({ component, vulnerability }: Findings['matches'][number]) => `${component.ref} ${vulnerability.id}`
  const sure = new Set(full.matches.map(key))
  const doubts = new Map(plain.undecided.map(one => [`${one.component.ref} ${one.vulnerability.id}`, one]))
  const without = new Set(plain.matches.map(key))
  const silent = [...sure].filter(one => !without.has(one) && !doubts.has(one))
  // A name that no advisory has is told in a note; only its number could tell what it is.
  const unnamed = await rowsWithoutProduct(bare.join('\n'))
  const lost = silent.filter(one => !unnamed.has(one.split(' ', 1)[0]!))
  const more = plain.matches.filter(one => !sure.has(key(one)))
  const asked = [...doubts.values()].filter(({ settle }) => /order number/.test(settle)).length
  t.diagnostic(
    `${numbered.length - 1} rows, ${sure.size} matches; without numbers ${silent.length} are silent, ${lost.length} of them though the name is known, ${more.length} are more, ${asked} ask for the number`,
  )
  assert.deepEqual(lost, [])
  for (const { advisories } of more) assert.ok(advisories.every(({ because }) => because.how !== undefined))
})
