// Does a CycloneDX document of 300 MB stay within 300 MB of memory?
import { statSync } from 'node:fs'
import { writeBom } from './data.ts'
import { bundle, peakMemory, row, scratch, timed } from './measure.ts'

const folder = scratch()
const path = `${folder}/large.cdx.json`
writeBom(path, 290_000, 560)
const bytes = statSync(path).size
const scan = [bundle, 'scan', path, '--db', `${folder}/none`, '--format', 'json', '--output', `${folder}/out.json`]
console.log(
  `| document of ${(bytes / 1e6).toFixed(0)} MB, 290,000 components | ${(timed(scan) / 1000).toFixed(1)} s | | |`,
)
row('inspect, peak memory', peakMemory([bundle, 'inspect', path]), 'MB', 300)
row('scan, peak memory', peakMemory(scan), 'MB', 300)
