import type { OrderNumberGrammar } from '../order-number-grammar.ts'

export const rexroth: OrderNumberGrammar = {
  vendors: ['bosch-rexroth', 'bosch'],
  about: 'Bosch Rexroth: material numbers R and nine digits (R911340711), and Bosch F.01U.282.934',
  inside: /(?<![A-Z\d-])(?:R9\d{8}|R\d{9}|F\.?01U\.?\d{3}\.?\d{3})(?![A-Z\d])/gi,
  notation: text => text.replace(/\./g, ''),
  hyphenless: true,
}
