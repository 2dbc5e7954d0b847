import { type Limits, Problem, quoted } from '#base'

export interface CargoPackage {
  name: string
  version: string | undefined
  source: string | undefined
  checksum: string | undefined
  replace: string | undefined
  dependencies: string[]
  /** Of its name. */
  line: number
}

export interface CargoLockFile {
  version: string | undefined
  packages: CargoPackage[]
  /** Version 1 keeps checksums apart: `name version (source)` → hex. */
  checksums: Map<string, string>
}

type Value = string | string[]

/**
 * Reads the part of TOML 1.0 that Cargo writes: tables, bare and quoted keys, one-line strings, numbers and lists of strings. A
 * line of any other form throws `boms/not-cargo-lock` with its number. Written by hand because a full TOML reader takes
 * longer to load and to run than everything else in a scan of a Cargo.lock; a test holds it against one.
 */
export function parseCargoLock(lines: readonly string[], name: string, limits: Limits): CargoLockFile {
  const file: CargoLockFile = { version: undefined, packages: [], checksums: new Map() }
  const fail = (line: number, found: string): never => {
    throw new Problem(
      'boms/not-cargo-lock',
      `Cannot read ${name}: ${quoted(found)} is not what Cargo writes at line ${line}`,
      {
        wanted: '[[package]], or key = "value"',
        found: quoted(found),
        at: `line ${line}`,
      },
    )
  }
  let table = ''
  let open: CargoPackage | undefined
  let keys = new Set<string>()
  for (let index = 0; index < lines.length; index++) {
    const line = index + 1
    const text = withoutComment(lines[index]!).trim()
    if (text === '') continue
    const header = headerOf(text)
    if (header) {
      table = header.table
      keys = new Set()
      open = header.package ? { ...nameless, dependencies: [], line } : undefined
      if (open) file.packages.push(open)
      continue
    }
    const parts = [text]
    if (/=[ \t]*\[/.test(text))
      while (!parts.at(-1)!.endsWith(']') && index < lines.length - 1)
        parts.push(withoutComment(lines[++index]!).trim())
    const pair = pairOf(parts.join(' ')) ?? fail(line, text)
    // TOML 1.0 "Keys/Value Pair": defining a key more than once is invalid.
    if (keys.has(pair.key)) fail(line, text)
    if (keys.size >= limits.keys) fail(line, `more than ${limits.keys} keys`)
    keys.add(pair.key)
    if (open ? !setField(open, pair) : !setTop(file, table, pair)) fail(line, text)
  }
  const empty = file.packages.find(entry => entry.name === '')
  if (empty) fail(empty.line, 'a package without a name')
  return file
}

const nameless = { name: '', version: undefined, source: undefined, checksum: undefined, replace: undefined }

interface Pair {
  key: string
  value: Value
}

function headerOf(text: string): { table: string; package: boolean } | undefined {
  const list = /^\[\[[ \t]*([A-Za-z0-9_.-]+)[ \t]*\]\]$/.exec(text)
  const single = list ? null : /^\[[ \t]*([A-Za-z0-9_.-]+)[ \t]*\]$/.exec(text)
  if (list) return { table: list[1]!, package: list[1] === 'package' }
  return single ? { table: single[1]!, package: single[1] === 'root' } : undefined
}

function pairOf(text: string): Pair | undefined {
  const found = /^(?:([A-Za-z0-9_-]+)|("[^"\\]*(?:\\.[^"\\]*)*"|'[^']*'))[ \t]*=(.*)$/.exec(text)
  const key = found && (found[1] ?? stringOf(found[2]!))
  const value = found ? statedValue(found[3]!.trim()) : undefined
  return typeof key === 'string' && value !== undefined ? { key, value } : undefined
}

function setTop(file: CargoLockFile, table: string, { key, value }: Pair): boolean {
  if (table === '' && key === 'version') {
    if (typeof value !== 'string') return false
    file.version = value
  } else if (table === 'metadata' && key.startsWith('checksum ')) {
    if (typeof value !== 'string') return false
    file.checksums.set(key.slice('checksum '.length), value)
  }
  return true
}

function setField(entry: CargoPackage, { key, value }: Pair): boolean {
  if (key === 'dependencies') {
    if (!Array.isArray(value)) return false
    entry.dependencies = value
  } else if (key === 'name' || key === 'version' || key === 'source' || key === 'checksum' || key === 'replace') {
    if (typeof value !== 'string') return false
    entry[key] = value
  }
  return true
}

/** A string, a plain number or word as text, or a list of strings; undefined for anything else. */
function statedValue(trimmed: string): Value | undefined {
  if (/^["']/.test(trimmed)) return stringOf(trimmed)
  if (/^(?:[+-]?\d[\d_]*|true|false)$/.test(trimmed)) return trimmed
  if (!trimmed.startsWith('[') || !trimmed.endsWith(']')) return undefined
  const items: string[] = []
  const item = /[ \t]*(?:("[^"\\]*(?:\\.[^"\\]*)*"|'[^']*')[ \t]*(?:,|$)|$)/y
  const inside = trimmed.slice(1, -1)
  while (item.lastIndex < inside.length) {
    const found = item.exec(inside)
    if (!found) return undefined
    if (found[1] === undefined) break
    const value = stringOf(found[1])
    if (value === undefined) return undefined
    items.push(value)
  }
  return items
}

const escapes = new Map([
  ['b', '\b'],
  ['t', '\t'],
  ['n', '\n'],
  ['f', '\f'],
  ['r', '\r'],
  ['"', '"'],
  ['\\', '\\'],
])

/** A basic or literal string of one line; undefined when it is none. */
function stringOf(text: string): string | undefined {
  if (/^'[^']*'$/.test(text)) return text.slice(1, -1)
  if (!/^"[^"\\]*(?:\\.[^"\\]*)*"$/.test(text)) return undefined
  if (!text.includes('\\')) return text.slice(1, -1)
  let broken = false
  const value = text.slice(1, -1).replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/gu, (_, short, long, one) => {
    const hex: string | undefined = short ?? long
    const code = hex === undefined ? Number.NaN : Number.parseInt(hex, 16)
    if (code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)) return String.fromCodePoint(code)
    const plain = hex === undefined ? escapes.get(one) : undefined
    broken ||= plain === undefined
    return plain ?? ''
  })
  return broken ? undefined : value
}

// `#` starts a comment outside of strings only; git sources carry one inside.
function withoutComment(line: string): string {
  if (!line.includes('#')) return line
  const found = /^[^"'#]*(?:(?:"[^"\\]*(?:\\.[^"\\]*)*"|'[^']*')[^"'#]*)*/.exec(line)!
  return line[found[0].length] === '#' ? found[0] : line
}
