import { decodeText, type Limits, Problem } from '#base'

/** A part of a YAML document with the line it starts on. Every scalar is its text; an alias is a text without one. */
export type YamlNode =
  | { kind: 'map'; line: number; entries: readonly YamlEntry[] }
  | { kind: 'list'; line: number; items: readonly YamlNode[] }
  | { kind: 'text'; line: number; text: string }

export interface YamlEntry {
  key: string
  line: number
  value: YamlNode
}

type Library = typeof import('yaml')
type Item = import('yaml').ParsedNode | null

let yaml: Library | undefined

/** Loads the library, once; before it `yamlDocuments` is a bug. */
export async function loadYamlDocuments(): Promise<void> {
  yaml ??= await import('yaml')
}

/** Signs, texts and line ends: the longest configuration that people write has a hundredth of it. */
const mostLexemes = 600_000

/**
 * The documents of a YAML file that people write: anchors, aliases and tags may stand in it. An alias is not followed (what it
 * repeats stands where its anchor is, once), so nothing grows. Depth, texts and signs are bounded while tokens are read. Throws
 * `releases/not-yaml` with the line.
 */
export function yamlDocuments(bytes: Uint8Array, limits: Limits, name: string): YamlNode[] {
  const text = decodeText(bytes)
  const lines = new yaml!.LineCounter()
  const lineAt = (offset: number) => lines.linePos(offset).line
  const tokens = tokensOf(text, limits, name, lines)
  const composer = new yaml!.Composer({ schema: 'failsafe', uniqueKeys: false, logLevel: 'silent' })
  return [...composer.compose(tokens)].flatMap(document => {
    const error = document.errors[0]
    if (error) throw fault(name, error.message.split('\n', 1)[0]!.slice(0, 200), lineAt(error.pos[0]))
    const contents = document.contents as Item
    return contents === null ? [] : [nodeOf(contents, limits, name, lineAt, 1)]
  })
}

function tokensOf(text: string, limits: Limits, name: string, lines: InstanceType<Library['LineCounter']>) {
  const parser = new yaml!.Parser(lines.addNewLine)
  lines.addNewLine(0)
  const tokens: import('yaml').CST.Token[] = []
  let mark = ''
  let scalar = false
  let count = 0
  const line = () => lines.linePos(parser.offset).line
  for (const lexeme of new yaml!.Lexer().lex(text)) {
    if (++count > mostLexemes) throw fault(name, `over ${mostLexemes} signs, texts and line ends`, line())
    // One error is enough: the library gathers all of them, and is slow at it.
    if (lexeme === mark && (mark === ',' || mark === ':')) throw fault(name, `"${mark}" twice`, line())
    if (scalar || lexeme.trim() !== '') mark = scalar ? '' : lexeme
    scalar = lexeme === yaml!.CST.SCALAR
    tokens.push(...parser.next(lexeme))
    if (parser.stack.length > limits.depth + 1) throw fault(name, `nested deeper than ${limits.depth}`, line())
  }
  tokens.push(...parser.end())
  return tokens
}

function nodeOf(node: Item, limits: Limits, name: string, lineAt: (offset: number) => number, above: number): YamlNode {
  if (node === null) return { kind: 'text', line: above, text: '' }
  const line = lineAt(node.range[0])
  if (yaml!.isSeq(node))
    return { kind: 'list', line, items: node.items.map(item => nodeOf(item as Item, limits, name, lineAt, line)) }
  if (yaml!.isMap(node)) {
    if (node.items.length > limits.keys) throw fault(name, `over ${limits.keys} keys in one map`, line)
    const entries: YamlEntry[] = []
    for (const { key, value } of node.items) {
      const at = (key as Item)?.range[0]
      const keyLine = at === undefined ? line : lineAt(at)
      const text = yaml!.isScalar(key) ? key.value : undefined
      if (typeof text === 'string')
        entries.push({ key: text, line: keyLine, value: nodeOf(value as Item, limits, name, lineAt, keyLine) })
    }
    return { kind: 'map', line, entries }
  }
  const value = yaml!.isScalar(node) && typeof node.value === 'string' ? node.value : ''
  if (value.length > limits.text) throw fault(name, `over ${limits.text} characters in one value`, line)
  return { kind: 'text', line, text: value }
}

/** A member of a map; undefined for anything but a map, and where it has none. Of two with one key, the last. */
export function memberOf(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return node?.kind === 'map' ? node.entries.findLast(entry => entry.key === key)?.value : undefined
}

/** The text of a scalar that says something; undefined for anything else. */
export function yamlText(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'text' && node.text !== '' ? node.text : undefined
}

/** Items of a list; a single text is a list of one, as many tools take it. None of anything else. */
export function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'list' ? node.items : node?.kind === 'text' && node.text !== '' ? [node] : []
}

/** Entries of a map; none of anything else. */
export function yamlEntries(node: YamlNode | undefined): readonly YamlEntry[] {
  return node?.kind === 'map' ? node.entries : []
}

/** Every map of a document, from the top, with the entry it is the value of. */
export function* mapsIn(
  node: YamlNode,
): Generator<{ map: Extract<YamlNode, { kind: 'map' }>; key: string | undefined }> {
  const waiting: { node: YamlNode; key: string | undefined }[] = [{ node, key: undefined }]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next.node.kind === 'list') {
      const { key } = next
      waiting.push(...next.node.items.map(item => ({ node: item, key })).reverse())
    }
    if (next.node.kind !== 'map') continue
    yield { map: next.node, key: next.key }
    waiting.push(...next.node.entries.map(entry => ({ node: entry.value, key: entry.key })).reverse())
  }
}

function fault(name: string, what: string, line: number): Problem {
  return new Problem('releases/not-yaml', `Cannot read ${name}: not YAML: ${what} at line ${line}`, {
    at: `line ${line}`,
  })
}
