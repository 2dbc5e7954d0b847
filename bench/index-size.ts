// How large is the index, how long does it take to build, and to lay a day's changes over it?
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { feedFiles, testdata } from './data.ts'
import { bundle, median, row, scratch, timed } from './measure.ts'

const folder = scratch()
const now = ['--now', '2026-08-23']
const build = [bundle, 'db', 'build', ...feedFiles().flatMap(file => ['--from', file]), '--db', `${folder}/db`, ...now]
const osv = feedFiles().filter(file => file.includes('osv-'))
const records = osv.reduce(
  (sum, file) => sum + gunzipSync(readFileSync(file)).toString('latin1').split('\n').filter(Boolean).length,
  0,
)
const times = Array.from({ length: 3 }, () => timed(build))
row(`build of ${records} OSV records with KEV and EPSS`, (median(times) * 1000) / records, 'µs a record', 40)

const manifest = JSON.parse(readFileSync(`${folder}/db/manifest.json`, 'utf8')) as {
  segments: { rows: number; bytes: number; signals: number; file: string }[]
}
const [base] = manifest.segments
const bytes = readdirSync(`${folder}/db`).reduce((sum, name) => sum + statSync(`${folder}/db/${name}`).size, 0)
const file = readFileSync(`${folder}/db/${base!.file}`)
const { sections } = JSON.parse(file.toString('utf8', 16, 16 + file.readUInt32LE(8))) as {
  sections: Record<string, { length: number }>
}
const match = sections['hashes']!.length + sections['offsets']!.length + sections['packages']!.length
row(`index for matching, ${base!.rows} rows`, match / base!.rows, 'bytes a row', 60)
console.log(
  `| all of the folder, texts and ${base!.signals} CVE signals too | ${(bytes / base!.rows).toPrecision(4)} bytes a row, ${(bytes / 1e6).toPrecision(3)} MB | | |`,
)

const changed = gunzipSync(readFileSync(`${testdata()}/advisories/osv-pypa.ndjson.gz`))
  .toString('utf8')
  .split('\n')
  .slice(0, 1000)
writeFileSync(`${folder}/changed.ndjson`, changed.join('\n'))
const deltas: number[] = []
const version: number[] = []
for (let round = 0; round < 3; round++) {
  timed(build)
  version.push(timed([bundle, 'version']))
  deltas.push(
    timed([bundle, 'db', 'build', '--add', '--from', `${folder}/changed.ndjson`, '--db', `${folder}/db`, ...now]),
  )
}
row('delta of 1,000 advisories, whole process', median(deltas), 'ms', 100)
console.log(`| of which starting (version) | ${median(version).toPrecision(3)} ms | | |`)
