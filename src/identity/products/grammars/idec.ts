import type { OrderNumberGrammar } from '../order-number-grammar.ts'

export const idec: OrderNumberGrammar = {
  vendors: ['idec'],
  about: 'IDEC: series, hyphen, model (FC6A-C40R1CE, FT1A-H24RA, HG2G-5TN22TF-B)',
  inside:
    /(?<![A-Z\d-])(?:F[CLT]\d[A-Z]|HG\d[A-Z]|WB\d[A-Z])-(?=[A-Z]{0,3}\d)[A-Z\d]{3,12}(?:-[A-Z\d]{1,3})?(?![A-Z\d])/gi,
}
