import type { OrderNumberGrammar } from '../order-number-grammar.ts'

export const wago: OrderNumberGrammar = {
  vendors: ['wago'],
  about: 'WAGO: item number 750-8212, behind a slash the variant 025-000 (temperature range, firmware loaded)',
  inside: /(?<![\d-])(?:7[5-9]\d|852|27[89]\d|28[5-9]\d|879)-[\dx*]{3,4}(?:\/[\dx*]{3,4}-[\dx*]{3,4})?(?![\d-])/gi,
  finish: canonical => canonical.replace(/\/.*$/, ''),
  // A number without a variant means each; one variant is not another.
  variants: (a, b) => !a.includes('/') || !b.includes('/'),
  hyphenless: true,
}
