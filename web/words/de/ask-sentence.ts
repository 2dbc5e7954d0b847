import { gezaehlt, numbersOf } from '../counted.ts'
import type { remediations as en } from '../en/ask-sentence.ts'
import type { Said } from '../said.ts'

const zahl = numbersOf('de')
const anlagen = (n: number) => gezaehlt(n, 'Anlage', 'Anlagen')

export const remediations: typeof en = {
  vendor_fix: 'Korrektur des Herstellers',
  mitigation: 'Minderung',
  workaround: 'Behelf',
  none_available: 'keine verfügbar',
  no_fix_planned: 'keine Korrektur geplant',
  fix_planned: 'eine Korrektur ist geplant',
  optional_patch: 'freiwillige Korrektur',
}

export function sentence(said: Said): string[] {
  if (said.there === 0) return [nichts(said)]
  return [kopf(said), ...offen(said), ...chargen(said), ...abhilfe(said), ...fenster(said)]
}

function kopf({ kind, counts, there }: Said): string {
  const { affected, undecided, fixed, notAffected, notNamed, lines } = counts
  const bekannt = kind === 'advisory' ? '' : ' nach dem, was bekannt ist'
  const davor =
    kind === 'advisory' || kind === 'asset'
      ? ''
      : `${kind === 'lot' ? 'Hergestellt mit' : 'Läuft auf'} {all|${anlagen(there)}}. `
  const rest = [
    ...(fixed > 0 ? [`{fixed|${zahl.format(fixed)} behoben}`] : []),
    ...(notAffected > 0 ? [`{notAffected|${zahl.format(notAffected)} nicht betroffen}`] : []),
    ...(notNamed > 0 ? [`{notNamed|${zahl.format(notNamed)} in keiner Meldung genannt}`] : []),
  ]
  const danach = rest.map(eines => `, ${eines}`).join('')
  if (affected > 0) {
    const auf = lines > 0 ? ` auf {lines|${gezaehlt(lines, 'Linie', 'Linien')}}` : ''
    const ungewiss = undecided > 0 ? `, {undecided|${zahl.format(undecided)} unentschieden}` : ', keine unentschieden'
    return `${davor}Betroffen${bekannt}: {affected|${anlagen(affected)}}${auf} (${sicherheit(counts)})${ungewiss}${danach}.`
  }
  if (undecided > 0)
    return `${davor}Unentschieden: {undecided|${anlagen(undecided)}}, keine bekannt betroffen${danach}.`
  return `${davor}Keine betroffen${bekannt}: ${rest.join(', ')}.`
}

function sicherheit({ affected, exact, likely, possible }: Said['counts']): string {
  if (exact === affected) return 'exakt'
  return [[exact, 'exakt'] as const, [likely, 'wahrscheinlich'] as const, [possible, 'möglich'] as const]
    .flatMap(([n, wort]) => (n > 0 ? [`${zahl.format(n)} ${wort}`] : []))
    .join(', ')
}

function offen({ counts }: Said): string[] {
  if (counts.open === 0) return []
  return [`Bei {unknown|${anlagen(counts.open)}} ist nicht bekannt, was darauf läuft.`]
}

function chargen({ lots: { count, shipped, undecided, since } }: Said): string[] {
  if (count + undecided === 0) return []
  const mehr = undecided > 0 ? `{lots|${zahl.format(undecided)} unentschieden}` : ''
  if (count === 0) return [`Chargen: ${mehr}.`]
  const seit = since === null ? '' : ' seit {since}'
  const gesagt = `{lots|${gezaehlt(count, 'Charge', 'Chargen')}}${seit}, {shipped|${zahl.format(shipped)} ausgeliefert}`
  return [`${gesagt}${mehr === '' ? '' : `, dazu ${mehr}`}.`]
}

function abhilfe({ kind, counts, fixes, otherwise }: Said): string[] {
  if (counts.affected === 0 || kind !== 'advisory') return []
  if (fixes > 0) return ['Behoben in {fix}.']
  if (otherwise === undefined) return ['Keine Abhilfe bekannt.']
  return [`Keine behobene Version bekannt; {remedy|${remediations[otherwise] ?? otherwise.replaceAll('_', ' ')}}.`]
}

const fenster = (said: Said) => (said.window ? ['Nächstes Wartungsfenster {line}: {when}.'] : [])

function nichts(said: Said): string {
  const { kind, found, undecided, counts, advisories, takenBack } = said
  if (kind === 'advisory') {
    const zurueck = takenBack ? '; was sie nannte, wurde {evidence|zurückgezogen}' : ''
    const genannt =
      advisories === 0
        ? `keine hier bekannte Meldung nennt {names}${zurueck}`
        : `{evidence|${gezaehlt(advisories, 'hier bekannte Meldung', 'hier bekannte Meldungen')}} ${advisories === 1 ? 'nennt' : 'nennen'} {names}; danach ist nichts betroffen, was hier läuft`
    if (!undecided) return `${genannt[0] === '{' ? genannt : `K${genannt.slice(1)}`}.`
    const aber =
      counts.open > 0
        ? `bei {unknown|${anlagen(counts.open)}} ist nicht bekannt, was darauf läuft`
        : '{unknown|nicht alles konnte geprüft werden}'
    return `Unentschieden: ${genannt}; aber ${aber}.`
  }
  if (kind === 'asset')
    return found ? 'Unentschieden: es ist nicht bekannt, was darauf läuft.' : 'Keine Anlage hier heißt {names}.'
  if (kind === 'lot')
    return found
      ? 'Unentschieden: es ist keine Software bekannt, mit der sie hergestellt wurde.'
      : 'Keine Charge hier hat die Nummer {names}.'
  const nicht = found
    ? 'Von keiner Anlage hier ist bekannt, dass {names} darauf läuft.'
    : 'Nichts hier heißt {names}: keine Stückliste führt es.'
  return [nicht, ...offen(said)].join(' ')
}
