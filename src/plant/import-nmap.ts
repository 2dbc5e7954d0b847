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
  const hosts: NmapHost[] = []
  let host: NmapHost | undefined
  let script: NmapScript | undefined
  let port = ''
  let key: string | undefined
  let text = ''
  let facts = 0
  const tables: string[] = []
  const path: string[] = []
  const fact = (name: string, value: string) => {
    if (!script || value === '') return
    if (++facts > mostFacts) throw tooMany(paper, host!)
    const table = tables.join('/')
    let known = script.facts.get(table)
    if (!known) {
      known = new Map()
      script.facts.set(table, known)
    }
    if (!known.has(name)) known.set(name, value)
  }
  readXml([withoutDoctype(wholeBytes(paper))], paper.limits, nameOf(paper), {
    open(element) {
      path.push(element.name)
      const [inside] = path.slice(-2)
      if (element.name === 'host') {
        host = hostOf(element, hosts.length + 1)
        facts = 0
        if (hosts.push(host) > paper.limits.count) throw tooMany(paper, host)
      } else if (!host) return
      else if (element.name === 'port')
        port = `${element.attribute('protocol') ?? 'tcp'}/${element.attribute('portid') ?? ''}`
      else if (element.name === 'script') {
        script = { id: element.attribute('id') ?? '', port: inside === 'hostscript' ? '' : port, facts: new Map() }
        host.scripts.push(script)
        tables.length = 0
        if (host.scripts.length > mostFacts) throw tooMany(paper, host)
      } else if (element.name === 'table') tables.push(element.attribute('key') ?? '')
      else if (element.name === 'elem') {
        key = element.attribute('key') ?? ''
        text = ''
      } else hostFact(host, element)
    },
    text(part) {
      if (key !== undefined) text += part
    },
    close() {
      const name = path.pop()
      if (name === 'elem' && key !== undefined) {
        fact(key, text.trim())
        key = undefined
      }
      if (name === 'table') tables.pop()
      if (name === 'script') script = undefined
      if (name === 'host') host = undefined
    },
  })
  return hosts
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
