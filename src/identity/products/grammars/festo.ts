import type { OrderNumberGrammar } from '../order-number-grammar.ts'

export const festo: OrderNumberGrammar = {
  vendors: ['festo'],
  about: 'Festo: part numbers of four to eight digits, and type codes with hyphens (CPX-E-CEC-C1-PN, CECC-X-M1)',
  inside:
    /(?<![A-Z\d-])(?:CP(?:X|X-AP|X-E)-[A-Z\d]{2,8}(?:-[A-Z\d]{1,6}){0,5}|CEC[CX]-[A-Z\d]{1,4}(?:-[A-Z\d]{1,6}){0,4}|CDPX-[A-Z]-[A-Z]-[A-Z]-\d{1,2}(?:-[A-Z\d]{1,4}){0,3}|CMM[A-Z]-[A-Z\d]{2,4}(?:-[A-Z\d]{1,6}){0,5}|SBO[A-Z]-[A-Z]-[A-Z\d]{2,6}(?:-[A-Z\d]{1,4}){0,3}|(?<![\d.,])\d{6,7}(?=\)))(?![A-Z\d-])/gi,
}
