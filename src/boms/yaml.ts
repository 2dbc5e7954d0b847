import { gather, type Limits, Problem, strictText } from '#base'
import type { Paper } from './format.ts'
import { type Fields, isFields } from './json-members.ts'
import { nameOf } from './paper-text.ts'

type Library = typeof import('yaml')
type Item = import('yaml').ParsedNode | null

let yaml: Library | undefined

/** Loads the library, once; before it `readYaml` is a bug. */
export async function loadYaml(): Promise<void> {
  yaml ??= await import('yaml')
}

/**
 * A YAML 1.2 paper as plain data: maps are objects without a prototype, lists are arrays, every scalar is its text (`1.10` is
 * not a number, `null` is empty). For files that programs write: one document, no anchors, aliases, tags or directives, no
 * key twice. Held whole, so bounded as one element is (`limits.element`); depth, texts and keys are bounded too, the depth
 * while tokens are read, so that no recursion goes deeper. Throws `boms/yaml-…` with line, and Problems of `#base`.
 */
export function readYaml(paper: Paper): Fields {
  return yamlFields(paper.pieces(), paper.limits, nameOf(paper))
}

/** So many documents of one paper are read. */
const mostDocuments = 16

/** The same of a paper that may have several documents, each a map. */
export function readYamlDocuments(paper: Paper): Fields[] {
  return documentsOf(paper.pieces(), paper.limits, nameOf(paper), mostDocuments)
}

/** The same of any bytes; `name` stands in messages. */
export function yamlFields(pieces: Iterable<Uint8Array>, limits: Limits, name: string): Fields {
  return documentsOf(pieces, limits, name, 1)[0]!
}

function documentsOf(pieces: Iterable<Uint8Array>, limits: Limits, name: string, most: number): Fields[] {
  const { bytes, element } = limits
  const text = strictText(gather(pieces, Math.min(bytes, element), name, element < bytes ? 'element' : 'bytes'), name)
  return treesOf(text, limits, name, most).map(({ value, line }) => {
    if (!isFields(value)) throw fault(name, 'not', 'no map of keys and values', line)
    return value
  })
}

/** What the library makes of each takes up to a kilobyte and two microseconds; the longest lockfiles have a tenth of it. */
const mostLexemes = 1_200_000

function treesOf(text: string, limits: Limits, name: string, most: number): { value: unknown; line: number }[] {
  const several = most === 1 ? 'more than one document' : `over ${most} documents`
  const lines = new yaml!.LineCounter()
  const parser = new yaml!.Parser(lines.addNewLine)
  const lineAt = (offset: number) => lines.linePos(offset).line
  const tokens: import('yaml').CST.Token[] = []
  let scalar = false
  let mark = ''
  let count = 0
  let starts = 0
  for (const lexeme of new yaml!.Lexer().lex(text)) {
    if (!scalar) refuse(lexeme, name, lineAt(parser.offset))
    if (lexeme === '---' && !scalar && ++starts > most) throw fault(name, 'several', several, lineAt(parser.offset))
    if (++count > mostLexemes)
      throw fault(name, 'too-long', `over ${mostLexemes} signs, texts and line ends`, lineAt(parser.offset))
    // One error is enough: the library gathers all of them, and is slow at it.
    if (lexeme === mark && (mark === ',' || mark === ':'))
      throw fault(name, 'not', `"${mark}" twice`, lineAt(parser.offset))
    if (scalar || lexeme.trim() !== '') mark = scalar ? '' : lexeme
    scalar = lexeme === yaml!.CST.SCALAR
    tokens.push(...parser.next(lexeme))
    if (parser.stack.length > limits.depth + 1)
      throw fault(name, 'too-deep', `nested deeper than ${limits.depth}`, lineAt(parser.offset))
  }
  tokens.push(...parser.end())
  // Keys are compared below: the library compares each with all others.
  const composer = new yaml!.Composer({ schema: 'failsafe', uniqueKeys: false, logLevel: 'silent' })
  const documents = [...composer.compose(tokens)]
  if (documents.length > most) throw fault(name, 'several', several, lineAt(documents[most]!.range[0]))
  if (documents.length === 0) return [{ value: '', line: 1 }]
  return documents.map(({ errors: [error], contents, range }) => {
    if (error) throw fault(name, 'not', error.message.split(/[\r\n]/, 1)[0]!.slice(0, 200), lineAt(error.pos[0]))
    return { value: plain(contents as Item, limits, name, lineAt), line: lineAt(range[0]) }
  })
}

const foreign: Record<string, string> = {
  anchor: 'an anchor (&)',
  alias: 'an alias (*)',
  tag: 'a tag (!)',
  'directive-line': 'a directive (%)',
}

function refuse(lexeme: string, name: string, line: number): void {
  const kind = yaml!.CST.tokenType(lexeme)
  if (kind !== null && Object.hasOwn(foreign, kind))
    throw fault(name, 'not-plain', `${foreign[kind]}, which is not read,`, line)
}

function plain(node: Item, limits: Limits, name: string, lineAt: (offset: number) => number): unknown {
  if (node === null) return ''
  if (yaml!.isScalar(node)) return textOf(node.value, limits, name, lineAt(node.range[0]))
  if (yaml!.isSeq(node)) return node.items.map(item => plain(item as Item, limits, name, lineAt))
  if (!yaml!.isMap(node)) throw fault(name, 'not-plain', 'an alias', lineAt(node.range[0]))
  const made: Fields = Object.create(null)
  if (node.items.length > limits.keys)
    throw fault(name, 'too-many-keys', `over ${limits.keys} keys in one map`, lineAt(node.range[0]))
  for (const { key, value } of node.items) {
    const line = lineAt((key as Item)?.range[0] ?? node.range[0])
    if (key !== null && !yaml!.isScalar(key)) throw fault(name, 'not-plain', 'a key that is no text', line)
    const text = textOf((key as { value?: unknown } | null)?.value, limits, name, line)
    if (Object.hasOwn(made, text))
      throw fault(name, 'duplicate-key', `${JSON.stringify(text.slice(0, 60))} twice in one map`, line)
    made[text] = plain(value as Item, limits, name, lineAt)
  }
  return made
}

function textOf(value: unknown, limits: Limits, name: string, line: number): string {
  const text = typeof value === 'string' ? value : ''
  if (text.length > limits.text) throw fault(name, 'text-too-long', `over ${limits.text} characters in one value`, line)
  return text
}

function fault(name: string, code: string, what: string, line: number): Problem {
  return new Problem(`boms/yaml-${code}`, `Cannot read ${name}: not plain YAML: ${what} at line ${line}`, {
    at: `line ${line}`,
    wanted: 'one YAML document of plain maps, lists and texts',
  })
}
