import type { OrderNumberGrammar } from '../order-number-grammar.ts'
import { openPlaces } from '../order-number-pattern.ts'

export const moxa: OrderNumberGrammar = {
  vendors: ['moxa'],
  about: 'Moxa: model names are what is ordered (EDS-408A, NPort 5110); -T behind is the wide temperature range',
  whole:
    /^(?:NPort|MGate|ioLogik|ioThinx|ioMirror|OnCell|ThingsPro|[A-Z]{2,4})[ -]?[A-Z]{0,3}\d{3,5}[A-Z]{0,4}(?:-[A-Z\d]{1,10}){0,6}$/i,
  // The range is left out before a number that has letters of its own: MGate MB3180 is MB3180.
  notation: text => openPlaces(text.replace(/^MGate (?=MB\d)/i, '')),
  finish: canonical => canonical.replace(/(?<=[A-Z\d]{6})T$/, ''),
}
