// The figures of docs/ot-matching.md, from nothing but MILLCERT_TESTDATA: a database of the CSAF documents, pairs of each share,
// a scan of each, and the score:
//   node tools/ot/measure.ts [--seed 1] [--count 2500] [--keep FOLDER]
import { spawnSync } from 'node:child_process'
import { closeSync, copyFileSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { parse } from 'csv-parse/sync'
import { readAdvisories } from './csaf-tree.ts'
import { exactReference, reportedPerAsset } from './exact-names.ts'
import { inventoryCsv } from './inventory-csv.ts'
import { makePairs } from './pairs.ts'
import { draw } from './random.ts'
import {
  figures,
  flood,
  type JudgedPair,
  judged,
  type LabelledPair,
  missedMarks,
  type ScanAnswer,
} from './score-figures.ts'
import { breakdown, confusion } from './score-report.ts'
import { inVendorList, inYears } from './shares.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '2500' },
    keep: { type: 'string' },
  },
})
const data = process.env['MILLCERT_TESTDATA']
if (data === undefined) throw new Error('MILLCERT_TESTDATA is not set')
const files = ['csaf-cisa-ot-2024-10.ndjson.gz', 'csaf-vendor-siemens.ndjson.gz']
const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'millcert-ot-'))
const [papers, database] = [join(folder, 'papers'), join(folder, 'db')]
mkdirSync(papers, { recursive: true })
for (const file of files) copyFileSync(join(data, 'advisories', file), join(papers, file))
const cisa = readAdvisories([join(papers, files[0] ?? '')])
const everything = [...cisa, ...readAdvisories([join(papers, files[1] ?? '')])]

function millcert(args: readonly string[], output: string): void {
  const file = openSync(output, 'w')
  const { status, stderr } = spawnSync(process.execPath, [main, ...args], { stdio: ['ignore', file, 'pipe'] })
  closeSync(file)
  if (status === null || status === 2) throw new Error(`millcert ${args.join(' ')}: ${stderr}`)
}

interface Measured {
  name: string
  pairs: readonly JudgedPair[]
  row: string
}

function measure(name: string, assets: string, pairs: readonly LabelledPair[], bound: number): Measured {
  const answer = join(folder, 'scan.json')
  millcert(['scan', assets, '--db', database, '--format', 'json'], answer)
  const scan = JSON.parse(readFileSync(answer, 'utf8')) as ScanAnswer
  const seen = judged(pairs, scan)
  const of = figures(seen, flood(scan))
  const shares = [of.recall, of.kept, of.falseAffected, of.undecided].map(share => share.toFixed(4))
  const missed = missedMarks(of).length + (of.p95 > 2 * bound ? 1 : 0)
  const cells = [
    name,
    of.pairs,
    ...shares,
    `${of.wrongSiblings} of ${of.siblings}`,
    `${of.p95} (≤ ${2 * bound})`,
    missed,
  ]
  return { name, pairs: seen, row: `| ${cells.join(' | ')} |` }
}

function shared(): Measured {
  const from = join(data ?? '', 'ot-pairs')
  const pairs = readFileSync(join(from, 'pairs.ndjson'), 'utf8').trim().split('\n')
  const rows: Record<string, string>[] = parse(readFileSync(join(from, 'assets.csv')), { columns: true, bom: true })
  const assets = rows.map(row => ({
    id: row['asset_id'] ?? '',
    product: row['product'] ?? '',
    orderNumber: row['order_number'] ?? '',
    version: row['version'] ?? '',
  }))
  const { p95 } = reportedPerAsset(exactReference(everything, assets))
  return measure(
    'shared pairs',
    join(from, 'assets.csv'),
    pairs.map(line => JSON.parse(line) as LabelledPair),
    p95,
  )
}

function made(
  name: string,
  advisories: typeof cisa,
  year: (year: number) => boolean,
  vendor: (key: string) => boolean,
): Measured {
  const { assets, plain, pairs } = makePairs(advisories, {
    seed: Number(values.seed),
    count: Number(values.count),
    year,
    vendor,
  })
  const file = join(folder, 'assets.csv')
  writeFileSync(file, inventoryCsv(assets, draw(Number(values.seed))))
  return measure(name, file, pairs, reportedPerAsset(exactReference(everything, plain)).p95)
}

millcert(['db', 'build', '--from', papers, '--db', database], join(folder, 'build.txt'))
const always = () => true
const held = inVendorList('held-out')
const measured = [
  made('even years, CISA', cisa, inYears('even'), key => !held(key)),
  made('even years, Siemens', everything.slice(cisa.length), inYears('even'), always),
  made('odd years, CISA', cisa, inYears('odd'), key => !held(key)),
  made('odd years, Siemens', everything.slice(cisa.length), inYears('odd'), always),
  made('makers held out, CISA', cisa, always, held),
]
const own = measured.flatMap(({ pairs }) => pairs)
console.log(
  '| set | pairs | recall | or undecided | false affected | undecided | wrong siblings | p95 per asset | marks missed |',
)
console.log(`| --- |${' ---: |'.repeat(8)}`)
for (const { row } of [shared(), ...measured]) console.log(row)
console.log(`\n${confusion(own)}\n`)
console.log(
  breakdown('one spelling', own, ({ habits = [] }) => (habits.length > 1 ? [] : [habits[0] ?? '(as in the advisory)'])),
)
if (values.keep === undefined) rmSync(folder, { recursive: true })
