// What matching by nothing but equal texts finds, the bound for the flood:
//   node tools/ot/exact-reference.ts ASSETS.csv FILE.ndjson.gz...
// Prints median, p95 and the most records per asset; twice the p95 is what a matcher may report.
import { readFileSync } from 'node:fs'
import { readAdvisories } from './csaf-tree.ts'
import { exactAssets, exactReference, reportedPerAsset } from './exact-names.ts'

const [assetsPath, ...files] = process.argv.slice(2)
if (assetsPath === undefined || files.length === 0)
  throw new Error('wanted: ASSETS.csv and NDJSON files of CSAF documents')
const assets = exactAssets(readFileSync(assetsPath))
const { median, p95, most, found } = reportedPerAsset(exactReference(readAdvisories(files), assets))
console.log(
  `exact reference: ${found} of ${assets.length} assets found; records per asset: median ${median}, p95 ${p95}, most ${most}`,
)
console.log(`flood bound: p95 ${2 * p95}`)
