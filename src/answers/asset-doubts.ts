import type { Because } from './doubts.ts'
import { becauseWords } from './doubts.ts'
import { plantFolder } from './feeds.ts'

/** What keeps an asset from being judged: a reason, what would settle it, and the components it is about. */
export interface AssetDoubt {
  /**
   * `unmatched`: nothing was laid against advisories by then; `fresh`: components were not yet; `bare`: nothing is known to run on it; `empty`: a bill of it lists nothing; `sealed`: only its maker, product and version are known;
   * `unversioned`: its firmware has no version; `nameless`: it has no maker; `undecided`: something said of components could not be decided.
   */
  code: 'unmatched' | 'fresh' | 'bare' | 'empty' | 'sealed' | 'unversioned' | 'nameless' | 'undecided'
  why: string
  /** Of what was said of components; of one of them, where they differ in what was found. */
  because?: Because
  settle: string
  /** Whether it keeps components from being judged at all, not only against one record. */
  whole: boolean
  components: { componentId: number; name: string; version: string | null }[]
  /** Components that are not listed. */
  more: number
}

interface Open {
  because: string
  own: number
  componentId: number
  name: string
  version: string | null
}

const mostNamed = 20
const mostDoubts = 50

/** What could not be decided of components, put together where one answer settles it; what most components wait for first. */
export function openDoubts(rows: readonly Open[]): AssetDoubt[] {
  const groups = new Map<
    string,
    { why: string; because: Because; settle: string; whole: boolean; found: Map<number, Open> }
  >()
  for (const row of rows) {
    const because = JSON.parse(row.because) as Because
    const settle = because.settle ?? 'Find out the exact product and version, and change the asset or its bill.'
    const key = `${because.rule}\n${settle}`
    const group = groups.get(key) ?? { why: becauseWords(because), because, settle, whole: false, found: new Map() }
    group.whole ||= row.own !== 0
    group.found.set(row.componentId, row)
    groups.set(key, group)
  }
  return [...groups.values()]
    .sort((a, b) => Number(b.whole) - Number(a.whole) || b.found.size - a.found.size)
    .slice(0, mostDoubts)
    .map(({ why, because, settle, whole, found }) => ({
      code: 'undecided',
      ...{ why, because, settle, whole },
      components: [...found.values()]
        .slice(0, mostNamed)
        .map(({ componentId, name, version }) => ({ componentId, name, version })),
      more: Math.max(0, found.size - mostNamed),
    }))
}

/** Components that nobody has judged yet. */
export function freshDoubts(fresh: readonly AssetDoubt['components'][number][]): AssetDoubt[] {
  if (fresh.length === 0) return []
  return [
    {
      code: 'fresh',
      why: 'it was not laid against the advisories yet',
      settle: 'It is judged when they are looked at next, or now: millcert feeds rematch.',
      whole: true,
      components: fresh.slice(0, mostNamed),
      more: Math.max(0, fresh.length - mostNamed),
    },
  ]
}

/** What is missing of an asset itself. */
export function ownDoubts({
  runs,
  vendor,
  product,
  matched,
}: {
  /** What runs on it and its modules now. */
  runs: readonly { part: string; components: number; version: string | null }[]
  vendor: string | null
  product: string | null
  /** Whether what runs was laid against advisories by the time. */
  matched: boolean
}): AssetDoubt[] {
  const found: AssetDoubt[] = []
  const add = (code: AssetDoubt['code'], why: string, settle: string) =>
    found.push({ code, why, settle, whole: code !== 'sealed' && code !== 'nameless', components: [], more: 0 })
  const firmware = runs.filter(({ part }) => part === 'firmware')
  if (!matched)
    add(
      'unmatched',
      'nothing was laid against advisories by then',
      `Look with what is known now, or load advisories into ${plantFolder}: millcert db update --db DATA/advisories.`,
    )
  if (runs.length === 0)
    add(
      'bare',
      'nothing is known to run on it',
      'Import an export with product and version, or a bill of it: millcert import FILE.',
    )
  if (runs.some(({ components }) => components === 0))
    add('empty', 'a bill of it lists nothing', 'Ask who made the bill for one that lists what is in it.')
  if (firmware.length > 0 && firmware.some(({ version }) => version === null))
    add(
      'unversioned',
      'its firmware has no version',
      'Read it from the project or the device’s own page, and import it again with the version.',
    )
  if (firmware.length > 0 && firmware.length === runs.length)
    add(
      'sealed',
      'its maker, product and version are known, and no bill of what is in it',
      'Ask the maker for a bill of materials; until then only what the maker says of the product is known.',
    )
  if (vendor === null && product !== null)
    add('nameless', 'it has no maker’s name', 'Give the vendor: it is half of what an industrial product is known by.')
  return found
}
