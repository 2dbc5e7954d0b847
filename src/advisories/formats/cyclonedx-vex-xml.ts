import { cyclonedxVexPaper } from '../cyclonedx-vex-paper.ts'
import { readCyclonedxXml } from '../cyclonedx-vex-xml.ts'
import type { AdvisoryFormat } from '../format.ts'
import { loadXmlReader } from '../paper-readers.ts'

const headLength = 64 * 1024

/** VEX in CycloneDX XML: the same as in JSON. A document type declaration is refused, as in any XML. */
export const cyclonedxVexXml: AdvisoryFormat = {
  id: 'cyclonedx-vex-xml',
  label: 'CycloneDX VEX (XML)',
  versions: ['1.4', '1.5', '1.6', '1.7'],
  vex: 'only',
  takes:
    'vulnerabilities with an analysis: ids, state, justification, detail, responses; affected refs and BOM-Links with versions; who made it, serial, time',
  leaves: 'vulnerabilities without an analysis (counted), ratings, credits, tools, elements of other namespaces',
  sniff: ({ text }) =>
    /^\uFEFF?\s*</.test(text) &&
    /xmlns(?::[\w.-]+)?\s*=\s*["']http:\/\/cyclonedx\.org\/schema\/bom\/1\.[4-7]["']/.test(text) &&
    (/<(?:[\w.-]+:)?vulnerabilities[\s/>]/.test(text) || text.length >= headLength),
  prepare: loadXmlReader,
  read(file, into) {
    const paper = cyclonedxVexPaper('cyclonedx-vex-xml', file, into)
    let index = 0
    const head = readCyclonedxXml(file, {
      vulnerability: (value, line) => paper.vulnerability(value, `line ${line}: vulnerabilities/${index++}`),
    })
    paper.head(head)
    if (paper.wanted.size > 0) readCyclonedxXml(file, { component: paper.component })
    paper.end()
  },
}
