/** A module at a version, as `go.mod` writes both; no version for a path on disk or for all versions. */
export interface GoModule {
  path: string
  version: string | undefined
}

export interface GoRequire extends GoModule {
  line: number
  indirect: boolean
}

export interface GoReplace {
  from: GoModule
  to: GoModule
  line: number
}

/** What a `go.mod` says (go.dev/ref/mod, "go.mod files"); `odd` are lines that say nothing known. */
export interface GoModFile {
  module: string | undefined
  go: string | undefined
  toolchain: string | undefined
  requires: GoRequire[]
  replaces: GoReplace[]
  excludes: GoModule[]
  odd: { text: string; line: number }[]
  /** Lines with a known directive. */
  known: number
  /** What is open at the end: a block, or a last line without an end that says nothing known. */
  open: string | undefined
}

const ignored = new Set(['retract', 'godebug', 'tool', 'ignore'])
const listed = new Set(['require', 'replace', 'exclude'])

export function parseGoMod(lines: readonly string[]): GoModFile {
  const file: GoModFile = {
    module: undefined,
    go: undefined,
    toolchain: undefined,
    requires: [],
    replaces: [],
    excludes: [],
    odd: [],
    known: 0,
    open: undefined,
  }
  let block: string | undefined
  for (const [index, raw] of lines.entries()) {
    const line = index + 1
    const slashes = raw.indexOf('//')
    const comment = slashes < 0 ? '' : raw.slice(slashes + 2).trim()
    const words = wordsOf(slashes < 0 ? raw : raw.slice(0, slashes))
    if (words.length === 0) continue
    if (block !== undefined && words[0] === ')') {
      block = undefined
      continue
    }
    const [verb, rest] = block === undefined ? [words[0]!, words.slice(1)] : [block, words]
    if (block === undefined && rest.length === 1 && rest[0] === '(') {
      block = verb
      continue
    }
    if (directive(file, verb, rest, line, comment)) file.known++
    else file.odd.push({ text: raw.trim(), line })
  }
  file.open = block === undefined ? undefined : `${block} (`
  if (file.odd.at(-1)?.line === lines.length) file.open ??= file.odd.at(-1)!.text
  return file
}

function directive(file: GoModFile, verb: string, words: string[], line: number, comment: string): boolean {
  if (ignored.has(verb)) return true
  if (listed.has(verb)) return listItem(file, verb, words, line, comment)
  if (words.length !== 1) return false
  if (verb === 'module') file.module = words[0]
  else if (verb === 'go') file.go = words[0]
  else if (verb === 'toolchain') file.toolchain = words[0]
  else return false
  return true
}

function listItem(file: GoModFile, verb: string, words: string[], line: number, comment: string): boolean {
  const arrow = words.indexOf('=>')
  if (verb === 'replace') {
    const from = moduleOf(words.slice(0, Math.max(arrow, 0)))
    const to = moduleOf(words.slice(arrow + 1))
    if (arrow < 1 || !from || !to) return false
    file.replaces.push({ from, to, line })
    return true
  }
  const module = moduleOf(words)
  if (!module) return false
  if (verb === 'exclude') file.excludes.push(module)
  else file.requires.push({ ...module, line, indirect: /^indirect\b/.test(comment) })
  return true
}

function moduleOf(words: string[]): GoModule | undefined {
  return words.length === 1 || words.length === 2 ? { path: words[0]!, version: words[1] } : undefined
}

// Words are parted by blanks; quoted ones keep theirs. `(` and `)` are written apart from words by every formatter.
function wordsOf(text: string): string[] {
  const words: string[] = []
  for (const [word] of text.matchAll(/"[^"]*"|`[^`]*`|[()]|[^\s()]+/g))
    words.push(/^["`]/.test(word) && word.length > 1 && word.endsWith(word[0]!) ? word.slice(1, -1) : word)
  return words
}

/** `go.sum` (go.dev/ref/mod, "go.sum files"): for each module the versions whose code is known, and those known by their go.mod alone. */
export interface GoSums {
  code: Map<string, Set<string>>
  manifest: Map<string, Set<string>>
  odd: number
}

export function parseGoSum(text: string): GoSums {
  const sums: GoSums = { code: new Map(), manifest: new Map(), odd: 0 }
  for (const line of text.split('\n')) {
    const words = line.trim().split(/\s+/, 4)
    if (words[0] === '') continue
    if (words.length !== 3 || !/^h\d+:[A-Za-z0-9+/]{43}=$/.test(words[2]!)) {
      sums.odd++
      continue
    }
    const manifest = words[1]!.endsWith('/go.mod')
    const into = manifest ? sums.manifest : sums.code
    const version = manifest ? words[1]!.slice(0, -'/go.mod'.length) : words[1]!
    const versions = into.get(words[0]!)
    if (versions) versions.add(version)
    else into.set(words[0]!, new Set([version]))
  }
  return sums
}
