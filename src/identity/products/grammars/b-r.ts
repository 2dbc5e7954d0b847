import type { OrderNumberGrammar } from '../order-number-grammar.ts'

export const bR: OrderNumberGrammar = {
  vendors: ['b-r-industrial-automation', 'abb'],
  about:
    'B&R: X20CP1586, a small c behind X20 for coated modules, panels and PCs with a dot (4PPC70.0573-20B, 5APC2100.BY22-000)',
  inside:
    /(?<![A-Z\d-])(?:X(?:20|67|90)c?[A-Z]{2}\d{4}(?:-\d{1,2})?|[4-8][A-Z]{1,4}\d{2,4}\.[A-Z\d]{2,8}(?:-[A-Z\d]{1,4})?)(?![A-Z\d])/gi,
  finish: canonical => canonical.replace(/^(X20|X67|X90)C(?=[A-Z]{2}\d{4})/, '$1'),
}
