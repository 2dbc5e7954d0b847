// How well a scan answers labelled pairs:
//   node tools/ot/score.ts PAIRS.ndjson SCAN.json [--assets assets.csv] [--cases 4] [--marks]
// Prints the figures of the marks, then confusion by kind, year, maker and spelling, then wrong cases. --marks: exit 1 when a mark is missed.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { parse } from 'csv-parse/sync'
import { figures, flood, judged, type LabelledPair, missedMarks, type ScanAnswer } from './score-figures.ts'
import { breakdown, confusion, hardest, headline } from './score-report.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { assets: { type: 'string' }, cases: { type: 'string', default: '4' }, marks: { type: 'boolean' } },
})
const [pairsPath, scanPath] = positionals
if (pairsPath === undefined || scanPath === undefined) throw new Error('wanted: PAIRS.ndjson SCAN.json')
const lines = readFileSync(pairsPath, 'utf8')
  .split('\n')
  .filter(line => line !== '')
const scan = JSON.parse(readFileSync(scanPath, 'utf8')) as ScanAnswer
const rows: Record<string, string>[] = values.assets
  ? parse(readFileSync(values.assets), { columns: true, bom: true, relax_column_count: true })
  : []
const rowById = new Map(rows.map(row => [row['asset_id'] ?? '', row]))
const rowOf = (id: string) => [id, ...Object.values(rowById.get(id) ?? {}).slice(1)].join(' | ')

const pairs = judged(
  lines.map(line => JSON.parse(line) as LabelledPair),
  scan,
)
const of = figures(pairs, flood(scan))
// ICSA-22-314-05 is of 2022; a document without a year in its id has it in the pair, where make-pairs wrote it.
const yearOf = (advisory: string) => /^ICSM?A-(\d\d)-/.exec(advisory)?.[1]?.padStart(4, '20') ?? '?'
const makerOf = (id: string) => (rowById.get(id)?.['vendor'] ?? '?').trim().toLowerCase().split(/[ ,]/)[0] ?? '?'
const parts = [
  confusion(pairs),
  breakdown('year', pairs, ({ year, advisory }) => [String(year ?? yearOf(advisory))]),
  breakdown('maker', pairs, ({ vendor, asset_id: id }) => [vendor ?? makerOf(id)], pairs.length / 200),
  breakdown('spelling, alone', pairs, ({ habits = [] }) =>
    habits.length > 1 ? [] : [habits[0] ?? '(as in the advisory)'],
  ),
  breakdown('spellings', pairs, ({ habits = [] }) => [`${habits.length}`]),
  hardest(pairs, rowOf, Number(values.cases)),
  headline(of),
]
console.log(parts.join('\n\n'))
const missed = missedMarks(of)
if (missed.length > 0) console.log(missed.join('\n'))
if (values.marks && missed.length > 0) process.exitCode = 1
