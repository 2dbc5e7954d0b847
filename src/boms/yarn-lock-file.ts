import { Problem, quoted } from '#base'
import type { Paper } from './format.ts'
import { entriesOf, type Fields, isFields, pointer, textOf } from './json-members.ts'
import { linesOf, machineText, nameOf } from './paper-text.ts'
import { cutPaper } from './refused-paper.ts'

/** One entry of a yarn.lock, of either spelling. */
export interface YarnEntry {
  /** What asked for it: `name@^1.0.0`, at least one. */
  keys: string[]
  at: string
  /** version, resolved, integrity; resolution, linkType, conditions of yarn 2 and later. */
  fields: Map<string, string>
  /** Name and range. Of yarn 2 and later optional ones are `dependencies` too. */
  dependencies: [name: string, range: string][]
  optional: Set<string>
}

const blocks = new Set(['dependencies', 'optionalDependencies'])

/** yarn 1 (classic): lines indented by two blanks a level, `key value` with either in JSON quotes. Throws `boms/not-yarn-lock`, `boms/truncated`. */
export function classicEntries(paper: Paper): YarnEntry[] {
  const entries: YarnEntry[] = []
  let entry: YarnEntry | undefined
  let block: string | undefined
  for (const [index, line] of linesOf(machineText(paper), paper).entries()) {
    if (/^\s*(?:#|$)/.test(line)) continue
    const indent = line.search(/\S/)
    const words = wordsOf(line)
    const place = `line ${index + 1}`
    if (words === undefined) throw notYarn(paper, line, place)
    if (indent === 0 && words.ends && words.list.length > 0) {
      entry = { keys: words.list, at: place, fields: new Map(), dependencies: [], optional: new Set() }
      entries.push(entry)
      block = undefined
    } else if (indent === 2 && entry && words.ends && words.list.length === 1) block = words.list[0]
    else if (indent === 2 && entry && words.list.length === 2) {
      block = undefined
      if (entry.fields.has(words.list[0]!)) throw notYarn(paper, line, place)
      entry.fields.set(words.list[0]!, words.list[1]!)
    } else if (indent === 4 && entry && block !== undefined && words.list.length === 2) {
      if (!blocks.has(block)) continue
      entry.dependencies.push([words.list[0]!, words.list[1]!])
      if (block === 'optionalDependencies') entry.optional.add(words.list[0]!)
    } else throw notYarn(paper, line, place)
  }
  if (entry && !entry.fields.has('version')) throw cutPaper(paper, `in ${quoted(entry.keys[0])}`, entry.at)
  return entries
}

/** Words of a line, parted by blanks or commas, and whether a colon ends it. */
function wordsOf(line: string): { list: string[]; ends: boolean } | undefined {
  const list: string[] = []
  const text = line.trim()
  const word = /"((?:[^"\\]|\\.)*)"|[^\s",]+/y
  let at = 0
  while (at < text.length) {
    if (text[at] === ' ' || text[at] === ',') {
      at++
      continue
    }
    if (text[at] === ':' && at === text.length - 1) return { list, ends: true }
    word.lastIndex = at
    const found = word.exec(text)
    if (!found) return undefined
    at = word.lastIndex
    const plain = found[1] === undefined ? found[0] : found[1].replace(/\\(.)/g, '$1')
    if (found[1] === undefined && at === text.length && plain.endsWith(':')) {
      list.push(plain.slice(0, -1))
      return { list, ends: true }
    }
    list.push(plain)
  }
  return { list, ends: false }
}

function notYarn(paper: Paper, line: string, at: string): Problem {
  return new Problem(
    'boms/not-yarn-lock',
    `Cannot read ${nameOf(paper)}: not a line of a yarn.lock: ${quoted(line.trim())} at ${at}`,
    { at, wanted: 'entries as yarn writes them' },
  )
}

/** yarn 2 and later (Berry): YAML, keys are lists parted by a comma. */
export function berryEntries(lock: Fields): YarnEntry[] {
  const entries: YarnEntry[] = []
  for (const [key, stated] of entriesOf(lock)) {
    if (key === '__metadata' || !isFields(stated)) continue
    const fields = new Map<string, string>()
    for (const [name, value] of entriesOf(stated)) if (typeof value === 'string') fields.set(name, value)
    const dependencies: [string, string][] = []
    for (const [name, range] of entriesOf(stated['dependencies'])) dependencies.push([name, textOf(range) ?? ''])
    const optional = new Set<string>()
    for (const [name, meta] of entriesOf(stated['dependenciesMeta']))
      if (isFields(meta) && meta['optional'] === 'true') optional.add(name)
    entries.push({ keys: key.split(/,\s*/), at: `/${pointer(key)}`, fields, dependencies, optional })
  }
  return entries
}
