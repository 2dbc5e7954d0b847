import type { OrderNumberGrammar } from '../order-number-grammar.ts'

/** Item numbers that are digits alone, always equally many, printed with or without blanks and hyphens. */
export const numberKeepers: OrderNumberGrammar = {
  vendors: [
    'pilz',
    'sick',
    'weidmueller',
    'murrelektronik',
    'turck',
    'eaton',
    'lenze',
    'pepperl-fuchs',
    'harting',
    'kuka',
  ],
  about:
    'Pilz (six digits), SICK (seven), Weidmüller (ten), Murrelektronik, Turck, Eaton, Lenze, Pepperl+Fuchs, HARTING, KUKA: item numbers of digits, catalogues of the makers',
  whole: /^\d{2,10}(?:[ -]\d{2,7}){0,5}(?<=^(?:.{5,16}))$/,
  hyphenless: true,
}
