import type { OrderNumberGrammar } from '../order-number-grammar.ts'

export const yokogawa: OrderNumberGrammar = {
  vendors: ['yokogawa'],
  about:
    'Yokogawa: model and suffix codes (AFV30D-S41101, CP451-10, NFCP501-W05), general specifications of the products; suffixes are equipment',
  inside:
    /(?<![A-Z\d-])(?:A[FNGVPIOAD][A-Z]\d{2,3}[A-Z]?-[A-Z\d]{3,10}|[SC]P\d{3}-\d{2}|NFCP\d{3}-[A-Z]\d{2}|VI\d{3}-\d{2}|SSC\d{2}[A-Z]?-[A-Z\d]{3,8})(?![A-Z\d])/gi,
}
