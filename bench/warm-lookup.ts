// How many components a second can an open database answer for?
import { openDatabase } from '#advisories'
import { coordinatesOf, parsePurl } from '#identity'
import { disk } from '../src/cli/disk.ts'
import { feedFiles, writeBom } from './data.ts'
import { bundle, median, row, scratch, timed } from './measure.ts'

const folder = scratch()
timed([
  bundle,
  'db',
  'build',
  ...feedFiles().flatMap(file => ['--from', file]),
  '--db',
  `${folder}/db`,
  '--now',
  '2026-08-23',
])
writeBom(`${folder}/bom.json`, 50_000)
const { components } = JSON.parse(Buffer.from(disk.read(`${folder}/bom.json`, 1e9)).toString('utf8')) as {
  components: { purl: string }[]
}
const placed = components.flatMap(({ purl }) => {
  const parsed = parsePurl(purl)
  const found = 'fault' in parsed ? undefined : coordinatesOf(parsed)
  return found === undefined || 'why' in found ? [] : [found]
})
const database = openDatabase(disk, `${folder}/db`)!
const rates: number[] = []
let claims = 0
for (let round = 0; round < 12; round++) {
  claims = 0
  const start = process.hrtime.bigint()
  for (const { key, version, ecosystem } of placed) claims += database.holds(key, version, ecosystem.order)
  rates.push(placed.length / (Number(process.hrtime.bigint() - start) / 1e9))
}
database.close()
row(`warm lookups, ${placed.length} components, ${claims} rows that hold`, median(rates.slice(2)) / 1e6, 'M/s', 2, true)
