// How long, and in how much memory, does a scan take from nothing, beside a Node that does nothing?

import { feedFiles, writeBom } from './data.ts'
import { bundle, interleaved, median, peakMemory, row, scratch, timed } from './measure.ts'

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 15)
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
for (const count of [1_000, 50_000]) writeBom(`${folder}/${count}.cdx.json`, count)
const scan = (count: number) => [
  bundle,
  'scan',
  `${folder}/${count}.cdx.json`,
  '--db',
  `${folder}/db`,
  '--now',
  '2026-08-23',
]
const json = ['--format', 'json']

const times = interleaved(
  {
    nothing: ['-e', '0'],
    small: scan(1_000),
    large: scan(50_000),
    smallJson: [...scan(1_000), ...json],
    largeJson: [...scan(50_000), ...json],
  },
  rounds,
)
const nothing = median(times.nothing)
console.log(`| cold scan (${rounds} rounds, node -e 0 median ${nothing.toFixed(1)} ms) | | | |`)
row('1k components ÷ node -e 0', median(times.small) / nothing, '×', 2.5)
row('50k components ÷ node -e 0', median(times.large) / nothing, '×', 10)
row('the same with --format json: 1k', median(times.smallJson) / nothing, '×')
row('the same with --format json: 50k', median(times.largeJson) / nothing, '×')
// One run may have several megabytes more than the next: when garbage is collected is V8's to say.
const memory = (args: readonly string[]) => median(Array.from({ length: 9 }, () => peakMemory(args)))
row('1k components, peak memory, the middle of 9 runs', memory(scan(1_000)), 'MB', 72)
row('50k components, peak memory, the middle of 9 runs', memory(scan(50_000)), 'MB', 160)
row('the same with --format json: 1k, peak memory', memory([...scan(1_000), ...json]), 'MB')
row('the same with --format json: 50k, peak memory', memory([...scan(50_000), ...json]), 'MB')
