// Labelled pairs of an asset and an advisory, made by rule from CSAF documents:
//   node tools/ot/make-pairs.ts --out FOLDER [--seed 1] [--count 3000] [--years even|odd|2019,2021] [--vendors held-out|"A;B"]
//     [--without-vendors held-out|"A;B"] FILE.ndjson.gz...
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readAdvisories } from './csaf-tree.ts'
import { inventoryCsv } from './inventory-csv.ts'
import { makePairs, type Share } from './pairs.ts'
import { draw } from './random.ts'
import { inVendorList, inYears } from './shares.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string' },
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '3000' },
    years: { type: 'string' },
    vendors: { type: 'string' },
    'without-vendors': { type: 'string' },
  },
})

if (values.out === undefined || positionals.length === 0)
  throw new Error('wanted: --out FOLDER and NDJSON files of CSAF documents')
const { years, vendors, 'without-vendors': without } = values
const share: Share = {
  seed: Number(values.seed),
  count: Number(values.count),
  year: years === undefined ? () => true : inYears(years),
  vendor: key =>
    (vendors === undefined || inVendorList(vendors)(key)) && !(without !== undefined && inVendorList(without)(key)),
}
const { assets, plain, pairs } = makePairs(readAdvisories(positionals), share)
mkdirSync(values.out, { recursive: true })
writeFileSync(join(values.out, 'assets.csv'), inventoryCsv(assets, draw(share.seed)))
// The same rows as the advisories write them: what the exact reference is asked about.
writeFileSync(join(values.out, 'assets-plain.csv'), inventoryCsv(plain, draw(share.seed)))
writeFileSync(join(values.out, 'pairs.ndjson'), pairs.map(pair => `${JSON.stringify(pair)}\n`).join(''))
const counts = Map.groupBy(pairs, ({ detail, expect }) => `${detail} ${expect}`)
for (const [kind, of] of [...counts].sort()) console.log(`${String(of.length).padStart(6)} ${kind}`)
console.log(`${String(pairs.length).padStart(6)} pairs`)
