import { counted, numbersOf } from '../counted.ts'
import type { Said } from '../said.ts'

const numbers = numbersOf('en')
const assets = (n: number) => counted(n, 'asset', 'assets')

/** What can be done where no version mends it, as CSAF names it. */
export const remediations: Readonly<Record<string, string>> = {
  vendor_fix: 'fix of the maker',
  mitigation: 'mitigation',
  workaround: 'workaround',
  none_available: 'none is available',
  no_fix_planned: 'no fix is planned',
  fix_planned: 'a fix is planned',
  optional_patch: 'optional patch',
}

/** The answer in a few sentences, the first the weightiest. `{place|words}` is a link to the rows of `words`, `{place}` is filled by the page. */
export function sentence(said: Said): string[] {
  if (said.there === 0) return [nothing(said)]
  return [head(said), ...open(said), ...lots(said), ...fix(said), ...window(said)]
}

function head({ kind, counts, there }: Said): string {
  const { affected, undecided, fixed, notAffected, notNamed, lines } = counts
  const by = kind === 'advisory' ? '' : ' by what is known'
  const before =
    kind === 'advisory' || kind === 'asset'
      ? ''
      : `${kind === 'lot' ? 'Made with' : 'Runs on'} {all|${assets(there)}}. `
  const rest = [
    ...(fixed > 0 ? [`{fixed|${numbers.format(fixed)} fixed}`] : []),
    ...(notAffected > 0 ? [`{notAffected|${numbers.format(notAffected)} not affected}`] : []),
    ...(notNamed > 0 ? [`{notNamed|${numbers.format(notNamed)} that no record here speaks of}`] : []),
  ]
  const tail = rest.map(one => `, ${one}`).join('')
  if (affected > 0) {
    const on = lines > 0 ? ` on {lines|${counted(lines, 'line', 'lines')}}` : ''
    const open = undecided > 0 ? `, {undecided|${numbers.format(undecided)} undecided}` : ', none undecided'
    return `${before}Affected${by}: {affected|${assets(affected)}}${on} (${sureness(counts)})${open}${tail}.`
  }
  if (undecided > 0) return `${before}Undecided: {undecided|${assets(undecided)}}, none known to be affected${tail}.`
  return `${before}None affected${by}: ${rest.join(', ')}.`
}

function sureness({ affected, exact, likely, possible }: Said['counts']): string {
  if (exact === affected) return 'exact'
  return [[exact, 'exact'] as const, [likely, 'likely'] as const, [possible, 'possible'] as const]
    .flatMap(([n, word]) => (n > 0 ? [`${numbers.format(n)} ${word}`] : []))
    .join(', ')
}

function open({ counts }: Said): string[] {
  if (counts.open === 0) return []
  return [`Of {unknown|${assets(counts.open)}} it is not known what runs on ${counts.open === 1 ? 'it' : 'them'}.`]
}

function lots({ lots: { count, shipped, undecided, since } }: Said): string[] {
  if (count + undecided === 0) return []
  const more = undecided > 0 ? `{lots|${numbers.format(undecided)} undecided}` : ''
  if (count === 0) return [`Lots: ${more}.`]
  const from = since === null ? '' : ' since {since}'
  const told = `{lots|${counted(count, 'lot', 'lots')}}${from}, {shipped|${numbers.format(shipped)} shipped}`
  return [`${told}${more === '' ? '' : `, and ${more}`}.`]
}

function fix({ kind, counts, fixes, otherwise }: Said): string[] {
  if (counts.affected === 0 || kind !== 'advisory') return []
  if (fixes > 0) return ['Fixed in {fix}.']
  if (otherwise === undefined) return ['No fix is known.']
  return [`No fixed version is known; {remedy|${remediations[otherwise] ?? otherwise.replaceAll('_', ' ')}}.`]
}

const window = (said: Said) => (said.window ? ['Next window {line}: {when}.'] : [])

function nothing(said: Said): string {
  const { kind, found, undecided, counts, advisories, takenBack } = said
  if (kind === 'advisory') {
    const back = takenBack ? ', and what named it was {evidence|taken back}' : ''
    const named =
      advisories === 0
        ? `no advisory known here names {names}${back}`
        : `{evidence|${counted(advisories, 'advisory', 'advisories')}} known here ${advisories === 1 ? 'names' : 'name'} {names}, and none says that anything that runs here is affected`
    if (!undecided) return `${named[0] === '{' ? named : `N${named.slice(1)}`}.`
    const but =
      counts.open > 0
        ? `of {unknown|${assets(counts.open)}} it is not known what runs on ${counts.open === 1 ? 'it' : 'them'}`
        : '{unknown|not everything could be looked at}'
    return `Undecided: ${named}; but ${but}.`
  }
  if (kind === 'asset') return found ? 'Undecided: nothing is known to run on it.' : 'No asset here is called {names}.'
  if (kind === 'lot')
    return found ? 'Undecided: no software is known that it was made with.' : 'No lot here has the number {names}.'
  const not = found
    ? 'No asset here is known to run {names}.'
    : 'Nothing here is called {names}: no bill of materials lists it.'
  return [not, ...open(said)].join(' ')
}
