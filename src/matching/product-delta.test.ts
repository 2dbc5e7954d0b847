import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openDatabase } from '#advisories'
import { db } from '#advisories/operations'
import { type Bom, component, emptyBom } from '#boms'
import { type MemoryWorld, memoryWorld } from '../../tools/memory/world.ts'
import { productLook } from './product-look.ts'
import { findingsOf } from './scan.ts'
import { subjectsOf } from './subject.ts'

const now = Date.parse('2026-11-21T10:00:00Z')

/** A product of a document with what is said of each vulnerability. */
interface Line {
  vendor: string
  name: string
  number: string | undefined
  versions: string | undefined
  purl: string | undefined
  said: readonly (string | undefined)[]
}

interface Revision {
  document: number
  withdrawn: boolean
  lines: readonly Line[]
}

const statuses = ['known_affected', 'known_not_affected', 'fixed', 'under_investigation', undefined]
const aLine: fc.Arbitrary<Line> = fc.record({
  vendor: fc.constantFrom('Siemens', 'Mill Optics', 'Mill Optics, Siemens', 'Mill Drives'),
  name: fc.constantFrom('M7 i25', 'm7 I-25', 'M7 (i25)', 'M7 V1.10', 'M7 V11.0', 'M7 family', 'SIMATIC M7 i25', 'M 7'),
  number: fc.constantFrom(undefined, undefined, 'AB-1200-X', 'AB-1200X', 'AB-12*'),
  versions: fc.constantFrom(undefined, '< V2.0', '< V3.0', 'vers:all/*', 'nobody knows'),
  purl: fc.constantFrom(undefined, undefined, undefined, 'pkg:npm/valve@1.0.0', 'pkg:npm/drive@1.0.0'),
  said: fc.array(fc.constantFrom(...statuses), { minLength: 2, maxLength: 2 }),
})
const aRevision: fc.Arbitrary<Revision> = fc.record({
  document: fc.integer({ min: 0, max: 2 }),
  withdrawn: fc.constantFrom(false, false, true),
  lines: fc.array(aLine, { maxLength: 3 }),
})

function paper({ document, withdrawn, lines }: Revision, day: number) {
  const date = `2026-10-${String(day + 1).padStart(2, '0')}T00:00:00Z`
  const helper = ({ number, purl }: Line) => ({ ...(number && { model_numbers: [number] }), ...(purl && { purl }) })
  return {
    document: {
      category: withdrawn ? 'csaf_withdrawn' : 'csaf_security_advisory',
      csaf_version: '2.0',
      publisher: { category: 'coordinator', name: 'Mill', namespace: 'https://mill.example/' },
      title: `Flaws ${document}`,
      tracking: { id: `MILL-${document}`, status: 'final', version: String(day), current_release_date: date },
    },
    product_tree: {
      branches: lines.map((line, i) => {
        const product = { name: line.name, product_id: `P${i}`, product_identification_helper: helper(line) }
        const leaf = line.versions
          ? { branches: [{ category: 'product_version_range', name: line.versions, product }] }
          : { product }
        return {
          category: 'vendor',
          name: line.vendor,
          branches: [{ category: 'product_name', name: line.name, ...leaf }],
        }
      }),
    },
    vulnerabilities: [0, 1].map(number => ({
      cve: `CVE-2026-100${document}${number}`,
      product_status: Object.fromEntries(
        statuses.flatMap(status => {
          const ids = lines.flatMap(({ said }, i) => (said[number] === status ? [`P${i}`] : []))
          return status === undefined || ids.length === 0 ? [] : [[status, ids]]
        }),
      ),
    })),
  }
}

async function build(world: MemoryWorld, papers: readonly object[], add: boolean) {
  world.files.set('csaf.ndjson', Buffer.from(papers.map(one => `${JSON.stringify(one)}\n`).join('')))
  const flags = new Map([
    ['from', ['csaf.ndjson']],
    ['db', ['db']],
  ])
  return db.build.run(world, { words: [], flags: add ? flags.set('add', ['']) : flags })
}

const makers = ['Siemens', 'Mill Optics', 'Mill Drives']
const assets = [...makers, 'Mill Drives, Mill Optics'].flatMap(supplier =>
  [
    ['M7 i25', undefined],
    ['M7-I25', undefined],
    ['M7 V1.10', undefined],
    ['M7 V11.0', undefined],
    ['a box', 'AB-1200-X'],
  ].map(([name, orderNumber]) => ({ supplier, name: name!, ...(orderNumber && { orderNumber }) })),
)
const packages = ['valve', 'drive'].map(name => ({ name, purl: `pkg:npm/${name}@1.0.0` }))

/** What a scan says, as lines; everything but which bytes of which segment say it. */
function answers(world: MemoryWorld): string[] {
  const database = openDatabase(world.disk, 'db')
  if (database === undefined) return []
  const components = [...assets, ...packages].map((over, i) => ({
    ...component(`A${i}`, over.name, 'purl' in over ? '1.0.0' : 'V2.5'),
    ...over,
  }))
  const bom: Bom = { ...emptyBom('inventory'), components }
  const products = productLook(database)
  const { matches, undecided } = findingsOf(subjectsOf([{ bom, kind: 'inventory', location: undefined }]), database, {
    now,
    maxAge: undefined,
    needs: [],
    products,
    progress: () => undefined,
  })
  const lines = [...matches, ...undecided].flatMap(one => {
    const { ref } = one.component
    const { id } = one.vulnerability
    const verdict = 'verdict' in one ? one.verdict : 'undecided'
    return one.advisories.length === 0
      ? [`${ref} ${id} ${verdict}`]
      : one.advisories.map(({ because, ...rest }) => `${ref} ${id} ${verdict} ${rest.id} ${JSON.stringify(because)}`)
  })
  return [...lines.sort(), `${products.unnamed()} without a name`]
}

const anchor: Line = {
  vendor: 'of each',
  name: 'Pump',
  number: undefined,
  versions: 'vers:all/*',
  purl: undefined,
  said: ['known_affected', undefined],
}

test('deltas say the same as one build of the newest revisions', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(aRevision, { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 11 }),
      async days => {
        const [world, whole] = [memoryWorld(), memoryWorld()]
        const newest = new Map<number, object>()
        // Something of each maker is always there: that a feed spoke of one once is remembered over deltas.
        const other = { document: 9, withdrawn: false, lines: makers.map(vendor => ({ ...anchor, vendor })) }
        for (const [day, revisions] of days.entries()) {
          const papers = new Map(revisions.map(one => [one.document, paper(one, day)]))
          for (const [document, one] of papers) newest.set(document, one)
          await build(world, [...papers.values(), ...(day === 0 ? [paper(other, 0)] : [])], day > 0)
        }
        await build(whole, [...newest.values(), paper(other, 0)], false)
        assert.deepEqual(answers(world), answers(whole))
      },
    ),
    { numRuns: Number(process.env['MILLCERT_FUZZ'] ?? 60) },
  )
})
