import type { OrderNumberGrammar } from '../order-number-grammar.ts'

export const emerson: OrderNumberGrammar = {
  vendors: ['emerson', 'general-electric', 'ge-intelligent-platforms'],
  about:
    'PACSystems and Series 90 of GE, now Emerson: IC695CPE305, behind it two or four letters of the hardware revision; Emerson part numbers KJ3001X1-BA1, VE3007',
  inside:
    /(?<![A-Z\d-])(?:IC(?:69[0-9]|20\d|64\d|66\d|67\d|75\d)[A-Z]{3,5}\d{1,4}[A-Z]?(?:-?[A-Z]{2}(?:[A-Z]{2})?)?|KJ\d{4}X\d-[A-Z]{2}\d|VE\d{4}[A-Z\d]{0,6}|SE[34]\d{3}[A-Z\d]{0,6})(?![A-Z\d])/gi,
  finish: canonical => canonical.replace(/^(IC\d{3}[A-Z]{3,5}\d{1,4}[A-Z]?)[A-Z]{2}(?:[A-Z]{2})?$/, '$1'),
}
