/** Who or what made a bill, by its own word. */
export interface Creator {
  kind: 'tool' | 'organization' | 'person'
  name: string
  /** Of tools. */
  version: string | undefined
  /** Of people and organisations. */
  mail: string | undefined
}

const mailPattern = /^[^\s\p{C}@()<>]+@[^\s\p{C}@()<>]+$/u

/** A mail address, undefined for anything else. */
export function mailOf(text: unknown): string | undefined {
  return typeof text === 'string' && text.length <= 320 && mailPattern.test(text) ? text : undefined
}

/** Each creator once, as the schemas want it. */
export function eachOnce(creators: readonly Creator[]): Creator[] {
  return [...new Map(creators.map(one => [JSON.stringify([one.kind, one.name, one.version, one.mail]), one])).values()]
}

/** Written by Millcert into documents that must name a creator; read as nobody. */
export const ownTool = 'Tool: millcert'

const kinds: ReadonlyMap<string, Creator['kind']> = new Map([
  ['Tool', 'tool'],
  ['Organization', 'organization'],
  ['Person', 'person'],
])

/**
 * A creator as SPDX has it (2.3, clause 6.8): `Tool: name-version`, `Organization: name (mail)`, `Person: name (mail)`; undefined
 * for anything else. What follows the first hyphen before a figure is the version of a tool.
 */
export function creatorOf(text: string): Creator | undefined {
  const start = /^(Tool|Organization|Person):/.exec(text)
  const kind = start && kinds.get(start[1]!)
  if (!start || !kind || text === ownTool) return undefined
  const rest = text.slice(start[0].length).trim()
  if (kind === 'tool') {
    const hyphen = rest.search(/(?<=\S)-v?\d\S*$/)
    const [name, version] = hyphen < 0 ? [rest] : [rest.slice(0, hyphen), rest.slice(hyphen + 1)]
    return name === '' ? undefined : { kind, name, version, mail: undefined }
  }
  const { name, mail } = agentOf(rest)
  return name === '' ? undefined : { kind, name, version: undefined, mail }
}

/** A name, and the mail address in brackets behind it, which may be left empty. */
export function agentOf(text: string): { name: string; mail: string | undefined } {
  const open = text.endsWith(')') ? text.lastIndexOf('(') : -1
  const inside = open < 0 ? undefined : text.slice(open + 1, -1)
  const isAddress = inside !== undefined && /^[^\s@]+@[^\s@]+$/.test(inside)
  if (inside !== '' && !isAddress) return { name: text, mail: undefined }
  return { name: text.slice(0, open).trimEnd(), mail: mailOf(inside) }
}

/** The same for writing; undefined where the name is empty. `clean` takes from a text what the spelling cannot carry. */
export function creatorText(
  { kind, name, version, mail }: Creator,
  clean: (text: string) => string,
): string | undefined {
  const text = clean(name).trim()
  if (text === '') return undefined
  if (kind === 'tool') {
    const behind = version === undefined ? '' : clean(version).trim()
    return `Tool: ${text}${behind === '' ? '' : `-${behind}`}`
  }
  return `${kind === 'person' ? 'Person' : 'Organization'}: ${agentText(text, mail)}`
}

/** Brackets at the end would be read as those of a mail address: an empty pair behind them takes their place. */
export function agentText(name: string, mail: string | undefined): string {
  if (mail !== undefined) return `${name} (${mail})`
  return name.endsWith(')') ? `${name} ()` : name
}
