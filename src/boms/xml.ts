import type { SaxesParser, SaxesTagNS } from 'saxes'
import { type Limits, Problem, quoted } from '#base'

/** The start of an element. */
export interface XmlElement {
  /** The name without prefix. */
  name: string
  /** The namespace, empty for none. */
  space: string
  /** An attribute in a namespace, in none by default. */
  attribute(name: string, space?: string): string | undefined
  line: number
}

export interface XmlVisitor {
  open(element: XmlElement): void
  /** Character data, in one or several parts. */
  text(text: string): void
  close(): void
}

let saxes: typeof import('saxes') | undefined

/** Loads the library, once; before it `readXml` is a bug. */
export async function loadXml(): Promise<void> {
  saxes ??= await import('saxes')
}

/** What saxes is fed at a time, in characters: limits are judged in between, so that no token grows far beyond them. */
const feed = 16 * 1024

/**
 * Reads an XML document within limits, and nothing beside it: any document type declaration is refused, so there are no entities
 * but the five of XML and character references. UTF-8, or UTF-16 with a byte order mark. Throws `boms/xml-…` and `base/…`
 * Problems with line and column.
 */
export function readXml(pieces: Iterable<Uint8Array>, limits: Limits, name: string, visitor: XmlVisitor): void {
  const parser = new saxes!.SaxesParser({ xmlns: true, position: true })
  const state = { depth: 0, attributes: 0, token: 0 }
  const place = () => `line ${parser.line}, column ${parser.column + 1}`
  const problem = (code: string, what: string, next?: string) =>
    new Problem(code, `Cannot read ${name}: ${what} at ${place()}`, { at: place(), ...(next && { next }) })
  watch(parser, limits, state, visitor, problem)
  let total = 0
  let before = true
  for (const { text, bytes } of decoded(pieces, name, place)) {
    total += bytes
    if (total > limits.bytes)
      throw new Problem('base/too-large', `Cannot read ${name}: larger than the limit of ${limits.bytes} bytes`, {
        next: `raise it with --limit bytes=${limits.bytes * 4}`,
      })
    if (before && startsWithDoctype(text)) throw doctype(problem)
    before = false
    for (let at = 0; at < text.length; at += feed) {
      fed(() => parser.write(text.slice(at, at + feed)), problem)
      if (parser.position - state.token > limits.text + feed)
        throw problem(
          'base/text-too-long',
          `a text or name is too long, over ${limits.text} characters`,
          `raise it with --limit text=${limits.text * 4}`,
        )
    }
  }
  if (total === 0) throw new Problem('base/empty', `Cannot read ${name}: it is empty`, { wanted: 'an XML document' })
  fed(() => parser.close(), problem)
}

/** Errors of saxes as Problems: they are plain ones and begin with a place. */
function fed(step: () => void, problem: Fault): void {
  try {
    step()
  } catch (error) {
    if (error instanceof Problem || !(error instanceof Error) || !saxesFault.test(error.message)) throw error
    throw problem('boms/not-xml', `not valid XML: ${faultOf(error.message)}`)
  }
}

const saxesFault = /^\d+:\d+: /

/** Whether a document type declaration is the first thing after comments and instructions. */
function startsWithDoctype(text: string): boolean {
  for (let at = 0; ; ) {
    while (' \t\r\n'.includes(text[at] ?? '.')) at++
    const end = text.startsWith('<?', at) ? '?>' : text.startsWith('<!--', at) ? '-->' : undefined
    if (end === undefined) return /^<!(?:DOCTYPE|ENTITY)/i.test(text.slice(at, at + 10))
    const found = text.indexOf(end, at + 2)
    if (found < 0) return false
    at = found + end.length
  }
}

type Fault = (code: string, what: string, next?: string) => Problem

function doctype(problem: Fault): Problem {
  return problem('boms/xml-doctype', 'DTD not allowed: a document type declaration (<!DOCTYPE)')
}

