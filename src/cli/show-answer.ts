import { visible } from '#base'
import type { Told } from '#ledger'

/** The widest a column gets before its texts are cut; ids are never cut, since they are typed again. */
const widest = 60
/** What is for programs. */
const unshown = new Set(['schema', 'next'])
/** Stands where nothing is known, or nothing is there. */
const nothing = '-'

/** An answer in parts: what is one value, by its words, and what is a list of objects. */
interface Parts {
  lines: [words: string, text: string][]
  /** Texts of several lines, as they are: a signed note is good for nothing in one line. */
  blocks: [words: string, text: string][]
  tables: [words: string, rows: readonly object[]][]
}

/**
 * An answer for a person: its plain members a line each, each list of objects a table.
 *
 * @param width of the terminal, 0 for no terminal: a table has as many columns as it has room for
 * @param noun what the rows of a list are
 */
export function showAnswer(out: unknown, width: number, noun?: string): string {
  if (typeof out !== 'object' || out === null) return `${visible(String(out))}\n`
  const { lines, blocks, tables } = partsOf(out, '')
  if (lines.length + blocks.length === 0 && tables.every(([, rows]) => rows.length === 0))
    return `no ${tables.map(([words]) => (words === 'rows' ? (noun ?? words) : words)).join(', no ') || 'answer'}\n`
  const label = Math.max(0, ...lines.map(([words]) => words.length)) + 2
  const shown = lines.map(([words, text]) => `${words.padEnd(label)}${text}`)
  for (const [words, rows] of tables) {
    if (rows.length === 0) continue
    const title = lines.length > 0 || tables.length > 1 ? [`${words} (${rows.length})`] : []
    shown.push(...(shown.length > 0 ? [''] : []), ...title, ...tableOf(rows, width))
  }
  for (const [words, text] of blocks) shown.push('', words, '', ...text.replace(/\n$/, '').split('\n').map(visible))
  return `${shown.join('\n')}\n`
}

function partsOf(value: object, before: string): Parts {
  const parts: Parts = { lines: [], blocks: [], tables: [] }
  for (const [name, inner] of Object.entries(value)) {
    if (inner === undefined || unshown.has(name)) continue
    const words = `${before}${wordsOf(name)}`
    if (inner === null) {
      parts.lines.push([words, nothing])
      continue
    }
    if (isTable(inner)) parts.tables.push([words, inner])
    else if (typeof inner === 'object' && !Array.isArray(inner)) {
      const { lines, blocks, tables } = partsOf(inner, `${words} `)
      parts.lines.push(...lines)
      parts.blocks.push(...blocks)
      parts.tables.push(...tables)
    } else if (typeof inner === 'string' && /[^\n]\n./.test(inner)) parts.blocks.push([words, inner])
    else if (textOf(inner) !== '') parts.lines.push([words, textOf(inner)])
  }
  return parts
}

function isTable(value: unknown): value is object[] {
  return Array.isArray(value) && value.every(item => typeof item === 'object' && item !== null && !Array.isArray(item))
}

interface Column {
  name: string
  head: string
  cells: string[]
  width: number
}

function tableOf(rows: readonly object[], width: number): string[] {
  const all = columnsOf(rows)
  const columns = fitting(all, width)
  const line = (texts: readonly string[]) => {
    const whole = texts
      .map((text, at) => text.padEnd(columns[at]!.width))
      .join('  ')
      .trimEnd()
    return width > 0 ? cut(whole, width) : whole
  }
  const lines = [
    line(columns.map(({ head }) => head)),
    ...rows.map((_, at) => line(columns.map(one => one.cells[at]!))),
  ]
  const left = all.length - columns.length
  return left === 0
    ? lines
    : [...lines, cut(`(${left} more ${left === 1 ? 'column' : 'columns'}: --format json)`, width)]
}

function columnsOf(rows: readonly object[]): Column[] {
  const text = (row: object, name: string) => textOf((row as Record<string, unknown>)[name])
  const names = [...new Set(rows.flatMap(row => Object.keys(row)))].filter(name =>
    rows.some(row => text(row, name) !== ''),
  )
  return names.map(name => {
    const head = wordsOf(name).toUpperCase()
    const cells = rows.map(row => (isId(name) ? text(row, name) : cut(text(row, name), widest)) || nothing)
    return { name, head, cells, width: Math.max(head.length, ...cells.map(cell => cell.length)) }
  })
}

/** The columns that there is room for: those that say least go first, of the same kind the last. */
function fitting(columns: readonly Column[], width: number): readonly Column[] {
  let kept = columns
  const room = (some: readonly Column[]) => some.reduce((sum, one) => sum + one.width + 2, -2)
  while (width > 0 && kept.length > 2 && room(kept) > width) {
    const worths = kept.map(worthOf)
    const least = worths.lastIndexOf(Math.min(...worths))
    kept = kept.filter((_, at) => at !== least)
  }
  return kept
}

/** By what a person knows a thing, and what became of it. */
const telling = new Set(['tag', 'number', 'name', 'code', 'path', 'label', 'state', 'verdict', 'what', 'file'])

/** What a column is worth to a person: of a whole row with one value it tells nothing apart. */
function worthOf({ name, cells }: Column): number {
  if (name === 'id') return 3
  if (telling.has(name)) return 4
  if (isId(name)) return 0
  return cells.every(cell => cell === cells[0]) && cells.length > 1 ? 1 : 2
}

function isId(name: string): boolean {
  return /(?:^i|I)d$/.test(name)
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}

/** `validFrom` as `valid from`. */
function wordsOf(name: string): string {
  return visible(name.replaceAll(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`))
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return visible(value)
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return value.map(textOf).join(', ')
  return Object.entries(value)
    .map(([name, inner]) => [wordsOf(name), textOf(inner)] as const)
    .filter(([, text]) => text !== '')
    .map(parts => parts.join(' '))
    .join(', ')
}

/** What an operation tells of its answer, and what to type next. */
export function showTold({ says, next = [] }: Told): string {
  const lines = says.map(visible)
  for (const command of next) lines.push(`  millcert ${visible(command)}`)
  return lines.map(line => `${line}\n`).join('')
}
