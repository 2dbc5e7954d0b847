import { createHash } from 'node:crypto'

/** A node of an indented tree, once for each text it stands under. */
export interface Node {
  /** `npm/lodash@4.17.20` or `!type name@version`. */
  text: string
  type: string
  group: string
  name: string
  version: string
  /** With `pkg:`; empty for what has none. */
  purl: string
  on: string[]
}

/** Reads a tree; `top` are the lines that stand at the left. */
export function readTree(tree: string): { nodes: Map<string, Node>; top: string[] } {
  const nodes = new Map<string, Node>()
  const top: string[] = []
  const open: Node[] = []
  for (const line of tree.split('\n').filter(text => text.trim() !== '')) {
    const text = line.trim()
    const depth = (line.length - line.trimStart().length) / 2
    const node = nodes.get(text) ?? nodeOf(text)
    nodes.set(text, node)
    open.length = depth
    const parent = open.at(-1)
    const list = parent ? parent.on : top
    if (!list.includes(text)) list.push(text)
    open.push(node)
  }
  return { nodes, top }
}

/** `type name@version` of a subject or of a component without a package URL. */
export function named(text: string): Pick<Node, 'type' | 'name' | 'version'> {
  const [, type = 'library', name = '', version = ''] = /^(\S+) (.*?)(?:@([^@]*))?$/.exec(text) ?? []
  return { type, name, version }
}

function nodeOf(text: string): Node {
  if (text.startsWith('!')) return { text, group: '', purl: '', on: [], ...named(text.slice(1)) }
  const [path = '', version = ''] = text.replace(/\?.*$/, '').split(/(?<=[^/])@/)
  const [ecosystem = '', ...parts] = path.split('/').map(decodeURIComponent)
  const grouped = ecosystem === 'npm' || ecosystem === 'maven'
  const name = ecosystem === 'golang' ? parts.join('/') : parts.at(-1)!
  const group = grouped ? parts.slice(0, -1).join('/') : ''
  const epoch = /[?&]epoch=(\d+)/.exec(text)?.[1]
  const stated = decodeURIComponent(version)
  return {
    text,
    type: 'library',
    group,
    name,
    version: epoch ? `${epoch}:${stated}` : stated,
    purl: `pkg:${text}`,
    on: [],
  }
}

/** Hashes of simulated content: nobody can take them for those of the real package. */
export function simulatedHash(text: string, algorithm: 'sha256' | 'sha512', as: 'hex' | 'base64'): string {
  return createHash(algorithm).update(`simulated content of ${text}`).digest(as)
}

/** The form of a UUID (RFC 9562, version 8), made from a text. */
export function simulatedUuid(text: string): string {
  const hex = simulatedHash(text, 'sha256', 'hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
