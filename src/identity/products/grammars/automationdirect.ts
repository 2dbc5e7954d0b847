import type { OrderNumberGrammar } from '../order-number-grammar.ts'

export const automationdirect: OrderNumberGrammar = {
  vendors: ['automationdirect', 'host-engineering'],
  about: 'AutomationDirect: line, hyphen, model (D0-05DR, H2-ECOM100, P3-550, EA9-T8CL, BX-DM1E-18ED13, SIO-MB12CDR)',
  inside:
    /(?<![A-Z\d-])(?:[DFHTEU][0-4]-(?=[A-Z\d-]{0,8}\d|[A-Z]{3})[A-Z\d]{2,10}(?:-[A-Z\d]{1,4}){0,2}|C[0-2]-\d{2}[A-Z\d]{2,6}(?:-[A-Z\d]{1,3}){0,2}|P[1-3]-\d{2,3}[A-Z\d]{0,8}|EA\d-[A-Z\d]{3,10}(?:-[A-Z\d]{1,3})?|EA-PGMSW|BX-[A-Z\d]{2,6}(?:-[A-Z\d]{2,10}){1,2}|SIO-MB\d{2}[A-Z\d]{2,6}|CM5-[A-Z\d]{3,8}|GS\d{1,2}-\d[A-Z\d]{2,5}|SE2?-[A-Z\d]{3,10})(?![A-Z\d])/gi,
  hyphenless: true,
}
