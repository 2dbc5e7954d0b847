import type { TakenBack } from '#advisories'
import { showTime } from '#base'
import type { Counts } from './counts.ts'
import { type FeedsShown, some } from './feeds.ts'
import type { Question } from './question.ts'

/** What the header says, counted before. */
export interface Told {
  question: Question
  counts: Counts
  lots: { count: number; shipped: number; undecided: number; since: string | null }
  /** Versions that mend it. */
  fixed: readonly string[]
  /** Something else that can be done, where no version mends it: a workaround. */
  otherwise: string | undefined
  vendors: readonly string[]
  window: { line: string; when: string } | undefined
  feeds: FeedsShown
  /** Everything that could say otherwise was there. */
  sure: boolean
  /** Records that have the name that was asked for, and those that had it and were taken back. */
  advisories: number
  withdrawn: number
  /** What had the name and was taken back, as far as the advisories here tell. */
  takenBack: readonly TakenBack[]
  /** Assets, lots, bills or components that were asked for by name. */
  found: number
  /** Assets that might run anything. */
  open: number
  /** Milliseconds since 1970 UTC, where it was asked what was known then. */
  known: number | undefined
}

/** The answer in a few short sentences, the worst first. */
export function sentenceOf(told: Told): string {
  const { counts, question } = told
  const there = counts.affected + counts.undecided + counts.fixed + counts.notAffected + counts.notNamed
  const parts = there === 0 ? [nothingFound(told)] : [headOf(told, there)]
  if (there > 0 && told.open > 0) parts.push(`${openWords(told.open)}.`)
  if (there > 0) parts.push(...lotWords(told), ...fixWords(told))
  if (there > 0 && told.vendors.length > 0) parts.push(`Vendor: ${some(told.vendors, 3)}.`)
  if (told.window && counts.affected + counts.undecided > 0)
    parts.push(`Next window ${told.window.line}: ${told.window.when}.`)
  if (question.kind === 'advisory' || there === 0) parts.push(...feedWords(told))
  return parts.join(' ')
}

function headOf({ counts, question }: Told, there: number): string {
  const { affected, undecided, lines } = counts
  const clean = counts.notAffected + counts.fixed
  const rest = [
    ...(affected === 0 ? [] : [`${undecided} undecided`]),
    ...(clean > 0 || affected + undecided > 0 ? [`${clean} not affected`] : []),
    ...(counts.notNamed > 0 ? [`${counts.notNamed} that no record here speaks of`] : []),
  ]
  const head = headWords[question.kind](there)
  // Of a vulnerability it is this one that affects; of anything else some that is known.
  const by = question.kind === 'advisory' ? '' : ' by what is known'
  if (affected > 0)
    return `${head}Affected${by}: ${assets(affected)}${onLines(lines)} (${sureness(counts)}), ${rest.join(', ')}.`
  if (undecided > 0) return `${head}Undecided: ${assets(undecided)}, none known to be affected, ${rest.join(', ')}.`
  return `${head}None affected${by}: ${rest.join(', ')}.`
}

const headWords: Record<Question['kind'], (there: number) => string> = {
  advisory: () => '',
  package: there => `Runs on ${assets(there)}. `,
  component: there => `Runs on ${assets(there)}. `,
  product: there => `Runs on ${assets(there)}. `,
  digest: there => `Runs on ${assets(there)}. `,
  lot: there => `Made with ${assets(there)}. `,
  asset: () => '',
}

const assets = (count: number) => `${count} ${count === 1 ? 'asset' : 'assets'}`
const onLines = (lines: number) => (lines === 0 ? '' : ` on ${lines} ${lines === 1 ? 'line' : 'lines'}`)

function sureness({ affected, exact, likely, possible }: Counts): string {
  if (exact === affected) return 'exact'
  const parts = [
    [exact, 'exact'],
    [likely, 'likely'],
    [possible, 'possible'],
  ] as const
  return parts.flatMap(([count, word]) => (count > 0 ? [`${count} ${word}`] : [])).join(', ')
}

function lotWords({ lots }: Told): string[] {
  if (lots.count + lots.undecided === 0) return []
  const since = lots.since === null ? '' : ` since ${lots.since}`
  const more = lots.undecided > 0 ? `, ${lots.count > 0 ? 'and ' : ''}${lots.undecided} undecided` : ''
  const word = lots.count === 1 ? 'lot' : 'lots'
  return [`${lots.count} ${word}${since}, ${lots.shipped} shipped${more}.`]
}

function fixWords({ fixed, otherwise, counts, question }: Told): string[] {
  if (counts.affected === 0 || question.kind !== 'advisory') return []
  if (fixed.length > 0) return [`Fixed in ${some(fixed, 3)}.`]
  return [otherwise === undefined ? 'No fix is known.' : `No fixed version is known; ${otherwise}.`]
}

/** `, and what named it was taken back on 2026-04-08 (osv-go)`. */
function backWords(takenBack: readonly TakenBack[], withdrawn: number): string {
  if (takenBack.length === 0) return withdrawn > 0 ? ', and what named it was taken back' : ''
  const each = takenBack.map(({ at, feed }) =>
    at === null ? `by ${feed}` : `on ${showTime(at).slice(0, 10)} by ${feed}`,
  )
  return `, and what named it was taken back ${some([...new Set(each)], 3)}`
}

const openWords = (open: number) => `Of ${assets(open)} it is not known what runs on ${open === 1 ? 'it' : 'them'}`

function nothingFound({ question, found, sure, advisories, withdrawn, takenBack, open }: Told): string {
  if (question.kind === 'advisory') {
    const names = some(question.ids, 3)
    const said =
      advisories === 0
        ? `no advisory known here names ${names}${backWords(takenBack, withdrawn)}`
        : `${advisories} ${advisories === 1 ? 'advisory known here names' : 'advisories known here name'} ${names}, and none says that anything that runs here is affected`
    return sure
      ? `${upper(said)}.`
      : `Undecided: ${said}; but ${open > 0 ? lower(openWords(open)) : 'not everything could be looked at'}.`
  }
  if (question.kind === 'asset')
    return found === 0 ? `No asset here is called ${question.text}.` : 'Nothing is known to run on it: undecided.'
  if (question.kind === 'lot')
    return found === 0
      ? `No lot here has the number ${question.number}.`
      : 'No software is known that it was made with: undecided.'
  const said = found === 0 ? 'Nothing here is called that: no bill lists it.' : 'No asset here is known to run it.'
  return open === 0 ? said : `${said} ${openWords(open)}.`
}

const upper = (text: string) => `${text[0]!.toUpperCase()}${text.slice(1)}`
const lower = (text: string) => `${text[0]!.toLowerCase()}${text.slice(1)}`

function feedWords({ feeds, known }: Told): string[] {
  if (known !== undefined) return [`As known at ${showTime(known)}.`]
  if (feeds.digest === null) return ['There are no advisories on this machine.']
  const stale = feeds.stale.length
  const asOf = `Feeds as of ${feeds.asOf ?? 'no known day'}`
  return [stale === 0 ? `${asOf}.` : `${asOf}; ${stale} ${stale === 1 ? 'is' : 'are'} stale: ${some(feeds.stale, 3)}.`]
}
