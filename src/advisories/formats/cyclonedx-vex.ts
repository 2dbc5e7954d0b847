import { streamJson } from '#base'
import { type CyclonedxVex, cyclonedxVexPaper } from '../cyclonedx-vex-paper.ts'
import type { AdvisoryFormat, FeedFile } from '../format.ts'
import type { Fields } from '../json-object.ts'
import { piecesOf } from '../paper-pieces.ts'

const headLength = 64 * 1024
const lists = new Set(['vulnerabilities', 'components', 'services', 'dependencies', 'compositions', 'annotations'])

/** VEX in CycloneDX JSON: `vulnerabilities` that somebody has analysed, in a paper of its own or beside the components. */
export const cyclonedxVex: AdvisoryFormat = {
  id: 'cyclonedx-vex',
  label: 'CycloneDX VEX (JSON)',
  versions: ['1.4', '1.5', '1.6', '1.7'],
  vex: 'only',
  takes:
    'vulnerabilities with an analysis: ids, state, justification, detail, response; affected refs and BOM-Links with versions; who made it, serial, time',
  leaves: 'vulnerabilities without an analysis (counted), ratings, credits, tools',
  sniff: ({ text }) =>
    /^\s*\{/.test(text) &&
    /"bomFormat"\s*:\s*"CycloneDX"/.test(text) &&
    (/"vulnerabilities"\s*:/.test(text) || text.length >= headLength),
  read(file, into) {
    const paper = cyclonedxVexPaper('cyclonedx-vex', file, into)
    paper.head(readStatements(file, paper))
    if (paper.wanted.size > 0) readComponents(file, paper)
    paper.end()
  },
}

/** Statements; gives the members beside the lists. */
function readStatements(file: FeedFile, paper: CyclonedxVex): Fields {
  const head: Fields = {}
  streamJson(piecesOf(file), file.limits, file.name, {
    lists,
    member(key, value) {
      if (key === 'bomFormat' || key === 'metadata' || key === 'serialNumber' || key === 'version') head[key] = value
    },
    element(key, value, index) {
      if (key === 'vulnerabilities') paper.vulnerability(value, `/vulnerabilities/${index}`)
    },
  })
  return head
}

function readComponents(file: FeedFile, paper: CyclonedxVex): void {
  streamJson(piecesOf(file), file.limits, file.name, {
    lists,
    member() {},
    element(key, value) {
      if (key === 'components' || key === 'services') paper.component(value)
    },
  })
}
