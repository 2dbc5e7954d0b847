/** How a lockfile says places: which lines JSON pointers of its reader stand for. */
export type LineStyle = 'json' | 'yaml' | 'toml' | 'mix'

/** Parts of a pointer that are looked for, as a tree; `at` is the pointer that ends here. */
interface Wanted {
  at: string | undefined
  below: Map<string, Wanted>
}

/**
 * The lines of places as readers of lockfiles say them: `line 12`, and JSON pointers into JSON, YAML or TOML. Only what is looked for is
 * followed, so the cost is one pass over the text. A place that is not found has no line.
 */
export function linesOfPlaces(style: LineStyle, text: () => string, places: Iterable<string>): Map<string, number> {
  const found = new Map<string, number>()
  const top: Wanted = { at: undefined, below: new Map() }
  let any = false
  for (const place of places) {
    const line = /^line (\d{1,15})/.exec(place)?.[1]
    if (line !== undefined) found.set(place, Number(line))
    else {
      any = true
      want(top, style, place)
    }
  }
  if (any) finders[style](text(), top, (place, line) => found.has(place) || found.set(place, line))
  return found
}

type Tell = (place: string, line: number) => void

const finders: Readonly<Record<LineStyle, (text: string, wanted: Wanted, tell: Tell) => void>> = {
  json: jsonLines,
  yaml: yamlLines,
  toml: tomlLines,
  mix: mixLines,
}

function want(top: Wanted, style: LineStyle, place: string): void {
  const parts = style === 'mix' ? [place] : place.split('/').slice(1).map(unescaped)
  let node = top
  for (const part of parts) {
    const next = node.below.get(part) ?? { at: undefined, below: new Map() }
    node.below.set(part, next)
    node = next
  }
  node.at = place
}

function unescaped(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~')
}

/** One level of objects and arrays while JSON is scanned. */
interface Level {
  /** What of this level is looked for; undefined where nothing is. */
  wanted: Wanted | undefined
  /** The next index, -1 in an object. */
  index: number
  /** The key whose value comes next. */
  next: Wanted | undefined
}

function jsonLines(text: string, top: Wanted, tell: Tell): void {
  const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|\n/gs
  const stack: Level[] = []
  let line = 1
  let key: string | undefined
  const enter = (level: Level | undefined): Wanted | undefined => {
    if (level === undefined) return top
    if (level.index < 0) return level.next
    return level.wanted?.below.get(String(level.index))
  }
  for (const [sign] of text.matchAll(token)) {
    const level = stack.at(-1)
    if (sign === '\n') line++
    else if (sign === '{' || sign === '[') {
      const wanted = enter(level)
      if (wanted?.at !== undefined && level && level.index >= 0) tell(wanted.at, line)
      stack.push({ wanted, index: sign === '[' ? 0 : -1, next: undefined })
    } else if (sign === '}' || sign === ']') stack.pop()
    else if (sign === ',') {
      if (level && level.index >= 0) level.index++
      else if (level) level.next = undefined
    } else if (sign === ':') {
      if (level?.wanted && key !== undefined) {
        level.next = level.wanted.below.get(key)
        if (level.next?.at !== undefined) tell(level.next.at, line)
      }
    } else if (level && level.index >= 0) {
      const at = level.wanted?.below.get(String(level.index))?.at
      if (at !== undefined) tell(at, line)
    } else if (level?.wanted) key = parsed(sign)
  }
}

function parsed(text: string): string | undefined {
  try {
    return JSON.parse(text) as string
  } catch {
    return undefined
  }
}

/** Block maps and lists by their indentation, as the programs that write lockfiles lay them out. */
function yamlLines(text: string, top: Wanted, tell: Tell): void {
  const stack: { indent: number; wanted: Wanted | undefined; items: number }[] = [{ indent: -1, wanted: top, items: 0 }]
  let line = 0
  for (const raw of text.split(/\r\n|\n|\r/)) {
    line++
    const indent = raw.search(/[^ ]/)
    if (indent < 0 || raw[indent] === '#') continue
    const isItem = raw.startsWith('- ', indent)
    // Items of a list may stand as deep as the key above them.
    while (stack.length > 1 && (isItem ? stack.at(-1)!.indent > indent : stack.at(-1)!.indent >= indent)) stack.pop()
    const above = stack.at(-1)!
    const key = isItem ? String(above.items++) : keyOf(raw.slice(indent))
    if (key === undefined) continue
    const wanted = above.wanted?.below.get(key)
    if (wanted?.at !== undefined) tell(wanted.at, line)
    stack.push({ indent: isItem ? indent + 1 : indent, wanted, items: 0 })
  }
}

/** The key of a line of a block map: plain, or in either quotes. */
function keyOf(text: string): string | undefined {
  if (text.startsWith('"')) return /^"([^"\\]*(?:\\.[^"\\]*)*)"\s*:/.exec(text)?.[1]?.replace(/\\(.)/g, '$1')
  if (text.startsWith("'")) return /^'([^']*(?:''[^']*)*)'\s*:/.exec(text)?.[1]?.replaceAll("''", "'")
  if (text.startsWith('? ')) return keyOf(`${text.slice(2).trimStart()}:`)
  const end = text.search(/:(?:\s|$)/)
  return end < 0 ? undefined : text.slice(0, end).trimEnd()
}

/** `/package/3` is the fourth header `[[package]]`, `/a/b` the header `[a.b]`. */
function tomlLines(text: string, top: Wanted, tell: Tell): void {
  const counts = new Map<string, number>()
  let line = 0
  for (const raw of text.split('\n')) {
    line++
    const [, list, table] = /^\s*\[(?:\[\s*([\w.-]+)\s*\]|\s*([\w.-]+)\s*)\]/.exec(raw) ?? []
    if (list !== undefined) {
      const count = counts.get(list) ?? 0
      counts.set(list, count + 1)
      const at = below(top, [...list.split('.'), String(count)])?.at
      if (at !== undefined) tell(at, line)
    } else if (table !== undefined) {
      const at = below(top, table.split('.'))?.at
      if (at !== undefined) tell(at, line)
    }
  }
}

function below(top: Wanted, parts: readonly string[]): Wanted | undefined {
  let node: Wanted | undefined = top
  for (const part of parts) node = node?.below.get(part)
  return node
}

/** Each entry of a mix.lock stands on a line of its own behind its name in quotes, which is the place. */
function mixLines(text: string, top: Wanted, tell: Tell): void {
  let line = 0
  for (const raw of text.split('\n')) {
    line++
    const name = /^\s*(?:%\{)?\s*("[^"\\]*(?:\\.[^"\\]*)*"):/.exec(raw)?.[1]
    const at = name === undefined ? undefined : top.below.get(name)?.at
    if (at !== undefined) tell(at, line)
  }
}
