import { Problem } from '#base'
import { nameOf, type Paper, readXml, wholeBytes, type XmlElement } from '#boms'
import { epochOf } from './import-json.ts'

/** One host of a scan. */
export interface NmapHost {
  /** `host 3`: as they stand in the paper. */
  place: string
  up: boolean
  ip: string[]
  mac: string | undefined
  /** Whose hardware address it is, by its first digits. */
  macVendor: string | undefined
  names: string[]
  os: string | undefined
  scripts: NmapScript[]
  observedAt: number | undefined
}

/** What a script found; `facts` by the key of its table (blank at the top) and then its own. */
export interface NmapScript {
  id: string
  port: string
  facts: Map<string, Map<string, string>>
}

/** Facts of one host: no device says more of itself. */
const mostFacts = 10_000

/**
 * The hosts of an XML report of Nmap (`-oX`). Nmap writes the line `<!DOCTYPE nmaprun>`, which names no file and declares nothing: that
 * line alone is passed over, any other document type declaration is refused.
 */
export function nmapHosts(paper: Paper): NmapHost[] {
  const state: State = {
    hosts: [],
    host: undefined,
    script: undefined,
    port: '',
    key: undefined,
    text: '',
    facts: 0,
    tables: [],
    path: [],
  }
  readXml([withoutDoctype(wholeBytes(paper))], paper.limits, nameOf(paper), {
    open: element => opened(state, element, paper),
    text(part) {
      if (state.key !== undefined) state.text += part
    },
    close: () => closed(state, paper),
  })
  return state.hosts
}

interface State {
  hosts: NmapHost[]
  host: NmapHost | undefined
  script: NmapScript | undefined
  port: string
  /** Key of the fact that is open. */
  key: string | undefined
  text: string
  /** Facts of this host. */
  facts: number
  /** Keys of the tables that are open. */
  tables: string[]
  /** Names of the elements that are open. */
  path: string[]
}

function opened(state: State, element: XmlElement, paper: Paper): void {
  const { name } = element
  const inside = state.path.at(-1)
  state.path.push(name)
  if (name === 'host') {
    state.host = hostOf(element, state.hosts.length + 1)
    state.facts = 0
    if (state.hosts.push(state.host) > paper.limits.count) throw tooMany(paper, state.host)
  }
  const { host } = state
  if (!host) return
  if (name === 'port') state.port = `${element.attribute('protocol') ?? 'tcp'}/${element.attribute('portid') ?? ''}`
  else if (name === 'script') {
    const port = inside === 'hostscript' ? '' : state.port
    state.script = { id: element.attribute('id') ?? '', port, facts: new Map() }
    state.tables = []
    if (host.scripts.push(state.script) > mostFacts) throw tooMany(paper, host)
  } else if (name === 'table') state.tables.push(element.attribute('key') ?? '')
  else if (name === 'elem') {
    state.key = element.attribute('key') ?? ''
    state.text = ''
  } else hostFact(host, element)
}

function closed(state: State, paper: Paper): void {
  const name = state.path.pop()
  if (name === 'elem' && state.key !== undefined) {
    takeFact(state, state.key, state.text.trim(), paper)
    state.key = undefined
  }
  if (name === 'table') state.tables.pop()
  if (name === 'script') state.script = undefined
  if (name === 'host') state.host = undefined
}

function takeFact(state: State, key: string, text: string, paper: Paper): void {
  const { script, host } = state
  if (!script || !host || text === '') return
  if (++state.facts > mostFacts) throw tooMany(paper, host)
  const table = state.tables.join('/')
  const facts = script.facts.get(table) ?? new Map<string, string>()
  script.facts.set(table, facts)
  if (!facts.has(key)) facts.set(key, text)
}

function hostOf(element: XmlElement, number: number): NmapHost {
  const time = epochOf(element.attribute('endtime')) ?? epochOf(element.attribute('starttime'))
  return {
    place: `host ${number}`,
    up: true,
    ip: [],
    mac: undefined,
    macVendor: undefined,
    names: [],
    os: undefined,
    scripts: [],
    observedAt: time,
  }
}

function hostFact(host: NmapHost, element: XmlElement): void {
  const { name } = element
  if (name === 'status') host.up = element.attribute('state') !== 'down'
  if (name === 'hostname' && element.attribute('name')) host.names.push(element.attribute('name')!)
  if (name === 'osmatch') host.os ??= element.attribute('name')
  if (name !== 'address') return
  const address = element.attribute('addr') ?? ''
  if (element.attribute('addrtype') === 'mac') {
    host.mac = address
    host.macVendor = element.attribute('vendor')
  } else if (host.ip.length < 100) host.ip.push(address)
}

const prolog = /^(?:\xef\xbb\xbf)?(?:<\?xml[^<>]{0,200}\?>)?\s{0,100}<!DOCTYPE nmaprun>/

/** The bytes with blanks for Nmap's own line, so that lines keep their numbers. */
function withoutDoctype(bytes: Uint8Array): Uint8Array {
  const found = prolog.exec(new TextDecoder('latin1').decode(bytes.subarray(0, 1024)))
  if (!found) return bytes
  const start = found[0].lastIndexOf('<!DOCTYPE')
  return bytes.slice().fill(32, start, found[0].length)
}

function tooMany(paper: Paper, host: NmapHost): Problem {
  return new Problem('plant/too-many-facts', `Cannot read ${nameOf(paper)}: too much at ${host.place}`, {
    at: host.place,
  })
}
