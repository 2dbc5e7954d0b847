import type { OrderNumberGrammar } from '../order-number-grammar.ts'

export const hirschmann: OrderNumberGrammar = {
  vendors: ['belden', 'hirschmann'],
  about:
    'Hirschmann: product codes (RS20-0800T1T1SDAEHC, BRS40-0024OOOO-STCZ99-HHSES) and part numbers of nine digits (943 434-003)',
  inside:
    /(?<![A-Z\d-])(?:(?:RS[BR]?|RSP[ELS]?|MSP?|BRS|[BG]RS|OCTOPUS|MACH|EESX?|EAGLE|RED|BAT|DRAGON|SPIDER|GECKO|OWL)\d{2,4}-(?=[A-Z\d]{0,12}[A-Z])[A-Z\d]{4,28}(?:-[A-Z\d.]{2,12}){0,4}|94[2-3] ?\d{3}[ -]?\d{3})(?![A-Z\d])/gi,
  hyphenless: true,
}
