// How long does it take to say who vouches for a file, beside a Node that does nothing and one that only hashes; and the gate of a release,
// beside the start of the program?

import { closeSync, ftruncateSync, openSync, writeFileSync } from 'node:fs'
import { feedFiles, testdata } from './data.ts'
import { bundle, interleaved, median, peakMemory, row, scratch, timed } from './measure.ts'

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 15)
const folder = scratch()
const now = ['--now', '2026-08-23']
const suites = `${testdata()}/suites`
const cases = `${suites}/sigstore-conformance/test/assets/bundle-verify`
const tree = `${testdata()}/lockfiles/OpenSecOps-Org+SOAR@v3.1.6`

timed([bundle, 'keys', 'make', `${folder}/release.key`, '--form', 'plain'])
writeFileSync(`${folder}/small.bin`, 'a firmware of few bytes')
const large = openSync(`${folder}/large.bin`, 'w')
ftruncateSync(large, 2 ** 30)
closeSync(large)
for (const name of ['small', 'large'])
  timed([bundle, 'sign', `${folder}/${name}.bin`, '--key', `${folder}/release.key`])
const keyed = (name: string) => [bundle, 'verify', `${folder}/${name}.bin`, '--key', `${folder}/release.pub`]

// Who signed the suite's files, as its README says.
writeFileSync(
  `${folder}/suite.toml`,
  `trusted-root = "${suites}/sigstore-root-signing/targets/trusted_root.json"
[[identity]]
identity = "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main"
issuer = "https://token.actions.githubusercontent.com"
`,
)
const keyless = [
  ...[bundle, 'verify', `${cases}/a.txt`, '--policy', `${folder}/suite.toml`],
  ...['--bundle', `${cases}/happy-path-v0.3/bundle.sigstore.json`],
]

const hashing = `const hash = require('crypto').createHash('sha256')
require('fs').createReadStream(${JSON.stringify(`${folder}/large.bin`)}, { highWaterMark: 1 << 20 })
  .on('data', piece => hash.update(piece)).on('end', () => hash.digest('hex'))`

timed([bundle, 'db', 'build', ...feedFiles().flatMap(file => ['--from', file]), '--db', `${folder}/db`, ...now])
const cold = interleaved({ nothing: ['-e', '0'], key: keyed('small'), keyless }, rounds)
const nothing = median(cold.nothing)
console.log(`| who vouches for a file (${rounds} rounds, node -e 0 median ${nothing.toFixed(1)} ms) | | | |`)
row('verify by a key ÷ node -e 0', median(cold.key) / nothing, '×', 3)
row('verify keyless, with the carried trusted root ÷ node -e 0', median(cold.keyless) / nothing, '×', 3)

const whole = interleaved({ hashing: ['-e', hashing], key: keyed('large') }, 5)
row(
  '1 GiB: speed of plain SHA-256 in Node that verify keeps',
  (100 * median(whole.hashing)) / median(whole.key),
  '%',
  80,
  true,
)
row('1 GiB, peak memory', peakMemory(keyed('large')), 'MB')

const gate = interleaved(
  { start: [bundle, 'version'], gate: [bundle, 'release', 'gate', tree, '--db', `${folder}/db`, ...now] },
  5,
)
row('release gate on a tree of 80 lockfiles, after the start', (median(gate.gate) - median(gate.start)) / 1e3, 's', 2)
