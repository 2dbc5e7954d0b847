// How fast are the assets of a fleet laid against all advisories in words, and one changed advisory against the fleet?
import { readFileSync } from 'node:fs'
import { openDatabase } from '#advisories'
import { component } from '#boms'
import { disk } from '../src/cli/disk.ts'
import { productLook } from '../src/matching/product-look.ts'
import { testdata } from './data.ts'
import { bundle, median, row, scratch, timed } from './measure.ts'

const fleet = 50_000
const folder = scratch()
const files = ['csaf-cisa-ot-2024-10', 'csaf-cisa-it', 'csaf-vendor-siemens', 'csaf-vendor-redhat-vex-sample'].map(
  name => `${testdata()}/advisories/${name}.ndjson.gz`,
)
timed([bundle, 'db', 'build', ...files.flatMap(file => ['--from', file]), '--db', `${folder}/db`])
const subjects = assets()

const times: number[] = []
let affected = 0
for (let round = 0; round < 5; round++) {
  const database = openDatabase(disk, `${folder}/db`)!
  const start = process.hrtime.bigint()
  const look = productLook(database)
  affected = 0
  for (const subject of subjects) affected += look.count(subject).affected
  times.push(Number(process.hrtime.bigint() - start) / 1e9)
  database.close()
}
row(`${fleet} assets, ${affected} records say affected, counts only`, median(times), 's', 5)

// A changed advisory names products, and a fleet that was looked through knows which of its assets are these.
const database = openDatabase(disk, `${folder}/db`)!
const look = productLook(database)
const byProduct = new Map<string, typeof subjects>()
for (const subject of subjects)
  for (const key of look.products(subject)) {
    const list = byProduct.get(key)
    if (list) list.push(subject)
    else byProduct.set(key, [subject])
  }
const changed: number[] = []
let most = 0
for (const { place, keys } of documents()) {
  const start = process.hrtime.bigint()
  const touched = new Set(keys.flatMap(key => byProduct.get(key) ?? []))
  for (const subject of touched) look.count(subject, place)
  changed.push(Number(process.hrtime.bigint() - start) / 1e6)
  most = Math.max(most, touched.size)
}
changed.sort((a, b) => a - b)
row(`one changed advisory of ${changed.length}, median`, median(changed), 'ms', 20)
row(`one changed advisory, 95th of 100 (up to ${most} assets)`, changed[Math.floor(changed.length * 0.95)]!, 'ms', 20)
database.close()

/** Some advisories, with the products that each of them names. */
function documents(): { place: { segment: number; ordinal: number }; keys: string[] }[] {
  const byRecord = new Map<string, { place: { segment: number; ordinal: number }; keys: string[] }>()
  for (const [key] of byProduct)
    for (const { place } of database.productClaims(key)) {
      const known = byRecord.get(`${place.segment} ${place.ordinal}`)
      if (known) known.keys.push(key)
      else byRecord.set(`${place.segment} ${place.ordinal}`, { place, keys: [key] })
    }
  return [...byRecord.values()].filter((_, index) => index % 4 === 0)
}

/** Rows as plants write them: the shared ones over and over, each time in another version. */
function assets() {
  const lines = readFileSync(`${testdata()}/ot-pairs/assets.csv`, 'utf8').trim().split('\n').slice(1)
  const rows = lines.map(line =>
    [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(found => found[1]!.replace(/^"|"$/g, '')),
  )
  return Array.from({ length: fleet }, (_, index) => {
    const [, vendor, product, order] = rows[index % rows.length]!
    const version = `V${index % 9}.${(index >> 3) % 40}.${index % 13}`
    const made = component(`A${index}`, product!, version)
    made.supplier = vendor
    made.orderNumber = order || undefined
    return { component: made, locations: [], bom: undefined as never, own: false, alone: true }
  })
}
