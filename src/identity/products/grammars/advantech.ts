import type { OrderNumberGrammar } from '../order-number-grammar.ts'

export const advantech: OrderNumberGrammar = {
  vendors: ['advantech', 'b-b-smartworx'],
  about:
    'Advantech: line, hyphen, four digits and letters (EKI-1524-CE, ADAM-6050, WISE-4060, UNO-2484G), model names that are ordered so',
  inside:
    /(?<![A-Z\d-])(?:EKI|ADAM|WISE|UNO|ICR|BB|PCI|PCIE|TPC|IPC|ECU|APAX)[- ]\d{4}[A-Z]{0,3}(?:-[A-Z\d]{1,8}){0,3}(?![A-Z\d])/gi,
}
