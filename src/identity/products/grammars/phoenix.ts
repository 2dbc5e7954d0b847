import type { OrderNumberGrammar } from '../order-number-grammar.ts'

export const phoenix: OrderNumberGrammar = {
  vendors: ['phoenix-contact', 'innominate'],
  about:
    'Phoenix Contact: item numbers of seven digits (2702547), beside the type (FL MGUARD RS4000 TX/TX), which is a name',
  inside: /(?<![\d.,-])[1-3]\d{6}(?![\d.,]\d|\d)/g,
  // Printed with blanks: 27 02 547.
  whole: /^[1-3]\d \d{2} \d{2} ?\d$/,
  hyphenless: true,
}
