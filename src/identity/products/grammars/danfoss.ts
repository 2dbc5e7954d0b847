import type { OrderNumberGrammar } from '../order-number-grammar.ts'

export const danfoss: OrderNumberGrammar = {
  vendors: ['danfoss', 'vacon'],
  about: 'Danfoss: code numbers (131B0078, 134F1234) and type codes of drives (FC-302P7K5T5E20H1)',
  inside: /(?<![A-Z\d-])(?:1[0-9]{2}[A-Z]\d{4}|FC-?\d{3}P[A-Z\d]{6,40}|VLT\d{4})(?![A-Z\d])/gi,
  hyphenless: true,
}
