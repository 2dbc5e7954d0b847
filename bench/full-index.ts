// How much slower is a small scan where the database holds every advisory there is, and not those about packages alone?

import { feedFiles, testdata, writeBom } from './data.ts'
import { bundle, interleaved, median, peakMemory, row, scratch, timed } from './measure.ts'

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 25)
const folder = scratch()
const now = ['--now', '2026-08-23']
const build = (db: string, from: readonly string[]) =>
  timed([bundle, 'db', 'build', ...from.flatMap(file => ['--from', file]), '--db', `${folder}/${db}`, ...now])
build('packages', feedFiles())
build('all', [`${testdata()}/advisories`])
writeBom(`${folder}/bill.cdx.json`, 1_000)
const scan = (db: string) => [bundle, 'scan', `${folder}/bill.cdx.json`, '--db', `${folder}/${db}`, ...now]

const times = interleaved({ packages: scan('packages'), all: scan('all') }, rounds)
console.log(`| the whole of the advisories (${rounds} rounds) | | | |`)
row('1k components, every advisory ÷ those of OSV, KEV and EPSS', median(times.all) / median(times.packages), '×', 1.15)
row('1k components, every advisory: peak memory', peakMemory(scan('all')), 'MB')
