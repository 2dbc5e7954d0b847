import type { OrderNumberGrammar } from '../order-number-grammar.ts'

export const beckhoff: OrderNumberGrammar = {
  vendors: ['beckhoff'],
  about:
    'Beckhoff: letters and four digits (CX5130, EL6695), behind a hyphen four digits of equipment or revision (CX5130-0155)',
  inside:
    /(?<![A-Z\d-])(?:CX|E[DJKLPS]|EP[PI]|KL|KM|KS|B[CKX]|CP|C|A[MX]|FC|FM|CU|IE|IP|IL|BC)\d{4}(?:-[\dx]{4}){0,2}(?![A-Z\d])/gi,
  finish: canonical => canonical.replace(/^([A-Z]{1,3}\d{4})(?:\d{4}|[?*]{4,8}){1,2}$/, '$1'),
  hyphenless: true,
  variants: (a, b) => a.length < 8 || b.length < 8,
}