function watch(
  parser: SaxesParser<{ xmlns: true; position: true }>,
  limits: Limits,
  state: { depth: number; attributes: number; token: number },
  visitor: XmlVisitor,
  problem: Fault,
): void {
  const seen = () => {
    state.token = parser.position
  }
  // Six handlers and no more: with a seventh V8 keeps the parser's fields in a hash table, and reading takes four times
  // as long. So errors are caught where they come out.
  parser.on('doctype', () => {
    throw doctype(problem)
  })
  parser.on('attribute', () => {
    seen()
    if (++state.attributes > limits.keys)
      throw problem(
        'base/too-many-keys',
        `too many attributes, over ${limits.keys} in one element,`,
        `raise it with --limit keys=${limits.keys * 4}`,
      )
  })
  parser.on('opentag', tag => {
    seen()
    state.attributes = 0
    if (++state.depth > limits.depth)
      throw problem(
        'base/too-deep',
        `too deep, more than ${limits.depth} elements inside each other`,
        `raise it with --limit depth=${limits.depth * 2}`,
      )
    visitor.open(elementOf(tag, parser.line))
  })
  parser.on('closetag', () => {
    seen()
    state.depth--
    visitor.close()
  })
  const text = (found: string) => {
    if (found.length > limits.text)
      throw problem('base/text-too-long', `a text is too long, over ${limits.text} characters`)
    seen()
    if (state.depth > 0) visitor.text(found)
  }
  parser.on('text', text)
  parser.on('cdata', text)
}

function elementOf(tag: SaxesTagNS, line: number): XmlElement {
  return {
    name: tag.local,
    space: tag.uri,
    attribute(name, space = '') {
      if (space !== '')
        return Object.values(tag.attributes).find(({ local, uri }) => local === name && uri === space)?.value
      const found = tag.attributes[name]
      return found?.uri === '' ? found.value : undefined
    },
    line,
  }
}

/** The words of saxes without its own place, and those that are about the end of a document in ours. */
function faultOf(message: string): string {
  const plain = message.replace(saxesFault, '').replace(/\.$/, '')
  if (/^unclosed (?:tag|element)|must contain a root|unexpected end/.test(plain)) return `unexpected end: ${plain}`
  if (/only one root|outside of root/.test(plain)) return `content after document element: ${plain}`
  return plain.length > 200 ? `${plain.slice(0, 200)}…` : plain
}

type Decoder = InstanceType<typeof TextDecoder>

/** Text of the pieces. Throws `boms/xml-encoding` for an encoding that is not read, or another than the one declared. */
function* decoded(
  pieces: Iterable<Uint8Array>,
  name: string,
  place: () => string,
): Iterable<{ text: string; bytes: number }> {
  let decoder: Decoder | undefined
  for (const piece of pieces) {
    if (piece.length === 0) continue
    decoder ??= decoderOf(piece, name)
    yield { text: decode(decoder, piece, name, place), bytes: piece.length }
  }
  if (decoder) yield { text: decode(decoder, undefined, name, place), bytes: 0 }
}

function decode(decoder: Decoder, piece: Uint8Array | undefined, name: string, place: () => string): string {
  try {
    return piece ? decoder.decode(piece, { stream: true }) : decoder.decode()
  } catch {
    // The bytes of a piece are read before the characters: the place is that of the last good piece.
    throw new Problem('base/invalid-utf8', `Cannot read ${name}: invalid ${decoder.encoding} after ${place()}`, {
      at: place(),
      wanted: decoder.encoding,
    })
  }
}

function decoderOf(bytes: Uint8Array, name: string): Decoder {
  const seen =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8'
  const start = bytes.subarray(0, 1024)
  if (seen === 'utf-8' && start.includes(0))
    throw new Problem(
      'boms/xml-encoding',
      `Cannot read ${name}: unsupported encoding: zero bytes, and no byte order mark at byte 0`,
      { at: 'byte 0', wanted: 'UTF-8, or UTF-16 with a byte order mark' },
    )
  const text = new TextDecoder(seen).decode(start)
  const declared = /^\s*<\?xml[^>]*?\sencoding\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(text)
  const label = (declared?.[1] ?? declared?.[2])?.toLowerCase()
  if (label !== undefined && !fits(label, seen))
    throw new Problem(
      'boms/xml-encoding',
      isUnicode(label)
        ? `Cannot read ${name}: encoding mismatch: ${quoted(label)} is declared and the bytes are ${seen} at line 1`
        : `Cannot read ${name}: unsupported encoding ${quoted(label)} at line 1`,
      { at: 'line 1', found: label, wanted: 'UTF-8, or UTF-16 with a byte order mark' },
    )
  return new TextDecoder(seen, { fatal: true })
}

function isUnicode(label: string): boolean {
  return /^utf-?(?:8|16(?:le|be)?)$/.test(label)
}

function fits(label: string, seen: string): boolean {
  if (seen !== 'utf-8') return label === 'utf-16' || label === seen
  return /^utf-?8$|^(?:us-)?ascii$/.test(label)
}
