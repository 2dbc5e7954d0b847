import type { OrderNumberGrammar } from '../order-number-grammar.ts'
import { openPlaces } from '../order-number-pattern.ts'

export const omron: OrderNumberGrammar = {
  vendors: ['omron'],
  about:
    'Omron: series, hyphen, model (CS1D-CPU65H, NJ501-1300, CP1L-EM40DR-D); its advisories write boxes, empty brackets or stars for what is open',
  inside:
    /(?<![A-Z\d-])(?:C[JPQSV]\d[A-Z]{0,2}(?:\/[A-Z]{1,2})?|N[JXYAB]\d?[A-Z\d]{1,4}|NX|NJ|C200H[A-Z]{0,2}|G9SP|NE1A|R88[DM]|3G3[A-Z]{1,2}|E3[A-Z]{1,2}|V[4-7]\d{2})-(?=[^ ]{0,6} ?[\d*\u25a1[?])(?:[A-Z\d*?]| ?(?:\u25a1|\[ ?\])|(?<=[\u25a1\]]) [A-Z]{1,2}(?![A-Z])){2,16}(?: ?- ?(?:[A-Z\d*?]| ?(?:\u25a1|\[ ?\])){1,8}){0,2}(?:\(-[A-Z]{1,4}\)|\/-[A-Z]{1,4}\*{1,4}[A-Z]{0,2})?(?![A-Z\d])/gi,
  notation,
}

function notation(text: string): string {
  const both = text
    // CS1H/G-CPU65H: one of two series.
    .replace(/(?<=\d)([A-Z])\/([A-Z])(?=-)/gi, '{$1,$2}')
    // CS1D-CPU**H/-CPU**P: one of two ends.
    .replace(/(-[A-Z]{1,4}\*{1,4})([A-Z]{1,2})\/\1([A-Z]{1,2})$/i, '$1{$2,$3}')
  // The output of a CP unit is one place in advisories and up to two in numbers: DR, DT1.
  return openPlaces(both).replace(/D\?(?= ?-|$)/g, 'D?*')
}
