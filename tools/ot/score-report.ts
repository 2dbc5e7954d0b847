import { type Figures, figures, type JudgedPair, type Said } from './score-figures.ts'

const answers: readonly Said[] = ['affected', 'undecided', 'not_affected', 'silent']
const none: ReadonlyMap<string, number> = new Map()

/** The two lines that score-ot.py ends with. */
export function headline(of: Figures): string {
  // An even number of pairs has a mean in its middle, which score-ot.py writes with a point.
  const median = of.pairs % 2 === 0 ? of.median.toFixed(1) : of.median
  const share = (value: number) => value.toFixed(4)
  return [
    `reported per asset: median ${median}, p95 ${of.p95}, most ${of.most}; wrong sibling ${of.wrongSiblings} of ${of.siblings}`,
    `pairs ${of.pairs} recall ${share(of.recall)} recall-or-undecided ${share(of.kept)} false-affected ${share(of.falseAffected)} undecided ${share(of.undecided)}`,
  ].join('\n')
}

/** What was expected, by kind, against what was said. */
export function confusion(pairs: readonly JudgedPair[]): string {
  const groups = Map.groupBy(pairs, ({ kind, detail, expect }) => `${detail ?? kind}|${expect}`)
  const rows = [...groups].sort(byKey).map(([key, of]) => {
    const [kind = '', expect = ''] = key.split('|')
    return [kind, expect, ...answers.map(said => of.filter(pair => pair.said === said).length), wrongShare(of)]
  })
  return table(['kind', 'expected', ...answers, 'wrong'], rows)
}

/** The figures of each group of pairs; a pair may be in several. Groups of fewer than `least` pairs are left away. */
export function breakdown(
  title: string,
  pairs: readonly JudgedPair[],
  keysOf: (pair: JudgedPair) => readonly string[],
  least = 1,
): string {
  const groups = new Map<string, JudgedPair[]>()
  for (const pair of pairs) for (const key of keysOf(pair)) groups.set(key, [...(groups.get(key) ?? []), pair])
  const rows = [...groups]
    .filter(([, of]) => of.length >= least)
    .sort(byKey)
    .map(([key, of]) => {
      const { recall, kept, falseAffected, undecided } = figures(of, none)
      return [
        key,
        of.length,
        ...[recall, kept, falseAffected, undecided].map(value => value.toFixed(3)),
        wrongShare(of),
      ]
    })
  return table([title, 'pairs', 'recall', 'or undecided', 'false affected', 'undecided', 'wrong'], rows)
}

/** Single wrong pairs, a few of each kind of mistake, the frequent kinds first. */
export function hardest(pairs: readonly JudgedPair[], rowOf: (id: string) => string, each: number): string {
  const groups = Map.groupBy(
    pairs.filter(({ wrong }) => wrong),
    ({ kind, detail, expect, said }) => `${detail ?? kind}: expected ${expect}, said ${said}`,
  )
  return [...groups]
    .sort(([, a], [, b]) => b.length - a.length)
    .flatMap(([mistake, of]) => [
      `${of.length} × ${mistake}`,
      ...spread(of, each).map(pair => `  ${oneCase(pair, rowOf)}`),
    ])
    .join('\n')
}

function oneCase(
  { asset_id: id, advisory, stated, habits = [], because }: JudgedPair,
  rowOf: (id: string) => string,
): string {
  const parts = [rowOf(id), advisory, stated, habits.join(' '), because.slice(0, 300)]
  return parts.filter(part => part !== undefined && part !== '' && part !== '{}').join('  ·  ')
}

/** As many, from all over the list. */
function spread<T>(of: readonly T[], count: number): T[] {
  const step = Math.max(1, of.length / count)
  return Array.from({ length: Math.min(count, of.length) }, (_, i) => of[Math.floor(i * step)]).filter(
    item => item !== undefined,
  )
}

function wrongShare(of: readonly JudgedPair[]): string {
  const wrong = of.filter(pair => pair.wrong).length
  return `${wrong} (${((100 * wrong) / of.length).toFixed(1)} %)`
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}
