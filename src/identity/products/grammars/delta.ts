import type { OrderNumberGrammar } from '../order-number-grammar.ts'

export const delta: OrderNumberGrammar = {
  vendors: ['delta-electronics'],
  about: 'Delta Electronics: model names are what is ordered (DVP12SE11R, AS228T-A, DOP-107WV, VFD007EL43A, AH10EN-5A)',
  inside:
    /(?<![A-Z\d-])(?:DVP\d{2}[A-Z]{2}\d{0,3}[A-Z\d]{0,3}(?:-[A-Z\d]{1,3})?|AS\d{3}[A-Z]-[A-Z]|AHCPU\d{3}-[A-Z\d]{2,4}|DOP-[A-Z]?\d{2,3}[A-Z\d]{1,8}|VFD\d{3}[A-Z]{1,3}\d{2}[A-Z]{1,3}(?:-\d)?|ASD-[A-Z]\d-\d{4}-[A-Z]{1,2}|DX-\d{4}[A-Z]?\d{0,2}(?:-[A-Z\d]{2})?)(?![A-Z\d])/gi,
}
