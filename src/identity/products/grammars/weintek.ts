import type { OrderNumberGrammar } from '../order-number-grammar.ts'
import { openPlaces } from '../order-number-pattern.ts'

export const weintek: OrderNumberGrammar = {
  vendors: ['weintek'],
  about: 'Weintek: panels cMT3072X, MT8071iE, gateways cMT-G01; xx in its advisories are digits',
  inside:
    /(?<![A-Z\d-])(?:cMT\d{4}[A-Z]{0,4}|cMT-(?:SVR-)?[A-Z]{0,4}[\dx]{2,3}|MT\d{4}i?[A-Z]{0,3}\d?)(?![A-Z\d-]|\/[A-Z]?\d)/gi,
  // The range starts with a small letter, which is no sign of small writing.
  notation: text => openPlaces(text.replace(/^cMT/, 'CMT').replace(/(?<=\d)i(?=[A-Z]|$)/, 'I')),
}
