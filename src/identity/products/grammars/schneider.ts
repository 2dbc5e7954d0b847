import type { OrderNumberGrammar } from '../order-number-grammar.ts'
import { openPlaces } from '../order-number-pattern.ts'

export const schneider: OrderNumberGrammar = {
  vendors: ['schneider-electric'],
  about:
    'Schneider Electric: commercial references, a range and a code in one piece (BMXP342020, printed BMX P34 2020; 140CPU65150, TM221CE16R, ATV930D15N4), catalogues of the ranges',
  inside:
    /(?<![A-Z\d-])(?:BM[EKRX][ -]?[A-Z]{1,4}[ -]?(?:\d{2}[\dx*]{0,5}(?:[ -]\d{2,4})?|[x*]{1,4})(?:[A-Z]{1,2}| ?\([A-Z]\))?|(?:140|171|170) ?[A-Z]{3} ?(?:\d{3} ?\d{2}[A-Z]?|\d{2,4}\*)|TSX ?[A-Z]{1,4} ?\d{2,7}[A-Z*]?|TM(?:2\d{2}|[3-7])(?=[A-Z]{1,3}[A-Z\d]{0,8}\d)[A-Z\d]{3,14}|TM251MESE|ATV\d{2,3}[A-Z]\d{2,3}[A-Z]\d[A-Z]{0,3}|LXM\d{2}[A-Z]{1,2}[A-Z\d]{3,10}|HMI[A-Z]{2,5}\d{3,5}[A-Z\d]{0,6}|XBT ?[A-Z]{1,3}\d{4}[A-Z\d]{0,4}|STB[A-Z]{3}\d{4}|SR[23][AB]\d{3}[A-Z]{2}|LSS\d{6}|METSE[A-Z\d]{5,12}|TCSE[A-Z\d]{5,12}|AP[1-9][\dx]{3}[A-Z]{0,4}|S(?:MT|RT|UA|UM|MX|UR|URT|URTD)\d{3,5}[A-Z\d]{0,10})(?![A-Z\d])/gi,
  whole: /^ATV\d{2,3}$/i,
  // ATV930 is the range of all ATV930 drives, BMKC80 that of all its processors.
  notation: text => openPlaces(/^(?:ATV\d{2,3}|BM[EKRX][A-Z]{1,4}\d{2}|TSXP\d{2})$/i.test(text) ? `${text}*` : text),
  hyphenless: true,
}
