import type { OrderNumberGrammar } from '../order-number-grammar.ts'

export const abb: OrderNumberGrammar = {
  vendors: ['abb', 'hitachi-energy'],
  about:
    'ABB: article numbers of its divisions (3BSE076939R1, 1SAP120600R0071, 1MRK002816), R and digits behind is the revision; control modules PM866AK01',
  inside:
    /(?<![A-Z\d-])(?:(?:3B(?:SE|HE|HB|HT|DH)|3A(?:UA|DT|FE|XD)|1S(?:AP|BP|FL|VR|DA|AR)|2C(?:DG|MA|CA|SM)|2TLA|1MR[KS]|1KGT|1KHL|1KHW|1VCR|1HDS|9AAC)\d{4,9}[A-Z\d]{0,8}|(?:PM|CI|AI|AO|DI|DO|DP|TB|TP|TU|SM|BC|CP)\d{3}[A-Z]{0,2}K\d{2}(?:-eA)?)(?![A-Z\d])/gi,
  finish: canonical => canonical.replace(/(?<=\d{5})R\d{1,4}$/, ''),
}
