/** A term of Elixir as lockfiles have it: strings and atoms are told apart by the colon of an atom, `:hex`. */
export type ElixirTerm =
  | { kind: 'text' | 'atom' | 'word'; value: string }
  | { kind: 'tuple' | 'list'; items: ElixirTerm[] }
  | { kind: 'map'; items: ElixirTerm[] }
  | { kind: 'pair'; key: string; value: ElixirTerm }

export interface ElixirFault {
  fault: string
  line: number
}

const token =
  /\s+|#[^\n]*|%\{|[{}[\],]|=>|:"(?:[^"\\]|\\[\s\S])*"|:[A-Za-z_][A-Za-z0-9_@]*[?!]?|"(?:[^"\\]|\\[\s\S])*":?|[A-Za-z_][A-Za-z0-9_@.]*[?!]?:?|-?\d[\w.]*/y

const closing = new Map([
  ['{', '}'],
  ['%{', '}'],
  ['[', ']'],
])

interface Open {
  kind: 'tuple' | 'list' | 'map'
  end: string
  items: ElixirTerm[]
  key: string | undefined
  /** A value stands there, and a comma must come before the next. */
  full: boolean
}

/**
 * Reads one literal term (Elixir, "Syntax reference"): maps, tuples, lists, keyword pairs, strings without interpolation,
 * atoms, numbers. At most `depth` inside each other; nothing is run.
 */
export function parseElixir(text: string, depth: number): ElixirTerm | ElixirFault {
  const top: Open = { kind: 'list', end: '', items: [], key: undefined, full: false }
  const open: Open[] = [top]
  const fault = (what: string, at: number): ElixirFault => ({ fault: what, line: text.slice(0, at).split('\n').length })
  for (let at = 0; at < text.length; ) {
    token.lastIndex = at
    const found = token.exec(text)?.[0]
    if (found === undefined) return fault(`${JSON.stringify(text.slice(at, at + 20))} is no term`, at)
    const inner = open.at(-1)!
    const end = closing.get(found)
    if (/^[\s#]/.test(found)) {
      // Blanks and comments part tokens and nothing else.
    } else if (end !== undefined) {
      if (inner.full) return fault('a comma is missing', at)
      if (open.length > depth) return fault(`more than ${depth} terms inside each other`, at)
      open.push({
        kind: found === '[' ? 'list' : found === '{' ? 'tuple' : 'map',
        end,
        items: [],
        key: undefined,
        full: false,
      })
    } else if (found === '}' || found === ']') {
      if (inner.end !== found || inner.key !== undefined) return fault(`${JSON.stringify(found)} is out of place`, at)
      open.pop()
      put(open.at(-1)!, { kind: inner.kind, items: inner.items })
    } else if (found === ',') {
      if (!inner.full || inner === top) return fault('a comma is out of place', at)
      inner.full = false
    } else if (inner.full || (inner === top && inner.items.length > 0)) return fault('a comma is missing', at)
    else if (/^["A-Za-z_].*:$/s.test(found)) {
      if (inner === top || inner.key !== undefined) return fault('a key is out of place', at)
      inner.key = found.startsWith('"') ? unquoted(found.slice(0, -1)) : found.slice(0, -1)
    } else put(inner, leaf(found))
    at += found.length
  }
  if (open.length > 1) return fault(`it ends where ${JSON.stringify(open.at(-1)!.end)} is wanted`, text.length)
  return top.items[0] ?? fault('it is empty', 0)
}

function put(into: Open, value: ElixirTerm): void {
  into.items.push(into.key === undefined ? value : { kind: 'pair', key: into.key, value })
  into.key = undefined
  into.full = true
}

function leaf(found: string): ElixirTerm {
  if (found.startsWith(':'))
    return { kind: 'atom', value: found[1] === '"' ? unquoted(found.slice(1)) : found.slice(1) }
  return found.startsWith('"') ? { kind: 'text', value: unquoted(found) } : { kind: 'word', value: found }
}

function unquoted(text: string): string {
  return text.slice(1, -1).replace(/\\([\s\S])/g, '$1')
}
