import type { OrderNumberGrammar } from '../order-number-grammar.ts'

export const jtekt: OrderNumberGrammar = {
  vendors: ['jtekt'],
  about: 'JTEKT: types of TOYOPUC modules, three letters, hyphen, four digits (TCC-4637, THU-2755)',
  inside: /(?<![A-Z\d-])T[A-Z]{2}-?\d{4}(?![A-Z\d])/gi,
  hyphenless: true,
}
