import type { OrderNumberGrammar } from '../order-number-grammar.ts'

export const honeywell: OrderNumberGrammar = {
  vendors: ['honeywell', 'trend-controls', 'tridium'],
  about:
    'Honeywell: part numbers of its process controllers (51403519-160, CC-PCNT01, 900C71R-0000-44) and cameras (HBD3PR1, which are whole fields)',
  inside:
    /(?<![A-Z\d-])(?:5\d{7}-\d{3}|(?:CC|DC|MC|MU|MP|8C)-[A-Z]{4}\d{2}|900[A-Z]\d{2}[A-Z]?-\d{4}(?:-\d{2})?|TC-[A-Z]{3}\d{3})(?![A-Z\d])/gi,
}
