// How large is the index, how long does it take to build, and to lay a day's changes over it?
import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { db } from '#advisories/operations'
import { realWorld } from '../src/cli/world.ts'
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
const add = ['db', 'build', '--add', '--from', `${folder}/changed.ndjson`, '--db', `${folder}/copy`, ...now]

/** Milliseconds of one delta over a fresh copy of the base; how it is run is the caller's. */
async function delta(run: () => number | Promise<number>): Promise<number> {
  rmSync(`${folder}/copy`, { recursive: true, force: true })
  cpSync(`${folder}/db`, `${folder}/copy`, { recursive: true })
  const start = process.hrtime.bigint()
  await run()
  return Number(process.hrtime.bigint() - start) / 1e6
}

const { world } = realWorld({ now: now[1], quiet: true, output: `${folder}/report`, limits: [] })
const input = {
  words: [],
  flags: new Map([
    ['from', [`${folder}/changed.ndjson`]],
    ['db', [`${folder}/copy`]],
    ['add', ['']],
  ]),
}
const inside: number[] = []
const whole: number[] = []
for (let round = 0; round < 9; round++) {
  inside.push(await delta(() => db.build.run(world, input)))
  whole.push(await delta(() => timed([bundle, ...add])))
}
row('delta of 1,000 advisories, bytes to disk in a running process', median(inside.slice(2)), 'ms', 100)
console.log(`| the same as a whole process, from nothing | ${median(whole).toPrecision(3)} ms | | |`)
