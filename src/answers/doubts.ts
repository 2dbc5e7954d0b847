import type { ComponentShown, MatchShown } from './detail-store.ts'
import { type Doubt, some } from './feeds.ts'
import type { Gaps } from './gap-store.ts'

/** A reason as it is kept with a match: `KeptBecause` of `#matching`, as far as it is shown. */
export type Because = {
  rule: string
  range?: string
  identity?: string
  found?: string
  wanted?: string
  how?: string
  by?: string
  fixed?: string[]
  lastAffected?: string
  settle?: string
  remediations?: { category: string; text: string; url?: string }[]
}

/**
 * A reason in a few words. Why a product is the one that a record names (`how`) is the reason where the record decides; where it does not
 * (its rule has no `+`), the rule is.
 */
export function becauseWords({ rule, found, wanted, how, range }: Because): string {
  const words = rule.replaceAll('-', ' ').replaceAll('+', ' and ')
  const what = rule.includes('+') ? (how ?? words) : words
  const said = [
    found ? `found ${JSON.stringify(found)}` : '',
    wanted ? `wanted ${wanted}` : '',
    range && !found ? `range ${range}` : '',
  ].filter(part => part !== '')
  return said.length === 0 ? what : `${what} (${said.join(', ')})`
}

/** What could not be decided of components, put together where one answer settles it; what most components wait for first. */
export function matchDoubts(matches: readonly MatchShown[], components: ReadonlyMap<number, ComponentShown>): Doubt[] {
  const groups = new Map<string, { why: string; settle: string; because: Because; components: Set<number> }>()
  for (const match of matches) {
    if (match.verdict !== 'undecided') continue
    const because = JSON.parse(match.because) as Because
    const settle = because.settle ?? 'Find out the exact product and version, and change the asset or its bill.'
    const key = `${because.rule}\n${settle}`
    const group = groups.get(key) ?? { why: becauseWords(because), settle, because, components: new Set<number>() }
    group.components.add(match.componentId)
    groups.set(key, group)
  }
  return [...groups.values()]
    .sort((a, b) => b.components.size - a.components.size)
    .slice(0, 20)
    .map(({ why, settle, because, components: ids }) => {
      const names = called([...ids], components)
      const about = { code: 'component', names: names.slice(0, mostNames), because }
      return { what: `about ${some(names, 3)}`, why, settle, ...about }
    })
}

const mostNames = 20

function called(ids: readonly number[], components: ReadonlyMap<number, ComponentShown>): string[] {
  const names = ids.map(id => {
    const { name, version } = components.get(id) ?? { name: 'a component', version: null }
    return version === null ? `${name} without a version` : `${name} ${version}`
  })
  return [...new Set(names)]
}

/** Assets that might run anything: nothing is known of them, or a bill that lists nothing. */
export function openAssets(gaps: readonly Gaps[]): number {
  return gaps.reduce((total, { bare, empty }) => total + bare + empty, 0)
}

/** What is missing at sites, as far as it may hide that something runs there. */
export function gapDoubts(gaps: readonly Gaps[]): Doubt[] {
  const sum = (member: Exclude<keyof Gaps, 'siteId'>) => gaps.reduce((total, site) => total + site[member], 0)
  const [bare, empty, sealed] = [sum('bare'), sum('empty'), sum('sealed')]
  const [unversioned, nameless] = [sum('unversioned'), sum('nameless')]
  const found: Doubt[] = []
  if (bare > 0)
    found.push({
      ...{ what: `whether ${bare} other assets run it`, assets: bare, code: 'bare', names: [] },
      why: 'nothing is known to run on them',
      settle: 'Import an export with product and version, or a bill of each: millcert import FILE.',
    })
  if (empty > 0)
    found.push({
      ...{ what: `whether ${empty} other assets run it`, assets: empty, code: 'empty', names: [] },
      why: 'a bill of theirs lists nothing',
      settle: 'Ask who made the bill for one that lists what is in it.',
    })
  if (sealed > 0)
    found.push({
      ...{ what: `what is inside the firmware of ${sealed} assets`, assets: sealed, code: 'sealed', names: [] },
      why: 'its maker, product and version are known, and no bill of what is in it',
      settle: 'Ask the maker for a bill of materials; until then only what the maker says of the product is known.',
    })
  if (unversioned > 0)
    found.push({
      ...{ what: `which version ${unversioned} assets run`, assets: unversioned, code: 'unversioned', names: [] },
      why: 'their firmware has no version',
      settle: 'Read it from the project or the device’s own page, and import it again with the version.',
    })
  if (nameless > 0)
    found.push({
      ...{ what: `whose ${nameless} assets are`, assets: nameless, code: 'nameless', names: [] },
      why: 'they have no maker’s name',
      settle: 'Give the vendor of each: it is half of what an industrial product is known by.',
    })
  return found
}
