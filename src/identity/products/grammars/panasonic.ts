import type { OrderNumberGrammar } from '../order-number-grammar.ts'

export const panasonic: OrderNumberGrammar = {
  vendors: ['panasonic'],
  about: 'Panasonic Industry: part numbers AFP7CPS41E, AFPXHC60T, AIG12GQ02D, servo MADLN15SE; Japanese catalogue',
  inside: /(?<![A-Z\d-])(?:AFP[A-Z\d]{4,10}|AIG[A-Z\d]{5,9}|M[A-F]D[HLKN][A-Z]\d{2}[A-Z]{2})(?![A-Z\d])/gi,
}
